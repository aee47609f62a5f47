"""Control series and what of their past a new point is judged with."""

from datetime import datetime

from guomen.laboratory.quality.models import ControlSeries, Nonconformity
from guomen.laboratory.quality.rules import MEMORY
from guomen.laboratory.quality.terms import NcState


def subject_of(series: ControlSeries) -> str:
    """What a nonconformity of the series is about."""
    return f"control_series:{series.pk}"


def open_of_series(series: ControlSeries) -> Nonconformity | None:
    """The series' nonconformity that is not closed."""
    rows = Nonconformity.objects.exclude(state=NcState.CLOSED).filter(subject=subject_of(series))
    return rows.select_for_update(of=("self",)).select_related("laboratory").first()


def begun_at(series: ControlSeries) -> datetime | None:
    """Since when rules look back: the day that the last nonconformity of the series was closed; None: its start."""
    closed = Nonconformity.objects.filter(subject=subject_of(series), state=NcState.CLOSED).order_by("-closed_at")
    return closed.values_list("closed_at", flat=True).first()


def judged_before(series: ControlSeries, at: datetime) -> list[float]:
    """Distances of the last points that a new one at this time is judged with, oldest first, excluded ones left out."""
    rows = series.points.filter(at__lte=at, excluded_because="")
    since = begun_at(series)
    if since is not None:
        rows = rows.filter(at__gt=since)
    return list(rows.order_by("-at", "-id").values_list("z", flat=True)[: MEMORY - 1])[::-1]
