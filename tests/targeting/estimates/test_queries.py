"""The log as a frame: one row a decided line, with what it was found to be."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from guomen.catalogue.terms import Channel
from guomen.consignments.operations import lodge_consignments
from guomen.kernel.offices.models import Actor, Office
from guomen.parties.operations import register_operator, set_enterprise_class
from guomen.targeting.estimates.queries import LOG_SCHEMA, log_frame, offices_of
from guomen.targeting.models import Assignment, LineOutcome
from tests.targeting.conftest import NOON
from tests.targeting.test_assigning import BAGS, TODAY, USCC, lodged, ordered
from tests.targeting.world import item

pytestmark = pytest.mark.django_db
PERIOD = {"since": TODAY, "until": TODAY + timedelta(days=1)}


def found(decided: Assignment, item_no: int = 1, conforming: bool = False, entry: int = 1, **more: Any) -> LineOutcome:
    fields = {"checked": "physical", "harm": 0.0 if conforming else 3.0, "known_at": NOON} | more
    return LineOutcome.objects.create(assignment=decided, item_no=item_no, conforming=conforming, entry=entry, **fields)


def two_lines() -> tuple[Any, ...]:
    return (
        item(1, BAGS, origin="DE", value=Decimal(1), currency="CNY"),
        item(2, "0201100010101", origin="AU", value=Decimal(1), currency="CNY"),
    )


def test_each_line_of_each_decision_is_a_row_with_its_chance(branch: Office) -> None:
    decided = lodged(branch, items=two_lines())
    frame = log_frame(**PERIOD)
    assert frame["item_no"].to_list() == [1, 2]
    assert frame["consignment"].unique().to_list() == [decided.consignment_id]
    assert frame["probability"].to_list() == [line["probability"] for line in decided.lines]
    assert frame["heading"].to_list() == ["4202", "0201"]
    assert frame["chapter"].to_list() == ["42", "02"]
    assert frame["office"].unique().to_list() == [branch.code]
    assert frame["decided_on"].unique().to_list() == [TODAY]
    assert frame["nonconforming"].to_list() == [None, None]


def test_what_was_found_stands_beside_its_line_and_the_newest_entry_counts(branch: Office) -> None:
    ordered(branch, orders=Channel.PHYSICAL)
    decided = lodged(branch)
    found(decided, conforming=True, entry=1)
    found(decided, conforming=False, entry=2)
    row = log_frame(**PERIOD).row(0, named=True)
    assert row["examined"] is True
    assert row["nonconforming"] is True
    assert row["harm"] == 3.0
    assert row["known_on"] == TODAY


def test_what_is_held_on_paper_is_stopped_and_counts_as_looked_at_once_it_was_opened(branch: Office) -> None:
    ordered(branch)
    decided = lodged(branch)
    row = log_frame(**PERIOD).row(0, named=True)
    assert (row["stopped"], row["examined"]) == (True, False)
    found(decided)
    row = log_frame(**PERIOD).row(0, named=True)
    assert (row["stopped"], row["examined"], row["nonconforming"]) == (True, True, True)


def test_only_the_days_asked_for_and_only_the_offices_asked_for(branch: Office) -> None:
    lodged(branch)
    assert len(log_frame(since=TODAY, until=TODAY + timedelta(days=1), offices=[branch.code])) == 1
    assert log_frame(since=TODAY, until=TODAY + timedelta(days=1), offices=["999999"]).is_empty()
    assert log_frame(since=TODAY + timedelta(days=1), until=TODAY + timedelta(days=2)).is_empty()
    assert set(LOG_SCHEMA) <= set(log_frame(since=date(2001, 1, 1), until=date(2001, 1, 2)).columns)


def test_the_newest_version_stands_for_the_consignment_and_a_cancelled_one_for_nothing(branch: Office) -> None:
    from tests.targeting.test_assigning import declared

    lodged(branch)
    lodged(branch, version=2, action="amend", items=two_lines())
    frame = log_frame(**PERIOD)
    assert frame["version"].to_list() == [2, 2]
    lodge_consignments(actor=None, at=NOON, declarations=[declared(branch, version=3, action="cancel")])
    assert log_frame(**PERIOD).is_empty()


def test_the_rows_that_a_ruling_came_from_are_told_where_asked_for(branch: Office) -> None:
    ordered(branch)
    lodged(branch)
    (sources,) = log_frame(**PERIOD, with_sources=True)["sources"].to_list()
    assert "order:BK-1" in sources
    assert log_frame(**PERIOD)["sources"].to_list() == [[]]


def test_the_importers_class_is_that_of_the_day_and_policys_default_where_it_has_none(branch: Office) -> None:
    lodged(branch)
    assert log_frame(**PERIOD)["enterprise_class"].to_list() == [3]
    register_operator(actor=None, at=NOON, identifier=USCC, name_zh="进口商", roles=("importer",))
    set_enterprise_class(actor=None, at=NOON, operator=USCC, grade=1, valid_from=date(2018, 1, 1))
    assert log_frame(**PERIOD)["enterprise_class"].to_list() == [1]


def test_an_analyst_studies_his_own_office_and_those_below_it(branch: Office, person: Callable[..., Actor]) -> None:
    bureau = Office.objects.get(pk=branch.parent_id)
    assert offices_of(person("here", "risk_analyst", branch)) == [branch.code]
    assert branch.code in offices_of(person("above", "risk_analyst", bureau))
    assert offices_of(person("nowhere", "risk_analyst")) == []


def test_the_same_log_is_the_same_frame(branch: Office) -> None:
    for number in range(5):
        lodged(branch, f"R-{number}", items=two_lines())
    first, second = log_frame(**PERIOD), log_frame(**PERIOD)
    assert first.equals(second)
    assert isinstance(first, pl.DataFrame)
