"""Whether an instrument may be used, until when, and how many of those outside were verified and passed (S89)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from guomen.kernel.offices.models import Office
from guomen.kernel.terms import Conflict, Text
from guomen.laboratory.resources.models import Instrument, Verification
from guomen.laboratory.resources.rules import Share, share
from guomen.laboratory.resources.terms import InstrumentState, VerificationKind

# What an instrument's due date rests on; an intermediate check can end it, not lengthen it.
_HOLDING = (VerificationKind.CALIBRATION, VerificationKind.VERIFICATION)


def due_on(instrument: Instrument) -> date | None:
    """The last day on which the instrument's verification holds; None where none does (never, or it failed since)."""
    return _due(Verification.objects.filter(instrument=instrument).order_by("-on", "-id"))


def _due(newest_first: Iterable[Verification]) -> date | None:
    rows = list(newest_first)
    if not rows or not rows[0].passed:
        return None
    return next((row.due_on for row in rows if row.passed and row.kind in _HOLDING), None)


def dues(instruments: Iterable[Instrument]) -> dict[int, date | None]:
    """`due_on` of many instruments at once, by their keys."""
    held: dict[int, list[Verification]] = {row.pk: [] for row in instruments}
    for row in Verification.objects.filter(instrument__in=held).order_by("-on", "-id"):
        held[row.instrument_id].append(row)
    return {key: _due(rows) for key, rows in held.items()}


def instruments_due(laboratory: Office) -> list[tuple[Instrument, date | None]]:
    """The laboratory's own instruments in service, each with the last day that its verification holds."""
    rows = Instrument.objects.filter(laboratory=laboratory, owner="", state=InstrumentState.IN_SERVICE)
    found = dues(rows)
    return [(row, found[row.pk]) for row in rows]


def require_verified(instrument: Instrument, on: date) -> None:
    """Let pass an instrument that is in service and verified. Raises Conflict."""
    if instrument.state != InstrumentState.IN_SERVICE:
        state = InstrumentState(instrument.state).text
        raise Conflict(
            "instrument.out_of_service",
            Text(f"仪器{instrument.code}已{state.zh}。", f"The instrument {instrument.code} is {state.en}."),
            Text("请换用其他仪器。", "Use another instrument."),
        )
    due = due_on(instrument)
    if due is None or due < on:
        since = Text(f"（有效期至{due}）", f" (it held until {due})") if due else Text("", "")
        raise Conflict(
            "instrument.overdue",
            Text(
                f"仪器{instrument.code}没有有效的检定或校准{since.zh}。",
                f"The instrument {instrument.code} has no verification that holds{since.en}.",
            ),
            Text("请先检定或校准，或换用其他仪器。", "Have it verified first, or use another instrument."),
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """Instruments of a place outside: how many are registered, were verified, passed, hold today, are blocked."""

    place: str
    owners: int
    registered: int
    verified: Share
    passed: Share
    holding: int
    blocked: int


def coverage(instruments: QuerySet[Instrument], on: date) -> list[Coverage]:
    """By place, with the whole under "": share verified of those registered, and passed of those verified (S89).

    An instrument counts as verified where a verification or calibration of it is on record by that day; the last one
    says whether it passed. Scrapped ones do not count.
    """
    rows = list(instruments.exclude(owner="").exclude(state=InstrumentState.SCRAPPED))
    last: dict[int, Verification] = {}
    seen = Verification.objects.filter(instrument__in=[row.pk for row in rows], kind__in=_HOLDING, on__lte=on)
    for one in seen.order_by("on", "id"):
        last[one.instrument_id] = one
    places = sorted({row.place for row in rows})
    parts = [_coverage(place, [row for row in rows if row.place == place], last, on) for place in places]
    return [_coverage("", rows, last, on), *parts] if rows else []


def _coverage(place: str, rows: list[Instrument], last: dict[int, Verification], on: date) -> Coverage:
    looked = [last[row.pk] for row in rows if row.pk in last]
    passed = [one for one in looked if one.passed]
    return Coverage(
        place=place,
        owners=len({row.owner for row in rows}),
        registered=len(rows),
        verified=share(len(looked), len(rows)),
        passed=share(len(passed), len(looked)),
        holding=sum(one.due_on >= on for one in passed),
        blocked=sum(row.state == InstrumentState.OUT_OF_SERVICE for row in rows),
    )
