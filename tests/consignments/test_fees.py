"""The inspection fee by the day of declaration: nothing since the fees were suspended in full."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from guomen.consignments.fees.rules import FeeShare, assessed_fee
from guomen.consignments.queries import fee_of
from guomen.consignments.terms import GoodsItem
from guomen.kernel.terms import Text
from tests.consignments.conftest import said

STOPPED = FeeShare(Decimal(0), date(2017, 4, 1), "policy:consignments.fee_share", sure=False)
TAKEN = FeeShare(Decimal("0.0015"), date(2000, 1, 1), "policy:consignments.fee_share", sure=True)
ITEM = GoodsItem(item_no=1, goods_code="0306171990101", value=Decimal("1000"), currency="CNY")
DOLLARS = msgspec.structs.replace(ITEM, currency="USD")
DAY = date(2018, 8, 1)


@pytest.mark.parametrize(
    ("items", "on", "share", "fee", "code"),
    [
        ([ITEM], DAY, STOPPED, Decimal(0), "fee.suspended"),
        ([DOLLARS], DAY, STOPPED, Decimal(0), "fee.suspended"),
        ([ITEM, ITEM], DAY, TAKEN, Decimal("3.00"), "fee.assessed"),
        ([ITEM, DOLLARS], DAY, TAKEN, None, "fee.no_value"),
        ([msgspec.structs.replace(ITEM, value=None)], DAY, TAKEN, None, "fee.no_value"),
        ([ITEM], DAY, None, None, "fee.no_rule"),
        ([ITEM], None, STOPPED, None, "fee.no_day"),
    ],
)
def test_the_fee_and_its_reason(
    items: list[GoodsItem], on: date | None, share: FeeShare | None, fee: Decimal | None, code: str
) -> None:
    outcome = assessed_fee(items, on, share)
    assert (outcome.value, [reason.code for reason in outcome.reasons]) == (fee, [code])
    assert all(reason.public for reason in outcome.reasons), "the trader may read why"


def test_a_day_that_no_source_confirms_says_so() -> None:
    assert "to be confirmed" in assessed_fee([ITEM], DAY, STOPPED).reasons[0].text.en
    assert "待核实" in assessed_fee([ITEM], DAY, STOPPED).reasons[0].text.zh
    sure = FeeShare(STOPPED.share, STOPPED.since, STOPPED.source, sure=True)
    words = Text(
        "出入境检验检疫费自2017-04-01起全面停征。",
        "Inspection and quarantine fees are suspended in full from 2017-04-01.",
    )
    assert assessed_fee([ITEM], DAY, sure).reasons[0].text == words


def test_without_a_rule_in_the_reference_data_nothing_is_assessed(db: None) -> None:
    assert fee_of(said()).value is None


def test_the_shipped_rule_starts_with_the_suspension_and_says_that_its_day_is_unsure() -> None:
    with (Path(__file__).parents[2] / "reference" / "policies.csv").open(encoding="utf-8") as lines:
        (row,) = [row for row in csv.DictReader(lines) if row["name"] == "consignments.fee_share"]
    assert (row["value"], row["valid_from"], row["confidence"]) == ("0", "2017-04-01", "low")
