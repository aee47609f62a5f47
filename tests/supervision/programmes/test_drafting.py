"""A programme is drafted by those who may plan for its office."""

from datetime import date
from typing import Any

import pytest

from guomen.kernel.ledger.models import Entry
from guomen.kernel.models import Actor, Office
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role, Text
from guomen.supervision.programmes import operations
from guomen.supervision.programmes.terms import ProgrammeKind, ProgrammeState
from tests.decisions.world import NOON
from tests.supervision.world import asked, drafted, proposed, signed, someone


@pytest.mark.parametrize(("kind", "prefix"), [("monitoring", "MP"), ("supervision", "SP"), ("comparison", "QC")])
def test_a_programme_is_numbered_by_its_kind_and_first_year(planner: Actor, kind: str, prefix: str) -> None:
    sides = {"group": "biscuits", "side": "foreign"}
    made = [drafted(asked(**sides), kind=ProgrammeKind(kind)) for _ in range(2)]
    assert [row.number for row in made] == [f"{prefix}-2018-00001", f"{prefix}-2018-00002"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": Text("", "Plan")}, "programme.title"),
        ({"title": Text("计划", " ")}, "programme.title"),
        ({"basis": " "}, "programme.basis"),
        ({"valid_to": date(2018, 1, 1)}, "programme.days"),
        ({"total": 0}, "programme.total"),
        ({"total": 10**10}, "programme.total"),
    ],
)
def test_a_programme_without_name_basis_days_or_size_is_refused(
    planner: Actor, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        drafted(**changes)
    assert refused.value.code == code
    assert refused.value.faults


def test_a_draft_s_days_are_corrected_and_its_lines_shared_out_anew(planner: Actor) -> None:
    row = operations.change_programme(
        actor=planner, at=NOON, programme=drafted().number, title=Text("新计划", "New plan"), basis="GB/T 2",
        valid_from=date(2019, 1, 1), valid_to=date(2019, 7, 1), total=40,
    )  # fmt: skip
    assert (row.title_en, row.basis, row.total) == ("New plan", "GB/T 2", 40)
    shares = row.lines.get().shares.all()
    assert {share.from_on for share in shares} == {date(2019, 1, 1), date(2019, 4, 1)}
    assert sum(share.number for share in shares) == 8


def test_a_draft_is_not_changed_into_one_that_ends_before_it_begins(planner: Actor) -> None:
    with pytest.raises(Refusal, match=r"programme\.days"):
        operations.change_programme(
            actor=planner, at=NOON, programme=drafted().number, title=Text("新计划", "New plan"), basis="GB/T 2",
            valid_from=date(2019, 1, 1), valid_to=date(2018, 7, 1),
        )  # fmt: skip


def test_every_change_of_a_draft_is_told_to_the_ledger(planner: Actor) -> None:
    row = drafted(asked(number=5))
    operations.remove_line(actor=planner, at=NOON, programme=row.number, position=1)
    told = [entry.payload for entry in Entry.objects.filter(kind="supervision.programme.changed").order_by("id")]
    assert [(one["change"], one["position"]) for one in told] == [("line_added", 1), ("line_removed", 1)]
    assert (told[0]["number"], told[0]["tests"]) == (5, ["lead (Pb)"])


def test_nobody_plans_for_an_office_that_is_not_theirs(planner: Actor) -> None:
    with pytest.raises(NotPermitted):
        drafted(office=Office.objects.get(code="900000"))


def test_who_may_not_plan_does_not(officer: Actor) -> None:
    with pytest.raises(NotPermitted):
        drafted(actor=officer, office=officer.office)


def test_drafting_is_told_to_the_ledger(planner: Actor) -> None:
    row = drafted()
    entry = Entry.objects.get(kind="supervision.programme.drafted")
    assert entry.payload["programme"] == row.number


def test_a_draft_can_be_thrown_away_and_is_kept_on_record(planner: Actor) -> None:
    row = operations.discard_programme(actor=planner, at=NOON, programme=drafted().number, ground="重复")
    assert (row.state, row.ground) == (ProgrammeState.DISCARDED, "重复")


def test_what_waits_for_its_signature_is_not_thrown_away(planner: Actor) -> None:
    with pytest.raises(Conflict, match=r"programme\.state"):
        operations.discard_programme(actor=planner, at=NOON, programme=proposed().number)


def test_a_programme_nobody_knows_is_missing(planner: Actor) -> None:
    with pytest.raises(Missing):
        operations.propose_programme(actor=planner, at=NOON, programme="MP-2018-99999")


def test_an_empty_programme_is_not_proposed(planner: Actor) -> None:
    row = drafted()
    operations.remove_line(actor=planner, at=NOON, programme=row.number, position=1)
    with pytest.raises(Refusal, match=r"programme\.empty"):
        operations.propose_programme(actor=planner, at=NOON, programme=row.number)


def test_lines_that_together_are_more_than_the_total_are_not_proposed(planner: Actor) -> None:
    row = drafted(asked(number=6), asked(number=6, goods=("2204",)), total=10)
    with pytest.raises(Refusal, match=r"programme\.over_total"):
        operations.propose_programme(actor=planner, at=NOON, programme=row.number)


def test_another_person_signs(chief: Actor) -> None:
    row = signed()
    assert row.state == ProgrammeState.SIGNED
    assert row.signed_by == chief
    assert Entry.objects.filter(kind="supervision.programme.signed").exists()


def test_who_proposed_does_not_sign(chief: Actor) -> None:
    row = drafted(actor=chief)
    operations.propose_programme(actor=chief, at=NOON, programme=row.number)
    with pytest.raises(NotPermitted, match=r"programme\.second_person"):
        operations.sign_programme(actor=chief, at=NOON, programme=row.number)


def test_an_analyst_does_not_sign(planner: Actor) -> None:
    row = proposed()
    other = someone(Role.RISK_ANALYST, "900000")
    with pytest.raises(NotPermitted):
        operations.sign_programme(actor=other, at=NOON, programme=row.number)


def test_a_programme_whose_days_are_over_is_not_signed(chief: Actor) -> None:
    row = proposed(valid_from=date(2017, 1, 1), valid_to=date(2018, 1, 1))
    with pytest.raises(Conflict, match=r"programme\.over"):
        operations.sign_programme(actor=chief, at=NOON, programme=row.number)


def test_what_is_sent_back_is_a_draft_again_with_the_ground(chief: Actor) -> None:
    row = operations.return_programme(actor=chief, at=NOON, programme=proposed().number, ground="缺少水产品")
    assert (row.state, row.ground, row.proposed_by) == (ProgrammeState.DRAFT, "缺少水产品", None)


@pytest.mark.parametrize("act", [operations.return_programme, operations.close_programme])
def test_sending_back_and_ending_need_a_ground(chief: Actor, act: Any) -> None:
    row = proposed() if act is operations.return_programme else signed()
    with pytest.raises(Refusal, match=r"programme\.ground"):
        act(actor=chief, at=NOON, programme=row.number, ground=" ")


def test_a_signed_programme_can_be_ended(chief: Actor) -> None:
    row = operations.close_programme(actor=chief, at=NOON, programme=signed().number, ground="经费调整")
    assert (row.state, row.closed_at) == (ProgrammeState.CLOSED, NOON)


def test_a_signed_programme_is_not_changed(planner: Actor) -> None:
    with pytest.raises(Conflict, match=r"programme\.state"):
        operations.add_line(actor=planner, at=NOON, programme=signed().number, line=asked())
