"""What is remembered of decisions draws the line that reading them again draws."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from guomen.catalogue.terms import Channel
from guomen.kernel.offices.models import Office
from guomen.targeting.assigning.queries import rulebook
from guomen.targeting.capacity import recent as remembering
from guomen.targeting.capacity.planning import DAYS, planned
from guomen.targeting.capacity.recent import highest_values, recent
from guomen.targeting.models import Assignment, RiskModel
from tests.targeting.capacity.conftest import Setter
from tests.targeting.capacity.test_shifts import TODAY, lodged
from tests.targeting.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(branch: Office, policy_set: Setter, in_charge: Callable[..., RiskModel]) -> Office:
    """Half its decisions are from before any model was asked."""
    lodged(branch, 30, "before", days=-1)
    policy_set(branch, selection="capacity", capacity__physical="10", control_arm_rate="0.01")
    in_charge("a" * 64)
    lodged(branch, 30)
    return branch


def came(office: Office) -> list[remembering.Recent]:
    return recent(office, TODAY, days=DAYS, newest=1000)


def test_the_newest_come_first_and_no_more_than_wanted(office: Office) -> None:
    rows = came(office)
    assert [row.consignment for row in rows] == sorted((row.consignment for row in rows), reverse=True)
    assert len(rows) == 60
    assert recent(office, TODAY, days=DAYS, newest=7) == rows[:7]


def test_what_rules_open_is_told_from_what_they_leave_open(office: Office) -> None:
    rows = {row.assignment: row for row in came(office)}
    for one in Assignment.objects.all():
        assert rows[one.pk].by_rule == (one.arm == "mandatory" or (one.arm == "lot" and bool(one.paces)))


def test_a_decision_s_value_is_that_of_its_highest_line(office: Office) -> None:
    stored = Assignment.objects.in_bulk()
    rows = came(office)
    for row, value in zip(rows, highest_values("a" * 64, rows), strict=True):
        asked = bool(stored[row.assignment].asked)
        assert value == (max(line["value"] for line in stored[row.assignment].lines) if asked else None)
    assert sum(value is None for value in highest_values("a" * 64, rows)) == 30
    assert set(highest_values("b" * 64, rows)) == {None}


def test_a_challenger_s_value_is_that_of_its_shadows(office: Office) -> None:
    newest = came(office)[0]
    Assignment.objects.filter(pk=newest.assignment).update(shadows={"c" * 64: {"1": 0.25, "2": 0.75}})
    assert highest_values("c" * 64, [newest]) == [0.75]


def test_remembered_or_read_anew_the_same_line_is_drawn(office: Office) -> None:
    book = rulebook(Assignment.objects.latest("pk").edition)
    morning = NOON + timedelta(hours=20)
    told = [planned(book, office, morning.date(), morning) for _ in range(2)]
    remembering._known.clear()
    told.append(planned(book, office, morning.date(), morning))
    first, again, anew = ([(one.check_kind, one.threshold, one.random_rate) for one in paces] for paces in told)
    assert first == again == anew
    threshold = {kind: line for kind, line, _ in first}[Channel.PHYSICAL]
    assert threshold is not None
    assert 0.0 < threshold < 1.0
