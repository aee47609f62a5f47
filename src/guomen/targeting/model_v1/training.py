"""Training: one pass over a history, two parts compared on later days, one model that knows how good it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from guomen.targeting.model_v1.additive import Additive, fit_additive, recency
from guomen.targeting.model_v1.calibration import Calibration, calibrate, log_loss
from guomen.targeting.model_v1.features import (
    LOG,
    Feature,
    features_of,
    matrix,
    met_before,
    records_of,
    training_view,
    with_parts,
)
from guomen.targeting.model_v1.harm import expected_harm
from guomen.targeting.model_v1.history import FEWEST_OF_A_KIND, History, history
from guomen.targeting.model_v1.keys import Marks, entity_marks
from guomen.targeting.model_v1.reporting import Later, card_of
from guomen.targeting.model_v1.scoring import Model
from guomen.targeting.model_v1.statistics import Floats
from guomen.targeting.model_v1.terms import Roles
from guomen.targeting.model_v1.trees import Flags, Matrix, Trees, grow

# What a training run says that it is doing, in this order.
STEPS = ("history", "features", "first period", "second period", "fit", "record")
# The later periods, on which parts that know only what came before are compared, begin at these shares of labels.
_LATER = (0.5, 0.75)
Rows = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class _Table:
    """A history as both parts read it."""

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

    progress hears of each of STEPS as it begins. The same table, roles, day and seed give the same model to the byte.
    Raises Refusal where there is too little to learn from; see history.
    """
    progress(STEPS[0])
    past = history(frame, roles, until)
    progress(STEPS[1])
    table = _prepared(past, roles, seed, threads)
    later, start = _later_periods(table, progress)
    share = _share(table, later)
    progress(STEPS[4])
    rows = past.labelled
    additive = _additive(table, rows, past.until, start)
    trees = _trees(table, rows)
    calibration = _calibration(table, later, share)
    progress(STEPS[5])
    return Model(
        roles=roles,
        until=past.until,
        additive=additive,
        trees=trees,
        share=share,
        calibration=calibration,
        records=records_of(past.frame, roles, past.events),
        harm=expected_harm(_goods(past, roles), past.events),
        card=card_of(past, roles, table.features, later, share, calibration, trees, constant(table.matrix), seed),
    )


def _prepared(past: History, roles: Roles, seed: int, threads: int) -> _Table:
    view, features = training_view(past.frame, roles, past.events), features_of(roles)
    return _Table(
        past,
        features,
        matrix(view, features),
        met_before(view, roles),
        with_parts(past.frame, roles),
        roles,
        seed,
        threads,
    )


def _additive(table: _Table, rows: Rows, last: int, start: Additive | None) -> Additive:
    weight = table.past.weight[rows] * recency(last - table.past.events.known[rows])
    return fit_additive(
        table.parts[rows],
        table.label[rows],
        weight,
        entities=table.roles.entities,
        crosses=table.roles.crosses,
        numbers=[f"{LOG}{name}" for name in table.roles.numbers],
        start=start,
    )


def _trees(table: _Table, rows: Rows) -> Trees:
    names = [f"f{place}" for place in range(len(table.features))]
    return grow(
        table.matrix[rows],
        table.label[rows],
        table.past.weight[rows],
        table.met[rows],
        seed=table.seed,
        threads=table.threads,
        names=names,
    )


def _later_periods(table: _Table, progress: Callable[[str], None]) -> tuple[Later, Additive | None]:
    """Each later period as parts say that learned only from what was known before it began."""
    events, rows = table.past.events, table.past.labelled
    edges = [int(np.quantile(events.day[rows], share, method="higher")) for share in _LATER] + [table.past.until + 1]
    found: list[Later] = []
    additive: Additive | None = None
    for fold, (begin, end) in enumerate(pairwise(edges)):
        progress(STEPS[2 + fold])
        before = rows[events.known[rows] < begin]
        then = rows[(events.day[rows] >= begin) & (events.day[rows] < end)]
        bad = int(events.bad[before].sum())
        if not len(then) or min(bad, len(before) - bad) < FEWEST_OF_A_KIND:
            continue
        additive = _additive(table, before, begin - 1, additive)
        said = _trees(table, before).logit(table.matrix[then], table.met[then])
        found.append(Later(then, np.full(len(then), fold), additive.logit(table.parts[then]), said))
    return _together(found), additive


def _together(found: list[Later]) -> Later:
    if not found:
        none = np.zeros(0)
        return Later(none.astype(np.int64), none.astype(np.int64), none, none)
    return Later(
        np.concatenate([one.rows for one in found]),
        np.concatenate([one.fold for one in found]),
        np.concatenate([one.additive for one in found]),
        np.concatenate([one.trees for one in found]),
    )


# Shares of the additive part that are tried.
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


def _share(table: _Table, later: Later) -> float:
    """The additive part's share of the score that foretold the later periods best; all of it where there are none."""
    if not len(later.rows):
        return 1.0
    label, weight = table.label[later.rows], table.past.weight[later.rows]

    def loss(share: float) -> float:
        score = later.blended(share)
        return log_loss(calibrate(score, label, weight, np.zeros(len(label), dtype=np.int64))(score), label, weight)

    return min(_SHARES, key=loss)


def _calibration(table: _Table, later: Later, share: float) -> Calibration:
    if not len(later.rows):
        return Calibration()
    return calibrate(later.blended(share), table.label[later.rows], table.past.weight[later.rows], later.fold)


def _goods(past: History, roles: Roles) -> Marks:
    return entity_marks(past.frame, roles.goods) if roles.goods else np.zeros(past.frame.height, dtype=np.uint64)


def constant(rows: Matrix) -> Flags:
    """Which features have one value throughout, unknown counting as a value."""
    if not len(rows):
        return np.ones(rows.shape[1], dtype=bool)
    return np.asarray(((rows == rows[0]) | (np.isnan(rows) & np.isnan(rows[0]))).all(axis=0))
