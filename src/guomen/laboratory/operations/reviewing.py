"""Review and authorisation: whoever entered any of the results does neither (ISO/IEC 17025:2017 6.2.6, 7.7)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, require
from guomen.kernel.terms import Capability, NotPermitted, Refusal, Text
from guomen.laboratory import events, queries
from guomen.laboratory.models import CustodyStep, Result, Sample
from guomen.laboratory.operations.custody import locked_sample
from guomen.laboratory.queries.releasing import obstacles
from guomen.laboratory.resources.queries import may_review
from guomen.laboratory.rules import next_state
from guomen.laboratory.terms import Deed, SampleState


@transaction.atomic
def review_results(*, actor: Actor, at: datetime, label: str) -> Sample:
    """A second person went through every result of the sample and finds them in order.

    Raises NotPermitted for one who entered any of them or may not review one of the methods, Conflict where the sample
    is not at that step.
    """
    sample = _sample(actor, label)
    state = next_state(SampleState(sample.state), Deed.REVIEW)
    results = queries.current_results(sample)
    _not_own(actor, list(results.values()))
    _competent_reviewer(actor, list(results.values()), timezone.localdate(at))
    Result.objects.filter(pk__in=[one.pk for one in results.values()]).update(reviewed_by=actor, reviewed_at=at)
    step(sample, state, Deed.REVIEW, actor=actor, at=at)
    _record(events.RESULTS_REVIEWED, sample, actor, at)
    return sample


@transaction.atomic
def return_results(*, actor: Actor, at: datetime, label: str, reason: str) -> Sample:
    """The results go back: from review to the bench, from authorisation to review. Raises Refusal without a reason."""
    if not reason.strip():
        raise Refusal(
            "result.return_reason",
            Text("退回须说明理由。", "Results are sent back with a reason."),
            Text("请写明需要核对或重测什么。", "State what is to be checked or measured again."),
        )
    sample = _sample(actor, label)
    state = next_state(SampleState(sample.state), Deed.RETURN)
    keys = [one.pk for one in queries.current_results(sample).values()]
    Result.objects.filter(pk__in=keys).update(reviewed_by=None, reviewed_at=None)
    step(sample, state, Deed.RETURN, actor=actor, at=at, note=reason.strip())
    _record(events.RESULTS_RETURNED, sample, actor, at, reason=reason.strip())
    return sample


@transaction.atomic
def authorise_results(*, actor: Actor, at: datetime, label: str) -> Sample:
    """The authorised signatory answers for the results; of two at once the second meets Conflict.

    Raises NotPermitted for one who entered any of them (or reviewed them, unless policy allows it), Conflict where the
    sample is not at that step or something stands in the way of their release.
    """
    sample = locked_sample(actor, label, Capability.AUTHORISE_RESULT)
    state = next_state(SampleState(sample.state), Deed.AUTHORISE)
    results = list(queries.current_results(sample).values())
    _not_own(actor, results)
    _not_reviewer(actor, sample, results, timezone.localdate(at))
    require_releasable(sample, results)
    step(sample, state, Deed.AUTHORISE, actor=actor, at=at)
    _record(events.RESULTS_AUTHORISED, sample, actor, at)
    return sample


def require_releasable(sample: Sample, results: Sequence[Result]) -> None:
    """Let pass results that nothing stands in the way of. Raises the first obstacle, a Conflict."""
    for obstacle in obstacles(sample, results):
        raise obstacle


def step(sample: Sample, state: SampleState, deed: Deed, *, actor: Actor, at: datetime, note: str = "") -> None:
    """Move the sample and write the step into its chain; in nobody's hand does anything change."""
    sample.state = state
    sample.save(update_fields=["state"])
    CustodyStep.objects.create(sample=sample, deed=deed, at=at, actor=actor, holder="", note=note)


def _sample(actor: Actor, label: str) -> Sample:
    """Locked, for an analyst or whoever authorises."""
    signs = may(actor, Capability.AUTHORISE_RESULT)
    return locked_sample(actor, label, Capability.AUTHORISE_RESULT if signs else Capability.TEST)


def _not_own(actor: Actor, results: list[Result]) -> None:
    require(actor, Capability.TEST)
    if any(result.analyst_id == actor.pk for result in results):
        raise NotPermitted(
            "result.own",
            Text("录入结果的人不能复核或签发自己的结果。", "Nobody reviews or authorises a result that they entered."),
            Text("请由另一位有资格的人员办理。", "Ask another person who may do it."),
        )


def _competent_reviewer(actor: Actor, results: Sequence[Result], on: date) -> None:
    methods = {one.method_used_id: one.method_used for one in results if one.method_used is not None}
    for method in methods.values():
        if method is not None and not may_review(actor, method, on):
            raise NotPermitted(
                "result.no_review",
                Text(f"您没有复核{method}结果的授权。", f"You are not authorised to review results of {method}."),
                Text("请由有复核授权的人员复核。", "Ask somebody who is authorised to review it."),
            )


def _not_reviewer(actor: Actor, sample: Sample, results: Sequence[Result], on: date) -> None:
    reviewed = any(result.reviewed_by_id == actor.pk for result in results)
    if reviewed and not queries.reviewer_may_authorise(sample.laboratory, on):
        raise NotPermitted(
            "result.reviewer",
            Text("复核人不能再作为签发人。", "Whoever reviewed these results does not authorise them too."),
            Text("请由另一位授权签字人签发。", "Ask another authorised signatory."),
        )


def _record(kind: str, sample: Sample, actor: Actor, at: datetime, **told: str) -> None:
    payload = {"sample": sample.label, "subject": sample.subject, "state": sample.state, **told}
    record(kind, actor=actor, at=at, subjects=queries.subjects_of(sample), payload=payload)
