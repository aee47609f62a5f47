"""A measure rests on what is law on its day, and answers an alert only as its level permits."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from guomen.kernel.models import Actor
from guomen.kernel.terms import Missing, Refusal
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.clusters.models import Dossier
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.queries import alert_about, dossier_about, kinds_for, measures_answering, measures_of
from guomen.surveillance.measures.terms import MeasureKind
from tests.decisions.world import NOON
from tests.surveillance.measures.test_operations import analyst, impose

pytestmark = pytest.mark.usefixtures("agency")
OLD = "出入境检验检疫风险预警及快速反应管理规定（质检总局令第1号）第十一条"
NEW = "中华人民共和国海关风险管理办法（海关总署令第271号）第十三条第（一）项"


def on(day: date, **changes: Any) -> Measure:
    return impose(at=datetime(day.year, day.month, day.day, 4, tzinfo=UTC), valid_from=day, **changes)


def intensified(day: date, **changes: Any) -> Measure:
    return on(day, kind=MeasureKind.INTENSIFY, **changes)


def test_the_clauses_are_those_that_are_law_on_the_day() -> None:
    assert OLD in intensified(date(2024, 11, 30)).basis
    after = intensified(date(2024, 12, 1)).basis
    assert NEW in after
    assert OLD not in after


@pytest.mark.parametrize(("day", "basis"), [(date(2024, 12, 1), OLD), (date(2024, 11, 30), NEW)])
def test_what_is_no_longer_or_not_yet_law_is_no_basis(day: date, basis: str) -> None:
    with pytest.raises(Refusal, match=r"measure\.basis_not_law"):
        intensified(day, basis=basis)


def test_a_kind_that_no_law_of_the_day_provides_needs_a_clause_of_its_own() -> None:
    changing = {"kind": MeasureKind.CHANGE_INSPECTION}
    with pytest.raises(Refusal, match=r"measure\.no_basis"):
        on(date(2018, 8, 1), **changing)
    assert on(date(2018, 8, 1), **changing, basis="地方规定第三条").basis == "地方规定第三条"


def dossier(author: Actor) -> Dossier:
    assert author.office is not None
    return Dossier.objects.create(
        number="D-2018-0001", year=2018, serial=1, title_zh="氟虫腈", title_en="fipronil", hazard="lead",
        opening="person", goods=["0407"], origins=["IT"], centre=author.office, opened_at=NOON, due_at=NOON,
    )  # fmt: skip


def alert(author: Actor, level: str, of: Dossier | None = None, state: str = "proposed") -> Alert:
    return Alert.objects.create(
        number="A-2018-0001", year=2018, serial=1, dossier=of, change="first", level=level, kind="circular",
        state=state, category="food", goods=["0407"], origins=["IT"], hazard="lead", starts_at=NOON,
        issuer=author.office, proposed_by=author, proposed_at=NOON,
    )  # fmt: skip


def test_a_level_permits_what_policy_lists() -> None:
    author = analyst()
    alert(author, "blue")
    assert MeasureKind.RAISE_SAMPLING in kinds_for(author, NOON.date(), "A-2018-0001")
    assert MeasureKind.PROVISIONAL not in kinds_for(author, NOON.date(), "A-2018-0001")
    with pytest.raises(Refusal, match=r"measure\.beyond_level"):
        impose(author, kind=MeasureKind.PROVISIONAL, orders="hold", alert="A-2018-0001")


def test_a_measure_that_answers_an_alert_is_found_from_it_and_from_its_dossier() -> None:
    author = analyst()
    alert(author, "orange", dossier(author))
    row = impose(author, alert="A-2018-0001")
    assert [one.number for one in measures_answering("A-2018-0001")] == [row.number]
    assert [one.number for one in measures_of("D-2018-0001")] == [row.number]


def test_the_form_is_filled_from_the_alert_or_the_dossier() -> None:
    author = analyst()
    alert(author, "orange", dossier(author))
    for about, hazard in (alert_about("A-2018-0001"), dossier_about("D-2018-0001")):
        assert (about.goods, about.origins, hazard) == (("0407",), {"IT"}, "lead")


@pytest.mark.parametrize("asked", [{"alert": "A-1"}, {"dossier": "D-1"}])
def test_what_is_not_there_is_not_answered(asked: dict[str, str]) -> None:
    with pytest.raises(Missing):
        impose(**asked)


def test_a_lifted_alert_is_not_answered_any_more() -> None:
    author = analyst()
    row = alert(author, "blue")
    Alert.objects.filter(pk=row.pk).update(state="declined")
    with pytest.raises(Missing):
        impose(author, alert="A-2018-0001")
