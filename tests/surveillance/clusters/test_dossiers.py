"""One risk, one dossier, whoever reports it; members come with a reason and can be taken out again."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.kernel.ledger.models import Entry
from guomen.kernel.ledger.operations import deliver_pending
from guomen.kernel.models import Actor, Office
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Reason, Refusal, Role, Text
from guomen.surveillance.clusters.models import Dossier
from guomen.surveillance.clusters.operations import (
    add_members,
    close_dossier,
    merge_dossiers,
    open_dossier,
    remove_member,
)
from guomen.surveillance.clusters.queries import (
    centre_for,
    contributions,
    dossier,
    live_dossiers,
    members_of,
    overdue,
)
from guomen.surveillance.clusters.rules import Risk
from guomen.surveillance.clusters.terms import Closing, Opening
from tests.decisions.world import NOON, lay_down, person
from tests.surveillance.dossiers import opened, told
from tests.surveillance.measures.conftest import lay_down_law

pytestmark = pytest.mark.usefixtures("agency", "centres")
WHY = [Reason("test", Text("试", "test"))]


@pytest.fixture
def analyst() -> Actor:
    return person("analyst", Role.RISK_ANALYST, "910000")


def test_two_bureaus_that_report_the_same_hazard_see_one_dossier_with_both_contributions(analyst: Actor) -> None:
    offices = [Office.objects.get(code=code) for code in ("910100", "910200")]
    ours, theirs = (told(f"R{n}", office=office.code) for n, office in enumerate(offices))
    first = opened(analyst, signals=[ours.pk])
    second = opened(person("second", Role.RISK_ANALYST, "910200"), signals=[theirs.pk], goods=["190531"])
    assert first.number == second.number == "D-2018-0001"
    assert {(str(row["office"].en), row["count"]) for row in contributions(first.number)} == {  # type: ignore[attr-defined]
        ("Yangshan Branch", 1),
        ("Waigaoqiao Branch", 1),
    }
    assert Entry.objects.filter(kind="surveillance.dossier.opened").count() == 1
    assert Entry.objects.filter(kind="surveillance.dossier.joined").count() == 1


def test_another_origin_is_another_dossier_until_somebody_merges_them(analyst: Actor) -> None:
    first = opened(analyst, signals=[told("R1").pk])
    second = opened(analyst, origins=["FR"], signals=[told("R2", origin="FR").pk])
    assert first.number != second.number
    merge_dossiers(actor=analyst, at=NOON, number=second.number, into=first.number, ground="同一供应商")
    assert dossier(first.number).origins == ["FR", "IT"]
    assert {row.signal.reference for row in members_of(first.number)} == {"R1", "R2"}
    assert dossier(second.number).merged_into_id == first.pk
    assert [row.number for row in live_dossiers()] == [first.number]


def test_a_new_signal_of_the_risk_becomes_a_member_by_itself_and_once() -> None:
    row = opened()
    told("R1")
    told("R2", goods="190590")
    told("R3", origin="FR")
    told("R4", goods="2204")
    for _ in range(2):
        deliver_pending()
    assert {one.signal.reference for one in members_of(row.number)} == {"R1", "R2"}


def test_a_member_is_taken_out_with_a_ground(analyst: Actor) -> None:
    one = told("R1")
    row = opened(analyst, signals=[one.pk])
    asked: dict[str, Any] = {"actor": analyst, "at": NOON, "number": row.number, "signal": one.pk}
    with pytest.raises(Refusal):
        remove_member(**asked, ground=" ")
    remove_member(**asked, ground="另一产品")
    with pytest.raises(Conflict):
        remove_member(**asked, ground="另一产品")
    assert not members_of(row.number)
    assert add_members(actor=analyst, at=NOON, number=row.number, signals=[one.pk], reasons=WHY) == [one.pk]


def test_it_goes_to_the_centre_of_its_kind_of_hazard_with_a_clock() -> None:
    row = opened()
    assert row.centre == centre_for("lead", NOON.date()) == Office.objects.get(code="910000")
    lay_down("surveillance.centre.chemical", "900000")
    assert centre_for("lead", NOON.date()).code == "900000"
    assert row.due_at == NOON + timedelta(hours=48)
    assert [overdue(NOON + timedelta(hours=hours)).count() for hours in (48, 49)] == [0, 1]


def test_what_has_ended_takes_nothing_more(analyst: Actor) -> None:
    row = opened(analyst)
    close_dossier(actor=analyst, at=NOON, number=row.number, closing=Closing.REFUTED, ground="复检未检出")
    with pytest.raises(Conflict):
        add_members(actor=analyst, at=NOON, number=row.number, signals=[told("R1").pk], reasons=WHY)
    assert opened(analyst).number != row.number


def refusals(analyst: Actor, row: Dossier) -> list[tuple[type[Refusal], str, Any]]:
    merging: dict[str, Any] = {"actor": analyst, "at": NOON, "number": row.number, "into": row.number}
    return [
        (Refusal, "dossier.about", lambda: opened(analyst, hazard="", goods=[])),
        (Conflict, "dossier.itself", lambda: merge_dossiers(**merging, ground="x")),
        (Refusal, "dossier.needs_ground", lambda: merge_dossiers(**merging, ground="")),
        (Missing, "dossier.missing", lambda: dossier("D-1999-0001")),
        (Refusal, "dossier.needs_ground",
         lambda: close_dossier(actor=analyst, at=NOON, number=row.number, closing=Closing.OVER, ground=" ")),
        (NotPermitted, "actor.capability", lambda: opened(person("officer", Role.PORT_OFFICER, "910100"))),
    ]  # fmt: skip


def test_each_refusal_says_what_is_wrong(analyst: Actor) -> None:
    for kind, code, deed in refusals(analyst, opened(analyst)):
        with pytest.raises(kind) as refused:
            deed()
        assert refused.value.code == code


CODES = st.sets(st.sampled_from(["19", "1905", "190531", "2204", "22"]), max_size=2).map(frozenset)
PLACES = st.sets(st.sampled_from(["IT", "FR", "DE"]), max_size=2).map(frozenset)
RISKS = st.builds(Risk, st.sampled_from(["lead", "cadmium"]), CODES, PLACES)


@given(RISKS, RISKS)
def test_overlapping_is_mutual_and_what_is_joined_covers_both(one: Risk, other: Risk) -> None:
    assert one.overlaps(other) == other.overlaps(one)
    if one.overlaps(other):
        whole = one.joined(other)
        assert whole.overlaps(one)
        assert whole.overlaps(other)


@given(RISKS, RISKS)
def test_what_covers_overlaps(one: Risk, other: Risk) -> None:
    assert not one.covers(other) or one.overlaps(other)


def test_opening_takes_what_is_told_as_its_reasons() -> None:
    row = open_dossier(
        actor=None, at=NOON, hazard="cadmium", goods=[], origins=[], title=Text("镉", "Cadmium"),
        opening=Opening.DETECTED, reasons=WHY,
    )  # fmt: skip
    assert row.reasons == [WHY[0].as_json()]


def test_a_newer_version_of_a_signal_stands_where_the_one_before_stood(analyst: Actor) -> None:
    row = opened(analyst, signals=[told("R1").pk])
    newer = told("R1", title="lead in biscuits, corrected", goods="2204")
    deliver_pending()
    assert [one.signal_id for one in members_of(row.number)] == [newer.pk]


def test_a_hazard_in_an_ingredient_concerns_what_contains_it(analyst: Actor) -> None:
    lay_down_law()
    row = opened(analyst, goods=["0407"])
    told("R1", goods="190531")
    told("R2", goods="9503")
    told("R3", goods="190531", origin="FR")
    deliver_pending()
    [member] = members_of(row.number)
    assert member.signal.reference == "R1"
    assert "0407 →" in member.reasons[0]["en"]
    assert member.path[0]["en"].endswith("1905")
