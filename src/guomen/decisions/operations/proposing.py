"""Proposals: made on hearing, superseded by newer evidence, closed when there is nothing left to decide."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from guomen.catalogue.terms import Channel
from guomen.consignments.queries import consignments
from guomen.decisions import events, policies, refusals
from guomen.decisions.models import Disposition
from guomen.decisions.operations.certificates import certify, withdraw_paper_before
from guomen.decisions.operations.drafts import Case, Evidence, anew, close, drafts, open_proposals, still_open
from guomen.decisions.operations.enacting import announce, reasons_of, subjects_of
from guomen.decisions.operations.locks import locked, take_turns
from guomen.decisions.terms import DispositionKind, DispositionState, Facts
from guomen.kernel.ledger.operations import Deed, record_all
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, require
from guomen.kernel.statements import written
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
    made = propose_dispositions(actor=actor, told=[Evidence(case, facts, at, heard, why)])
    return made[0] if made else None


@transaction.atomic
def propose_dispositions(*, actor: Actor | None, told: Sequence[Evidence]) -> list[Disposition]:
    """Propose what the evidence asks for, each case on its own, as `propose_disposition` does; gives what is new."""
    take_turns(one.case.consignment for one in told)
    standing = still_open(told)
    made = drafts(standing)
    same = Disposition.objects.filter(consignment_id__in=[row.consignment_id for row in made], state__in=_SETTLED)
    settled: dict[tuple[int, int], list[Any]] = {}
    for consignment, version, facts in same.values_list("consignment_id", "version", "facts"):
        settled.setdefault((consignment, version), []).append(facts)
    made = [row for row in made if row.facts not in settled.get((row.consignment_id, row.version), ())]
    _close_before(made)
    written(made)
    _announce_proposals(made, actor=actor)
    return made


def _close_before(made: Sequence[Disposition]) -> None:
    """Close what still waits for a signature about the same consignments."""
    at = {row.consignment_id: row.proposed_at for row in made}
    for waiting in open_proposals(at):
        close([waiting], at=at[waiting.consignment_id], because="superseded")


@transaction.atomic
def release_on_documents(*, at: datetime, cases: Sequence[Case], heard: int | None = None) -> list[Disposition]:
    """Issue the program's own releases, a batch at a time; gives those issued.

    Where policy wants a person's signature, or a signed act still keeps the goods, a release is proposed instead.
    """
    return release_all([Evidence(case, Facts(Channel.RELEASE), at, heard) for case in cases])


@transaction.atomic
def release_all(told: Sequence[Evidence]) -> list[Disposition]:
    """`release_on_documents` of what was told at several instants."""
    if not told:
        return []
    take_turns(one.case.consignment for one in told)
    standing = still_open(told)
    own = _program_may_release(standing)
    propose_dispositions(actor=None, told=[one for one in standing if one.case.consignment not in own])
    return _release([one for one in standing if one.case.consignment in own])


def _program_may_release(told: Sequence[Evidence]) -> set[int]:
    rows = consignments([one.case.consignment for one in told])
    kept = Disposition.objects.filter(
        consignment_id__in=rows, state=DispositionState.ISSUED, kind__in=_KEEPS_GOODS
    ).values_list("consignment_id", flat=True)
    places = {(policies.civil_day(one.at), rows[one.case.consignment].office) for one in told}
    willing = {place for place in places if policies.released_automatically(on=place[0], office=place[1])}
    return {
        one.case.consignment
        for one in told
        if (policies.civil_day(one.at), rows[one.case.consignment].office) in willing
    } - set(kept)


def _release(told: Sequence[Evidence]) -> list[Disposition]:
    made = drafts(told)
    _close_before(made)
    standing = Disposition.objects.filter(
        consignment_id__in=[row.consignment_id for row in made], state=DispositionState.ISSUED
    )
    earlier = {row.consignment_id: row for row in standing}
    if earlier:
        standing.update(state=DispositionState.REPLACED)
    for row in made:
        row.state, row.automatic, row.issued_at = DispositionState.ISSUED, True, row.proposed_at
        row.replaces = earlier.get(row.consignment_id)
    written(made)
    announce(made, actor=None, authority="policy decisions.automatic_release")
    places = {(policies.civil_day(row.proposed_at), row.office) for row in made}
    at_once = {place: policies.paper_at_once(on=place[0], office=place[1]) for place in places}
    for row in made:
        if at_once[policies.civil_day(row.proposed_at), row.office]:
            certify(row, actor=None, at=row.proposed_at)
        else:
            withdraw_paper_before(row, at=row.proposed_at)
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
    _announce_proposals([made], actor=actor)
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


def _announce_proposals(made: Sequence[Disposition], *, actor: Actor | None) -> None:
    record_all(
        [
            Deed(
                kind=events.DISPOSITION_PROPOSED,
                actor=actor,
                at=row.proposed_at,
                subjects=subjects_of(row),
                payload={"consignment": row.consignment_id, "disposition": row.pk, "kind": str(row.kind)},
                reasons=reasons_of(row),
            )
            for row in made
        ]
    )
