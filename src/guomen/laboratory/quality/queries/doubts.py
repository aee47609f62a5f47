"""Which results a nonconformity puts in doubt: those since the last good control or verification."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from guomen.laboratory.quality.models import ControlPoint, ControlSeries, Nonconformity
from guomen.laboratory.quality.rules import rejects
from guomen.laboratory.quality.terms import NcSource
from guomen.laboratory.resources.models import Verification


def last_good_at(row: Nonconformity) -> datetime | None:
    """When the work was last known to be in order: the last control accepted, or verification passed, before it."""
    kind, _, key = row.subject.partition(":")
    if kind == "control_series" and key.isdigit():
        return _last_accepted(int(key), row.opened_at)
    if row.instrument_id is not None and row.source == NcSource.INSTRUMENT:
        passed = Verification.objects.filter(
            instrument=row.instrument_id, passed=True, recorded_at__lt=row.opened_at
        ).order_by("-recorded_at")
        return passed.values_list("recorded_at", flat=True).first()
    return None


def _last_accepted(series: int, before: datetime) -> datetime | None:
    points = ControlPoint.objects.filter(series=series, at__lt=before, excluded_because="").order_by("-at", "-id")
    return next((point.at for point in points[:500] if not rejects(point.violations)), None)


def doubtful_results(row: Nonconformity) -> QuerySet[Any]:
    """Results of its method or instrument, entered since the work was last in order and until it was closed.

    Results of a control series are those of its analyte; where nothing says when it was last in order, all before
    are in doubt. A nonconformity of the whole laboratory names no results: nothing says which.
    """
    source = row.method if row.method is not None else row.instrument
    if source is None:
        return QuerySet(model=_result_model()).none()
    rows = source.results.select_related("request__sample", "analyst")
    if row.method is not None and row.instrument is not None:
        rows = rows.filter(instrument=row.instrument)
    kind, _, key = row.subject.partition(":")
    if kind == "control_series" and key.isdigit():
        analyte = ControlSeries.objects.filter(pk=key).values_list("analyte_en", flat=True).first()
        rows = rows.filter(request__analyte_en__iexact=analyte or "")
    if (since := last_good_at(row)) is not None:
        rows = rows.filter(entered_at__gt=since)
    if row.closed_at is not None:
        rows = rows.filter(entered_at__lte=row.closed_at)
    found: QuerySet[Any] = rows.order_by("-entered_at", "-id")
    return found


def _result_model() -> Any:
    return Nonconformity._meta.apps.get_model("laboratory", "Result")
