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
from scipy.special import expit, logit

from guomen.targeting.model_v1.shrinkage import Floats

# Log-odds by which an episode raises risk, weeks that one lasts in the mean, chance per week that one begins.
RAISES, LASTS, BEGINS = 4.0, 14.0, 0.0005
_LEAST, _MOST, _EVIDENCE = 1e-6, 0.995, 20.0


@dataclass(slots=True)
class Episodes:
    """The filter of one kind of level. chance: level -> chance that an episode is on; unknown levels have the usual."""

    raises: float = RAISES
    lasts: float = LASTS
    begins: float = BEGINS
    chance: dict[str, float] = field(default_factory=dict)
    usual: float = BEGINS * LASTS

    def chances(self, levels: Sequence[str]) -> Floats:
        """The chance that an episode is on, per row."""
        return np.array([self.chance.get(level, self.usual) for level in levels], dtype=np.float64)

    def added(self, levels: Sequence[str], probability: Floats) -> Floats:
        """What episodes add to each row's probability."""
        on: Floats = expit(logit(np.clip(probability, 1e-6, 1 - 1e-6)) + self.raises)
        return self.chances(levels) * np.maximum(on - probability, 0.0)

    def learn(self, levels: Sequence[str], probability: Floats, label: Floats) -> None:
        """One week's labels: what the model said of each line beforehand, and what was found."""
        off = np.clip(probability, 1e-4, 0.999)
        on = expit(logit(off) + self.raises)
        evidence = np.where(label > 0, np.log(on / off), np.log((1 - on) / (1 - off)))
        told, at = np.unique(np.asarray(levels, dtype=str), return_inverse=True)
        sums = np.clip(np.bincount(at, evidence, minlength=len(told)), -_EVIDENCE, _EVIDENCE)
        for level, total in zip(told.tolist(), sums.tolist(), strict=True):
            before = self.chance.get(level, self.usual)
            odds = before / (1 - before) * float(np.exp(total))
            self.chance[level] = odds / (1 + odds)
        self.chance = {level: self._later(chance) for level, chance in self.chance.items()}
        self.usual = self._later(self.usual)

    def wake(self, chance: float) -> None:
        """Something has changed, nobody knows where: an episode is at least this likely everywhere."""
        self.chance = {level: max(chance, before) for level, before in self.chance.items()}
        self.usual = max(chance, self.usual)

    def _later(self, chance: float) -> float:
        after = chance * (1 - 1 / self.lasts) + (1 - chance) * self.begins
        return min(max(after, _LEAST), _MOST)
