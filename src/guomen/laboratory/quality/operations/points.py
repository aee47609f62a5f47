"""Control points: each is judged as it comes; a rejection opens a nonconformity by itself."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from guomen.catalogue.queries import policy
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Missing, Refusal, SubjectRef, Text
from guomen.laboratory.quality import events
from guomen.laboratory.quality.models import ControlPoint, ControlSeries, Nonconformity
from guomen.laboratory.quality.operations.nonconformities import open_nonconformity, tell
from guomen.laboratory.quality.queries.history import judged_before, open_of_series, subject_of
from guomen.laboratory.quality.rules import RULES, WESTGARD, rejects, violations
from guomen.laboratory.quality.terms import NcSeverity, NcSource

_ORDER = list(NcSeverity)


@transaction.atomic
def add_control_point(
    *, actor: Actor, at: datetime, series: int, value: Decimal, line: int | None = None
) -> ControlPoint:
    """Put a control value on its chart and judge it by the series' rules.

    A rejection opens a nonconformity of the method, as severe as policy laid down for the rule, or makes the one that
    is open as severe. Rules that look back begin anew after a nonconformity of the series was closed. line: the line
    of the worksheet that it was read on. Raises Missing, NotPermitted, Conflict (ended, out of order), Refusal.
    """
    row = locked_series(series)
    require(actor, Capability.TEST, row.method.laboratory)
    if row.ended_on is not None and row.ended_on <= timezone.localdate(at):
        raise Conflict(
            "series.ended",
            Text("该质控序列已结束。", "The control series has ended."),
            Text("请记入现行序列。", "Add it to the series that runs now."),
        )
    before = judged_before(row, at)
    _possible(row, value, at)
    z = _distance(row, value)
    codes = violations([*before, z], row.rules or WESTGARD)[-1]
    point = ControlPoint.objects.create(
        series=row, at=at, value=value, z=z, violations=codes, line_id=line, analyst=actor
    )
    told = {"series": row.pk, "point": point.pk, "value": f"{value:f}", "z": round(z, 4), "violations": codes}
    record(events.POINT_ADDED, actor=actor, at=at, subjects=[SubjectRef.parse(subject_of(row))], payload=told)
    if rejects(codes):
        _reject(row, point, codes, at)
    return point


@transaction.atomic
def exclude_control_point(*, actor: Actor, at: datetime, point: int, reason: str) -> ControlPoint:
    """Keep a point out of the judgement of later ones; it stays on the chart with its reason.

    Raises Missing, NotPermitted, Conflict (excluded already), Refusal (no reason).
    """
    found = ControlPoint.objects.select_for_update(of=("self",)).select_related("series__method__laboratory")
    row = found.filter(pk=point).first()
    if row is None:
        raise _missing()
    require(actor, Capability.MANAGE_LABORATORY, row.series.method.laboratory)
    if not reason.strip():
        raise Refusal(
            "point.reason",
            Text("剔除质控点须说明理由。", "A point is excluded with a reason."),
            Text("请写明理由，例如“质控品未复溶”。", "State it, for example “control material not thawed”."),
        )
    if row.excluded_because:
        raise Conflict(
            "point.excluded",
            Text("该点已剔除。", "The point is excluded already."),
            Text("无需再次操作。", "Nothing needs to be done."),
        )
    row.excluded_because = reason.strip()
    row.save(update_fields=["excluded_because"])
    told = {"series": row.series_id, "point": row.pk, "reason": row.excluded_because}
    subjects = [SubjectRef.parse(subject_of(row.series))]
    record(events.POINT_EXCLUDED, actor=actor, at=at, subjects=subjects, payload=told)
    return row


def locked_series(series: int) -> ControlSeries:
    """The series, locked until the transaction ends. Raises Missing."""
    found = ControlSeries.objects.select_for_update(of=("self",)).select_related("method__laboratory", "material")
    row = found.filter(pk=series).first()
    if row is None:
        raise _missing()
    return row


def _missing() -> Missing:
    return Missing(
        "series.missing",
        Text("没有这个质控序列或质控点。", "There is no such control series or point."),
        Text("请从质控图列表重新进入。", "Go there again from the list of charts."),
    )


def _distance(row: ControlSeries, value: Decimal) -> float:
    return float((value - row.mean) / row.sd)


def _possible(row: ControlSeries, value: Decimal, at: datetime) -> None:
    if not value.is_finite() or abs(value) >= Decimal(10) ** 12:
        raise Refusal(
            "point.value",
            Text("质控值不是可用的数。", "The control value is not a number that can be used."),
            Text("请核对数值和单位。", "Check the value and its unit."),
        )
    last = row.points.order_by("-at", "-id").first()
    if last is not None and last.at > at:
        raise Conflict(
            "point.order",
            Text("已有更晚的质控点。", "A later point is on the chart already."),
            Text("质控点须按时间顺序记录。", "Points are added in the order of time."),
        )


def _reject(row: ControlSeries, point: ControlPoint, codes: list[str], at: datetime) -> None:
    """Open a nonconformity of the method, or make the open one as severe as this."""
    broken = [code for code in codes if RULES[code].rejects]
    severity = max((_severity(code, at) for code in broken), key=_ORDER.index)
    standing = open_of_series(row)
    if standing is not None:
        _worsen(standing, severity, point, broken, at)
        return
    open_nonconformity(
        actor=None,
        at=at,
        laboratory=row.method.laboratory,
        severity=severity,
        source=NcSource.CONTROL,
        what=_what(row, point, broken),
        method=row.method,
        subject=subject_of(row),
    )


def _severity(code: str, at: datetime) -> NcSeverity:
    day = timezone.localdate(at)
    if code in policy("laboratory.quality.critical_rules", on=day).entries:
        return NcSeverity.CRITICAL
    major = policy("laboratory.quality.major_rules", on=day).entries
    return NcSeverity.MAJOR if code in major else NcSeverity.MINOR


def _worsen(row: Nonconformity, severity: NcSeverity, point: ControlPoint, broken: list[str], at: datetime) -> None:
    if _ORDER.index(severity) > _ORDER.index(NcSeverity(row.severity)):
        row.severity = severity
        row.save(update_fields=["severity"])
    tell(events.NONCONFORMITY_STATED, row, actor=None, at=at, point=point.pk, violations=broken)


def _what(row: ControlSeries, point: ControlPoint, broken: list[str]) -> Text:
    names = [RULES[code].text for code in broken]
    said = Text("；".join(name.zh for name in names), "; ".join(name.en for name in names))
    value = f"{point.value.normalize():f} {row.unit}"
    return Text(
        f"质控图{row.analyte_zh}（{row.method.code}，{row.material.code}）失控：{value}，{'、'.join(broken)}（{said.zh}）",
        f"Control chart of {row.analyte_en} ({row.method.code}, {row.material.code}) out of control: {value}, "
        f"{', '.join(broken)} ({said.en})",
    )
