"""Direct release under seal: two offices, one inspection, and what a seal that is not whole leads to."""

from typing import Any

import pytest

from guomen.catalogue.terms import Channel
from guomen.consignments.queries import require_visible, visible_consignments
from guomen.inspection import operations, queries
from guomen.inspection.models import Conclusion, Finding
from guomen.inspection.operations import Assigned
from guomen.inspection.rules import goes_under_seal, leg_kinds, seal_faults, seal_state, units_to_seal
from guomen.inspection.terms import Applied, FindingKind, LegState, SealSeen, SealState, Severity, TaskKind
from guomen.kernel.ledger.models import Entry
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role
from tests.inspection.test_web import browser, page_of, said
from tests.inspection.world import AT, AT_DESTINATION, CADMIUM, PAPER, Case, line, opened
from tests.laboratory.people import person

CONTAINER = "CSQU3054383"
_K = TaskKind


def direct(channel: Channel = Channel.IDENTITY, *asked: Any, **changes: Any) -> Case:
    """A direct release from Branch A1 to Branch B1."""
    told = {"destination_office": "GM2001", "special_pass": "1"} | changes
    return opened(channel, line(1, channel, AT_DESTINATION, *asked), **told)


def live(case: Case) -> dict[str, str]:
    """The open tasks and whose they are."""
    rows = queries.tasks_of(case.consignment).filter(state__in=["open", "claimed"])
    return {str(row.kind): row.office.code for row in rows}


def sealed(case: Case, number: str = "CN0815") -> Actor:
    """Sealed and sent off by an officer of the port; gives the officer."""
    officer = person(Role.PORT_OFFICER, "GM1001")
    task = operations.claim_task(actor=officer, at=AT, task=case.task(_K.SEALING).pk)
    operations.apply_seals(actor=officer, at=AT, task=task.pk, seals=[Applied(CONTAINER, number)])
    operations.complete_task(actor=officer, at=AT, task=task.pk)
    return officer


def seen(number: str = "CN0815", *, whole: bool = True, note: str = "") -> SealSeen:
    return SealSeen(CONTAINER, "CN0815", number, whole, note)


def checked(case: Case, *seals: SealSeen) -> Actor:
    """The seals looked at by an officer of the destination; gives the officer."""
    officer = person(Role.PORT_OFFICER, "GM2001")
    task = operations.claim_task(actor=officer, at=AT, task=case.task(_K.SEAL_CHECK).pk)
    for one in seals:
        operations.check_seals(actor=officer, at=AT, task=task.pk, seen=[one])
    operations.complete_task(actor=officer, at=AT, task=task.pk)
    return officer


def leg(case: Case) -> str:
    return str(queries.leg_of(case.consignment).state)


@pytest.mark.usefixtures("port")
class TestOnTheWay:
    def test_the_port_seals_and_the_papers_go_ahead(self) -> None:
        case = direct()
        assert live(case) == {"sealing": "GM1001", "documentary": "GM2001"}
        assert leg(case) == "to_seal"

    def test_seals_whole_lead_to_the_one_inspection_at_the_destination(self) -> None:
        case = direct(Channel.SAMPLE, CADMIUM)
        sealed(case)
        assert live(case) == {"seal_check": "GM2001", "documentary": "GM2001"}
        assert leg(case) == "in_transit"
        checked(case, seen("ｃｎ 0815"))
        assert leg(case) == "arrived"
        assert live(case) == dict.fromkeys(["documentary", "identity", "physical", "sampling"], "GM2001")
        assert not Finding.objects.exists()

    @pytest.mark.parametrize(
        ("seal", "state"),
        [
            (seen(whole=False, note="bolt sawn through"), SealState.BROKEN),
            (seen(""), SealState.MISSING),
            (seen("CN9999"), SealState.DIFFERENT),
        ],
    )
    def test_a_seal_that_is_not_whole_is_a_finding_and_the_goods_are_looked_at_as_at_the_port(
        self, seal: SealSeen, state: SealState
    ) -> None:
        case = direct(Channel.IDENTITY)
        sealed(case)
        checked(case, seal)
        assert leg(case) == "stopped"
        finding = Finding.objects.get()
        assert (finding.kind, finding.severity, finding.office.code) == (FindingKind.SEAL, Severity.MAJOR, "GM2001")
        assert state.text.en in finding.text
        assert live(case) == dict.fromkeys(["documentary", "identity", "physical"], "GM2001")
        for kind in (_K.DOCUMENTARY, _K.IDENTITY, _K.PHYSICAL):
            case.finished(kind)
        assert not Conclusion.objects.get().conforming

    def test_the_ledger_tells_the_way(self) -> None:
        case = direct()
        sealed(case)
        checked(case, seen())
        told = Entry.objects.filter(kind__in=["inspection.leg.departed", "inspection.leg.arrived"]).order_by("id")
        ends = {"consignment": case.consignment, "from": "GM1001", "to": "GM2001"}
        assert [one.payload for one in told] == [ends, ends]
        assert Entry.objects.get(kind="inspection.seals.applied").payload["seals"] == [[CONTAINER, "CN0815"]]
        assert Entry.objects.get(kind="inspection.seals.checked").payload["seals"] == [[CONTAINER, "CN0815", "intact"]]

    def test_what_is_read_wrongly_is_mended_before_the_task_is_completed(self) -> None:
        case = direct()
        sealed(case)
        checked(case, seen("CN0816"), seen("CN0815"))
        assert leg(case) == "arrived"
        assert Finding.objects.get().withdrawn_at is not None

    def test_a_seal_that_was_not_looked_at_keeps_the_task_open(self, manager: Actor) -> None:
        case = direct()
        sealed(case)
        with pytest.raises(Refusal) as refusal:
            checked(case)
        assert [fault.code for fault in refusal.value.faults] == ["task.seal_unseen"]

    def test_an_unsealed_container_keeps_the_goods_at_the_port(self, officer: Actor) -> None:
        case = direct()
        task = operations.claim_task(actor=officer, at=AT, task=case.task(_K.SEALING).pk)
        with pytest.raises(Refusal) as refusal:
            operations.complete_task(actor=officer, at=AT, task=task.pk)
        assert [fault.code for fault in refusal.value.faults] == ["task.unsealed"]

    def test_seals_are_written_down_anew_as_long_as_the_goods_are_here(self, officer: Actor) -> None:
        case = direct()
        task = operations.claim_task(actor=officer, at=AT, task=case.task(_K.SEALING).pk)
        for number in ("CN1", "CN2"):
            operations.apply_seals(actor=officer, at=AT, task=task.pk, seals=[Applied(CONTAINER, number)])
        assert [seal.number for seal in queries.seals_of(case.consignment)] == ["CN2"]

    def test_each_end_does_its_own(self, officer: Actor) -> None:
        case = direct()
        far = person(Role.PORT_OFFICER, "GM2001")
        with pytest.raises(Missing):
            operations.claim_task(actor=far, at=AT, task=case.task(_K.SEALING).pk)
        papers = operations.claim_task(actor=far, at=AT, task=case.task(_K.DOCUMENTARY).pk)
        with pytest.raises(Conflict) as conflict:
            operations.apply_seals(actor=far, at=AT, task=papers.pk, seals=[Applied(CONTAINER, "X1")])
        assert conflict.value.code == "task.other_kind"
        mine = operations.claim_task(actor=officer, at=AT, task=case.task(_K.SEALING).pk)
        other = person(Role.PORT_OFFICER, "GM1001", "second")
        with pytest.raises(NotPermitted):
            operations.apply_seals(actor=other, at=AT, task=mine.pk, seals=[Applied(CONTAINER, "X1")])

    def test_a_seal_that_was_never_put_on_is_refused(self) -> None:
        case = direct()
        sealed(case)
        far = person(Role.PORT_OFFICER, "GM2001")
        task = operations.claim_task(actor=far, at=AT, task=case.task(_K.SEAL_CHECK).pk)
        with pytest.raises(Refusal) as refusal:
            operations.check_seals(actor=far, at=AT, task=task.pk, seen=[SealSeen(CONTAINER, "ZZ1", "ZZ1", True)])
        assert [fault.code for fault in refusal.value.faults] == ["seal.unknown"]


@pytest.mark.usefixtures("port")
class TestWhoSees:
    def test_the_destination_sees_the_consignment_and_nobody_else_does(self) -> None:
        case = direct()
        assert require_visible(person(Role.PORT_OFFICER, "GM2001"), case.consignment).pk == case.consignment
        assert require_visible(person(Role.DUTY_MANAGER, "GM20"), case.consignment).pk == case.consignment
        stranger = person(Role.PORT_OFFICER, "GM1001")
        elsewhere = opened(Channel.IDENTITY, line(1, Channel.IDENTITY), reference="R2", office="GM2001")
        assert set(visible_consignments(stranger).values_list("pk", flat=True)) == {case.consignment}
        with pytest.raises(Missing):
            require_visible(stranger, elsewhere.consignment)

    def test_the_office_named_as_destination_without_direct_release_sees_nothing(self) -> None:
        case = opened(Channel.IDENTITY, line(1, Channel.IDENTITY), destination_office="GM2001", special_pass="1")
        assert live(case) == {"documentary": "GM1001", "identity": "GM1001"}
        with pytest.raises(Missing):
            require_visible(person(Role.PORT_OFFICER, "GM2001"), case.consignment)

    def test_being_shown_is_in_the_ledger_once(self) -> None:
        case = direct()
        sealed(case)
        assert Entry.objects.filter(kind="consignments.consignment.shared").count() == 1


@pytest.mark.usefixtures("port")
class TestOtherwise:
    def test_papers_alone_need_no_seal(self) -> None:
        case = direct(Channel.DOCUMENT)
        assert live(case) == {"documentary": "GM2001"}
        assert queries.leg_or_none(case.consignment) is None

    def test_what_is_held_stays_at_the_port(self) -> None:
        case = direct(Channel.HOLD, PAPER)
        assert live(case) == {"documentary": "GM1001"}

    def test_the_port_that_is_its_own_destination_inspects_at_once(self) -> None:
        case = direct(destination_office="GM1001")
        assert live(case) == {"documentary": "GM1001", "identity": "GM1001"}

    def test_an_override_to_release_calls_the_leg_off_and_one_back_takes_it_up_where_it_was(self) -> None:
        case = direct()
        sealed(case)
        override(case, Channel.RELEASE)
        assert (live(case), leg(case)) == ({}, "called_off")
        override(case, Channel.PHYSICAL)
        assert live(case) == {"documentary": "GM2001", "seal_check": "GM2001"}
        assert leg(case) == "in_transit"

    def test_a_cancelled_declaration_calls_the_leg_off(self) -> None:
        case = direct()
        operations.close_tasks(actor=None, at=AT, consignments=[case.consignment], ground="cancelled")
        assert (live(case), leg(case)) == ({}, "called_off")

    def test_an_amended_declaration_goes_on_where_the_goods_are(self) -> None:
        case = direct()
        sealed(case)
        amended = direct(version=2)
        assert amended.consignment == case.consignment
        assert live(amended) == {"documentary": "GM2001", "seal_check": "GM2001"}

    def test_goods_on_the_road_that_are_held_are_met_at_their_destination(self) -> None:
        case = direct()
        sealed(case)
        override(case, Channel.HOLD)
        assert live(case) == {"documentary": "GM2001", "seal_check": "GM2001"}


def override(case: Case, channel: Channel) -> None:
    told = Assigned(case.consignment, case.version, case.assigned.assignment, channel)
    operations.revise_tasks(actor=None, at=AT, assigned=told)


@pytest.mark.parametrize(
    ("seal", "state"),
    [
        (seen(), "intact"),
        (seen(" cn0815 "), "intact"),
        (seen("", whole=True), "missing"),
        (seen("CN0815", whole=False), "broken"),
        (seen("CN0816"), "different"),
        (seen("CN0816", whole=False), "broken"),
    ],
)
def test_how_a_seal_is_judged(seal: SealSeen, state: str) -> None:
    assert seal_state(seal) == state


@pytest.mark.parametrize(
    ("applied", "codes"),
    [
        ([Applied("A", "1")], []),
        ([Applied("A", "1"), Applied("A", "2")], []),
        ([Applied("C", "1")], ["seal.unit"]),
        ([Applied("A", " ")], ["seal.number"]),
        ([Applied("A", "1" * 41)], ["seal.number"]),
        ([Applied("A", "1"), Applied("B", "１")], ["seal.twice"]),
    ],
)
def test_seals_that_cannot_be_are_refused(applied: list[Applied], codes: list[str]) -> None:
    assert [fault.code for fault in seal_faults({"A", "B"}, applied)] == codes


def test_without_a_container_the_vehicle_is_sealed() -> None:
    assert units_to_seal(["A", "B"], "MV One") == ("A", "B")
    assert units_to_seal([], " 沪A12345 ") == ("沪A12345",)
    assert units_to_seal([], "") == ("车辆 / vehicle",)


def test_a_stopped_leg_asks_for_all_that_a_port_looks_at_and_for_the_samples_of_before() -> None:
    everything = (_K.DOCUMENTARY, _K.IDENTITY, _K.PHYSICAL, _K.SAMPLING)
    assert leg_kinds((_K.DOCUMENTARY, _K.IDENTITY), LegState.STOPPED) == everything[:3]
    assert leg_kinds(everything, LegState.STOPPED) == everything
    assert goes_under_seal(Channel.HOLD, everything, LegState.IN_TRANSIT)
    assert not goes_under_seal(Channel.HOLD, everything, LegState.TO_SEAL)


@pytest.mark.usefixtures("port")
class TestScreens:
    @pytest.mark.parametrize(
        ("language", "put", "looked"),
        [
            ("en", "The seals were written down.", "The seal check was written down."),
            ("zh-hans", "封识已登记。", "封识核验已登记。"),
        ],
    )
    def test_the_port_seals_and_the_destination_checks_on_their_pages(
        self, language: str, put: str, looked: str
    ) -> None:
        case = direct()
        here = browser(person(Role.PORT_OFFICER, "GM1001"), language)
        sealing = page_of(case.task(_K.SEALING))
        said(here, sealing, {"act": "claim"})
        assert CONTAINER in said(here, sealing)
        assert put in said(here, sealing, {"act": "seal", "seals-0": "CN0815, CN0816"})
        said(here, sealing, {"act": "complete"})
        assert said(here, sealing).count("CN081") == 2
        there = browser(person(Role.PORT_OFFICER, "GM2001"), language)
        check = page_of(case.task(_K.SEAL_CHECK))
        said(there, check, {"act": "claim"})
        first, second = queries.seals_of(case.consignment)
        answers = {f"looks-{first.pk}": "whole", f"number-{first.pk}": "CN0815"}
        unread = said(there, check, {"act": "check_seals", f"looks-{second.pk}": "tampered", **answers})
        assert looked not in unread
        answers |= {f"looks-{second.pk}": "missing"}
        assert looked in said(there, check, {"act": "check_seals", **answers})
        said(there, check, {"act": "complete"})
        assert SealState.MISSING.text.in_(language) in said(there, check)
        page = said(there, f"/consignments/{case.consignment}")
        assert LegState.STOPPED.text.in_(language) in page
        assert f"/inspection/tasks/{case.task(_K.SEALING).pk}" not in page

    def test_a_number_used_twice_is_said_at_its_container(self, officer: Actor) -> None:
        case = direct()
        sealing = page_of(case.task(_K.SEALING))
        here = browser(officer)
        said(here, sealing, {"act": "claim"})
        answer = here.post(sealing, {"act": "seal", "seals-0": "CN1, CN1"})
        assert answer.status_code == 422
        assert "used twice" in answer.content.decode()
