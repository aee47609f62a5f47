"""The additive part for a few lines: the same sums as in bulk, to the last bit, by look-up in dictionaries."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from guomen.targeting.model_v1.additive import Additive, Term
from guomen.targeting.model_v1.statistics import Floats

_BETWEEN = "\x1f"
_FURTHEST = 4.0


@dataclass(frozen=True, slots=True)
class Single:
    """The terms of an additive model with their levels as dictionaries."""

    intercept: float
    terms: tuple[tuple[Term, dict[str, float]], ...]

    def logit(self, columns: Mapping[str, list[Any]], height: int) -> Floats:
        """What Additive.logit gives for a frame of these columns."""
        total = [self.intercept] * height
        for moved in self.contributions(columns, height).values():
            total = [one + other for one, other in zip(total, moved, strict=True)]
        return np.array(total, dtype=np.float64)

    def contributions(self, columns: Mapping[str, list[Any]], height: int) -> dict[str, list[float]]:
        """What Additive.contributions gives for a frame of these columns."""
        found = {}
        for term, amounts in self.terms:
            if any(name not in columns for name in term.columns):
                found[term.name] = [0.0] * height
            elif term.edges is not None:
                found[term.name] = _number(term, amounts, columns[term.columns[0]])
            else:
                levels = _levels([columns[name] for name in term.columns])
                found[term.name] = [amounts.get(level, 0.0) for level in levels]
        return found


def single(additive: Additive) -> Single:
    """Ready an additive model for single lines."""
    terms = tuple(
        (term, dict(zip(term.levels.to_list(), term.amounts.tolist(), strict=True))) for term in additive.terms
    )
    return Single(additive.intercept, terms)


def _levels(columns: list[list[str | None]]) -> list[str]:
    if len(columns) == 1:
        return [text or "" for text in columns[0]]
    return [_BETWEEN.join(text or "" for text in row) for row in zip(*columns, strict=True)]


def _number(term: Term, amounts: dict[str, float], values: list[float | None]) -> list[float]:
    assert term.edges is not None
    found = []
    for value in values:
        if value is None or value != value:
            found.append(amounts.get("", 0.0) + term.slope * 0.0)
            continue
        line = min(max((value - term.centre) / term.width, -_FURTHEST), _FURTHEST)
        found.append(amounts.get(f"{bisect_right(term.edges, value):02d}", 0.0) + term.slope * line)
    return found
