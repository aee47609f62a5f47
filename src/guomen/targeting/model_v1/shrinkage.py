"""Logistic regression with ridge shrinkage on a sparse design of a few entries per row, fitted by Newton's method.

The loss is sum of weight x log-loss + half the sum of penalty x coefficient squared; the intercept (the last column) is
not shrunk. A penalty is the inverse of the variance that coefficients of its group are expected to have, so it can be
learned: each round sets it to (coefficients that the data determine) / (sum of their squares), MacKay's fixed point of
the Laplace evidence with a diagonal Hessian (Neural Computation 4(3), 1992). Left alone that fixed point silences every
group of which few labels tell; so a group counts PRIOR_LEVELS further coefficients of the usual variance.
"""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from scipy import sparse
from scipy.special import expit

Floats = np.ndarray[Any, np.dtype[np.float64]]

# Where a learned penalty may lie: below, a group is hardly shrunk; above, it says nothing.
LEAST_PENALTY, MOST_PENALTY = 0.3, 400.0
USUAL_PENALTY, PRIOR_LEVELS = 2.0, 200.0
_STEPS, _TOLERANCE = 30, 1e-4


@dataclass(frozen=True, slots=True)
class Problem:
    """A design with its intercept in the last column, labels 0 or 1, weights, and the group of each other column.

    offset: what is already known about each row, on the log-odds scale.
    """

    design: sparse.csr_array
    label: Floats
    weight: Floats
    group: np.ndarray[Any, np.dtype[np.intp]]
    offset: Floats

    def gradient(self, coefficients: Floats, penalty: Floats) -> tuple[Floats, Floats]:
        """Slope of the loss and, per row, its curvature."""
        risk = expit(self.design @ coefficients + self.offset)
        slope = self.design.T @ (self.weight * (risk - self.label)) + penalty * coefficients
        return cast(Floats, slope), cast(Floats, self.weight * risk * (1 - risk))

    def loss(self, coefficients: Floats, penalty: Floats) -> float:
        """Weighted log-loss plus half the penalised squares."""
        eta = self.design @ coefficients + self.offset
        return float(
            self.weight @ (np.logaddexp(0, eta) - self.label * eta) + 0.5 * penalty @ (coefficients * coefficients)
        )


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients (the intercept last), how uncertain each is (variance), and the penalty of each group."""

    coefficients: Floats
    variances: Floats
    penalties: Floats


def fit(problem: Problem, penalties: Floats, *, start: Floats, rounds: int, prior_levels: float = PRIOR_LEVELS) -> Fit:
    """Fit with `rounds` rounds of learning the penalties (0: keep those given); prior_levels: see above."""
    coefficients = start
    for left in range(rounds, -1, -1):
        each = np.append(penalties[problem.group], 1e-6)
        coefficients = newton(problem, each, coefficients, 1e-2 if left else _TOLERANCE)
        diagonal = _diagonal(problem, problem.gradient(coefficients, each)[1]) + each
        if left:
            penalties = _learned(
                problem.group, coefficients[:-1], 1 - each[:-1] / diagonal[:-1], prior_levels, penalties
            )
    return Fit(coefficients, 1 / diagonal, penalties)


def newton(problem: Problem, penalty: Floats, start: Floats, tolerance: float) -> Floats:
    """The coefficients of least loss: Newton steps, each solved by conjugate gradients no further than it deserves."""
    coefficients = start.copy()
    slope, curvature = problem.gradient(coefficients, penalty)
    first, loss = float(np.linalg.norm(slope)), problem.loss(coefficients, penalty)
    scale = max(1.0, float(np.linalg.norm(problem.design.T @ (problem.weight * problem.label))))
    for _ in range(_STEPS):
        size = float(np.linalg.norm(slope))
        if size <= tolerance * scale:
            break
        step = _solve(problem, curvature, penalty, slope, min(0.25, (size / max(first, 1e-12)) ** 0.5))
        length, decrease = 1.0, float(slope @ step)
        while (new := problem.loss(coefficients - length * step, penalty)) > loss - 1e-4 * length * decrease:
            length /= 2
            if length < 1e-6:
                return coefficients
        coefficients, loss = coefficients - length * step, new
        slope, curvature = problem.gradient(coefficients, penalty)
    return coefficients


def _solve(problem: Problem, curvature: Floats, penalty: Floats, slope: Floats, accuracy: float) -> Floats:
    """Hessian^-1 slope by conjugate gradients with the diagonal as preconditioner."""
    design, transposed = problem.design, problem.design.T
    inverse = 1 / (_diagonal(problem, curvature) + penalty)
    found, left = np.zeros_like(slope), slope.copy()
    scaled = inverse * left
    direction, energy = scaled.copy(), float(left @ scaled)
    goal = accuracy * accuracy * energy
    for _ in range(200):
        image = transposed @ (curvature * (design @ direction)) + penalty * direction
        length = energy / float(direction @ image)
        found += length * direction
        left -= length * image
        scaled = inverse * left
        before, energy = energy, float(left @ scaled)
        if energy <= goal:
            break
        direction = scaled + (energy / before) * direction
    return found


def _diagonal(problem: Problem, curvature: Floats) -> Floats:
    squared = problem.design.copy()
    squared.data = squared.data * squared.data
    return cast(Floats, squared.T @ curvature)


def _learned(
    group: np.ndarray[Any, Any], coefficients: Floats, determined: Floats, prior_levels: float, before: Floats
) -> Floats:
    squares = np.bincount(group, coefficients * coefficients, minlength=len(before))
    known = np.bincount(group, determined, minlength=len(before))
    learned = (known + prior_levels) / np.maximum(squares + prior_levels / USUAL_PENALTY, 1e-9)
    return cast(Floats, np.clip(learned, LEAST_PENALTY, MOST_PENALTY))
