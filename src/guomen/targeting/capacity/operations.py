"""Opening a shift, and drawing its lines anew as it goes on."""

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, SubjectRef
from guomen.targeting import events
from guomen.targeting.assigning.queries import rulebook
from guomen.targeting.capacity.befalling import learn_episodes
from guomen.targeting.capacity.planning import decided_on, planned
from guomen.targeting.capacity.queries import in_force, paces, under_capacity
from guomen.targeting.capacity.terms import PaceInForce
from guomen.targeting.models import Pace
from guomen.targeting.rules.rulebook import Rulebook

_LOCK = 0x7061_6365


@transaction.atomic
def open_shift(
    *, actor: Actor | None, at: datetime, office: Office, day: date, book: Rulebook | None = None
) -> Sequence[PaceInForce]:
    """Draw the lines of an office's shift, one for each kind of check; where the shift is open they stay as they are.

    Nothing is opened for an office whose policy selects by rates. book: the rulebook of the newest edition, where it
    is at hand. Two at once open one shift: the second waits for the first and finds it open.
    """
    if actor is not None:
        require(actor, Capability.MANAGE_SHIFT, office)
    _alone(office, day)
    held = paces([office.code], day)
    if held:
        return list(held.values())
    return _write(actor, at, office, day, book, {}, events.SHIFT_OPENED)


@transaction.atomic
def repace(
    *,
    actor: Actor | None,
    at: datetime,
    office: Office,
    day: date,
    book: Rulebook | None = None,
    wait: bool = True,
) -> Sequence[PaceInForce]:
    """Draw the lines of an open shift anew, from what is spent by now and what is still expected, and by the models
    that are in charge now. A shift that is not open stays so.

    wait: False gives the lines in force where another is drawing them at this moment.
    """
    if actor is not None:
        require(actor, Capability.MANAGE_SHIFT, office)
    free = _alone(office, day, wait)
    held = paces([office.code], day)
    if not held or not free:
        return list(held.values())
    return _write(actor, at, office, day, book, held, events.SHIFT_REPACED)


def keep_pace(*, at: datetime) -> int:
    """Open today's shift of every office that selects under capacity, and draw anew the lines of those that have
    decided anything since; gives how many offices that was. Each office in its own transaction. What has lately
    befallen goods is learned first.
    """
    day, drawn = at.astimezone(CIVIL_ZONE).date(), 0
    book = rulebook(current_edition())
    learn_episodes(at=at, book=book)
    named = under_capacity(book, Office.objects.values_list("code", flat=True), day)
    for office in Office.objects.filter(code__in=named).order_by("pk"):
        last = Pace.objects.filter(office=office, shift_on=day).order_by("-id").first()
        if last is None:
            drawn += bool(open_shift(actor=None, at=at, office=office, day=day, book=book))
        elif decided_on(office, day, day).filter(decided_at__gt=last.opened_at).exists():
            drawn += bool(repace(actor=None, at=at, office=office, day=day, book=book, wait=False))
    return drawn


def redraw_open_shifts(*, at: datetime) -> int:
    """Draw the lines of every shift that is open on the day of `at` anew, each office in its own transaction; gives
    how many offices that was.
    """
    day = at.astimezone(CIVIL_ZONE).date()
    open_now = Pace.objects.filter(shift_on=day).values("office")
    return sum(
        bool(repace(actor=None, at=at, office=office, day=day))
        for office in Office.objects.filter(pk__in=open_now).order_by("pk")
    )


def _alone(office: Office, day: date, wait: bool = True) -> bool:
    """Hold the office's shift until the transaction ends; whether it is held."""
    place = [_LOCK, (office.pk * 10_000 + day.toordinal() % 10_000) % 2**31]
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", place)
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", place)
        return bool(cursor.fetchone()[0])


def _write(
    actor: Actor | None,
    at: datetime,
    office: Office,
    day: date,
    book: Rulebook | None,
    held: dict[tuple[str, Any], PaceInForce],
    kind: str,
) -> list[PaceInForce]:
    edition = current_edition()
    rows = planned(book or rulebook(edition), office, day, at)
    for row in rows:
        before = held.get((office.code, row.check_kind))
        row.sequence = before.sequence + 1 if before else 1
    made = [in_force(row) for row in Pace.objects.bulk_create(rows)]
    if made:
        payload = {"shift_on": day.isoformat(), "paces": [_told(one) for one in made]}
        record(kind, actor=actor, at=at, subjects=[SubjectRef("office", office.code)], payload=payload, edition=edition)
    return made


def _told(one: PaceInForce) -> dict[str, Any]:
    return {
        "pace": one.pace,
        "check_kind": str(one.check_kind),
        "sequence": one.sequence,
        "capacity": one.capacity,
        "spent": one.spent,
        "threshold": "closed" if one.threshold == math.inf else one.threshold,
        "random_rate": one.random_rate,
        "random_unit": one.random_unit,
        "model": one.model,
        "episodes": one.episodes.key,
    }
