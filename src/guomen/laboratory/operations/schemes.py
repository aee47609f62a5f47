"""Staged sampling: opening a scheme, drawing its stages in their windows and in order, settling it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from guomen.catalogue.queries import limits_for
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Missing, Refusal, SubjectRef, Text
from guomen.laboratory import events, queries
from guomen.laboratory.models import Sample, SamplingScheme, SchemeStage
from guomen.laboratory.operations.custody import draw_sample
from guomen.laboratory.operations.ordering import order_sample
from guomen.laboratory.terms import Hand, Kept, Purpose, Requested, SamplingPlan, SchemeState, StageAsked, next_stage


@transaction.atomic
def open_scheme(
    *,
    actor: Actor,
    at: datetime,
    subject: SubjectRef,
    office: Office,
    laboratory: Office,
    title: Text,
    season: int,
    stages: Sequence[StageAsked],
    goods_code: str = "",
    destination: str = "",
) -> SamplingScheme:
    """Open staged sampling of what grows or moves, for one season.

    Raises Refusal where a stage lacks its days or tests, or begins before the one before it ended; Conflict where the
    same was opened before.
    """
    require(actor, Capability.INSPECT, office)
    _in_order(stages)
    try:
        with transaction.atomic():
            row = SamplingScheme.objects.create(
                subject=str(subject), office=office, laboratory=laboratory, title_zh=title.zh[:200],
                title_en=title.en[:200], goods_code=goods_code, destination=destination, season=season,
                opened_by=actor, opened_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(
            "scheme.once",
            Text("该对象本季已建立取样方案。", "Staged sampling of it was opened for this season before."),
            Text("请使用已有方案。", "Use the one that there is."),
        ) from error
    SchemeStage.objects.bulk_create(
        SchemeStage(
            scheme=row, position=position, name_zh=one.name.zh[:80], name_en=one.name.en[:80], from_on=one.from_on,
            to_on=one.to_on, analytes=list(one.analytes),
        )
        for position, one in enumerate(stages, start=1)
    )  # fmt: skip
    record(
        events.SCHEME_OPENED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("scheme", str(row.pk)), subject],
        payload={"scheme": row.pk, "subject": str(subject), "season": season, "stages": len(stages)},
    )
    return row


def _in_order(stages: Sequence[StageAsked]) -> None:
    ends: date | None = None
    for one in stages:
        if one.to_on < one.from_on or not one.analytes or (ends is not None and one.from_on <= ends):
            raise Refusal(
                "scheme.stages",
                Text(f"阶段“{one.name.zh}”的日期或检测项目不完整，或与前一阶段重叠。",
                     f"The stage “{one.name.en}” lacks tests, ends before it begins, or overlaps the one before it."),
                Text("各阶段依次排列，互不重叠，均有检测项目。", "Stages follow each other, and each has its tests."),
            )  # fmt: skip
        ends = one.to_on
    if not stages:
        raise Refusal(
            "scheme.stages",
            Text("没有任何阶段。", "There is no stage."),
            Text("请至少填写一个阶段。", "State at least one stage."),
        )


@transaction.atomic
def draw_stage(
    *,
    actor: Actor,
    at: datetime,
    stage: int,
    hand: Hand,
    units: int = 1,
    plan: SamplingPlan | None = None,
    kept: Kept | None = None,
) -> Sample:
    """Draw the sample of a stage: in its days, after the stages before it, unless the scheme is barred.

    Raises Missing, Conflict where it is not its turn or its window, or the scheme is barred.
    """
    row = _locked(actor, stage)
    scheme = row.scheme
    _its_turn(row, timezone.localdate(at))
    sample = order_sample(
        actor=actor,
        at=at,
        subject=SubjectRef.parse(scheme.subject),
        office=scheme.office,
        laboratory=scheme.laboratory,
        goods_code=scheme.goods_code,
        description=f"{scheme.title_zh} · {row.name_zh}",
        requests=[_requested(name, scheme.goods_code, timezone.localdate(at)) for name in row.analytes],
        units=units,
        purpose=Purpose.STAGE,
        stage=row,
        destination=scheme.destination,
    )
    return draw_sample(actor=actor, at=at, label=sample.label, scanned=sample.label, hand=hand, plan=plan, kept=kept)


def _locked(actor: Actor, stage: int) -> SchemeStage:
    row = SchemeStage.objects.select_related("scheme").filter(pk=stage).first()
    if row is not None:
        queries.scheme(actor, row.scheme_id)
        SamplingScheme.objects.select_for_update().get(pk=row.scheme_id)
        return row
    raise Missing(
        "scheme.no_such_stage",
        Text("没有这个取样阶段。", "There is no such stage."),
        Text("请从方案页面进入。", "Go there from the page of the scheme."),
    )


def _its_turn(row: SchemeStage, on: date) -> None:
    facts = queries.stage_facts(row.scheme)
    state = queries.scheme_state(row.scheme, on)
    turn = next_stage(facts)
    own = next(one for one in facts if one.position == row.position)
    if state.value is SchemeState.BARRED:
        why = Text("方案已被判定不符合出口条件", "the scheme is barred from export")
    elif turn is None or turn.position != row.position:
        why = Text("尚未轮到该阶段，或已取样", "it is not this stage's turn, or it was drawn")
    elif not own.open(on):
        why = Text(
            f"取样期为 {own.from_on:%Y-%m-%d} 至 {own.to_on:%Y-%m-%d}",
            f"it is drawn between {own.from_on:%Y-%m-%d} and {own.to_on:%Y-%m-%d}",
        )
    else:
        return
    raise Conflict(
        "scheme.not_now",
        Text(f"现在不能取样：{why.zh}。", f"It cannot be drawn now: {why.en}."),
        Text("各阶段须在规定日期内依次取样。", "Stages are drawn in order, each in its days."),
    )


def _requested(name: str, goods: str, on: date) -> Requested:
    known = next(iter(limits_for(goods=goods, analyte=name, on=on)), None) if goods else None
    return Requested(Text(known.analyte_zh, known.analyte) if known else Text(name, name), on)


@transaction.atomic
def settle_scheme(*, at: datetime, scheme: int) -> SamplingScheme:
    """Write down where a scheme stands, and tell of it where that has changed."""
    row = SamplingScheme.objects.select_for_update().get(pk=scheme)
    said = queries.scheme_state(row, timezone.localdate(at))
    if row.state != said.value:
        row.state = said.value
        row.save()
        record(
            events.SCHEME_SETTLED,
            actor=None,
            at=at,
            subjects=[SubjectRef("scheme", str(row.pk)), SubjectRef.parse(row.subject)],
            payload={"scheme": row.pk, "subject": row.subject, "season": row.season, "state": str(said.value)},
            reasons=said.reasons,
        )
    return row
