"""How well scores put nonconforming lines first: precision and recall at a share, areas under curves."""

from typing import Any

import numpy as np
from scipy.stats import rankdata

from guomen.targeting.model_v1.statistics import Floats

# Shares of lines that one may look at, at which precision and recall are told.
SHARES = (0.01, 0.02, 0.05, 0.10)


def auc(label: Floats, score: Floats) -> float:
    """Chance that a nonconforming line scores above a conforming one; NaN where one of them is not there."""
    bad = label > 0
    pairs = float(bad.sum()) * float((~bad).sum())
    ranks = rankdata(score)
    return float((ranks[bad].sum() - bad.sum() * (bad.sum() + 1) / 2) / pairs) if pairs else float("nan")


def average_precision(label: Floats, score: Floats) -> float:
    """Mean of precision over the nonconforming lines, from the highest score down."""
    ranked = label[np.argsort(-score, kind="stable")]
    hits = np.flatnonzero(ranked > 0)
    return float(np.mean(np.arange(1, len(hits) + 1) / (hits + 1))) if len(hits) else float("nan")


def at_share(label: Floats, score: Floats, share: float) -> tuple[float, float]:
    """Precision and recall where that share of lines is looked at, highest scores first; ties count their mean."""
    count = max(1, round(len(label) * share))
    order = np.argsort(-score, kind="stable")
    edge = score[order[count - 1]]
    above, level = score > edge, score == edge
    hits = float(label[above].sum()) + float(label[level].mean()) * (count - int(above.sum()))
    total = float(label.sum())
    return hits / count, hits / total if total else float("nan")


def measured(label: Floats, score: Floats) -> dict[str, Any]:
    """All of them, rounded to 4 decimals."""
    found: dict[str, Any] = {"rows": len(label), "nonconforming": int(label.sum())}
    if not len(label):
        return found
    found |= {"base_rate": float(label.mean()), "auc": auc(label, score), "ap": average_precision(label, score)}
    for share in SHARES:
        precision, recall = at_share(label, score, share)
        found |= {f"p@{share:.0%}": precision, f"r@{share:.0%}": recall}
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in found.items()}
