"""What pages show of models: standings, training under way, and how challengers did beside the champion."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection

from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.terms import SubjectRef
from guomen.targeting import events
from guomen.targeting.model_v1.terms import ModelDamaged
from guomen.targeting.models import Promotion, RiskModel
from guomen.targeting.registry.judging import Caught, Gain, compared
from guomen.targeting.registry.queries import challengers, champions, outcomes, read_files, stored_files


def standings() -> dict[int, str]:
    """The standing of every model that has one, by its key."""
    newest = (
        Promotion.objects.filter(state=Promotion.State.IN_FORCE)
        .order_by("model_id", "-decided_at", "-id")
        .distinct("model_id")
    )
    return {row.model_id: row.to for row in newest}


def damaged(models: Iterable[RiskModel]) -> set[int]:
    """The keys of those models whose files are not what their manifests say."""
    found = set()
    for row in models:
        try:
            read_files(stored_files(row.digest), row.digest)
        except ModelDamaged:
            found.add(row.pk)
    return found


@dataclass(frozen=True, slots=True)
class Training:
    """A training that is under way, or what became of the last one that was asked for; refusal: why it was refused."""

    target: str
    under_way: bool
    asked_at: datetime
    asked_by: Any
    refusal: dict[str, Any] | None = None


def training(target: str) -> Training | None:
    """The last training that was asked for; None where there was none, or a model came of it."""
    about = entries_about(SubjectRef("training", target))
    asked = about.filter(kind=events.TRAINING_ASKED).last()
    if asked is None:
        return None
    after = about.filter(pk__gt=asked.pk).last()
    if after is not None and after.kind == events.MODEL_REGISTERED:
        return None
    refusal = after.payload if after is not None and after.kind == events.TRAINING_REFUSED else None
    return Training(target, refusal is None and _queued(target), asked.at, asked.actor, refusal)


def _queued(target: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE task_name = %s AND args ->> 'target' = %s "
            "AND status IN ('todo', 'doing'))",
            ["guomen.targeting.tasks.train_challenger", target],
        )
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Shadowed:
    """How a challenger's answers, as it gave them when lines were decided, compare with the champion's on what was
    found since. lines: lines looked at of which both had given a value.
    """

    digest: str
    lines: int
    nonconforming: int
    caught: tuple[Caught, ...]
    more: tuple[Gain, ...]


def shadowed(target: str) -> list[Shadowed]:
    """Every challenger of a target beside the champion; none where nothing that both were asked of was looked at."""
    champion = champions().get(target, "")
    found = []
    for digest in challengers().get(target, ()):
        rows = [one for row in outcomes(target=target) if (one := _both(row, champion, digest)) is not None]
        label, weight, own, other = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True)) \
            if rows else (np.zeros(0),) * 4  # fmt: skip
        if rows and label.any():
            caught, more = compared(label, weight, own, other, seed=0)
            found.append(Shadowed(digest, len(rows), int(label.sum()), caught, more))
    return found


def _both(row: Any, champion: str, challenger: str) -> tuple[float, float, float, float] | None:
    decided = row.assignment
    line: dict[str, Any] = next((line for line in decided.lines if line["item_no"] == row.item_no), {})
    own = decided.shadows.get(challenger, {}).get(str(row.item_no))
    value, probability = line.get("value"), line.get("probability") or 0.0
    if own is None or value is None or champion not in decided.asked.values() or probability <= 0:
        return None
    return float(not row.conforming), 1 / probability, float(own), float(value)
