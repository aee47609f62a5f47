"""Proposals: one open at a time, superseded by newer evidence, never made twice of the same."""

import msgspec
import pytest

from guomen.catalogue.terms import Channel
from guomen.consignments.operations import lodge_consignments
from guomen.decisions.models import Certificate, Disposition
from guomen.decisions.operations import (
    Case,
    close_proposals,
    issue_disposition,
    propose_disposition,
    reconsider_disposition,
    release_on_documents,
)
from guomen.decisions.terms import DispositionKind, Facts
from guomen.kernel.ledger.models import Entry
from guomen.kernel.terms import Conflict, NotPermitted, Refusal, Role
from tests.decisions import world
from tests.decisions.world import NOON, found, lodged, person, proposed

pytestmark = pytest.mark.usefixtures("agency")
HELD = Facts(Channel.HOLD)


def amended(reference: str = "R1", action: str = "amend") -> None:
    again = msgspec.structs.replace(world.declared(reference), version=2, action=action, remarks="changed")
    [answer] = lodge_consignments(actor=None, at=NOON, declarations=[again])
    assert answer.outcome == "lodged", answer.faults


def test_a_proposal_keeps_its_evidence_and_tells_the_ledger() -> None:
    row = proposed(found())
    assert row.kind == row.proposed_kind == "return"
    assert row.conforming is False
    assert row.facts["faults"][0]["hazard"] == "lead"
    assert [line["conforming"] for line in row.lines] == [False, True]
    entry = Entry.objects.get(kind="decisions.disposition.proposed")
    assert entry.payload == {"consignment": row.consignment_id, "disposition": row.pk, "kind": "return"}
    assert entry.reasons[0]["source"] == "finding:1"


def test_the_same_evidence_again_proposes_nothing() -> None:
    case = lodged()
    assert propose_disposition(actor=None, at=NOON, case=case, facts=HELD) is not None
    assert propose_disposition(actor=None, at=NOON, case=case, facts=HELD) is None


def test_an_entry_heard_before_changes_nothing() -> None:
    case = lodged()
    newer = propose_disposition(actor=None, at=NOON, case=case, facts=HELD, heard=20)
    assert propose_disposition(actor=None, at=NOON, case=case, facts=Facts(Channel.REFUSE), heard=20) is None
    assert propose_disposition(actor=None, at=NOON, case=case, facts=Facts(Channel.REFUSE), heard=19) is None
    assert close_proposals(at=NOON, consignments=[case.consignment], because="superseded", heard=20) == 0
    assert Disposition.objects.get(state="proposed") == newer


def test_newer_evidence_takes_the_place_of_an_open_proposal() -> None:
    case = lodged()
    old = propose_disposition(actor=None, at=NOON, case=case, facts=HELD)
    new = propose_disposition(actor=None, at=NOON, case=case, facts=Facts(Channel.REFUSE))
    assert old is not None
    assert new is not None
    old.refresh_from_db()
    assert (old.state, new.state) == ("closed", "proposed")
    assert Entry.objects.get(kind="decisions.proposal.closed").payload["because"] == "superseded"


def test_an_amended_or_cancelled_declaration_is_not_proposed_on() -> None:
    first, second = lodged("R1"), lodged("R2")
    amended("R1")
    amended("R2", action="cancel")
    assert propose_disposition(actor=None, at=NOON, case=first, facts=HELD) is None
    cancelled = Case(second.consignment, 2)
    assert propose_disposition(actor=None, at=NOON, case=cancelled, facts=HELD) is None


def test_release_on_documents_is_the_program_s_own_act_and_says_so() -> None:
    case = lodged()
    [row] = release_on_documents(at=NOON, cases=[case])
    assert (row.state, row.kind, row.automatic, row.conforming) == ("issued", "release", True, None)
    entry = Entry.objects.get(kind="decisions.disposition.issued")
    assert entry.actor is None
    assert entry.authority == "policy decisions.automatic_release"
    assert entry.payload["inspected"] is False
    assert not Certificate.objects.exists()


def test_a_batch_of_releases_is_issued_once_however_often_it_is_told() -> None:
    cases = [lodged(f"R{number}") for number in range(3)]
    assert len(release_on_documents(at=NOON, cases=cases, heard=5)) == 3
    assert release_on_documents(at=NOON, cases=cases, heard=5) == []
    assert Disposition.objects.count() == 3


def test_where_policy_says_so_the_paper_is_printed_at_once() -> None:
    world.lay_down("decisions.certificate_on_automatic_release", "always")
    release_on_documents(at=NOON, cases=[lodged()])
    assert Certificate.objects.get().issued_by is None


def test_where_policy_wants_a_person_a_release_is_only_proposed() -> None:
    world.lay_down("decisions.automatic_release", "no")
    assert release_on_documents(at=NOON, cases=[lodged()]) == []
    row = Disposition.objects.get()
    assert (row.state, row.kind, row.automatic) == ("proposed", "release", False)


def test_the_program_never_releases_what_a_person_keeps() -> None:
    kept = world.issued(found("document", "major", None, ""))
    assert kept.kind == "detain"
    amended("R1")
    assert release_on_documents(at=NOON, cases=[Case(kept.consignment_id, 2)]) == []
    assert Disposition.objects.get(state="proposed").kind == "release"
    assert Disposition.objects.get(state="issued") == kept


def test_a_policy_that_is_missing_is_named() -> None:
    world.Policy.objects.filter(name="decisions.automatic_release").delete()
    world.lay_down("unrelated", "1")
    with pytest.raises(Refusal, match=r"decisions\.automatic_release"):
        release_on_documents(at=NOON, cases=[lodged()])


class TestReconsidering:
    """After detention or treatment somebody takes the goods up again."""

    def test_what_was_detained_is_released_on_a_new_signature(self) -> None:
        kept = world.issued(found("document", "major", None, ""))
        officer = person("officer", Role.PORT_OFFICER)
        again = reconsider_disposition(
            actor=officer, at=NOON, disposition=kept.pk, kind=DispositionKind.RELEASE, ground="证书已提交"
        )
        row = issue_disposition(actor=person("third"), at=NOON, disposition=again.pk)
        kept.refresh_from_db()
        assert (row.state, row.kind, row.replaces) == ("issued", "release", kept)
        assert kept.state == "replaced"
        assert kept.certificates.get().end.successor == row.certificates.get()
        told = [entry.payload for entry in Entry.objects.filter(kind="decisions.disposition.issued").order_by("id")]
        assert [one["conforming"] for one in told] == [False, None]
        assert {line["conforming"] for line in told[1]["lines"]} == {None}

    def test_it_needs_a_ground(self) -> None:
        kept = world.issued(found("document", "major", None, ""))
        with pytest.raises(Refusal, match="needs_ground"):
            reconsider_disposition(
                actor=person("a"), at=NOON, disposition=kept.pk, kind=DispositionKind.RELEASE, ground=" "
            )

    def test_only_what_is_in_force_is_taken_up(self) -> None:
        row = proposed(found())
        with pytest.raises(Conflict, match="not_in_force"):
            reconsider_disposition(
                actor=person("a"), at=NOON, disposition=row.pk, kind=DispositionKind.RELEASE, ground="x"
            )

    def test_one_proposal_at_a_time(self) -> None:
        kept = world.issued(found("document", "major", None, ""))
        ask = {"actor": person("a"), "at": NOON, "disposition": kept.pk, "ground": "x"}
        reconsider_disposition(kind=DispositionKind.RELEASE, **ask)
        with pytest.raises(Conflict, match="already_waiting"):
            reconsider_disposition(kind=DispositionKind.RETURN, **ask)

    def test_another_office_cannot(self) -> None:
        kept = world.issued(found("document", "major", None, ""))
        with pytest.raises(NotPermitted, match=r"actor\.office"):
            reconsider_disposition(
                actor=person("a", office="910200"),
                at=NOON,
                disposition=kept.pk,
                kind=DispositionKind.RELEASE,
                ground="x",
            )
