"""Episodes: something has happened to the goods of a kind since the model learned of them.

A model that has learned over months that goods are sound unlearns it over months. An episode filter holds, for each
level of a kind (a heading, a heading of an origin), the chance that an episode is on, as a hidden Markov chain of two
states would have it: a line found bad of which the model thought little raises it at once, sound ones lower it, and
with time it falls back by itself. A line's chance is what the model says where no episode is on, RAISES log-odds more
in one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from scipy.special import expit, logit

from guomen.targeting.model_v1.shrinkage import Floats
from guomen.targeting.model_v1.terms import BEGINS, LASTS, RAISES, REST, EpisodesInForce, cell, is_cell

# The chance that the watch's alarm gives every level at least.
WOKEN = 0.03
_LEAST, _MOST, _EVIDENCE = 1e-6, 0.995, 20.0
# A level that stands so near the usual chance is forgotten.
_NEAR = 0.05


@dataclass(slots=True)
class Episodes:
    """The filter of one kind of level. chance: level -> chance that an episode is on; unknown levels have the usual."""

    chance: dict[str, float] = field(default_factory=dict)
    usual: float = REST

    def learn(self, levels: Sequence[str], probability: Floats, label: Floats, weeks: float = 1.0) -> None:
        """The labels of so many weeks: what the model said of each line beforehand, and what was found."""
        off = np.clip(probability, 1e-4, 0.999)
        on = expit(logit(off) + RAISES)
        evidence = np.where(label > 0, np.log(on / off), np.log((1 - on) / (1 - off)))
        told, at = np.unique(np.asarray(levels, dtype=str), return_inverse=True)
        sums = np.clip(np.bincount(at, evidence, minlength=len(told)), -_EVIDENCE, _EVIDENCE)
        for level, total in zip(told.tolist(), sums.tolist(), strict=True):
            before = self.chance.get(level, self.usual)
            odds = before / (1 - before) * float(np.exp(total))
            self.chance[level] = odds / (1 + odds)
        self.usual = self._later(self.usual, weeks)
        later = {level: self._later(chance, weeks) for level, chance in self.chance.items()}
        self.chance = {level: chance for level, chance in later.items() if abs(chance / self.usual - 1) > _NEAR}

    def wake(self, chance: float) -> None:
        """Something has changed, nobody knows where: an episode is at least this likely everywhere."""
        self.chance = {level: max(chance, before) for level, before in self.chance.items()}
        self.usual = max(chance, self.usual)

    @staticmethod
    def _later(chance: float, weeks: float) -> float:
        after = chance * (1 - weeks / LASTS) + (1 - chance) * BEGINS * weeks
        return min(max(after, _LEAST), _MOST)


@dataclass(slots=True)
class GoodsEpisodes:
    """The filters of headings and of headings of an origin, side by side."""

    headings: Episodes = field(default_factory=Episodes)
    cells: Episodes = field(default_factory=Episodes)

    def learn(self, lines: pl.DataFrame, probability: Floats, label: Floats, weeks: float) -> None:
        """What was found in some time; lines: with goods_code and origin."""
        headings = lines["goods_code"].str.slice(0, 4).to_list()
        self.headings.learn(headings, probability, label, weeks)
        cells = [cell(heading, origin) for heading, origin in zip(headings, lines["origin"], strict=True)]
        self.cells.learn(cells, probability, label, weeks)

    def wake(self, chance: float = WOKEN) -> None:
        """Something has changed, nobody knows where."""
        self.headings.wake(chance)
        self.cells.wake(chance)

    def in_force(self, key: int = 0) -> EpisodesInForce:
        """What decisions read of it."""
        both = (self.headings, self.cells)
        return EpisodesInForce(
            key, self.headings.usual, {level: round(chance, 6) for one in both for level, chance in one.chance.items()}
        )

    @classmethod
    def of(cls, kept: EpisodesInForce) -> "GoodsEpisodes":
        """The filters that gave this."""
        cells = {level: chance for level, chance in kept.levels.items() if is_cell(level)}
        headings = {level: chance for level, chance in kept.levels.items() if not is_cell(level)}
        return cls(Episodes(chance=headings, usual=kept.usual), Episodes(chance=cells, usual=kept.usual))
