"""Rulings on a chunk's lines combined: what `rules.combining` does for one line, for all of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guomen.catalogue.terms import Channel
from guomen.targeting.rules.bulk.asking import RulingArrays
from guomen.targeting.rules.bulk.lines import Codes, Numbers
from guomen.targeting.rules.combining import DECIMALS
from guomen.targeting.terms import EXAMINING, STOPS, Arm, When

Flags = NDArray[np.bool_]
_EXAMINING = np.isin(np.arange(len(Channel)), [channel.severity for channel in EXAMINING])
ALWAYS, IF_INSPECTED, IF_SAMPLED = (list(When).index(when) for when in When)
_ARM = {arm: place for place, arm in enumerate(Arm)}


@dataclass(frozen=True, slots=True)
class Given:
    """Rulings given on lines, sorted by line and place: ruling[i] on the line row[i]. start: of each line's first."""

    row: Codes
    ruling: Codes
    start: Codes


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of each line, and which of the rulings given stand (their reasons) and are applied."""

    severity: NDArray[np.int8]
    rate: Numbers
    arm: NDArray[np.int8]
    examined: Flags
    stands: Flags
    applied: Flags


def line_rates(given: Given, arrays: RulingArrays) -> tuple[Numbers, Flags]:
    """For each line its rate, and whether a number must be drawn."""
    rate = arrays.rate[given.ruling]
    stopping = (arrays.when[given.ruling] == ALWAYS) & (arrays.severity[given.ruling] >= STOPS)
    highest = np.maximum.reduceat(np.where(stopping, rate, 0.0), given.start)
    chance = np.logical_or.reduceat((rate > 0.0) & (rate < 1.0), given.start)
    return highest, chance


def settle(
    given: Given,
    arrays: RulingArrays,
    rate: Numbers,
    uniform: Numbers,
    control: NDArray[np.int8],
    learned: NDArray[np.int8],
) -> Settled:
    """uniform: each line's number, NaN where none was drawn. control: severity of the control arm's channel where it
    picked the line's consignment, else −1. learned: that of the strictest line that the value reaches, else −1.
    """
    besides = np.maximum(control, learned)
    severity, when = arrays.severity[given.ruling], arrays.when[given.ruling]
    applied = (arrays.rate[given.ruling] >= 1.0) | (uniform[given.row] < arrays.rate[given.ruling])
    standing = when == ALWAYS
    strictest = np.maximum.reduceat(np.where(applied & standing, severity, 0), given.start)
    examined = np.logical_or.reduceat(applied & standing & _EXAMINING[severity], given.start)
    examined |= (besides >= 0) & _EXAMINING[np.maximum(besides, 0)]
    inspected = (when == IF_INSPECTED) & examined[given.row]
    further = np.maximum.reduceat(np.where(inspected, severity, 0), given.start)
    sample = Channel.SAMPLE.severity
    sampled = np.logical_or.reduceat((applied & standing | inspected) & (severity == sample), given.start)
    sampled |= besides == sample
    awaited = inspected | ((when == IF_SAMPLED) & sampled[given.row])
    return Settled(
        severity=np.maximum.reduce([strictest, further, besides, np.zeros_like(strictest)]).astype(np.int8),
        rate=np.where(learned >= 0, 1.0, rate),
        arm=_arms(rate, uniform, control, learned),
        examined=examined,
        stands=standing | awaited,
        applied=applied & standing | awaited,
    )


def _arms(rate: Numbers, uniform: Numbers, control: NDArray[np.int8], learned: NDArray[np.int8]) -> NDArray[np.int8]:
    arm = np.where(control >= 0, _ARM[Arm.CONTROL], _ARM[Arm.NONE])
    arm = np.where(uniform < rate, _ARM[Arm.LOT], arm)
    arm = np.where(learned >= 0, _ARM[Arm.LEARNED], arm)
    return np.where(rate >= 1.0, _ARM[Arm.MANDATORY], arm).astype(np.int8)


def line_probability(rate: Numbers, control_rate: Numbers) -> Numbers:
    """1 − (1 − control rate)(1 − line rate), line by line."""
    return np.round(1.0 - (1.0 - control_rate) * (1.0 - rate), DECIMALS)


def consignment_probability(rate: Numbers, control_rate: Numbers, start: Codes) -> Numbers:
    """1 − (1 − control rate)(1 − highest line rate), consignment by consignment; start: of each one's first line."""
    return np.round(1.0 - (1.0 - control_rate[start]) * (1.0 - np.maximum.reduceat(rate, start)), DECIMALS)
