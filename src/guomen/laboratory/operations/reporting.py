"""Reports: what the laboratory says about a sample, once; a changed or withdrawn one says so for ever."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Capability, Conflict, Reason, Refusal, Text
from guomen.laboratory import events, queries
from guomen.laboratory.models import Report, Result, Sample
from guomen.laboratory.operations.custody import locked_sample
from guomen.laboratory.operations.reviewing import authorise_results, require_releasable, step
from guomen.laboratory.queries.statements import stated
from guomen.laboratory.rules import next_state, overall
from guomen.laboratory.terms import Conformity, Deed, SampleState


@transaction.atomic
def report_result(*, actor: Actor, at: datetime, label: str) -> Report:
    """Report the authorised results of a sample to whoever ordered it.

    A report before it that was withdrawn is replaced by this one. Raises Conflict where
    nobody authorised them, or something stands in the way of their release since.
    """
    sample = locked_sample(actor, label, Capability.AUTHORISE_RESULT)
    state = next_state(SampleState(sample.state), Deed.REPORT)
    results = sorted(queries.current_results(sample).values(), key=lambda result: result.request.position)
    require_releasable(sample, results)
    report = _write(sample, results, at)
    step(sample, state, Deed.REPORT, actor=actor, at=at)
    record(
        events.RESULT_REPORTED,
        actor=actor,
        at=at,
        subjects=queries.subjects_of(sample),
        payload={
            "sample": sample.label,
            "subject": sample.subject,
            "report": report.version,
            "conform": report.conform,
            "goods_code": sample.goods_code,
            "statements": report.statements,
        },
        reasons=[Reason.from_json(reason) for statement in report.statements for reason in statement["reasons"]],
    )
    return report


@transaction.atomic
def authorise_and_report(*, actor: Actor, at: datetime, label: str) -> Report:
    """Both at once, as one person mostly does it; raises what either raises."""
    authorise_results(actor=actor, at=at, label=label)
    return report_result(actor=actor, at=at, label=label)


@transaction.atomic
def withdraw_report(*, actor: Actor, at: datetime, label: str, reason: str) -> Report:
    """The laboratory does not stand by its newest report any more; its results have to be gone through again.

    Raises Refusal without a reason, Conflict where no report stands.
    """
    if not reason.strip():
        raise Refusal(
            "report.reason",
            Text("撤回报告须说明理由。", "A report is withdrawn with a reason."),
            Text("请写明撤回理由，公众查验时可见。", "State it; whoever verifies the report reads it."),
        )
    sample = locked_sample(actor, label, Capability.AUTHORISE_RESULT)
    report = withdraw_standing(sample, actor=actor, at=at, reason=reason.strip())
    if report is None:
        raise Conflict(
            "report.none",
            Text("该样品没有有效的报告。", "No report stands on this sample."),
            Text("无需撤回。", "There is nothing to withdraw."),
        )
    if sample.state != SampleState.DISPOSED:
        state = next_state(SampleState(sample.state), Deed.CORRECT)
        step(sample, state, Deed.CORRECT, actor=actor, at=at, note=reason.strip())
    return report


def withdraw_standing(sample: Sample, *, actor: Actor, at: datetime, reason: str) -> Report | None:
    """Withdraw the report that stands on a locked sample and tell who built on it; None where there is none."""
    report = sample.reports.filter(withdrawn_at__isnull=True).order_by("-version").first()
    if report is None:
        return None
    report.withdrawn_at, report.withdrawn_because, report.withdrawn_by = at, reason, actor
    report.save(update_fields=["withdrawn_at", "withdrawn_because", "withdrawn_by"])
    record(
        events.REPORT_WITHDRAWN,
        actor=actor,
        at=at,
        subjects=queries.subjects_of(sample),
        payload={"sample": sample.label, "subject": sample.subject, "report": report.version, "reason": reason},
    )
    return report


def _write(sample: Sample, results: Sequence[Result], at: datetime) -> Report:
    before = sample.reports.order_by("-version").first()
    signed = sample.steps.filter(deed=Deed.AUTHORISE).select_related("actor").order_by("-id").first()
    if signed is None or signed.actor is None:
        raise Conflict(
            "report.not_authorised",
            Text("结果尚未由授权签字人批准。", "No authorised signatory has answered for these results."),
            Text("请先批准结果。", "Authorise them first."),
        )
    return Report.objects.create(
        sample=sample,
        version=before.version + 1 if before else 1,
        conform=overall([Conformity(result.conformity) for result in results]),
        statements=[stated(sample, one) for one in results],
        authorised_by=signed.actor,
        reported_at=at,
        amends=before.withdrawn_because if before else "",
    )
