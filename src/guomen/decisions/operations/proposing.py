"""Proposals: made on hearing, superseded by newer evidence, closed when there is nothing left to decide."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from guomen.catalogue.terms import Channel
from guomen.consignments.queries import consignments
from guomen.decisions import events, policies, refusals
from guomen.decisions.models import Disposition
from guomen.decisions.operations.certificates import certify, withdraw_paper_before
from guomen.decisions.operations.drafts import Case, anew, close, drafts, open_proposals, still_open
from guomen.decisions.operations.enacting import announce, reasons_of, subjects_of
from guomen.decisions.operations.locks import locked, take_turns
from guomen.decisions.terms import DispositionKind, DispositionState, Facts
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, require
from guomen.kernel.terms import Capability, Reason, Text

_KEEPS_GOODS = [kind for kind in DispositionKind if not kind.lets_go]
_SETTLED = (DispositionState.PROPOSED, DispositionState.SIGNED, DispositionState.ISSUED)


@transaction.atomic
def propose_disposition(
    *,
    actor: Actor | None,
    at: datetime,
    case: Case,
    facts: Facts,
    heard: int | None = None,
    why: tuple[Reason, ...] = (),
) -> Disposition | None:
    """Propose what the evidence asks for, in place of an older open proposal.

    heard is the ledger entry that brought the evidence; an entry heard before changes nothing. None where there is
    nothing to decide: the consignment was cancelled or amended since, or the same is proposed or decided already.
    """
    take_turns([case.consignment])
    if not still_open([case], heard):
        return None
    [made] = drafts([case], facts, at=at, heard=heard, why=why)
    same = Disposition.objects.filter(consignment_id=case.consignment, version=case.version, facts=made.facts)
    if same.filter(state__in=_SETTLED).exists():
        return None
    close(open_proposals([case.consignment]), at=at, because="superseded")
    made.save()
    _announce_proposal(made, actor=actor, at=at)
    return made


@transaction.atomic
def release_on_documents(*, at: datetime, cases: Sequence[Case], heard: int | None = None) -> list[Disposition]:
    """Issue the program's own releases, a batch at a time; gives those issued.

    Where policy wants a person's signature, or a signed act still keeps the goods, a release is proposed instead.
    """
    take_turns(case.consignment for case in cases)
    standing = still_open(cases, heard)
    own = _program_may_release(standing, at)
    for case in standing:
        if case.consignment not in own:
            propose_disposition(actor=None, at=at, case=case, facts=Facts(Channel.RELEASE), heard=heard)
    return _release([case for case in standing if case.consignment in own], at=at, heard=heard)


def _program_may_release(cases: Sequence[Case], at: datetime) -> set[int]:
    rows = consignments([case.consignment for case in cases])
    kept = Disposition.objects.filter(
        consignment_id__in=rows, state=DispositionState.ISSUED, kind__in=_KEEPS_GOODS
    ).values_list("consignment_id", flat=True)
    offices = {row.office_id: row.office for row in rows.values()}
    on = policies.civil_day(at)
    willing = {key for key, office in offices.items() if policies.released_automatically(on=on, office=office)}
    return {key for key, row in rows.items() if row.office_id in willing} - set(kept)


def _release(cases: Sequence[Case], *, at: datetime, heard: int | None) -> list[Disposition]:
    keys = [case.consignment for case in cases]
    close(open_proposals(keys), at=at, because="superseded")
    standing = Disposition.objects.filter(consignment_id__in=keys, state=DispositionState.ISSUED)
    earlier = {row.consignment_id: row for row in standing}
    standing.update(state=DispositionState.REPLACED)
    made = drafts(cases, Facts(Channel.RELEASE), at=at, heard=heard)
    for row in made:
        row.state, row.automatic, row.issued_at = DispositionState.ISSUED, True, at
        row.replaces = earlier.get(row.consignment_id)
    Disposition.objects.bulk_create(made, batch_size=500)
    at_once = {
        office: policies.paper_at_once(on=policies.civil_day(at), office=office)
        for office in {row.office for row in made}
    }
    for row in made:
        announce(row, actor=None, at=at, authority="policy decisions.automatic_release")
        if at_once[row.office]:
            certify(row, actor=None, at=at)
        else:
            withdraw_paper_before(row, at=at)
    return made


@transaction.atomic
def reconsider_disposition(
    *, actor: Actor, at: datetime, disposition: int, kind: DispositionKind, ground: str
) -> Disposition:
    """Propose another act after one in force has done its work: documents presented, goods treated and checked again.

    The new proposal is signed like any other. Raises Missing, NotPermitted, Conflict (not in force, or something
    waits for a signature already), Refusal (no ground).
    """
    row = locked(disposition)
    signs = may(actor, Capability.SIGN_DISPOSITION)
    require(actor, Capability.SIGN_DISPOSITION if signs else Capability.INSPECT, row.office)
    if row.state != DispositionState.ISSUED:
        raise refusals.not_in_force()
    if open_proposals([row.consignment_id]).exists():
        raise refusals.already_waiting()
    if not ground.strip():
        raise refusals.needs_ground()
    text = Text(f"处置后续：{ground.strip()}", f"Since then: {ground.strip()}")
    made = anew(row, kind, Reason("decision.reconsidered", text, "", f"disposition:{row.pk}", text), at=at)
    made.facts["reconsiders"] = row.pk
    made.save()
    _announce_proposal(made, actor=actor, at=at)
    return made


@transaction.atomic
def close_proposals(*, at: datetime, consignments: Collection[int], because: str, heard: int | None = None) -> int:
    """Close the open proposals of these consignments ("cancelled", "amended", "overridden"); gives how many.

    heard is the ledger entry that asks for it; what was proposed on a later one stays.
    """
    take_turns(consignments)
    rows = open_proposals(consignments)
    if heard is not None:
        rows = rows.filter(Q(heard__isnull=True) | Q(heard__lt=heard))
    return close(rows, at=at, because=because)


def _announce_proposal(made: Disposition, *, actor: Actor | None, at: datetime) -> None:
    record(
        events.DISPOSITION_PROPOSED,
        actor=actor,
        at=at,
        subjects=subjects_of(made),
        payload={"consignment": made.consignment_id, "disposition": made.pk, "kind": str(made.kind)},
        reasons=reasons_of(made),
    )
