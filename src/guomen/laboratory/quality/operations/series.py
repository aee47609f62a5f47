"""Control series: started with an assigned mean and standard deviation, or with those of a first run; ended."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Refusal, SubjectRef, Text
from guomen.laboratory.quality import events
from guomen.laboratory.quality.models import ControlPoint, ControlSeries
from guomen.laboratory.quality.operations.points import locked_series
from guomen.laboratory.quality.queries.history import subject_of
from guomen.laboratory.quality.rules import WESTGARD, estimate, violations
from guomen.laboratory.quality.terms import FirstValue
from guomen.laboratory.resources.models import Method, ReferenceMaterial

_PLACES = Decimal("1e-8")


@transaction.atomic
def start_series(
    *,
    actor: Actor | None,
    at: datetime,
    method: Method,
    material: ReferenceMaterial,
    mean: Decimal | None = None,
    sd: Decimal | None = None,
    first: Sequence[FirstValue] = (),
    rules: Sequence[str] = WESTGARD,
) -> ControlSeries:
    """Start a chart of a material by a method: with mean and sd as assigned, or as a first run of 20 values or more
    gives them (those stand on the chart, unjudged). Either way they are frozen from this day on.

    Raises NotPermitted, Conflict (one runs already), Refusal (neither or both, too few values, an unknown rule).
    """
    if actor is not None:
        require(actor, Capability.MANAGE_LABORATORY, method.laboratory)
    violations([], rules)
    if method.laboratory_id != material.laboratory_id:
        raise _wrong("material", Text("方法与质控品属于不同实验室。", "Method and material are of two laboratories."))
    _one_live(method, material)
    middle, spread = _laid_down(mean, sd, first)
    row = ControlSeries.objects.create(
        method=method,
        material=material,
        analyte_zh=material.analyte_zh,
        analyte_en=material.analyte_en,
        unit=material.unit,
        mean=middle,
        sd=spread,
        points_from=len(first),
        rules=list(rules),
        started_on=timezone.localdate(at),
    )
    ControlPoint.objects.bulk_create([_first(row, one, actor) for one in first])
    told = {"series": row.pk, "mean": f"{middle:f}", "sd": f"{spread:f}", "points": len(first), "rules": list(rules)}
    subjects = [SubjectRef.parse(subject_of(row)), SubjectRef("office", method.laboratory.code)]
    record(events.SERIES_STARTED, actor=actor, at=at, subjects=subjects, payload=told)
    return row


@transaction.atomic
def end_series(*, actor: Actor, at: datetime, series: int, on: date, reason: str) -> ControlSeries:
    """End a chart, say because a new lot of the material is used. Raises Missing, NotPermitted, Conflict, Refusal."""
    row = locked_series(series)
    require(actor, Capability.MANAGE_LABORATORY, row.method.laboratory)
    if row.ended_on is not None:
        raise Conflict(
            "series.ended",
            Text("该质控序列已结束。", "The control series has ended already."),
            Text("无需再次操作。", "Nothing needs to be done."),
        )
    if not reason.strip() or on < row.started_on:
        raise _wrong(
            "reason", Text("须说明理由，且不早于开始日。", "State the reason, and a day not before its first.")
        )
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    told = {"series": row.pk, "on": str(on), "reason": reason.strip()}
    record(events.SERIES_ENDED, actor=actor, at=at, subjects=[SubjectRef.parse(subject_of(row))], payload=told)
    return row


def _wrong(field: str, problem: Text) -> Refusal:
    return Refusal(f"series.{field}", problem, Text("请更正。", "Correct it."))


def _one_live(method: Method, material: ReferenceMaterial) -> None:
    live = ControlSeries.objects.filter(method=method, material=material, ended_on__isnull=True)
    if live.filter(analyte_en=material.analyte_en).exists():
        raise Conflict(
            "series.running",
            Text("该方法和质控品已有现行质控序列。", "A control series of this method and material runs already."),
            Text("请先结束它。", "End that one first."),
        )


def _laid_down(mean: Decimal | None, sd: Decimal | None, first: Sequence[FirstValue]) -> tuple[Decimal, Decimal]:
    if first and (mean is not None or sd is not None):
        raise _wrong("mean", Text("指定值与首批数据二选一。", "State mean and sd, or a first run, not both."))
    if first:
        found = estimate([one.value for one in first])
        return Decimal(found.mean).quantize(_PLACES), Decimal(found.sd).quantize(_PLACES)
    if mean is None or sd is None or sd <= 0:
        raise _wrong("sd", Text("须给出均值和大于零的标准差。", "State the mean, and a standard deviation above zero."))
    return mean, sd


def _first(row: ControlSeries, one: FirstValue, actor: Actor | None) -> ControlPoint:
    z = float((one.value - row.mean) / row.sd)
    return ControlPoint(series=row, at=one.at, value=one.value, z=z, analyst=actor)
