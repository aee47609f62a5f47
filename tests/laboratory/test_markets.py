"""Goods for export are judged by the limits of where they go; where none is on file, by those that policy names."""

import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from guomen.catalogue.operations import load_reference
from guomen.catalogue.queries import limits_for, market_name, market_of
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Missing, Role, SubjectRef, Text
from guomen.laboratory import models, operations, queries
from guomen.laboratory.rules import statement_of
from guomen.laboratory.terms import (
    Comparison,
    Conformity,
    DecisionRule,
    Hand,
    Limit,
    LimitKind,
    Market,
    Measured,
    Requested,
    StageAsked,
    Statement,
)
from tests.laboratory import people

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
RICE = "1006302000101"
CADMIUM = Text("镉", "cadmium (Cd)")
EU = Market("EU", Text("欧盟", "European Union"))


@pytest.fixture
def law(house: None) -> None:
    load_reference(actor=None, at=AT, folder=settings.REFERENCE)
    people.set_up()


@pytest.fixture
def officer(law: None) -> Actor:
    return people.person(Role.PORT_OFFICER, "GM1001")


def ordered(officer: Actor, destination: str, analyte: Text = CADMIUM, goods: str = RICE) -> models.TestRequest:
    sample = operations.order_sample(
        actor=officer, at=AT, subject=SubjectRef("consignment", "12/3"), office=Office.objects.get(code="GM1001"),
        goods_code=goods, description="rice", requests=[Requested(analyte, DAY)], destination=destination,
    )  # fmt: skip
    return sample.requests.get()


def stated(request: models.TestRequest, value: str = "0.18") -> Statement:
    limit = queries.limit_of(models.TestRequest.objects.get(pk=request.pk))
    return statement_of(CADMIUM, limit, Measured((Decimal(value),), "mg/kg"))


def last_reason(statement: Statement) -> tuple[str, str]:
    reason = statement.reasons[-1]
    return reason.code.removeprefix("laboratory."), reason.text.en


@pytest.mark.parametrize(
    ("destination", "conformity", "limit", "reason", "said"),
    [
        ("", Conformity.CONFORM, "0.2", "within_limit", "within the limit"),
        (
            "DE",
            Conformity.NONCONFORM,
            "0.15",
            "limit_of_destination",
            "of the destination (European Union): EU 2023/915",
        ),
        (
            "JP",
            Conformity.CONFORM,
            "0.2",
            "limit_of_another_market",
            "No limit of Japan for this is on file; judged by",
        ),
    ],
)
def test_rice_is_judged_by_the_limit_of_where_it_goes(
    officer: Actor, destination: str, conformity: Conformity, limit: str, reason: str, said: str
) -> None:
    statement = stated(ordered(officer, destination))
    assert (statement.conformity, statement.limit.value) == (conformity, Decimal(limit))
    code, text = last_reason(statement)
    assert code == reason
    assert said in text


def test_the_statement_carries_how_far_the_row_may_be_trusted_and_both_markets(officer: Actor) -> None:
    told = stated(ordered(officer, "FR")).as_json()
    assert told["confidence"] == "medium"
    assert "unverified default" in told["reasons"][-1]["en"]
    assert "未核实" in told["reasons"][-1]["zh"]
    assert told["destination"] == told["market"] == EU.as_json()
    ours = stated(ordered(officer, "JP")).as_json()
    assert ours["destination"]["code"] == "JP"
    assert "market" not in ours
    assert "of China" in ours["reasons"][-1]["en"]
    assert "destination" not in stated(ordered(officer, "")).as_json()


def test_policy_says_whose_limits_come_next(officer: Actor, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(settings.REFERENCE, tmp_path / "reference"))
    policies = (folder / "policies.csv").read_text(encoding="utf-8")
    (folder / "policies.csv").write_text(policies.replace("destination;home", "destination;codex;home"), "utf-8")
    load_reference(actor=None, at=AT, folder=folder)
    statement = stated(ordered(officer, "JP"))
    assert statement.limit.value == Decimal("0.4")
    assert "of Codex Alimentarius" in last_reason(statement)[1]


def test_where_nobody_has_a_limit_the_value_is_for_information_and_it_is_said(officer: Actor) -> None:
    statement = stated(ordered(officer, "DE", Text("铊", "thallium")))
    assert statement.conformity is Conformity.NOT_ASSESSED
    assert last_reason(statement) == (
        "no_limit_of_destination",
        "cadmium (Cd): No limit of European Union for this is on file.",
    )


@pytest.mark.parametrize(
    ("country", "on", "market"),
    [
        ("DE", DAY, "EU"),
        ("GB", date(2020, 12, 31), "EU"),
        ("GB", date(2021, 1, 1), "GB"),
        ("HR", date(2013, 6, 30), "HR"),
        ("HR", date(2013, 7, 1), "EU"),
        ("JP", DAY, "JP"),
        ("EU", DAY, "EU"),
    ],
)
def test_a_country_of_a_common_market_has_the_markets_limits_while_it_is_a_member(
    law: None, country: str, on: date, market: str
) -> None:
    assert market_of(country, on) == market
    assert market_name(market) != Text(market, market)


def test_another_limit_of_the_same_market_can_be_chosen_and_none_of_ours(officer: Actor) -> None:
    formula = "1901101000101"
    request = ordered(officer, "DE", Text("铅", "lead (Pb)"), formula)
    assert request.condition == "液态"
    found = queries.limits_in_force(goods=formula, analyte=Text("铅", "lead (Pb)"), on=DAY, destination="DE")
    powder = next(limit for limit, _, _ in found if limit.condition == "粉状")
    analyst = people.person(Role.LABORATORY_ANALYST, "GM10")
    ours = limits_for(goods=formula, analyte="lead (Pb)", on=DAY)[0]
    at = {"actor": analyst, "at": AT, "request": request.pk, "reason": "it is powder"}
    with pytest.raises(Missing):
        operations.apply_limit(key=ours.key, **at)  # type: ignore[arg-type]
    again = operations.apply_limit(key=powder.key, **at)  # type: ignore[arg-type]
    assert queries.limit_of(again).destination == EU


def test_a_sample_of_a_stage_is_judged_by_the_limits_of_the_schemes_destination(officer: Actor) -> None:
    office = Office.objects.get(code="GM1001")
    stage = StageAsked(Text("收获前", "before harvest"), date(2026, 3, 1), date(2026, 3, 20), ("cadmium (Cd)",))
    scheme = operations.open_scheme(
        actor=officer, at=AT, subject=SubjectRef("registration", "4300GY0018"), office=office, laboratory=office,
        season=2026, stages=[stage], title=Text("稻田", "paddy"), goods_code="100630", destination="IT",
    )  # fmt: skip
    sample: models.Sample = operations.draw_stage(
        actor=officer, at=AT, stage=scheme.stages.get().pk, hand=Hand("officer", "block 3", "K-1")
    )
    limit = queries.limit_of(sample.requests.get())
    assert (limit.value, limit.market) == (Decimal("0.15"), EU)


def test_how_a_value_is_compared_stays_with_the_test(officer: Actor) -> None:
    limit = Limit(
        LimitKind.MAX, "mg/kg", Decimal("0.2"), standard="GB 1", rule=DecisionRule.GUARDED,
        comparison=Comparison.ROUNDED, places=2, destination=EU, market=EU, confidence="high",
    )  # fmt: skip
    sample = operations.order_sample(
        actor=officer, at=AT, subject=SubjectRef("consignment", "1"), office=Office.objects.get(code="GM1001"),
        goods_code=RICE, description="rice", requests=[Requested(CADMIUM, DAY, limit=limit)],
    )  # fmt: skip
    assert queries.limit_of(sample.requests.get()) == limit


def test_limits_of_other_markets_are_none_of_ours(law: None) -> None:
    assert {limit.market for limit in limits_for(goods=RICE, analyte="cadmium (Cd)", on=DAY)} == {""}
    assert {limit.market for limit in limits_for(goods=RICE, analyte="cadmium (Cd)", on=DAY, market="EU")} == {"EU"}
