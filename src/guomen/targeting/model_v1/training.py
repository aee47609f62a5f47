"""Training: one pass over a history, two parts compared on later days, one model that knows how good it is."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from guomen.targeting.model_v1.additive import HALF_LIFE_DAYS, Additive, fit_additive, recency
from guomen.targeting.model_v1.calibration import Calibration, calibrate
from guomen.targeting.model_v1.choosing import Choice, choose
from guomen.targeting.model_v1.features import (
    LOG,
    Feature,
    features_of,
    matrix,
    memory_keys,
    met_before,
    records_of,
    training_view,
    with_parts,
)
from guomen.targeting.model_v1.harm import expected_harm
from guomen.targeting.model_v1.history import FEWEST_OF_A_KIND, History, history
from guomen.targeting.model_v1.keys import Marks, called, entity_marks
from guomen.targeting.model_v1.reporting import Later, card_of, lined_loss
from guomen.targeting.model_v1.scoring import Model
from guomen.targeting.model_v1.shrinkage import PRIOR_LEVELS
from guomen.targeting.model_v1.statistics import Floats
from guomen.targeting.model_v1.terms import Roles
from guomen.targeting.model_v1.trees import Flags, Matrix, Trees, grow

# What a training run says that it is doing, in this order.
STEPS = ("history", "features", "first period", "second period", "fit", "record")
# The later periods, on which parts that know only what came before are compared, begin at these shares of labels.
_LATER = (0.5, 0.75)
Rows = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class _Way:
    """How the additive part learns. hold: how hard its penalties are held to the usual one; half_life: days in which
    what a line counts halves.
    """

    hold: float = PRIOR_LEVELS
    half_life: float = HALF_LIFE_DAYS


# The ways that are tried on the first later period.
_WAYS = (_Way(), _Way(hold=0.0), _Way(hold=0.0, half_life=2 * HALF_LIFE_DAYS))
# Fewer lines of a kind than this are no ground for parts of their own.
_FEWEST = 200


@dataclass(frozen=True, slots=True)
class _Table:
    """A history as the parts read it. met: whether a line repeats one inspected before, to an exact number."""

    past: History
    features: tuple[Feature, ...]
    matrix: Matrix
    met: Flags
    parts: pl.DataFrame
    roles: Roles
    seed: int
    threads: int

    @property
    def label(self) -> Floats:
        return self.past.events.bad.astype(np.float64)

    @property
    def weight(self) -> Floats:
        return self.past.weight


@dataclass(frozen=True, slots=True)
class _Parts:
    """Both parts as learned from some rows, those that repeat none where there are enough of them."""

    rows: Rows
    additive: Additive
    trees: Trees

    def blended(self, table: _Table, rows: Rows, share: float) -> Floats:
        score = share * self.additive.logit(table.parts[rows]) if share > 0 else np.zeros(len(rows))
        return score + (1 - share) * self.trees.logit(table.matrix[rows]) if share < 1 else score


def train(
    frame: pl.DataFrame,
    roles: Roles,
    *,
    until: date | None = None,
    seed: int = 0,
    threads: int = 1,
    progress: Callable[[str], None] = lambda step: None,
) -> Model:
    """Train on the lines of a table, with what was known on the evening of `until` (default: the last day told of).

    Lines that repeat an earlier one to an exact number are best judged by what that one was found to be; parts that
    learn from such lines learn to remember, and judge new ones badly. So the additive part and the trees learn from
    lines that repeat none, their blend is chosen by such lines of later periods, and trees of their own add to it on
    lines that do. progress hears of each of STEPS as it begins. The same table, roles, day and seed give the same
    model to the byte. Raises Refusal where there is too little to learn from; see history.
    """
    progress(STEPS[0])
    past = history(frame, roles, until)
    progress(STEPS[1])
    table = _prepared(past, roles, seed, threads)
    periods, way = _periods(table, progress)
    choice = _choice(table, periods)
    share = 1 - choice.trees
    later = _later(table, periods, share)
    progress(STEPS[4])
    whole = _learned(table, past.labelled, past.until, periods[-1][0].additive if periods else None, way)
    repeating = _repeating(table, whole, share, past.labelled)
    calibration = _calibration(table, later)
    progress(STEPS[5])
    gain = whole.trees.gain() + (repeating.gain() if repeating else 0.0)
    return Model(
        roles=roles,
        until=past.until,
        additive=whole.additive,
        trees=whole.trees,
        repeats=repeating,
        share=share,
        calibration=calibration,
        records=records_of(past.frame, roles, past.events),
        harm=expected_harm(_goods(past, roles), past.events),
        card=card_of(past, roles, table.features, later, choice, calibration, gain, constant(table.matrix), seed)
        | {"additive": asdict(way)},
    )


def _prepared(past: History, roles: Roles, seed: int, threads: int) -> _Table:
    view, features = training_view(past.frame, roles, past.events), features_of(roles)
    parts = with_parts(past.frame, roles)
    return _Table(past, features, matrix(view, features), met_before(view, roles), parts, roles, seed, threads)


def _learned(table: _Table, rows: Rows, last: int, start: Additive | None, way: _Way) -> _Parts:
    """Both parts from labelled rows, as they are known on a day."""
    rows = new if _enough(table, new := rows[~table.met[rows]]) else rows
    return _Parts(rows, _added(table, rows, last, start, way), _grown(table, rows))


def _added(table: _Table, rows: Rows, last: int, start: Additive | None, way: _Way) -> Additive:
    remembering = memory_keys(table.roles)
    age = last - table.past.events.known[rows]
    return fit_additive(
        table.parts[rows],
        table.label[rows],
        table.weight[rows] * recency(age, way.half_life),
        entities=table.roles.entities,
        crosses=[cross for cross in table.roles.crosses if called(cross) not in remembering],
        numbers=[f"{LOG}{name}" for name in table.roles.numbers],
        start=start,
        prior_levels=way.hold,
    )


def _grown(table: _Table, rows: Rows, offset: Floats | None = None) -> Trees:
    return grow(
        table.matrix[rows],
        table.label[rows],
        table.weight[rows],
        offset=offset,
        seed=table.seed,
        threads=table.threads,
    )


def _enough(table: _Table, rows: Rows) -> bool:
    bad = float(table.label[rows].sum())
    return len(rows) >= _FEWEST and min(bad, len(rows) - bad) >= FEWEST_OF_A_KIND


def _repeating(table: _Table, parts: _Parts, share: float, rows: Rows) -> Trees | None:
    """Trees that add to the parts on lines that repeat an earlier one; None where such lines are few."""
    again = rows[table.met[rows]]
    if len(parts.rows) == len(rows) or not _enough(table, again):
        return None
    return _grown(table, again, parts.blended(table, again, share))


# The parts as they were known when a later period began, the rows they had learned from or could have, and its rows.
_Period = tuple[_Parts, Rows, Rows]


def _periods(table: _Table, progress: Callable[[str], None]) -> tuple[list[_Period], _Way]:
    """The later periods, each with parts that learned only from what was known before it began; and the way."""
    events, rows = table.past.events, table.past.labelled
    edges = [int(np.quantile(events.day[rows], share, method="higher")) for share in _LATER] + [table.past.until + 1]
    found: list[_Period] = []
    way = _WAYS[0]
    for step, (begin, end) in zip(STEPS[2:4], pairwise(edges), strict=True):
        progress(step)
        before = rows[events.known[rows] < begin]
        then = rows[(events.day[rows] >= begin) & (events.day[rows] < end)]
        if not len(then) or not _enough(table, before):
            continue
        parts = _learned(table, before, begin - 1, found[-1][0].additive if found else None, way)
        if not found:
            parts, way = _best_way(table, parts, begin - 1, then)
        found.append((parts, before, then))
    return found, way


def _best_way(table: _Table, parts: _Parts, last: int, then: Rows) -> tuple[_Parts, _Way]:
    """The parts that learned in the way that foretells the new lines of a later period best."""
    new = then[~table.met[then]]
    if not _enough(table, new):
        return parts, _WAYS[0]
    tried = [parts, *(replace(parts, additive=_added(table, parts.rows, last, None, way)) for way in _WAYS[1:])]
    losses = [lined_loss(one.blended(table, new, 1.0), table.label[new], table.weight[new]) for one in tried]
    best = int(np.argmin(losses))
    return tried[best], _WAYS[best]


def _choice(table: _Table, periods: list[_Period]) -> Choice:
    """Which part is in charge, by new lines of later periods; the additive one where there are none."""
    new = [then[~table.met[then]] for _, _, then in periods]
    if not new:
        return Choice(0.0)
    rows = np.concatenate(new)
    order = np.argsort(table.past.events.known[rows], kind="stable")
    pairs = list(zip([parts for parts, _, _ in periods], new, strict=True))
    additive = np.concatenate([parts.blended(table, then, 1.0) for parts, then in pairs])
    trees = np.concatenate([parts.blended(table, then, 0.0) for parts, then in pairs])
    inclusion = 1 / np.maximum(table.weight[rows[order]], 1.0) if table.roles.weight else None
    return choose(additive[order], trees[order], table.label[rows[order]], inclusion=inclusion)


def _later(table: _Table, periods: list[_Period], share: float) -> Later:
    """What was said of all lines of the later periods."""
    found = []
    for fold, (parts, before, then) in enumerate(periods):
        additive, trees = parts.blended(table, then, 1.0), parts.blended(table, then, 0.0)
        score, met = share * additive + (1 - share) * trees, table.met[then]
        repeating = _repeating(table, parts, share, before)
        if repeating is not None and met.any():
            score[met] += repeating.logit(table.matrix[then[met]])
        found.append((then, np.full(len(then), fold), additive, trees, score, met))
    if not found:
        none = np.zeros(0, dtype=np.int64)
        return Later(none, none, none.astype(float), none.astype(float), none.astype(float), none.astype(bool))
    return Later(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _calibration(table: _Table, later: Later) -> Calibration:
    if not len(later.rows):
        return Calibration()
    return calibrate(later.score, table.label[later.rows], table.weight[later.rows], later.fold)


def _goods(past: History, roles: Roles) -> Marks:
    return entity_marks(past.frame, roles.goods) if roles.goods else np.zeros(past.frame.height, dtype=np.uint64)


def constant(rows: Matrix) -> Flags:
    """Which features have one value throughout, unknown counting as a value."""
    if not len(rows):
        return np.ones(rows.shape[1], dtype=bool)
    return np.asarray(((rows == rows[0]) | (np.isnan(rows) & np.isnan(rows[0]))).all(axis=0))
