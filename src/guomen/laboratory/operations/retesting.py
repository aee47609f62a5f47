"""A re-test on the part that was kept: asked for in time, by another analyst, beside the first result."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Conflict, NotPermitted, Refusal, SubjectRef, Text
from guomen.laboratory import events, queries
from guomen.laboratory.models import Portion, Report, Result, Sample
from guomen.laboratory.operations.custody import draw_sample, hand_over_sample, locked_sample
from guomen.laboratory.operations.handling import drawing_record
from guomen.laboratory.operations.ordering import order_sample
from guomen.laboratory.rules.retests import last_day
from guomen.laboratory.terms import Hand, PortionKind, PortionState, Purpose, Requested


@transaction.atomic
def order_retest(*, actor: Actor, at: datetime, label: str, ground: str, asked_on: date | None = None) -> Sample:
    """Order the re-test of a reported sample on its re-test or archive portion; ground: who asks for it, and why;
    asked_on: the day on which it was asked for, where that was not today.

    The portion leaves the store at once, under its own seal, and is received like any sample; the limits are those of
    the first test. Raises Refusal without a ground or after the legal days, Conflict where there is no portion, no
    report that stands, or a re-test is open.
    """
    held = (one for one in (Capability.INSPECT, Capability.SIGN_DISPOSITION) if may(actor, one))
    first = locked_sample(actor, label, next(held, Capability.AUTHORISE_RESULT))
    if not ground.strip():
        raise Refusal(
            "retest.ground",
            Text("须写明复验申请人和理由。", "State who asks for the re-test and why."),
            Text("请填写申请人、申请日期和理由。", "Name the applicant, the day of the request and its ground."),
        )
    _in_time(_report(first), asked_on or timezone.localdate(at))
    portion = _portion(first)
    again = order_sample(
        actor=None,
        at=at,
        subject=SubjectRef.parse(first.subject),
        office=first.office,
        laboratory=first.laboratory,
        goods_code=first.goods_code,
        description=first.description,
        requests=_same_tests(first),
        units=first.units,
        purpose=Purpose.RETEST,
        requester=ground.strip()[:120],
        retest_of=first,
    )
    again.plan, again.bound_to, again.bound_at = drawing_record(first.plan, portion=portion.label), first.bound_to, at
    again.save()
    _taken_out(again, portion, actor, at)
    record(
        events.RETEST_ORDERED,
        actor=actor,
        at=at,
        subjects=queries.subjects_of(again),
        payload={"sample": again.label, "first": first.label, "portion": portion.label, "ground": ground.strip()},
    )
    return Sample.objects.select_related("office", "laboratory").get(pk=again.pk)


def require_other_analyst(sample: Sample, actor: Actor) -> None:
    """Nobody tests again what they tested first. Raises NotPermitted."""
    first = sample.retest_of_id
    if first is not None and Result.objects.filter(request__sample_id=first, analyst=actor).exists():
        raise NotPermitted(
            "retest.same_analyst",
            Text("复验不得由初检人员进行。", "A re-test is not done by the analyst of the first test."),
            Text("请由另一位检测人员检测。", "Another analyst tests it."),
        )


def _report(first: Sample) -> Report:
    report = queries.standing_report(first)
    if report is None or first.retest_of_id is not None:
        raise Conflict(
            "retest.no_report",
            Text("该样品没有可复验的有效报告。", "The sample has no report that stands and could be tested again."),
            Text("报告签发后方可申请复验；复验只进行一次。", "A re-test follows a report, and there is one only."),
        )
    if queries.retest_of(first) is not None:
        raise Conflict(
            "retest.once",
            Text("该样品已下达复验。", "A re-test of this sample was ordered before."),
            Text("请查看复验样品。", "See the sample of the re-test."),
        )
    return report


def _in_time(report: Report, asked_on: date) -> None:
    days = queries.laid_down("retest_days", asked_on, report.sample.office)
    if days is None:
        raise Refusal(
            "retest.policy_missing",
            Text("未规定政策“laboratory.retest_days”。", "The policy “laboratory.retest_days” is not laid down."),
            Text("请在参考数据policies.csv中补充并装载。", "Add it to policies.csv of the reference data and load it."),
        )
    last = last_day(timezone.localdate(report.reported_at), days)
    if asked_on > last:
        raise Refusal(
            "retest.too_late",
            Text(f"复验申请期限已于 {last:%Y-%m-%d} 届满。", f"A re-test could be asked for until {last:%Y-%m-%d}."),
            Text("期满后不再受理。", "After that day it is not taken up."),
        )


def _portion(first: Sample) -> Portion:
    kept = Portion.objects.select_for_update().filter(sample=first, state=PortionState.KEPT)
    for kind in (PortionKind.RETEST, PortionKind.ARCHIVE):
        found = kept.filter(kind=kind).first()
        if found is not None:
            return found
    raise Conflict(
        "retest.no_portion",
        Text("该样品没有可用的复验份或留样份。", "No re-test or archive portion of this sample is kept."),
        Text("无留存样品的不能复验。", "Without a part that was kept there is no re-test."),
    )


def _same_tests(first: Sample) -> list[Requested]:
    return [
        Requested(Text(one.analyte_zh, one.analyte_en), one.on, one.method, queries.limit_of(one), one.basis)
        for one in first.requests.order_by("position")
    ]


def _taken_out(again: Sample, portion: Portion, actor: Actor, at: datetime) -> None:
    """The portion leaves the store: it is the bag of the re-test, on its way to the laboratory."""
    portion.state = PortionState.USED
    portion.save()
    note = f"{PortionKind(portion.kind).text.zh} {portion.label}"
    out = Hand(actor.name_zh, portion.place, portion.seal, note=note)
    draw_sample(actor=None, at=at, label=again.label, scanned=portion.label, hand=out)
    on = Hand(again.laboratory.name_zh, "", portion.seal)
    hand_over_sample(actor=None, at=at, label=again.label, scanned=portion.label, hand=on)
