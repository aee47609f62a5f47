"""The rules: levels by risk, urgency and scope; kinds by audience; changes; deadlines in hours and working days."""

import csv
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.kernel.terms import OfficeLevel, Refusal, Text
from guomen.surveillance.alerts.rules import Calendar, change_fault, due, ends, grade, issuing_fault, kind_for
from guomen.surveillance.alerts.rules.clocks import said
from guomen.surveillance.alerts.rules.subjects import audience_for, category_for
from guomen.surveillance.alerts.terms import (
    AlertCategory,
    AlertKind,
    AlertLevel,
    AlertState,
    Audience,
    Change,
    GradingRow,
    GradingTable,
)
from guomen.surveillance.assessments.questions import SCOPES, URGENCIES
from guomen.surveillance.assessments.terms import RiskLevel
from tests.decisions.world import REFERENCE
from tests.surveillance.alerts.world import instant

RED, ORANGE, YELLOW, BLUE = AlertLevel
HOLIDAY = Text("国庆节", "National Day")
# A made-up week: Monday 1 October 2018 to Friday 5 October off, Saturday 29 September and 30 September worked.
GOLDEN = Calendar(
    {date(2018, 10, day): HOLIDAY for day in range(1, 6)}, {date(2018, 9, day): HOLIDAY for day in (29, 30)}
)


def shipped() -> GradingTable:
    with (REFERENCE / "alert_levels.csv").open(encoding="utf-8") as lines:
        return {
            (row["risk"], row["urgency"], row["scope"]): GradingRow(
                AlertLevel(row["level"]), f"policy:{row['risk']}", row["source"], row["confidence"] == "low"
            )
            for row in csv.DictReader(lines)
        }


def test_the_shipped_table_has_one_row_for_every_combination() -> None:
    assert set(shipped()) == {(str(one[0]), *one[1:]) for one in product(RiskLevel, URGENCIES, SCOPES)}


@pytest.mark.parametrize(
    ("risk", "urgency", "scope", "level"),
    [
        ("serious", "immediate", "national", RED),
        ("serious", "expected", "national", RED),
        ("serious", "immediate", "limited", ORANGE),
        ("serious", "distant", "limited", YELLOW),
        ("high", "immediate", "national", ORANGE),
        ("high", "expected", "regional", YELLOW),
        ("medium", "immediate", "regional", YELLOW),
        ("medium", "distant", "national", BLUE),
        ("low", "immediate", "national", BLUE),
    ],
)
def test_the_level_follows_from_risk_urgency_and_scope(risk: str, urgency: str, scope: str, level: AlertLevel) -> None:
    outcome = grade(RiskLevel(risk), urgency, scope, shipped(), 7)
    assert outcome.value is level
    first, doubtful = outcome.reasons
    assert "第六十三条" in first.basis
    assert "edition 7" in first.text.en
    assert "default" in doubtful.text.en


@given(st.sampled_from(list(RiskLevel)), st.sampled_from(sorted(URGENCIES)), st.sampled_from(sorted(SCOPES)))
def test_more_risk_never_gives_a_milder_level(risk: RiskLevel, urgency: str, scope: str) -> None:
    milder = [grade(one, urgency, scope, shipped()).value.rank for one in RiskLevel if one.rank <= risk.rank]
    assert min(milder) == grade(risk, urgency, scope, shipped()).value.rank


def test_words_that_the_table_does_not_know_are_refused() -> None:
    with pytest.raises(Refusal) as error:
        grade(RiskLevel.HIGH, "whenever", "national", shipped())
    assert error.value.code == "alert.not_graded"


@pytest.mark.parametrize(
    ("audience", "kind"),
    [
        (Audience.PORTS, AlertKind.CIRCULAR),
        (Audience.OPERATORS, AlertKind.NOTICE),
        (Audience.PUBLIC, AlertKind.ANNOUNCEMENT),
    ],
)
def test_the_kind_follows_from_whom_it_must_reach(audience: Audience, kind: AlertKind) -> None:
    assert kind_for(audience).value is kind


HQ, BUREAU, BRANCH = OfficeLevel


@pytest.mark.parametrize(
    ("level", "may", "may_not"),
    [
        (RED, {HQ}, {BUREAU, BRANCH}),
        (ORANGE, {HQ}, {BUREAU, BRANCH}),
        (YELLOW, {HQ, BUREAU}, {BRANCH}),
        (BLUE, {HQ, BUREAU}, {BRANCH}),
    ],
)
def test_who_may_issue_which_level_by_the_shipped_policy(
    level: AlertLevel, may: set[OfficeLevel], may_not: set[OfficeLevel]
) -> None:
    with (REFERENCE / "policies.csv").open(encoding="utf-8") as lines:
        rows = {row["name"]: row for row in csv.DictReader(lines)}
    laid_down = rows[f"surveillance.alert.issue_levels.{level}"]
    entries = laid_down["value"].split(";")
    assert all(issuing_fault(level, one, entries) is None for one in may)
    assert all(issuing_fault(level, one, entries) is not None for one in may_not)
    assert laid_down["confidence"] == ("high" if level is RED else "low")


@pytest.mark.parametrize(
    ("change", "before", "after", "allowed"),
    [
        (Change.UPGRADE, YELLOW, ORANGE, True),
        (Change.UPGRADE, YELLOW, YELLOW, False),
        (Change.UPGRADE, YELLOW, BLUE, False),
        (Change.DOWNGRADE, YELLOW, BLUE, True),
        (Change.DOWNGRADE, YELLOW, RED, False),
        (Change.CORRECTION, YELLOW, YELLOW, True),
        (Change.CORRECTION, YELLOW, BLUE, False),
        (Change.LIFTING, RED, RED, True),
        (Change.REFUTATION, RED, RED, True),
        (Change.REFUTATION, RED, BLUE, True),
        (Change.REFUTATION, BLUE, RED, False),
    ],
)
def test_a_change_does_what_its_name_says(change: Change, before: AlertLevel, after: AlertLevel, allowed: bool) -> None:
    fault = change_fault(change, AlertState.ISSUED, before, after)
    assert (fault is None) is allowed


@pytest.mark.parametrize("state", [state for state in AlertState if state is not AlertState.ISSUED])
def test_only_what_is_in_force_is_changed(state: AlertState) -> None:
    fault = change_fault(Change.LIFTING, state, RED, RED)
    assert fault is not None
    assert fault.code == "alert.not_in_force"


def test_a_lifting_ends_the_alert_and_a_refutation_ends_it_or_lowers_it() -> None:
    assert ends(Change.LIFTING, RED, RED)
    assert ends(Change.REFUTATION, RED, RED)
    assert not ends(Change.REFUTATION, RED, BLUE)
    assert not ends(Change.CORRECTION, RED, RED)


@pytest.mark.parametrize(
    ("since", "amount", "unit", "until"),
    [
        # RASFF: 48 and 24 hours run day and night, weekends and holidays included (Reg. (EU) 2019/1715 Arts. 15-17).
        ("2018-08-03 17:00", 48, "h", "2018-08-05 17:00"),
        ("2018-10-01 09:30", 24, "h", "2018-10-02 09:30"),
        # GPSR: 4 working days end with the fourth one's last hour (Reg. (EU) 2023/988 Art. 26).
        ("2018-08-01 12:00", 4, "working_day", "2018-08-08 00:00"),
        ("2018-08-03 23:59", 4, "working_day", "2018-08-10 00:00"),
        ("2018-08-04 10:00", 1, "working_day", "2018-08-07 00:00"),
        # A weekend that is worked counts; a week of holidays does not.
        ("2018-09-28 12:00", 1, "working_day", "2018-09-30 00:00"),
        ("2018-09-28 12:00", 3, "working_day", "2018-10-09 00:00"),
        # At once.
        ("2018-08-01 12:00", 0, "h", "2018-08-01 12:00"),
    ],
)
def test_deadlines(since: str, amount: float, unit: str, until: str) -> None:
    assert due(instant(since), amount, unit, GOLDEN) == instant(until)


@given(st.integers(0, 40_000), st.integers(0, 30))
def test_a_later_beginning_is_never_due_earlier(minutes: int, amount: int) -> None:
    since = instant("2018-09-20 00:00") + timedelta(minutes=minutes)
    later = since + timedelta(hours=7)
    assert due(since, amount, "working_day", GOLDEN) <= due(later, amount, "working_day", GOLDEN)


@pytest.mark.parametrize(("amount", "unit"), [(1, "week"), (1.5, "working_day"), (-1, "working_day")])
def test_a_deadline_in_other_units_is_refused(amount: float, unit: str) -> None:
    with pytest.raises(ValueError, match="is not a deadline"):
        due(instant("2018-08-01 12:00"), amount, unit, GOLDEN)


def test_deadlines_in_words() -> None:
    assert said(0, "h") == Text("立即", "at once")
    assert said(48, "h").en == "48 h"
    assert said(4, "working_day").zh == "4个工作日"


@pytest.mark.parametrize(
    ("kind", "goods", "category"),
    [
        ("chemical", ["1905"], AlertCategory.FOOD),
        ("disease", ["0203"], AlertCategory.ANIMAL),
        ("disease", [], AlertCategory.HEALTH),
        ("pest", ["4407"], AlertCategory.PLANT),
        ("electrical", ["8516"], AlertCategory.PRODUCT),
        ("other", ["0106"], AlertCategory.ANIMAL),
    ],
)
def test_the_category_by_hazard_and_goods(kind: str, goods: list[str], category: AlertCategory) -> None:
    assert category_for(kind, goods) is category


def test_consumers_exposed_make_the_public_the_audience() -> None:
    assert audience_for(["children"]) is Audience.PUBLIC
    assert audience_for(["workers"]) is Audience.OPERATORS
    assert audience_for([]) is Audience.PORTS
