"""Calibration: from a score to a probability that means what it says, learned on days later than those of the fit.

A line on the log-odds scale (Platt) or a rising curve (isotonic, its steps joined so that order is kept); whichever
foretold a later period better. And how good it is: reliability table, expected calibration error, Brier score.
"""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from scipy.optimize import isotonic_regression, minimize
from scipy.special import expit, logit

from guomen.targeting.model_v1.statistics import Floats

# Fewer rows or fewer of either kind than this are no ground for a curve, resp. a line.
_CURVE, _LINE = 1000, 30
_STEEPEST, _FLATTEST = 5.0, 0.05
_BINS = 10


@dataclass(frozen=True, slots=True)
class Calibration:
    """log-odds = slope × score + level; then, where there are knots, the curve through them (ends held)."""

    slope: float = 1.0
    level: float = 0.0
    knots: tuple[tuple[float, float], ...] = ()

    def line(self, score: Floats) -> Floats:
        """The straight part alone."""
        return self.slope * score + self.level

    def __call__(self, score: Floats) -> Floats:
        """Log-odds of the calibrated probability."""
        straight = self.line(score)
        if not self.knots:
            return straight
        at, to = np.array(self.knots).T
        beyond = np.minimum(straight - at[0], 0) + np.maximum(straight - at[-1], 0)
        return cast(Floats, np.interp(straight, at, to) + beyond)

    def as_json(self) -> dict[str, Any]:
        return {"slope": self.slope, "level": self.level, "knots": [list(knot) for knot in self.knots]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Calibration":
        return cls(data["slope"], data["level"], tuple((at, to) for at, to in data["knots"]))


def calibrate(score: Floats, label: Floats, weight: Floats, fold: np.ndarray[Any, np.dtype[np.int64]]) -> Calibration:
    """Learn from scores of rows that the scoring model had not seen. fold: 0, 1, … in order of time.

    The curve is taken only where, learned on all but the last fold, it foretold the last one better than the line.
    """
    last = fold == fold.max(initial=0)
    if min(label.sum(), len(label) - label.sum()) < _LINE:
        return Calibration()
    straight = _line(score, label, weight)
    if last.all() or len(label) < _CURVE:
        return straight
    early = ~last
    first = _line(score[early], label[early], weight[early])
    bent = _curve(first, score[early], label[early], weight[early])
    losses = [log_loss(one(score[last]), label[last], weight[last]) for one in (first, bent)]
    return _curve(straight, score, label, weight) if losses[1] < losses[0] else straight


def _line(score: Floats, label: Floats, weight: Floats) -> Calibration:
    share, sign = weight / weight.sum(), np.where(label > 0, -1.0, 1.0)

    def loss(at: Floats) -> tuple[float, Floats]:
        log_odds = at[0] * score + at[1]
        pull = share * sign * expit(sign * log_odds)
        return float(share @ np.logaddexp(0, sign * log_odds)), np.array([pull @ score, pull.sum()])

    bounds = [(_FLATTEST, _STEEPEST), (-20.0, 20.0)]
    slope, level = minimize(loss, np.array([1.0, 0.0]), jac=True, bounds=bounds, method="L-BFGS-B").x
    return Calibration(float(slope), float(level))


def _curve(straight: Calibration, score: Floats, label: Floats, weight: Floats) -> Calibration:
    """The isotonic steps of the label over the line's log-odds, each a knot at its middle."""
    at = straight.line(score)
    order = np.argsort(at, kind="stable")
    steps = isotonic_regression(label[order], weights=weight[order], increasing=True)
    knots: list[tuple[float, float]] = []
    for start, end in zip(steps.blocks[:-1], steps.blocks[1:], strict=True):
        rows = order[start:end]
        mass = float(weight[rows].sum())
        prior = float(weight[rows] @ expit(at[rows])) / mass
        share = (float(weight[rows] @ label[rows]) + 10 * prior) / (mass + 10)
        place = float(weight[rows] @ at[rows]) / mass
        if not knots or (place > knots[-1][0] and float(logit(share)) > knots[-1][1]):
            knots.append((place, float(logit(share))))
    return Calibration(straight.slope, straight.level, tuple(knots) if len(knots) > 1 else ())


def log_loss(log_odds: Floats, label: Floats, weight: Floats) -> float:
    """Mean logarithmic loss, in nats."""
    return float(np.average(np.logaddexp(0, np.where(label > 0, -1, 1) * log_odds), weights=weight))


def brier(probability: Floats, label: Floats, weight: Floats | None = None) -> float:
    """Mean squared distance of probability and label."""
    return float(np.average((probability - label) ** 2, weights=weight))


def reliability(probability: Floats, label: Floats, weight: Floats | None = None) -> list[dict[str, float]]:
    """Ten groups of about equal counts, from the lowest probability up: what was foretold and what was found."""
    mass = np.ones(len(label)) if weight is None else weight
    groups = np.array_split(np.argsort(probability, kind="stable"), min(_BINS, max(1, len(label))))
    return [
        {
            "rows": len(rows),
            "foretold": float(np.average(probability[rows], weights=mass[rows])),
            "found": float(np.average(label[rows], weights=mass[rows])),
            "share": float(mass[rows].sum() / mass.sum()),
        }
        for rows in groups
        if len(rows)
    ]


def calibration_error(table: list[dict[str, float]]) -> float:
    """Expected calibration error: mean distance of foretold and found over the groups of a reliability table."""
    return float(cast(float, sum(row["share"] * abs(row["foretold"] - row["found"]) for row in table)))
