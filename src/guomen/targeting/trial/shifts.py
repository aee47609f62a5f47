"""The lines that offices draw in a trial: what opening a shift does with the record, done with the trial's own."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy import float64
from numpy.typing import NDArray

from guomen.catalogue.terms import Channel
from guomen.targeting.capacity.rules import draw_line
from guomen.targeting.capacity.terms import NO_EPISODES, PaceInForce
from guomen.targeting.model_v1.episodes import GoodsEpisodes
from guomen.targeting.model_v1.terms import EpisodesInForce
from guomen.targeting.rules.learned import Learned, asked_frame, stirred, unrest_of
from guomen.targeting.terms import Arm

if TYPE_CHECKING:
    from guomen.targeting.model_v1.scoring import Model

# Which channels use a kind of check's capacity: goods that are sampled are opened too.
_OPENED = {
    Channel.PHYSICAL: (Channel.PHYSICAL.severity, Channel.SAMPLE.severity),
    Channel.SAMPLE: (Channel.SAMPLE.severity,),
}
# Days from which a line is drawn.
_RECENT = 28


@dataclass(frozen=True, slots=True)
class Budget:
    """What an office may spend on a kind of check in a day. random_share: of it, for the random arm; floor: rate below
    which that arm never falls; even: the part of it that falls on all alike.
    """

    office: str
    kind: Channel
    capacity: int
    random_share: float
    floor: float
    even: float = 1.0


@dataclass(frozen=True, slots=True)
class _Came:
    """What came in some days, by consignment. ruled: rules had it opened whatever its value; channel: its severity.
    values: the greatest of its lines', by kind of check.
    """

    days: int
    lines: pl.DataFrame
    office: NDArray[np.str_]
    consignment: NDArray[np.int64]
    ruled: NDArray[np.bool_]
    channel: NDArray[np.int64]
    values: dict[Channel, NDArray[float64]] = field(default_factory=dict)


@dataclass
class Shifts:
    """The recent days, the models in charge, and the lines that follow."""

    recent: deque[_Came] = field(default_factory=deque)
    models: dict[Channel, "Model"] = field(default_factory=dict)
    episodes: dict[Channel, GoodsEpisodes] = field(default_factory=dict)

    def saw(self, lines: pl.DataFrame, decided: pl.DataFrame, on: date) -> None:
        """Remember what was decided."""
        number = lines.select(pl.struct("sender", "reference").rle_id()).to_series().to_numpy().astype(np.int64)
        start = np.flatnonzero(np.diff(number, prepend=-1))
        arm = decided["consignment_arm"].cast(pl.String).to_numpy()[start]
        # With a line drawn, the lots that a draw still picks are those that capacity does not replace.
        ruled = (arm == Arm.MANDATORY) | ((arm == Arm.LOT) & bool(self.models))
        channel = decided["consignment_channel"].to_physical().to_numpy()[start].astype(np.int64)
        days = max(1, lines["declared_on"].n_unique())
        came = _Came(days, asked_frame(lines, on), lines["office"].to_numpy()[start], number, ruled, channel)
        for kind in self.models:
            self._value(came, kind)
        self.recent.append(came)
        while len(self.recent) > 1 and sum(one.days for one in self.recent) - self.recent[0].days >= _RECENT:
            self.recent.popleft()

    def hear(self, kind: Channel, answered: pl.DataFrame, weeks: float) -> None:
        """What was found since a training, held against what the model in charge said: episodes are learned."""
        if kind not in self.models:
            return
        said = self.models[kind].probability(answered)
        label = answered["nonconforming"].cast(pl.Float64).to_numpy()
        self.episodes.setdefault(kind, GoodsEpisodes()).learn(answered, said, label, weeks)

    def obey(self, kind: Channel, model: "Model") -> None:
        """Put a model in charge; the recent days are valued by it."""
        self.models[kind] = model
        for came in self.recent:
            self._value(came, kind)

    def _value(self, came: _Came, kind: Channel) -> None:
        start = np.flatnonzero(np.diff(came.consignment, prepend=-1))
        known = self._known(kind)
        values = stirred(self.models[kind], came.lines, unrest_of(came.lines, lambda _: known))
        came.values[kind] = np.maximum.reduceat(values, start)

    def _known(self, kind: Channel) -> EpisodesInForce:
        return self.episodes[kind].in_force() if kind in self.episodes else NO_EPISODES

    def learned(self, budgets: Sequence[Budget], on: date) -> Learned:
        """What a decision reads of models and lines on a day."""
        return Learned(
            scorers={model.digest: model for model in self.models.values()},
            champions={kind: model.digest for kind, model in self.models.items()},
            paces=self._paces(budgets, on),
        )

    def _paces(self, budgets: Sequence[Budget], on: date) -> Mapping[tuple[str, Channel], PaceInForce]:
        return {
            (one.office, one.kind): self._pace(one, on) for one in budgets if one.kind in self.models and self.recent
        }

    def _pace(self, budget: Budget, on: date) -> PaceInForce:
        days, needed = 0, 0
        values: list[NDArray[float64]] = []
        for came in self.recent:
            here = came.office == budget.office
            days += came.days
            needed += int((here & came.ruled & np.isin(came.channel, _OPENED[budget.kind])).sum())
            values.append(came.values[budget.kind][here & ~came.ruled])
        line = draw_line(
            np.concatenate(values),
            capacity_left=budget.capacity - needed / days,
            expected_left=sum(len(part) for part in values) / days,
            random_share=budget.random_share,
            floor=budget.floor,
            even=budget.even,
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
            random_unit=line.random_unit,
            model=self.models[budget.kind].digest,
            episodes=self._known(budget.kind),
        )
