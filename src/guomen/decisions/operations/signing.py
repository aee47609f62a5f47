"""Signatures: the first, the second, and sending back."""

from datetime import datetime

from django.db import transaction

from guomen.decisions import events, policies, refusals
from guomen.decisions.models import Disposition
from guomen.decisions.operations.certificates import certify
from guomen.decisions.operations.enacting import put_in_force, reasons_of, subjects_of
from guomen.decisions.operations.locks import locked
from guomen.decisions.terms import OPEN_STATES, DispositionKind, DispositionState
from guomen.inspection.queries import findings_of, tasks_of
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, OfficeLevel, Reason, Text


@transaction.atomic
def issue_disposition(
    *,
    actor: Actor,
    at: datetime,
    disposition: int,
    kind: DispositionKind | None = None,
    deviation: str = "",
    conditions: str = "",
) -> Disposition:
    """Sign a proposal: issued at once, or waiting for a second person where policy says so; prints the certificate.

    kind other than the proposed one needs `deviation`, the reason for it; a conditional release needs its conditions.
    The second signature takes the act as it was signed. Raises Missing, NotPermitted (capability, office, level, own
    inspection, same person), Conflict (no longer open, amended since), Refusal (reason or conditions missing).
    """
    row = locked(disposition)
    require(actor, Capability.SIGN_DISPOSITION, row.office)
    require_open(row)
    if row.state == DispositionState.SIGNED:
        _check_second(row, actor, kind)
    else:
        row.kind = kind or row.proposed_kind
        row.deviation, row.conditions = deviation.strip(), conditions.strip()
        _check_words(row)
    sign(row, actor, at)
    return row


def sign(row: Disposition, actor: Actor, at: datetime) -> None:
    """Put a signature on the act as it stands: the first of two, or the last. Raises NotPermitted."""
    require_signatory(row, actor, at)
    second = policies.needs_second(DispositionKind(row.kind), on=policies.civil_day(at), office=row.office)
    if row.state == DispositionState.PROPOSED and second:
        _sign_first(row, actor, at)
    else:
        _sign_last(row, actor, at)


def require_open(row: Disposition) -> None:
    """Let pass what waits for a signature on the current version. Raises Conflict."""
    if row.state not in OPEN_STATES:
        raise refusals.not_open(DispositionState(row.state))
    if row.consignment.current_version != row.version:
        raise refusals.stale(row.consignment.current_version)


def require_signatory(row: Disposition, actor: Actor, at: datetime) -> None:
    """Let pass who may sign this act on these goods. Raises NotPermitted."""
    kind, on = DispositionKind(row.kind), policies.civil_day(at)
    levels = policies.signing_levels(kind, on=on, office=row.office)
    if actor.office is None or OfficeLevel(actor.office.level) not in levels:
        raise refusals.wrong_level()
    if not policies.inspector_may_sign(kind, on=on, office=row.office) and _inspected(row, actor):
        raise refusals.own_inspection()


def _inspected(row: Disposition, actor: Actor) -> bool:
    tasks = tasks_of(row.consignment_id).filter(officer=actor)
    return tasks.exists() or findings_of(row.consignment_id).filter(recorded_by=actor).exists()


def _check_words(row: Disposition) -> None:
    if row.kind != row.proposed_kind and not row.deviation:
        raise refusals.needs_reason()
    if row.kind == DispositionKind.CONDITIONAL_RELEASE and not row.conditions:
        raise refusals.needs_conditions()


def _check_second(row: Disposition, actor: Actor, kind: DispositionKind | None) -> None:
    if row.signed_by == actor:
        raise refusals.same_person()
    if kind is not None and kind != row.kind:
        raise refusals.kind_is_signed()


def _sign_first(row: Disposition, actor: Actor, at: datetime) -> None:
    row.state, row.signed_by, row.signed_at = DispositionState.SIGNED, actor, at
    row.save()
    record(
        events.DISPOSITION_SIGNED,
        actor=actor,
        at=at,
        subjects=subjects_of(row),
        payload={"consignment": row.consignment_id, "disposition": row.pk, "kind": str(row.kind)},
        reasons=reasons_of(row),
    )


def _sign_last(row: Disposition, actor: Actor, at: datetime) -> None:
    if row.signed_by is None:
        row.signed_by, row.signed_at = actor, at
    else:
        row.seconded_by = actor
    if row.deviation:
        row.reasons = [_deviation(row).as_json(), *row.reasons]
    put_in_force(row, actor=actor, at=at)
    certify(row, actor=actor, at=at)


def _deviation(row: Disposition) -> Reason:
    act, proposed = DispositionKind(row.kind).text, DispositionKind(row.proposed_kind).text
    text = Text(
        f"决定{act.zh}（建议为{proposed.zh}）：{row.deviation}",
        f"{act.en} was decided ({proposed.en} was proposed): {row.deviation}",
    )
    public = Text(f"经审核决定{act.zh}。", f"On review: {act.en.lower()}.")
    return Reason("decision.deviation", text, "", f"disposition:{row.pk}", public)


@transaction.atomic
def decline_signature(*, actor: Actor, at: datetime, disposition: int, ground: str) -> Disposition:
    """Send what the first person signed back for another first signature, with a ground.

    Raises Missing, NotPermitted, Conflict (not waiting for a second signature), Refusal (no ground).
    """
    row = locked(disposition)
    require(actor, Capability.SIGN_DISPOSITION, row.office)
    if row.state != DispositionState.SIGNED:
        raise refusals.not_open(DispositionState(row.state))
    if not ground.strip():
        raise refusals.needs_ground()
    declined = row.kind
    row.state, row.kind = DispositionState.PROPOSED, row.proposed_kind
    row.signed_by, row.signed_at, row.deviation, row.conditions = None, None, "", ""
    row.save()
    record(
        events.SIGNATURE_DECLINED,
        actor=actor,
        at=at,
        subjects=subjects_of(row),
        payload={"consignment": row.consignment_id, "disposition": row.pk, "kind": declined, "ground": ground.strip()},
    )
    return row
