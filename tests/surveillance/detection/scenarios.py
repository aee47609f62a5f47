"""The 42 published scenarios of weekly counts with outbreaks whose place is known.

Noufaily et al. (2013), Statistics in Medicine 32:1206, section 3.1; Bédubourg and Le Strat (2017), PLOS ONE
12(7):e0181227. Mean exp(theta + beta t + sum over j = 1..m of gamma1 cos(2 pi j t / 52) + gamma2 sin(2 pi j t / 52)),
variance phi times the mean (negative binomial; Poisson where phi is 1). Weeks 1-312 run in, 313-575 are the past,
576-624 are judged. An outbreak has Poisson(k standard deviations of its first week) cases, each in the week
floor(lognormal(0, 0.5)) after the start.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# theta, beta where there is a trend, gamma1, gamma2, phi; each set without and with trend, with m = 0, 1, 2.
SETS = (
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.002, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)
PAST, WEEKS, LAST = 312, 575, 624
SCENARIOS = tuple((*line, trend, m) for line in SETS for trend in (0, 1) for m in (0, 1, 2))
EARLIER_OUTBREAKS = 4


@dataclass(frozen=True)
class Series:
    """Weeks 313-624, one column a series. quiet: without, counts: with the present outbreak; outbreak: its weeks."""

    quiet: Floats
    counts: Floats
    outbreak: NDArray[np.bool_]
    scenario: NDArray[np.int64]
    earlier: NDArray[np.int64]
    size: NDArray[np.int64]

    @property
    def first(self) -> int:
        """The first week that is judged."""
        return WEEKS - PAST


def means(scenario: int) -> tuple[Floats, float]:
    """The mean of each of the 624 weeks of a scenario (1-42), and its dispersion."""
    theta, beta, gamma1, gamma2, phi, trend, m = SCENARIOS[scenario - 1]
    week = np.arange(1, LAST + 1)
    season = [gamma1 * np.cos(angle) + gamma2 * np.sin(angle) for angle in _angles(week, int(m))]
    return np.exp(theta + beta * trend * week + sum(season, np.zeros(LAST))), float(phi)


def _angles(week: NDArray[np.int64], m: int) -> list[Floats]:
    return [2 * np.pi * j * week / 52 for j in range(1, m + 1)]


def drawn(mean: Floats, phi: float, dice: np.random.Generator) -> Floats:
    """Counts of this mean and of variance phi times the mean."""
    if phi == 1:
        return dice.poisson(mean).astype(float)
    return dice.negative_binomial(mean / (phi - 1), 1 / phi).astype(float)


def _broke_out(mean: Floats, phi: float, k: float, start: int, dice: np.random.Generator) -> Floats:
    """The cases of one outbreak, week by week; what would fall after the last week is left out."""
    cases = int(dice.poisson(k * np.sqrt(phi * mean[start])))
    weeks = start + np.floor(dice.lognormal(0, 0.5, cases)).astype(int)
    return np.bincount(weeks[weeks < LAST], minlength=LAST).astype(float)


def simulated(seed: int, replicates: int = 10, earlier: tuple[int, ...] = (0, 5)) -> Series:
    """`replicates` series of each scenario and each k of the earlier outbreaks; the k of the present one runs 1..10."""
    rows = [
        _one(scenario, k1, replicate % 10 + 1, np.random.default_rng([seed, scenario, k1, replicate]))
        for scenario in range(1, len(SCENARIOS) + 1)
        for k1 in earlier
        for replicate in range(replicates)
    ]
    quiet, cases, scenarios, k1s, k2s = (np.array(column) for column in zip(*rows, strict=True))
    judged = np.arange(LAST) >= WEEKS
    begun = np.maximum.accumulate(cases, axis=1) > 0
    to_come = np.maximum.accumulate(cases[:, ::-1], axis=1)[:, ::-1] > 0
    outbreak = begun & to_come & judged
    return Series(quiet[:, PAST:].T, (quiet + cases)[:, PAST:].T, outbreak[:, WEEKS:].T, scenarios, k1s, k2s)


def _one(scenario: int, k1: int, k2: int, dice: np.random.Generator) -> tuple[Floats, Floats, int, int, int]:
    mean, phi = means(scenario)
    quiet = drawn(mean, phi, dice)
    for start in dice.choice(np.arange(PAST, WEEKS), EARLIER_OUTBREAKS, replace=False):
        earlier = _broke_out(mean, phi, k1, int(start), dice)
        quiet += np.where(np.arange(LAST) < WEEKS, earlier, 0)
    return quiet, _broke_out(mean, phi, k2, int(dice.integers(WEEKS, LAST)), dice), scenario, k1, k2
