"""A period's log as the pages show it: by arm, by group, and whether the model's word held."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from guomen.targeting.estimates.rules.consignments import consignment_leakage
from guomen.targeting.estimates.rules.rates import (
    Leakage,
    answered,
    by_group,
    cost_per_detection,
    hit_rate,
    leakage,
    lift,
    out_of_reach,
    population,
    prevalence,
)
from guomen.targeting.estimates.terms import Estimate, NotAnswerable
from guomen.targeting.terms import Arm

# Equal parts of the model's values that a "model band" stands for.
BANDS = 5


@dataclass(frozen=True, slots=True)
class ArmRow:
    """One arm: lines picked, what of them has an answer, its hit rate, and how often as high as the random arm's."""

    arm: str
    picked: int
    rate: Estimate | None
    lift: Estimate | None
    cost: Estimate | None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of lines: how many, how many were looked at, and what is estimated of it (None: no answer yet)."""

    key: object
    lines: int
    picked: int
    hit_rate: Estimate | None
    prevalence: Estimate | None
    leakage: Leakage | None


@dataclass(frozen=True, slots=True)
class Study:
    """What a period's log says. stopped: lines refused or held on paper; unreached: lines that no draw could pick."""

    lines: int
    stopped: int
    unreached: int
    picked: int
    pending: int
    prevalence: Estimate | None
    leakage: Leakage | None
    consignments: Leakage | None
    arms: tuple[ArmRow, ...]
    groups: tuple[GroupRow, ...]


def study(frame: pl.DataFrame, column: str, cost: Mapping[str, float], *, sensitivity: float, most: int) -> Study:
    """Everything the leakage page shows of a log, in groups of a column, the `most` largest."""
    frame = banded(frame) if column == "band" else frame
    lines = population(frame)
    seen = lines.filter("examined")
    return Study(
        lines=len(frame),
        stopped=len(frame) - len(lines) - out_of_reach(frame),
        unreached=out_of_reach(frame),
        picked=len(seen),
        pending=seen["nonconforming"].null_count(),
        prevalence=answered(lambda: prevalence(frame, sensitivity=sensitivity)),
        leakage=leaked_of(frame, sensitivity),
        consignments=_whole(frame),
        arms=tuple(_arms(seen, cost)),
        groups=tuple(_group(key, part, sensitivity) for key, part in list(by_group(lines, column))[:most]),
    )


def banded(frame: pl.DataFrame) -> pl.DataFrame:
    """With `band`: the fifth of the model's values that a line lies in, lowest first; empty where none was asked."""
    place = pl.col("value").rank("ordinal") - 1
    return frame.with_columns(band=(place * BANDS // pl.col("value").count() + 1).cast(pl.Int64))


def leaked_of(frame: pl.DataFrame, sensitivity: float) -> Leakage | None:
    """The leakage, or None where the log has no answer."""
    try:
        return leakage(frame, sensitivity=sensitivity)
    except NotAnswerable:
        return None


def _whole(frame: pl.DataFrame) -> Leakage | None:
    try:
        return consignment_leakage(frame)
    except NotAnswerable:
        return None


def _arms(seen: pl.DataFrame, cost: Mapping[str, float]) -> list[ArmRow]:
    base = answered(lambda: hit_rate(seen, Arm.CONTROL))
    return [_arm(arm, seen.filter(pl.col("arm") == arm), base, cost) for arm in Arm if arm is not Arm.NONE]


def _arm(arm: Arm, seen: pl.DataFrame, base: Estimate | None, cost: Mapping[str, float]) -> ArmRow:
    rate = answered(lambda: hit_rate(seen))
    compared = lift(rate, base) if rate and base and arm is not Arm.CONTROL else None
    return ArmRow(arm, len(seen), rate, compared, answered(lambda: cost_per_detection(seen, dict(cost))))


def _group(key: object, part: pl.DataFrame, sensitivity: float) -> GroupRow:
    return GroupRow(
        key=key,
        lines=len(part),
        picked=int(part["examined"].sum()),
        hit_rate=answered(lambda: hit_rate(part)),
        prevalence=answered(lambda: prevalence(part, sensitivity=sensitivity)),
        leakage=leaked_of(part, sensitivity),
    )
