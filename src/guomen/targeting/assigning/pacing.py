"""What a batch of declarations is decided under: the paces of its offices' shifts, opened and renewed as they go on."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from threading import Lock
from typing import Any

from guomen.consignments.terms import CIVIL_ZONE, Declaration
from guomen.kernel.offices.models import Office
from guomen.targeting.capacity.operations import open_shift, repace
from guomen.targeting.capacity.queries import learned_of, paces, under_capacity
from guomen.targeting.models import Assignment
from guomen.targeting.rules.learned import Learned
from guomen.targeting.rules.rulebook import Rulebook
from guomen.targeting.rules.selecting import FALLBACK, policy_word

# Decisions of this process under a pace, by its number; a hint, lost without harm.
_served: Counter[int] = Counter()
_KEPT = 1000
_lock = Lock()


def learned_now(book: Rulebook, at: datetime, batch: Sequence[Declaration]) -> Learned | None:
    """The models and paces for a batch. A shift that nobody opened is opened on the spot; a line that has served for
    as many decisions as policy says is drawn anew.
    """
    day = at.astimezone(CIVIL_ZONE).date()
    coming = Counter(one.office for one in batch)
    offices = under_capacity(book, coming, day)
    drawn = paces(offices, day) if offices else {}
    opened = {office: pace.pace for (office, _), pace in drawn.items()}
    due = [
        office for office in offices if office not in opened or _due(book, office, day, opened[office], coming[office])
    ]
    if not due:
        return learned_of(drawn)
    for office in Office.objects.filter(code__in=due).order_by("pk"):
        (repace(actor=None, at=at, office=office, day=day, book=book, wait=False) if office.code in opened
         else open_shift(actor=None, at=at, office=office, day=day, book=book))  # fmt: skip
    return learned_of(paces(offices, day))


def _due(book: Rulebook, office: str, day: date, pace: int, more: int) -> bool:
    """Whether an office's line has served for so many decisions that it is drawn anew; `more` are coming."""
    after = int(policy_word(book, "targeting.pace.decisions", office, book.law_day(day), "500"))
    with _lock:
        if len(_served) > _KEPT:
            _served.clear()
        served = _served[pace]
        _served[pace] += more
    return served >= after


def fallbacks(batch: Sequence[Declaration], rows: Sequence[Assignment]) -> list[dict[str, Any]]:
    """For which offices and kinds of check rates held although capacity was to, why and for how many consignments."""
    found: Counter[tuple[str, str, str]] = Counter()
    for one, row in zip(batch, rows, strict=True):
        found.update(
            {
                (one.office, reason["source"].removeprefix("target:"), reason["code"].removeprefix(FALLBACK))
                for line in row.lines
                for reason in line["reasons"]
                if reason["code"].startswith(FALLBACK)
            }
        )
    return [
        {"office": office, "check_kind": kind, "cause": cause, "consignments": count}
        for (office, kind, cause), count in sorted(found.items())
    ]
