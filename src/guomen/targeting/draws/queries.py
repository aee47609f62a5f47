"""The days' secrets, their commitments, and whether what was drawn on a day follows from its secret."""

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from guomen.consignments.queries import consignments
from guomen.consignments.shipments.terms import DrawName, draw_name
from guomen.kernel.terms import Conflict, Missing, Refusal, Text
from guomen.targeting.capacity.terms import KINDS
from guomen.targeting.draws.rules import CONTROL_ARM, LOT_DRAW, commitment, day_secret, drawing, uniforms
from guomen.targeting.models import Assignment, DrawDay, Pace
from guomen.targeting.terms import Arm

CHUNK = 2000


def key_file() -> Path:
    """Where the master key of the draws lies; never in the database, so that a copy of it predicts nothing."""
    return Path(settings.HOME) / "secrets" / "draw.key"


def secret_of(day: date) -> bytes:
    """The secret of a day, from the master key. Raises Refusal where there is no key."""
    file = key_file()
    try:
        return day_secret(_master(file, os.stat(file).st_mtime_ns), day)
    except FileNotFoundError as missing:
        raise Refusal(
            "draw.key.missing",
            Text("抽签主密钥不存在。", f"There is no master key of the draws at {file}."),
            Text("请先公布承诺（guomen draw commit），或从备份恢复密钥。",
                 "Commit draws first (guomen draw commit), or restore the key from its backup."),
        ) from missing  # fmt: skip


@lru_cache(maxsize=4)
def _master(file: Path, changed: int) -> bytes:
    return file.read_bytes()


def draw_days() -> QuerySet[DrawDay]:
    """All days with a commitment, newest first."""
    return DrawDay.objects.order_by("-date")


def unrevealed_before(day: date) -> list[date]:
    """Days before `day` that were committed to and whose secret is not yet public, oldest first."""
    rows = DrawDay.objects.filter(date__lt=day, secret="").order_by("date")
    return list(rows.values_list("date", flat=True))


def committed(day: date, stated: str) -> bytes:
    """The secret of a day whose published commitment is `stated`. Raises Conflict where it gives another."""
    secret = secret_of(day)
    if commitment(secret) != stated:
        raise Conflict(
            "draw.key.changed",
            Text(f"{day}的抽签密钥与已公布的承诺不符。", f"The key does not give the commitment published for {day}."),
            Text("请从备份恢复 secrets/draw.key。", "Restore secrets/draw.key from its backup."),
        )
    return secret


def numbers_drawn(day: date, stated: str, purpose: str, names: Iterable[tuple[str, str]]) -> list[float]:
    """The numbers in [0, 1) that these names draw for a purpose on a day whose published commitment is `stated`."""
    numbers: list[float] = uniforms(committed(day, stated), purpose, names).tolist()
    return numbers


@dataclass(frozen=True, slots=True)
class DrawVerdict:
    """What recomputing a day's draws found. faults: what does not follow, one sentence each."""

    date: date
    sound: bool
    assignments: int
    numbers: int
    commitment: str
    faults: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "date": self.date.isoformat(),
            "sound": self.sound,
            "assignments": self.assignments,
            "numbers": self.numbers,
            "commitment": self.commitment,
            "faults": list(self.faults),
        }


def verify_draws(day: date) -> DrawVerdict:
    """Recompute every number drawn on a day from the revealed secret, and hold it against what was recorded.

    Raises Missing where nothing was committed for the day, Conflict where its secret is not yet revealed.
    """
    row = DrawDay.objects.filter(date=day).first()
    if row is None:
        raise Missing(
            "draw.day.unknown",
            Text(f"{day}没有公布过抽签承诺。", f"No draw was ever committed for {day}."),
            Text("请核对日期。", "Check the date."),
        )
    if not row.secret:
        raise Conflict(
            "draw.day.not_revealed",
            Text(f"{day}的抽签密钥尚未公开。", f"The secret of {day} is not yet revealed."),
            Text("当日结束后用 guomen draw reveal 公开。", "Reveal it once the day is over: guomen draw reveal."),
        )
    faults, assignments, numbers = [], 0, 0
    if commitment(bytes.fromhex(row.secret)) != row.commitment:
        faults.append("the revealed secret does not give the published commitment")
    decided = Assignment.objects.filter(drawn_on=day).order_by("id")
    batch: list[Assignment] = []
    for one in decided.iterator(chunk_size=CHUNK):
        batch.append(one)
        if len(batch) == CHUNK:
            numbers += _check(batch, row, faults)
            assignments, batch = assignments + len(batch), []
    numbers += _check(batch, row, faults)
    return DrawVerdict(day, not faults, assignments + len(batch), numbers, row.commitment, tuple(faults))


def _check(batch: list[Assignment], day: DrawDay, faults: list[str]) -> int:
    names = consignments({one.consignment_id for one in batch})
    drawn = thresholds({pace for one in batch for pace in one.paces.values()})
    secret, numbers = bytes.fromhex(day.secret), 0
    for one in batch:
        named = names[one.consignment_id]
        name = draw_name(named.sender, named.reference, named.shipment)
        found = assignment_faults(one, secret, day.commitment, name, drawn)
        faults += [f"assignment {one.pk}: {fault}" for fault in found]
        numbers += (one.uniform is not None) + sum(line["uniform"] is not None for line in one.lines)
    return numbers


def thresholds(paces: Collection[int]) -> dict[int, float]:
    """The lines that these paces draw; a pace without a line is left out."""
    rows = Pace.objects.filter(pk__in=paces)
    return {row.pk: row.threshold for row in rows if row.threshold is not None}


def assignment_faults(
    one: Assignment, secret: bytes, stated: str, name: DrawName, drawn: Mapping[int, float]
) -> list[str]:
    """What in one decision does not follow from the day's secret and its shift's lines (by pace)."""
    faults = [] if one.commitment == stated else ["was decided under another commitment"]
    draw = drawing(secret, name)
    if one.uniform is not None and one.uniform != draw(CONTROL_ARM):
        faults.append("the control arm's number is not the one that its identity draws")
    if one.uniform is None and 0 < one.control_rate < 1:
        faults.append("the control arm drew no number")
    picked = one.control_rate >= 1 or (one.uniform is not None and one.uniform < one.control_rate)
    number = draw(LOT_DRAW)
    for line in one.lines:
        if line["uniform"] is not None and line["uniform"] != number:
            faults.append(f"item {line['item_no']}: the number is not the one that its identity draws")
        if line["uniform"] is None and 0 < line["rate"] < 1:
            faults.append(f"item {line['item_no']}: no number was drawn")
        reaches = _reaches(one, line, drawn)
        if reaches and line["arm"] not in (Arm.MANDATORY, Arm.LEARNED):
            faults.append(f"item {line['item_no']}: its value reaches the line, yet it is picked by {line['arm']!r}")
        elif line["arm"] == Arm.LEARNED and not reaches:
            faults.append(f"item {line['item_no']}: picked by its value, which does not reach the line")
        elif line["arm"] not in (Arm.LEARNED, _arm(line["rate"], line["uniform"], picked)):
            faults.append(f"item {line['item_no']}: picked by {line['arm']!r}, which does not follow from the draw")
    return faults


def _reaches(one: Assignment, line: dict[str, Any], drawn: Mapping[int, float]) -> bool:
    """Whether the line's value reaches one of the shift's lines, by the model that was asked for its kind of check."""
    main = next((one.asked[kind] for kind in KINDS if kind in one.asked), "")
    for kind, digest in one.asked.items():
        threshold = drawn.get(one.paces.get(kind, 0))
        of_item = one.shadows.get(digest, {}).get(str(line["item_no"]))
        value = line.get("value") if digest == main else of_item
        if threshold is not None and value is not None and value >= threshold:
            return True
    return False


def _arm(rate: float, number: float | None, control: bool) -> Arm:
    if rate >= 1:
        return Arm.MANDATORY
    if number is not None and number < rate:
        return Arm.LOT
    return Arm.CONTROL if control else Arm.NONE
