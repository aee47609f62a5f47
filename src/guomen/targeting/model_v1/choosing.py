"""Which part is in charge: the additive model, the trees, or their blend in log-odds, as the log itself tells.

The record is prequential: what each part said of a line before anybody knew what the line was. The loss is the
log-loss, which is least for who says the true chance. Two things would make it unfair. Who chose a line overrates it,
so each candidate's level and slope are first set right on older lines, and it is judged on the newer. And picked lines
are what the one in charge thinks risky, so the random stratum, few lines that stand for all others, is weighted up by
1 / inclusion probability, but not beyond the weight of all picked lines together: a handful must not decide alone.
Neither part wins everywhere: where risks add up the additive one does, where they interact or repeat the trees do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from scipy import sparse

from guomen.targeting.model_v1 import shrinkage
from guomen.targeting.model_v1.shrinkage import Floats, Problem

# Shares of the trees that are tried; the fewest lines of a kind on which the additive part may be replaced.
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
FEWEST_OF_A_KIND = 20
_FURTHEST, _ERRORS = 12.0, 3.0


@dataclass(frozen=True, slots=True)
class Choice:
    """How much of the score the trees make, with the evidence.

    trees: 0 additive alone, 1 trees alone, between: blended. losses: share -> log-loss per line, in nats. better: by
    how much the best beats the incumbent per line; error: standard error of that. rows: lines judged on.
    """

    trees: float
    losses: Mapping[float, float] = field(default_factory=dict)
    better: float = 0.0
    error: float = 0.0
    rows: int = 0

    def blended(self, additive: Floats, trees: Floats) -> Floats:
        """The score in charge, in log-odds."""
        if self.trees in (0.0, 1.0):
            return trees if self.trees else additive
        return (1 - self.trees) * additive + self.trees * trees


def choose(
    additive: Floats,
    trees: Floats,
    label: Floats,
    *,
    inclusion: Floats | None = None,
    weight: Floats | None = None,
    shares: Sequence[float] = SHARES,
    incumbent: float = 0.0,
) -> Choice:
    """Choose by lines in the order in which their labels became known.

    additive, trees: log-odds said beforehand. inclusion: the probability with which each line was looked at, 1 for
    picked ones. weight: further weight, by recency. incumbent: the share of the trees so far. It stays unless
    another is better by more than three standard errors, and where there are fewer than FEWEST_OF_A_KIND good or bad
    lines; at first it is the additive part, which says why.
    """
    y = np.asarray(label, dtype=np.float64)
    older, newer = _halves(y)
    if not len(newer):
        return Choice(incumbent, rows=len(y))
    each = fair_weights(inclusion, len(y)) * (np.ones(len(y)) if weight is None else weight)
    said = {share: np.clip((1 - share) * additive + share * trees, -_FURTHEST, _FURTHEST) for share in shares}
    losses = {share: _loss(score, y, each, older, newer) for share, score in said.items()}
    total = float(each[newer].sum())
    means = {share: float(each[newer] @ loss) / total for share, loss in losses.items()}
    best = min(means, key=lambda share: (means[share], share))
    if best == incumbent or incumbent not in losses:
        return Choice(best, means, rows=len(newer))
    gains = losses[incumbent] - losses[best]
    better = float(each[newer] @ gains) / total
    error = float(np.sqrt((each[newer] ** 2) @ (gains - better) ** 2)) / total
    return Choice(best if better > _ERRORS * error else incumbent, means, better, error, len(newer))


def fair_weights(inclusion: Floats | None, count: int) -> Floats:
    """1 for a picked line; 1 / probability for one of the random stratum, whose sum is at most that of the picked."""
    if inclusion is None:
        return np.ones(count)
    weight = 1 / np.asarray(inclusion, dtype=np.float64)
    random = weight > 1
    picked, drawn = float(count - random.sum()), float(weight[random].sum())
    if drawn > picked > 0:
        weight[random] = np.maximum(1.0, weight[random] * picked / drawn)
    return cast(Floats, weight)


def _halves(label: Floats) -> tuple[slice, np.ndarray[Any, Any]]:
    """The older lines, and the newer; no newer ones where either half has too few of a kind."""
    middle = len(label) // 2
    bad = (float(label[:middle].sum()), float(label[middle:].sum()))
    good = (middle - bad[0], len(label) - middle - bad[1])
    enough = min(*bad, *good) >= FEWEST_OF_A_KIND / 2
    return slice(0, middle), np.arange(middle, len(label)) if enough else np.zeros(0, dtype=np.int64)


def _loss(score: Floats, label: Floats, weight: Floats, older: slice, newer: np.ndarray[Any, Any]) -> Floats:
    """Log-loss of each newer line, after the level and slope that were right on the older."""
    slope, level = scaled(score[older], label[older], weight[older])
    eta = slope * score[newer] + level
    return cast(Floats, np.logaddexp(0, eta) - label[newer] * eta)


def scaled(score: Floats, label: Floats, weight: Floats) -> tuple[float, float]:
    """(slope, level) that set a score in log-odds right on these lines (Platt), the slope held near 1."""
    count = len(score)
    design = sparse.csr_array(np.stack([score, np.ones(count)], axis=1))
    problem = Problem(design, label, weight, np.zeros(1, dtype=np.intp), score)
    found = shrinkage.fit(problem, np.array([10.0]), start=np.zeros(2), rounds=0).coefficients
    return 1 + float(found[0]), float(found[1])
