"""Appeals: a trader asks for re-inspection, another officer answers (Measures on Re-inspection, Decree 77)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from guomen.decisions import events, policies, refusals
from guomen.decisions.models import Appeal, Disposition
from guomen.decisions.operations.drafts import anew, close, open_proposals
from guomen.decisions.operations.enacting import subjects_of
from guomen.decisions.operations.locks import locked
from guomen.decisions.operations.signing import require_signatory, sign
from guomen.decisions.queries import APPEAL, visible_disposition
from guomen.decisions.terms import AppealState, DispositionKind, DispositionState
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Reason, SubjectRef, Text


@transaction.atomic
def lodge_appeal(*, actor: Actor, at: datetime, disposition: int, grounds: str) -> Appeal:
    """Ask for re-inspection of a disposition that keeps the goods or lets them go under conditions.

    Raises NotPermitted, Missing (not the trader's own), Conflict (not in force, asked already), Refusal (nothing to
    appeal against, too late, no grounds).
    """
    require(actor, Capability.TRADE)
    visible_disposition(actor, disposition)
    row = locked(disposition)
    if row.state != DispositionState.ISSUED or row.issued_at is None:
        raise refusals.not_in_force()
    if row.kind == DispositionKind.RELEASE:
        raise refusals.appeal_not_needed()
    if Appeal.objects.filter(disposition=row).exists():
        raise refusals.appeal_exists()
    today = policies.civil_day(at)
    last = policies.appeal_until(policies.civil_day(row.issued_at), on=today, office=row.office)
    if today > last:
        raise refusals.appeal_too_late(last.isoformat())
    if not grounds.strip():
        raise refusals.needs_ground()
    due = policies.answer_due(today, on=today, office=row.office)
    appeal = Appeal.objects.create(
        disposition=row, lodged_by=actor, lodged_at=at, grounds=grounds.strip(), answer_due_on=due
    )
    _tell(events.APPEAL_LODGED, appeal, row, actor=actor, at=at, answer_due_on=due.isoformat())
    return appeal


@transaction.atomic
def answer_appeal(
    *, actor: Actor, at: datetime, appeal: int, answer: str, kind: DispositionKind | None = None
) -> Appeal:
    """Answer an appeal: kind None upholds the disposition, another kind puts a new one in its place.

    The new one is signed by whoever answers, and waits for a second person where policy says so. Raises Missing,
    NotPermitted (capability, office, level, own decision), Conflict (answered already, no longer in force), Refusal.
    """
    found = Appeal.objects.filter(pk=appeal).values_list("disposition_id", flat=True).first()
    if found is None:
        raise refusals.no_such(APPEAL)
    row = locked(found)
    require(actor, Capability.SIGN_DISPOSITION, row.office)
    asked = Appeal.objects.get(pk=appeal)
    if asked.state != AppealState.LODGED:
        raise refusals.appeal_exists()
    if row.state != DispositionState.ISSUED:
        raise refusals.not_in_force()
    if actor in (row.signed_by, row.seconded_by):
        raise refusals.appeal_own_decision()
    if not answer.strip():
        raise refusals.needs_ground()
    require_signatory(row, actor, at)
    changed = kind is not None and kind != row.kind
    asked.state = AppealState.CHANGED if changed else AppealState.UPHELD
    asked.answered_by, asked.answered_at, asked.answer = actor, at, answer.strip()
    asked.save()
    _tell(events.APPEAL_ANSWERED, asked, row, actor=actor, at=at, outcome=str(asked.state))
    if changed and kind is not None:
        _decide_anew(asked, row, kind, actor=actor, at=at)
    return asked


def _decide_anew(appeal: Appeal, old: Disposition, kind: DispositionKind, *, actor: Actor, at: datetime) -> None:
    close(open_proposals([old.consignment_id]), at=at, because="superseded")
    text = Text(f"复验结论：{appeal.answer}", f"On re-inspection: {appeal.answer}")
    reason = Reason("decision.appeal", text, "进出口商品复验办法", f"appeal:{appeal.pk}", text)
    new = anew(old, kind, reason, at=at, cleared=kind is DispositionKind.RELEASE)
    new.facts["appeal"] = appeal.pk
    new.conditions = appeal.answer if kind is DispositionKind.CONDITIONAL_RELEASE else ""
    new.save()
    sign(new, actor, at)


def _tell(kind: str, appeal: Appeal, row: Disposition, *, actor: Actor, at: datetime, **more: Any) -> None:
    record(
        kind,
        actor=actor,
        at=at,
        subjects=[*subjects_of(row), SubjectRef("appeal", str(appeal.pk))],
        payload={"appeal": appeal.pk, "disposition": row.pk, "consignment": row.consignment_id, **more},
    )
