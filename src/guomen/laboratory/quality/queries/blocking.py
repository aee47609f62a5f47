"""Which nonconformities stop the release of results."""

from django.db.models import Q

from guomen.kernel.offices.models import Office
from guomen.kernel.terms import Conflict, Text
from guomen.laboratory.quality.models import Nonconformity
from guomen.laboratory.quality.terms import NcSeverity, NcState
from guomen.laboratory.resources.models import Instrument, Method


def blocking(
    *, laboratory: Office, method: Method | None = None, instrument: Instrument | None = None
) -> list[Nonconformity]:
    """Critical nonconformities that are not closed and whose scope covers work by this method on this instrument.

    One of a method stops that method, in whatever revision; one of an instrument stops that instrument; one of both
    stops the method on that instrument (and the method where no instrument is named); one of neither, everything.
    """
    open_ones = Nonconformity.objects.exclude(state=NcState.CLOSED).filter(
        laboratory=laboratory, severity=NcSeverity.CRITICAL
    )
    by_method = Q(method__isnull=True)
    if method is not None:
        by_method |= Q(method__code=method.code, method__laboratory=method.laboratory_id)
    by_instrument = Q(instrument__isnull=True)
    if instrument is not None:
        by_instrument |= Q(instrument=instrument)
    elif method is not None:
        by_instrument |= Q(method__isnull=False)
    return list(open_ones.filter(by_method, by_instrument).order_by("opened_at", "id"))


def require_unblocked(
    *, laboratory: Office, method: Method | None = None, instrument: Instrument | None = None
) -> None:
    """Let pass work that no open critical nonconformity covers. Raises Conflict that names the first."""
    found = blocking(laboratory=laboratory, method=method, instrument=instrument)
    if found:
        first = found[0]
        raise Conflict(
            "laboratory.nonconformity_open",
            Text(
                f"严重不符合项{first.number}未关闭：{first.what_zh}",
                f"The critical nonconformity {first.number} is open: {first.what_en}",
            ),
            Text("请先完成整改并经他人验证。", "Correct it and have somebody else verify it first."),
        )
