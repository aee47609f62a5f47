"""Every window of a scan, weighed: the best of them, and the best that chance does as well."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guomen.surveillance.scanning.checks import checked_count
from guomen.surveillance.scanning.models import Model
from guomen.surveillance.scanning.scores import Score, Scorer
from guomen.surveillance.scanning.terms import Numbers, Places, Region, Scan
from guomen.surveillance.scanning.windows import Nest

# Numbers worked on at once when repetitions are weighed: what a processor keeps near.
_CACHED = 32_768
# Scores that differ by less are the same window met from two centres.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Spans:
    """Intervals of periods: first and last of each."""

    start: Places
    end: Places

    def summed(self, table: Numbers) -> Numbers:
        """(…, periods, places) -> (…, intervals, places): sums over each interval."""
        zero = np.zeros((*table.shape[:-2], 1, table.shape[-1]))
        running = np.concatenate([zero, np.cumsum(table, axis=-2)], axis=-2)
        sums: Numbers = running[..., self.end + 1, :] - running[..., self.start, :]
        return sums


@dataclass(frozen=True, slots=True)
class Weighing:
    """Windows with their scores made ready. base: expected (binomial: population) by interval and place."""

    nests: tuple[Nest, ...]
    spans: Spans
    scores: tuple[Score, ...]

    @classmethod
    def of(cls, nests: tuple[Nest, ...], spans: Spans, base: Numbers, scorer: Scorer) -> "Weighing":
        summed = spans.summed(base)
        return cls(nests, spans, tuple(scorer(_gathered(summed, nest)) for nest in nests))

    @property
    def windows(self) -> int:
        return sum(len(nest.ends) for nest in self.nests) * len(self.spans.start)

    def highest(self, draws: Iterator[Numbers]) -> Numbers:
        """The best score of each repetition; draws: cases of shape (repetitions, periods, places), part by part."""
        parts = []
        for drawn in draws:
            summed = self.spans.summed(drawn)
            best = np.zeros(len(drawn))
            for nest, score in zip(self.nests, self.scores, strict=True):
                step = max(1, _CACHED // (len(nest.order) * summed.shape[1]))
                for at in range(0, len(drawn), step):
                    some = score(_gathered(summed[at : at + step], nest)).max(axis=(1, 2))
                    np.maximum(best[at : at + step], some, out=best[at : at + step])
            parts.append(best)
        return np.concatenate(parts) if parts else np.empty(0)

    def apart(self, cases: Numbers, most: int) -> list[tuple[float, int, int, int]]:
        """(score, nest, interval, window within the nest) of the best windows that share no place, best first."""
        score, nest, span, ring = self._scored(cases)
        ends = np.array([self.nests[n].ends[r] for n, r in zip(nest, ring, strict=True)], dtype=np.intp)
        free = np.full(len(self.nests), cases.shape[-1])
        taken = np.zeros(cases.shape[-1], dtype=bool)
        found: list[tuple[float, int, int, int]] = []
        while len(found) < most:
            open_ = ends <= free[nest]
            if not open_.any():
                break
            best = int(np.argmax(open_))
            found.append((float(score[best]), int(nest[best]), int(span[best]), int(ring[best])))
            taken[self.nests[nest[best]].order[: ends[best]]] = True
            free = np.array([_first_taken(one, taken) for one in self.nests])
        return found

    def _scored(self, cases: Numbers) -> tuple[Numbers, Places, Places, Places]:
        """All windows above 0, best first; of equal ones the earliest centre and the smallest window."""
        summed = self.spans.summed(cases)
        rows = []
        for number, (nest, score) in enumerate(zip(self.nests, self.scores, strict=True)):
            values = score(_gathered(summed, nest))
            span, ring = np.nonzero(values > 0)
            rows.append((values[span, ring], np.full(len(span), number), span, ring))
        score_, nest_, span_, ring_ = (np.concatenate(column) for column in zip(*rows, strict=True))
        order = np.argsort(-np.round(score_, 9), kind="stable")
        return score_[order], nest_[order], span_[order], ring_[order]


def scanned(
    model: Model, cases: Numbers, population: Numbers | None, nests: tuple[Nest, ...], spans: Spans, replicates: int,
    seed: int, most: int,
) -> Scan:  # fmt: skip
    """Weigh every window, and as many repetitions of chance as asked for. Tables are by period and place."""
    checked_count("replicates", replicates, 0)
    checked_count("most", most, 1)
    weighing = Weighing.of(nests, spans, model.base, model.scorer)
    highest = weighing.highest(model.draws(replicates, np.random.default_rng(seed)))
    found = regions(weighing, cases, model.expected, population, highest, most)
    return Scan(found, model.name, weighing.windows, replicates, seed, tuple(highest.tolist()))


def share_as_high(score: float, highest: Numbers) -> float | None:
    """Monte-Carlo p (Dwass 1957): the observed is one of the repetitions."""
    return (1 + int((highest >= score - _SAME).sum())) / (1 + len(highest)) if len(highest) else None


def regions(
    weighing: Weighing, cases: Numbers, expected: Numbers, population: Numbers | None, highest: Numbers, most: int
) -> tuple[Region, ...]:
    """What stands out, with its numbers; all arrays by period and place."""
    found = []
    for score, nest, span, ring in weighing.apart(cases, most):
        circle, ends = weighing.nests[nest], int(weighing.nests[nest].ends[ring])
        start, end = int(weighing.spans.start[span]), int(weighing.spans.end[span])
        inside = np.ix_(np.arange(start, end + 1), circle.order[:ends])
        c, b = float(cases[inside].sum()), float(expected[inside].sum())
        found.append(
            Region(
                tuple(circle.order[:ends].tolist()), start, end, c, b, c / b, score, share_as_high(score, highest),
                float(circle.radii[ring]), float("nan") if population is None else float(population[inside].sum()),
            )
        )  # fmt: skip
    return tuple(found)


def _gathered(summed: Numbers, nest: Nest) -> Numbers:
    """(…, intervals, places) -> (…, intervals, windows of the nest)."""
    running = np.cumsum(summed[..., nest.order], axis=-1)
    return running[..., nest.ends - 1]


def _first_taken(nest: Nest, taken: NDArray[np.bool_]) -> int:
    """How many places of a nest come before the first that is taken."""
    met = taken[nest.order]
    return int(met.argmax()) if met.any() else len(met)
