"""The default detector: a robust seasonal baseline, and a look at this week alone and together with the week before.

Two looks share one budget of false alarms: outbreaks that begin with a bang are seen at once, those that spread over
two weeks are seen in the second. The chance that the smaller of the two tail probabilities is as small as it is, under
the baseline, is the p-value. Each week is judged by what came before it alone, so that a week's answer never changes.
"""

from dataclasses import dataclass

import numpy as np

from guomen.kernel.terms import Text
from guomen.surveillance.detection.baseline import LEAST_MEAN, Rhythm, foretell
from guomen.surveillance.detection.procedure import Procedure, Series, Values
from guomen.surveillance.detection.tails import each_level, either, least_count, least_of_two, mid_p
from guomen.surveillance.detection.terms import Counts, Detected, Flags, Kind, Option

# Up to so many counts the chance of an alarm is summed one by one.
FEW = 30


@dataclass(frozen=True, slots=True)
class Outlook:
    """One week before it is counted, for each series: what is foretold of it and of the known weeks just before it.

    mean, before: expected cases of the week, and of the weeks pooled with it. phi: dispersion. doubt: variance of the
    logarithm of the mean. answered: False where too little is known.
    """

    mean: Counts
    before: Counts
    phi: Counts
    doubt: Counts
    answered: Flags

    @property
    def alone(self) -> Counts:
        """Dispersion of the week's count with the doubt about its mean: phi + mean * doubt."""
        return self.phi + self.mean * self.doubt

    @property
    def pooled(self) -> Counts:
        """The same for the sum of the pooled weeks, whose means are in doubt together."""
        return self.phi + (self.mean + self.before) * self.doubt

    @property
    def shared(self) -> Counts:
        """Correlation of the week's count with the sum of the pooled weeks."""
        return np.sqrt(self.mean / (self.mean + self.before))

    def p(self, count: Counts, earlier: Counts) -> Counts:
        """The p-value of this week's count after `earlier` cases in the weeks pooled with it."""
        one = mid_p(count, self.mean, self.alone)
        two = mid_p(count + earlier, self.mean + self.before, self.pooled)
        return least_of_two(np.minimum(one, two), self.shared)

    def limits(self, level: float) -> tuple[Counts, Counts]:
        """The least count of the week, and the least sum of the pooled weeks, whose p-value is at most `level`."""
        each = each_level(level, self.shared)
        return least_count(self.mean, self.alone, each), least_count(self.mean + self.before, self.pooled, each)

    def attained(self, level: float, least: int = 1) -> Counts:
        """The chance that a week without outbreak raises an alarm at this level: counts are whole, so it differs.

        Summed exactly where few counts lie below the limit; where many do, the level itself is attained. least: fewer
        cases than this raise none.
        """
        alone, pooled = self.limits(level)
        alone = np.maximum(alone, least)
        chance = np.where(self.answered, level, 0.0)
        few = self.answered & (alone <= FEW)
        phis = self.alone[few], (self.phi + self.before * self.doubt)[few]
        chance[few] = either(alone[few], pooled[few], self.mean[few], self.before[few], phis, least)
        return chance


def outlook(series: Series, week: int, given: Values) -> tuple[Outlook, Counts]:
    """What the weeks before `week` foretell of it, and the known cases of the weeks that are pooled with it."""
    exposure = np.ones_like(series.counts) if series.population is None else np.nan_to_num(series.population)
    asked = np.arange(max(week - given["pooled"] + 1, 1), week + 1)
    past = slice(max(0, week - given["years"] * given["freq"]), int(asked[0]))
    told = foretell(
        series.counts[past],
        exposure[past],
        np.arange(past.start, past.stop, dtype=float),
        asked.astype(float),
        Rhythm(given["freq"], given["harmonics"], given["daily"]),
    )
    seen = np.isfinite(series.counts[asked]) & (exposure[asked] > 0)
    means = np.maximum(told.mean * exposure[asked], LEAST_MEAN)
    enough = (np.isfinite(series.counts[past]) & (exposure[past] > 0)).sum(axis=0) >= given["history"]
    earlier = np.where(seen[:-1], series.counts[asked[:-1]], 0.0).sum(axis=0)
    before = (means * seen)[:-1].sum(axis=0)
    return Outlook(means[-1], before, told.phi, told.doubt, enough & (exposure[week] > 0)), earlier


def _judged(series: Series, week: int, given: Values) -> dict[str, Counts]:
    """One week of every series. The bound falls when the week before already counted more than foretold."""
    ahead, earlier = outlook(series, week, given)
    alone, pooled = ahead.limits(given["alpha"])
    bound = np.maximum(np.minimum(alone, pooled - earlier), given["least"]) - 1.0
    p = np.where(np.isfinite(series.counts[week]), ahead.p(np.nan_to_num(series.counts[week]), earlier), np.nan)
    told = {"expected": ahead.mean, "bound": np.maximum(bound, -1.0), "p": p, "phi": ahead.phi, "score": -np.log10(p)}
    return {name: np.where(ahead.answered, numbers, np.nan) for name, numbers in told.items()}


def _run(series: Series, first: int, given: Values) -> Detected:
    weeks = [_judged(series, week, given) for week in range(first, series.length)]
    told = {name: np.array([week[name] for week in weeks]) for name in weeks[0]}
    with np.errstate(invalid="ignore"):
        alarm = series.counts[first:] > told["bound"]
    known = {name: told[name] for name in ("p", "phi")}
    return Detected(first, told["expected"], told["bound"], told["score"], alarm, known)


METHODS = (
    Procedure(
        "harmonic-nb",
        Text(
            "默认方法：稳健的负二项基线（水平、趋势、季节、最近一年），本周单独及与上周合并两种判断共用一个误报预算。得分：−log10(p)。",
            "The default: a robust negative-binomial baseline (level, trend, season, last year); this week alone and "
            "together with the week before share one budget of false alarms. Score: -log10(p).",
        ),
        (
            Option(
                "alpha", Kind.NUMBER, 0.015, Text("每周误报概率。", "Chance of a false alarm a week."), 0, 0.5, True
            ),
            Option("pooled", Kind.WHOLE, 2, Text("合并的周数。", "Weeks that are judged together."), 1, 8),
            Option("harmonics", Kind.WHOLE, 2, Text("季节的谐波数。", "Harmonics of the season."), 0, 6),
            Option(
                "freq",
                Kind.WHOLE,
                52,
                Text("每年的周数（逐日则为 365）。", "Weeks in a year (365 where periods are days)."),
                4,
            ),
            Option(
                "daily", Kind.SWITCH, False, Text("时段为日，含七日周期。", "Periods are days, with a cycle of seven.")
            ),
            Option("years", Kind.WHOLE, 6, Text("最多回溯的年数。", "Years to look back at most."), 1),
            Option("history", Kind.WHOLE, 13, Text("至少已知的周数。", "Weeks that must be known at least."), 2),
            Option("least", Kind.WHOLE, 1, Text("少于此数不报警。", "No alarm for fewer cases than this."), 1),
        ),
        _run,
        lambda _, given: given["history"] + given["pooled"] - 1,
    ),
)
