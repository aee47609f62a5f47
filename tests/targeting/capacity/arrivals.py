"""Days at an office, consignment by consignment: the day decided at once, and decided as it comes against a pace."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from guomen.targeting.capacity.rules import allocate, draw_line, expected_left

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Share of a week's traffic from Monday to Sunday, and the two peaks of a day, in hours.
WEEK = np.array([1.15, 1.2, 1.15, 1.1, 1.2, 0.7, 0.5])
PEAKS = ((10.0, 1.5), (15.5, 1.8))


@dataclass(frozen=True)
class Day:
    """A day's consignments in the order in which they come. clock: hours. risk: the chance that one is found wanting.

    ruled: opened whatever its value; uniform: its drawn number.
    """

    weekday: int
    clock: Floats
    value: Floats
    risk: Floats
    ruled: Flags
    uniform: Floats


@dataclass
class Spent:
    """What a way of deciding opened, and what it found, summed over days. found: expected, by the known risk and the
    chance that each had; which of them the draws then took is noise.
    """

    opened: int = 0
    found: float = 0.0
    most: int = 0

    def add(self, picked: Flags, chance: Floats, day: Day) -> None:
        self.opened += int(picked.sum())
        self.found += float(day.risk @ chance)
        self.most = max(self.most, int(picked.sum()))


def arrivals(
    value: Floats, risk: Floats, dice: np.random.Generator, *, daily: float, spread: float = 0.15, ruled: float = 0.01
) -> Iterator[Day]:
    """Consignments dealt out to days that differ by weekday and by chance (gamma of relative spread `spread`)."""
    start, weekday = 0, 0
    while True:
        mean = daily * WEEK[weekday] * dice.gamma(1 / spread**2, spread**2)
        count = int(dice.poisson(mean))
        if start + count > len(value):
            return
        part = slice(start, start + count)
        peak = np.array(PEAKS)[dice.integers(0, 2, count)]
        clock = np.sort(np.clip(dice.normal(peak[:, 0], peak[:, 1]), 8.0, 18.0))
        yield Day(weekday, clock, value[part], risk[part], dice.random(count) < ruled, dice.random(count))
        start, weekday = start + count, (weekday + 1) % 7


def at_once(day: Day, capacity: int, share: float = 0.05, floor: float = 0.01) -> tuple[Flags, Floats]:
    """The day decided when all of it is known: what is picked, and with which chance."""
    spent = allocate(day.value, day.ruled, day.uniform, capacity=capacity, random_share=share, floor=floor)
    return spent.picked, spent.probability


@dataclass
class Stream:
    """Days decided one by one, against a line that is drawn anew after `decisions` or every `minutes`."""

    capacity: int
    share: float = 0.05
    floor: float = 0.01
    decisions: int = 500
    minutes: float = 10.0
    newest: int = 5000
    values: list[float] = field(default_factory=list)
    ruled: list[bool] = field(default_factory=list)
    past: list[tuple[int, Floats]] = field(default_factory=list)

    def decide(self, day: Day) -> tuple[Flags, Floats]:
        """What is picked, and with which chance."""
        picked, chance = np.zeros(len(day.value), dtype=bool), np.zeros(len(day.value))
        start = 0
        while start < len(picked):
            line = self._line(day, start, int(picked.sum()))
            until = day.clock[start] + self.minutes / 60.0
            stop = min(start + self.decisions, int(np.searchsorted(day.clock, until, side="right")))
            rows = slice(start, max(stop, start + 1))
            reached = day.value[rows] >= line[0]
            chance[rows] = np.where(day.ruled[rows] | reached, 1.0, line[1])
            picked[rows] = day.uniform[rows] < chance[rows]
            start = rows.stop
        self._remember(day)
        return picked, chance

    def _line(self, day: Day, start: int, spent: int) -> tuple[float, float]:
        now = day.clock[start] if start else 0.0
        alike = [clock for weekday, clock in self.past if (weekday >= 5) == (day.weekday >= 5)]
        chosen: Sequence[Floats] = alike if len(alike) >= 3 else [clock for _, clock in self.past]
        early = [int(np.searchsorted(clock, now)) for clock in chosen]
        late = [len(clock) - count for clock, count in zip(chosen, early, strict=True)]
        coming = expected_left(early, late, start)
        by_rule = float(np.mean(self.ruled)) if self.ruled else 0.0
        free = [value for value, ruled in zip(self.values, self.ruled, strict=True) if not ruled]
        line = draw_line(
            free,
            capacity_left=self.capacity - spent - coming * by_rule,
            expected_left=coming * (1 - by_rule),
            random_share=self.share,
            floor=self.floor,
        )
        return (np.inf if line.threshold is None else line.threshold), line.random_rate

    def _remember(self, day: Day) -> None:
        self.past = [*self.past, (day.weekday, day.clock)][-28:]
        self.values = [*self.values, *day.value.tolist()][-self.newest :]
        self.ruled = [*self.ruled, *day.ruled.tolist()][-self.newest :]


def compared(days: Iterator[Day], stream: Stream, warm: int = 14) -> tuple[Spent, Spent, int]:
    """(at once, as they come, days) after `warm` days."""
    batch, flow, count = Spent(), Spent(), 0
    for number, day in enumerate(days):
        decided = stream.decide(day)
        if number >= warm:
            flow.add(*decided, day)
            batch.add(*at_once(day, stream.capacity, stream.share, stream.floor), day)
            count += 1
    return batch, flow, count
