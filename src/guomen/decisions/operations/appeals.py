"""Appeals: a trader asks for re-inspection, another officer answers (Measures on Re-inspection, Decree 77).

One that disputes a laboratory result is taken up first: that orders the re-test, and its report is waited for.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from guomen.decisions import events, policies, refusals
from guomen.decisions.models import Appeal, Disposition
from guomen.decisions.operations.drafts import anew, close, open_proposals
from guomen.decisions.operations.enacting import subjects_of
from guomen.decisions.operations.locks import locked
from guomen.decisions.operations.signing import require_signatory, sign
from guomen.decisions.queries import APPEAL, disputable, retest_of, visible_disposition
from guomen.decisions.terms import WAITING_APPEALS, AppealState, DispositionKind, DispositionState
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Reason, Refusal, SubjectRef, Text
from guomen.laboratory import operations as laboratory
from guomen.laboratory.queries import retested


@transaction.atomic
def lodge_appeal(*, actor: Actor, at: datetime, disposition: int, grounds: str, sample: str = "") -> Appeal:
    """Ask for re-inspection of a disposition that keeps the goods or lets them go under conditions.

    sample: the label of the sample whose result is disputed, "" for another ground. Raises NotPermitted, Missing (not
    the trader's own), Conflict (not in force, asked already), Refusal (nothing to appeal against, too late, no grounds,
    no such sample).
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
    if sample and sample not in disputable(row.consignment_id):
        raise refusals.appeal_no_such_sample(sample)
    due = policies.answer_due(today, on=today, office=row.office)
    appeal = Appeal.objects.create(
        disposition=row, lodged_by=actor, lodged_at=at, grounds=grounds.strip(), answer_due_on=due, sample=sample
    )
    _tell(events.APPEAL_LODGED, appeal, row, actor=actor, at=at, answer_due_on=due.isoformat(), sample=sample)
    return appeal


@transaction.atomic
def accept_appeal(*, actor: Actor, at: datetime, appeal: int) -> Appeal:
    """Take an appeal up. Where it disputes a laboratory result this orders the re-test on the part that was kept, in
    time by the day of the appeal; where none can be, the appeal keeps the reason.

    Raises Missing, NotPermitted (capability, office, own decision), Conflict (taken up or answered already).
    """
    asked, row = _to_answer(actor, appeal)
    if asked.state != AppealState.LODGED:
        raise refusals.appeal_exists()
    asked.state, asked.accepted_by, asked.accepted_at = AppealState.ACCEPTED, actor, at
    if asked.sample:
        _order_retest(asked, actor=actor, at=at)
    asked.save()
    refused = Text.from_json(asked.retest_refused) if asked.retest_refused else None
    reasons = [Reason("decision.no_retest", refused, "", f"sample:{asked.sample}", refused)] if refused else []
    _tell(events.APPEAL_ACCEPTED, asked, row, actor=actor, at=at, reasons=reasons, retest=asked.retest)
    return asked


def _order_retest(appeal: Appeal, *, actor: Actor, at: datetime) -> None:
    """The re-test of the disputed sample; one that was ordered before is this appeal's too."""
    standing = retested(appeal.sample)
    if standing is not None:
        appeal.retest = standing.label
        return
    ground = f"复验申请{appeal.pk} / appeal {appeal.pk}: {appeal.grounds}"
    try:
        with transaction.atomic():
            ordered = laboratory.order_retest(
                actor=actor, at=at, label=appeal.sample, ground=ground, asked_on=policies.civil_day(appeal.lodged_at)
            )
    except Refusal as refusal:
        appeal.retest_refused = refusal.problem.as_json()
    else:
        appeal.retest = ordered.label


@transaction.atomic
def hear_retest(*, at: datetime, label: str) -> None:
    """The re-test of an appeal was reported: it is said with which result counts. Heard before: nothing."""
    asked = Appeal.objects.select_for_update(of=("self",)).filter(retest=label, retested_at=None).first()
    if asked is None or asked.state != AppealState.ACCEPTED:
        return
    asked.retested_at = at
    asked.save(update_fields=["retested_at"])
    again = retest_of(asked)
    why = again.counting.why if again else None
    reasons = [Reason("decision.retested", why, "", f"sample:{label}", why)] if why else []
    _tell(events.APPEAL_RETESTED, asked, asked.disposition, actor=None, at=at, reasons=reasons, retest=label)


@transaction.atomic
def answer_appeal(
    *, actor: Actor, at: datetime, appeal: int, answer: str, kind: DispositionKind | None = None
) -> Appeal:
    """Answer an appeal: kind None upholds the disposition, another kind puts a new one in its place. Where one that was
    signed since took its place already, that is the answer.

    The new one is signed by whoever answers, and waits for a second person where policy says so. Raises Missing,
    NotPermitted (capability, office, level, own decision), Conflict (answered already, no longer in force, not taken
    up, its re-test is not reported yet), Refusal.
    """
    asked, row = _to_answer(actor, appeal)
    if asked.state not in WAITING_APPEALS:
        raise refusals.appeal_exists()
    replaced = row.state == DispositionState.REPLACED and kind is None
    if row.state != DispositionState.ISSUED and not replaced:
        raise refusals.not_in_force()
    if asked.sample and asked.state == AppealState.LODGED:
        raise refusals.appeal_not_accepted()
    if (again := retest_of(asked)) is not None and not again.reported:
        raise refusals.appeal_waits_for_retest(asked.retest)
    if not answer.strip():
        raise refusals.needs_ground()
    require_signatory(row, actor, at)
    changed = replaced or (kind is not None and kind != row.kind)
    asked.state = AppealState.CHANGED if changed else AppealState.UPHELD
    asked.answered_by, asked.answered_at, asked.answer = actor, at, answer.strip()
    asked.save()
    _tell(events.APPEAL_ANSWERED, asked, row, actor=actor, at=at, outcome=str(asked.state))
    if changed and kind is not None:
        _decide_anew(asked, row, kind, actor=actor, at=at)
    return asked


def _to_answer(actor: Actor, appeal: int) -> tuple[Appeal, Disposition]:
    """The appeal with its locked disposition, for an officer who did not sign that. Raises Missing, NotPermitted."""
    found = Appeal.objects.filter(pk=appeal).values_list("disposition_id", flat=True).first()
    if found is None:
        raise refusals.no_such(APPEAL)
    row = locked(found)
    require(actor, Capability.SIGN_DISPOSITION, row.office)
    if actor in (row.signed_by, row.seconded_by):
        raise refusals.appeal_own_decision()
    return Appeal.objects.get(pk=appeal), row


def _decide_anew(appeal: Appeal, old: Disposition, kind: DispositionKind, *, actor: Actor, at: datetime) -> None:
    close(open_proposals([old.consignment_id]), at=at, because="superseded")
    text = Text(f"复验结论：{appeal.answer}", f"On re-inspection: {appeal.answer}")
    reason = Reason("decision.appeal", text, "进出口商品复验办法", f"appeal:{appeal.pk}", text)
    new = anew(old, kind, reason, at=at, cleared=kind is DispositionKind.RELEASE)
    new.facts["appeal"] = appeal.pk
    new.conditions = appeal.answer if kind is DispositionKind.CONDITIONAL_RELEASE else ""
    new.save()
    sign(new, actor, at)


def _tell(
    kind: str,
    appeal: Appeal,
    row: Disposition,
    *,
    actor: Actor | None,
    at: datetime,
    reasons: Sequence[Reason] = (),
    **more: Any,
) -> None:
    record(
        kind,
        actor=actor,
        at=at,
        subjects=[*subjects_of(row), SubjectRef("appeal", str(appeal.pk))],
        payload={"appeal": appeal.pk, "disposition": row.pk, "consignment": row.consignment_id, **more},
        reasons=reasons,
    )
