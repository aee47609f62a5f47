"""The worlds in columns (stationary, drift, collapse, cheats) as worlds in which a policy can be tried.

One office and made-up goods of which no gate, paper or standard is known: only rates, draws and models decide there.
What is wrong shows to whoever looks.
"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from guomen.parties.terms import PartySnapshot
from guomen.simulator.columns.lines import lines
from guomen.simulator.columns.terms import Week
from guomen.simulator.columns.world import World as ColumnsWorld
from guomen.simulator.columns.worlds import SHAPES
from guomen.simulator.trying.goods import CLASSES
from guomen.simulator.trying.people import Whole
from guomen.simulator.trying.terms import PLACES, Parameters
from guomen.simulator.trying.worlds import Arrivals

_LUCK = 4
_QUALITY = list(CLASSES).index("quality")


class CourseWorld:
    """A course through a world in columns, day by day. It is its own learner: cheats hear whom the port caught."""

    def __init__(self, parameters: Parameters, seed: int) -> None:
        self.parameters = parameters
        self.seed = seed
        place = (PLACES[0].port, PLACES[0].office)
        shape = replace(SHAPES[parameters.course], places=(place,), first_day=parameters.first_day,
                        weeks=(parameters.days + 6) // 7)  # fmt: skip
        self._course = ColumnsWorld(shape, seed).weeks()
        self._weeks: dict[int, Week] = {}

    @property
    def parties(self) -> PartySnapshot:
        """Nobody is on record: every importer has the class that policy gives to the unknown."""
        return PartySnapshot(0)

    @property
    def days(self) -> int:
        """How long the world runs."""
        return self.parameters.days

    def on(self, day: int) -> date:
        """The date of a day of the run."""
        return self.parameters.first_day + timedelta(days=day)

    def evasion(self) -> "CourseWorld":
        """The course itself hears who was caught."""
        return self

    def learn(self, relations: Whole, day: int) -> None:
        """These links were found out."""
        week = self._weeks.get(self._course.number - 1)
        if week is not None:
            self._course.caught(week, week.truth["link"].is_in(relations.tolist()).to_numpy())

    def arrivals(self, day: int, evasion: object = None) -> Arrivals:
        """What arrives on a day of the run."""
        number = day // 7
        while self._course.number <= number:
            self._weeks = {self._course.number: next(self._course)}
        week = self._weeks[number]
        on = self.on(day)
        rows = (week.frame["day"] == on).to_numpy()
        frame = lines(week).filter(pl.Series(rows))
        truth, count = week.truth.filter(pl.Series(rows)), int(rows.sum())
        bad, none = truth["nonconforming"].to_numpy(), np.zeros(count, dtype=np.int64)
        return Arrivals(
            day=on,
            frame=frame,
            consignment=np.arange(count),
            relation=truth["link"].to_numpy().astype(np.int64),
            office=none,
            seen=bad,
            tested=np.zeros(count, dtype=bool),
            seen_class=np.full(count, _QUALITY),
            tested_class=np.full(count, _QUALITY),
            harm=bad.astype(np.float64),
            risk=week.true_risk[rows],
            episode=np.where(truth["outbreak"].to_numpy(), 0, -1),
            luck=np.random.default_rng([self.seed, _LUCK, day]).random((3, count)),
        )
