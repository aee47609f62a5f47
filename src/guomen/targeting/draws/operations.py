"""Committing to the secrets of coming days, and revealing those of days that are over."""

import os
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.statements import asked
from guomen.kernel.terms import Capability, Conflict, SubjectRef, Text
from guomen.targeting import events
from guomen.targeting.draws.queries import committed, key_file, numbers_drawn, secret_of
from guomen.targeting.draws.rules import commitment
from guomen.targeting.models import DrawDay

DAYS_AHEAD = 7
_COMMITTED = "SELECT date, commitment FROM targeting_drawday WHERE date = ANY(%s::date[])"


@transaction.atomic
def commit_draws(*, actor: Actor | None, at: datetime, days: int = DAYS_AHEAD) -> dict[date, str]:
    """Publish the commitments of today and the next `days` days; gives all of them by day. Those there stay."""
    if actor is not None:
        require(actor, Capability.OPERATE)
    today = at.astimezone(CIVIL_ZONE).date()
    return commitments(actor=actor, at=at, days=[today + timedelta(days=ahead) for ahead in range(days + 1)])


def commitments(*, actor: Actor | None, at: datetime, days: Iterable[date]) -> dict[date, str]:
    """The commitments of these days, made now for those that have none; inside the caller's transaction.

    Raises Conflict where the master key no longer gives a commitment that is there.
    """
    wanted = set(days)
    held: dict[date, str] = dict(asked(_COMMITTED, [list(wanted)]))
    missing = sorted(wanted - set(held))
    if missing:
        _make_key()
        made = {day: commitment(secret_of(day)) for day in missing}
        # Two at once write the same commitment: it follows from the key.
        DrawDay.objects.bulk_create(
            (DrawDay(date=day, commitment=text, committed_at=at) for day, text in made.items()), ignore_conflicts=True
        )
        record(
            events.DRAWS_COMMITTED,
            actor=actor,
            at=at,
            subjects=[SubjectRef("draw", day.isoformat()) for day in missing],
            payload={"commitments": {day.isoformat(): text for day, text in made.items()}},
        )
        held |= made
    return held


def _make_key() -> None:
    """Make the master key at first use, readable by the program's account alone; where one is, it stays."""
    file = key_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as out:
        out.write(secrets.token_bytes(32))
        out.flush()
        os.fsync(out.fileno())


@transaction.atomic
def reveal_draw(*, actor: Actor | None, at: datetime, day: date) -> DrawDay:
    """Publish the secret of a day that is over, so that anyone can recompute its draws. Again changes nothing.

    Raises Conflict for a day that is not over or was never committed.
    """
    if actor is not None:
        require(actor, Capability.OPERATE)
    if day >= at.astimezone(CIVIL_ZONE).date():
        raise Conflict(
            "draw.day.not_over",
            Text(f"{day}尚未结束，不能公开密钥。", f"{day} is not over: its secret stays secret."),
            Text("请在次日之后公开。", "Reveal it from the next day on."),
        )
    row = DrawDay.objects.select_for_update().filter(date=day).first()
    if row is None:
        raise Conflict(
            "draw.day.not_committed",
            Text(f"{day}没有公布过承诺。", f"Nothing was committed for {day}."),
            Text("请核对日期。", "Check the date."),
        )
    if not row.secret:
        row.secret, row.revealed_at = committed(day, row.commitment).hex(), at
        row.save()
        record(
            events.DRAW_REVEALED,
            actor=actor,
            at=at,
            subjects=[SubjectRef("draw", day.isoformat())],
            payload={"secret": row.secret, "commitment": row.commitment},
        )
    return row


@transaction.atomic
def draw_number(
    *, actor: Actor | None, at: datetime, purpose: str, name: tuple[str, str]
) -> tuple[float, dict[str, str]]:
    """The number in [0, 1) that `name` draws today for a purpose of another room, and what proves it once revealed."""
    (number,), proof = draw_numbers(actor=actor, at=at, purpose=purpose, names=[name])
    return number, proof | {"sender": name[0], "reference": name[1]}


@transaction.atomic
def draw_numbers(
    *, actor: Actor | None, at: datetime, purpose: str, names: Sequence[tuple[str, str]]
) -> tuple[list[float], dict[str, str]]:
    """The numbers that these names draw today for a purpose, and what proves all of them beside their names."""
    day = at.astimezone(CIVIL_ZONE).date()
    stated = commitments(actor=actor, at=at, days=[day])[day]
    proof = {"day": day.isoformat(), "commitment": stated, "purpose": purpose}
    return numbers_drawn(day, stated, purpose, names), proof
