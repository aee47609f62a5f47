"""How a method is run: its options read, its history seen to, its series taken in parts that fit the processor."""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from guomen.kernel.terms import Text
from guomen.surveillance.detection.options import values_of
from guomen.surveillance.detection.terms import BadCounts, Counts, Days, Detected, Option, TooShort

# Cells (periods judged × series) of a part: small enough to stay in the processor's cache.
_CELLS = 100_000


@dataclass(frozen=True, slots=True)
class Series:
    """What is judged: counts, denominators (or None), days on which the periods begin (or None)."""

    counts: Counts
    population: Counts | None
    dates: Days | None

    @property
    def length(self) -> int:
        """How many periods there are."""
        return int(self.counts.shape[0])

    def columns(self, part: slice) -> "Series":
        """The same for some of the series."""
        return Series(self.counts[:, part], None if self.population is None else self.population[:, part], self.dates)


Values = Mapping[str, Any]
Run = Callable[[Series, int, Values], Detected]


@dataclass(frozen=True, slots=True)
class Procedure:
    """A method: `run` judges, `history` says the earliest period it can judge with these values."""

    name: str
    text: Text
    options: tuple[Option, ...]
    run: Run
    history: Callable[[Series, Values], int]

    def __call__(
        self,
        counts: Counts,
        *,
        first: int | None = None,
        population: Counts | None = None,
        dates: Days | None = None,
        **options: Any,
    ) -> Detected:
        """Judge the periods from `first` (None = the earliest possible) to the last."""
        given = values_of(self, options)
        series = _series(counts, population, dates)
        earliest = self.history(series, given)
        start = earliest if first is None else first
        if start < earliest or start >= series.length:
            raise too_short(self.name, series.length, start, earliest)
        return self._judged(series, start, given)

    def _judged(self, series: Series, first: int, given: Values) -> Detected:
        parts = list(_parts(series.counts.shape[1], series.length - first))
        if len(parts) == 1:
            return self.run(series, first, given)
        with ThreadPoolExecutor(max_workers=min(len(parts), os.cpu_count() or 1)) as pool:
            found = list(pool.map(lambda part: self.run(series.columns(part), first, given), parts))
        return _joined(found)


def _parts(series: int, periods: int) -> Iterator[slice]:
    width = int(np.clip(_CELLS // max(periods, 1), 64, 512))
    for start in range(0, max(series, 1), width):
        yield slice(start, start + width)


def _joined(found: list[Detected]) -> Detected:
    def side_by_side(name: str) -> Any:
        return np.concatenate([getattr(one, name) for one in found], axis=1)

    known = {name: np.concatenate([one.known[name] for one in found], axis=1) for name in found[0].known}
    expected, bound, score, alarm = (side_by_side(name) for name in ("expected", "bound", "score", "alarm"))
    return Detected(found[0].first, expected, bound, score, alarm, known)


def _series(counts: Counts, population: Counts | None, dates: Days | None) -> Series:
    counts = np.asarray(counts, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[1] == 0:
        raise _bad("计数应为 (时段, 序列) 的二维数组。", "Counts must be an array of shape (periods, series).")
    if np.any(np.isinf(counts)) or np.any(counts < 0):
        raise _bad("计数不得为负或无穷。", "Counts must be neither negative nor infinite.")
    if population is not None:
        population = np.asarray(population, dtype=np.float64)
        if population.shape != counts.shape:
            raise _bad("分母与计数的形状不同。", "Denominators must have the shape of the counts.")
        if np.any(np.isinf(population)) or np.any(population < 0):
            raise _bad("分母不得为负或无穷。", "Denominators must be neither negative nor infinite.")
    if dates is not None and len(dates) != counts.shape[0]:
        raise _bad("日期与时段的数目不同。", "There must be one date for each period.")
    return Series(counts, population, dates)


def _bad(zh: str, en: str) -> BadCounts:
    remedy = Text("请更正后再试；不知道的计数用 NaN。", "Correct it and try again; a count that is not known is NaN.")
    return BadCounts("detection.bad_counts", Text(zh, en), remedy)


def too_short(method: str, length: int, first: int, earliest: int) -> TooShort:
    """The history before `first` does not suffice; which period would be the earliest."""
    if earliest >= length:
        problem = Text(
            f"序列只有 {length} 期，{method} 按此设置需要至少 {earliest + 1} 期。",
            f"The series have {length} periods; {method} with these options needs at least {earliest + 1}.",
        )
    else:
        problem = Text(
            f"{method} 按此设置只能判断第 {earliest + 1} 至 {length} 期，不能从第 {first + 1} 期开始。",
            f"{method} with these options judges periods {earliest + 1} to {length}, not from period {first + 1} on.",
        )
    remedy = Text(
        "请提供更长的历史，或用较短的基线（如 baseline、b、w）。",
        "Give a longer history, or options that look back less (baseline, b, w).",
    )
    return TooShort("detection.too_short", problem, remedy)
