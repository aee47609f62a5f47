"""The lines that offices draw in a trial: what opening a shift does with the record, done with the trial's own."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl
from numpy import float64
from numpy.typing import NDArray

from guomen.catalogue.terms import Channel
from guomen.targeting.capacity.rules import draw_line
from guomen.targeting.capacity.terms import PaceInForce
from guomen.targeting.rules.learned import Learned, Scorer, asked_frame

# Days from which a line is drawn.
_RECENT = 14


@dataclass(frozen=True, slots=True)
class Budget:
    """What an office may spend on a kind of check in a day. random_share: of it, for the random arm; floor: rate below
    which that arm never falls.
    """

    office: str
    kind: Channel
    capacity: int
    random_share: float
    floor: float


@dataclass(frozen=True, slots=True)
class _Day:
    """What came on a day. value: the greatest of each consignment's lines, by kind of check; NaN before it is asked."""

    lines: pl.DataFrame
    office: NDArray[np.str_]
    consignment: NDArray[np.int64]
    mandatory: NDArray[np.bool_]
    values: dict[Channel, NDArray[float64]] = field(default_factory=dict)


@dataclass
class Shifts:
    """The recent days, the models in charge, and the lines that follow."""

    days: deque[_Day] = field(default_factory=lambda: deque(maxlen=_RECENT))
    models: dict[Channel, Scorer] = field(default_factory=dict)

    def saw(self, lines: pl.DataFrame, decided: pl.DataFrame, on: date) -> None:
        """Remember what was decided on a day."""
        number = lines.select(pl.struct("sender", "reference").rle_id()).to_series().to_numpy().astype(np.int64)
        start = np.flatnonzero(np.diff(number, prepend=-1))
        must = np.logical_or.reduceat(decided["rate"].to_numpy() >= 1.0, start)
        day = _Day(asked_frame(lines, on), lines["office"].to_numpy()[start], number, must)
        for kind in self.models:
            self._value(day, kind)
        self.days.append(day)

    def obey(self, kind: Channel, model: Scorer) -> None:
        """Put a model in charge; the recent days are valued by it."""
        self.models[kind] = model
        for day in self.days:
            self._value(day, kind)

    def _value(self, day: _Day, kind: Channel) -> None:
        start = np.flatnonzero(np.diff(day.consignment, prepend=-1))
        day.values[kind] = np.maximum.reduceat(np.round(self.models[kind].score(day.lines), 6), start)

    def learned(self, budgets: Sequence[Budget], on: date) -> Learned:
        """What a decision reads of models and lines on a day."""
        return Learned(
            scorers={model.digest: model for model in self.models.values()},
            champions={kind: model.digest for kind, model in self.models.items()},
            paces=self._paces(budgets, on),
        )

    def _paces(self, budgets: Sequence[Budget], on: date) -> Mapping[tuple[str, Channel], PaceInForce]:
        return {(one.office, one.kind): self._pace(one, on) for one in budgets if one.kind in self.models and self.days}

    def _pace(self, budget: Budget, on: date) -> PaceInForce:
        here = [day.office == budget.office for day in self.days]
        free = [rows & ~day.mandatory for rows, day in zip(here, self.days, strict=True)]
        values = [day.values[budget.kind][rows] for rows, day in zip(free, self.days, strict=True)]
        needed = sum(int((rows & day.mandatory).sum()) for rows, day in zip(here, self.days, strict=True))
        line = draw_line(
            np.concatenate(values),
            capacity_left=budget.capacity - needed / len(self.days),
            expected_left=sum(len(part) for part in values) / len(self.days),
            random_share=budget.random_share,
            floor=budget.floor,
        )
        return PaceInForce(
            pace=0,
            office=budget.office,
            check_kind=budget.kind,
            shift_on=on,
            sequence=1,
            capacity=budget.capacity,
            spent=0,
            threshold=line.threshold,
            random_rate=line.random_rate,
            model=self.models[budget.kind].digest,
        )
