"""OutbreakP: a rise without an end against a level that never changes. Frisén et al. (2009), Stat Med 28:2487."""

import numpy as np
from scipy.special import xlogy

from guomen.kernel.terms import Text
from guomen.surveillance.detection.glm import Row
from guomen.surveillance.detection.procedure import Procedure, Series, Values
from guomen.surveillance.detection.terms import Counts, Detected, Kind, Option


class _Rising:
    """The rising curve that fits best so far, as runs of equal means, for every series at once."""

    def __init__(self, periods: int, series: int) -> None:
        self.total, self.weight = np.zeros((periods, series)), np.zeros((periods, series))
        self.depth = np.zeros(series, dtype=np.intp)
        self.sum, self.known = np.zeros(series), np.zeros(series)
        self._column = np.arange(series)

    def push(self, count: Counts) -> None:
        """One more period; runs that do not rise any more become one. A count that is not known changes nothing."""
        known = ~np.isnan(count)
        column, top = self._column[known], self.depth[known]
        self.total[top, column], self.weight[top, column] = count[known], 1.0
        self.depth[known] += 1
        self.sum[known] += count[known]
        self.known[known] += 1
        while len(column := column[self._falls(column)]):
            top = self.depth[column] - 1
            for run in (self.total, self.weight):
                run[top - 1, column] += run[top, column]
                run[top, column] = 0.0
            self.depth[column] -= 1

    def _falls(
        self, column: "np.ndarray[tuple[int], np.dtype[np.intp]]"
    ) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        top = self.depth[column] - 1
        below = np.maximum(top - 1, 0)
        left = self.total[top, column] * self.weight[below, column]
        return (top > 0) & (left <= self.total[below, column] * self.weight[top, column])

    def ratio(self) -> Row:
        """Logarithm of the likelihood ratio of the rising curve to the level."""
        with np.errstate(invalid="ignore", divide="ignore"):
            rising = np.where(self.weight > 0, xlogy(self.total, self.total / self.weight), 0.0).sum(axis=0)
            found: Row = rising - xlogy(self.sum, self.sum / self.known)
        return found

    def with_one(self, count: Row) -> Row:
        """The same ratio if one more period had this count: the last run takes in what would no longer rise."""
        total = np.cumsum(self.total[::-1], axis=0)[::-1] + count
        weight = np.cumsum(self.weight[::-1], axis=0)[::-1] + 1.0
        total, weight = np.vstack([total, count]), np.vstack([weight, np.ones_like(count)])
        start = np.argmax(np.where(weight > 0, total / weight, -1.0), axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            runs = np.where(self.weight > 0, xlogy(self.total, self.total / self.weight), 0.0)
        kept = np.vstack([np.zeros_like(count), np.cumsum(runs, axis=0)])[start, self._column]
        last, long = total[start, self._column], weight[start, self._column]
        level = xlogy(self.sum + count, (self.sum + count) / (self.known + 1.0))
        found: Row = kept + xlogy(last, last / long) - level
        return found


def _run(series: Series, first: int, given: Values) -> Detected:
    counts = series.counts
    shape = (series.length - first, counts.shape[1])
    state, log = _Rising(series.length, counts.shape[1]), np.empty(shape)
    bound, expected = np.full(shape, np.nan), np.empty(shape)
    for now, count in enumerate(counts):
        if now >= first:
            row = now - first
            with np.errstate(invalid="ignore"):
                expected[row] = state.sum / state.known
            if given["ret"] == "cases" and now > 0:
                bound[row] = _cases(state, np.log(given["k"]), given["maxUpperboundCases"])
        state.push(count)
        if now >= first:
            log[row] = state.ratio()
    log[np.isnan(counts[first:])] = np.nan
    with np.errstate(over="ignore", invalid="ignore"):
        score, alarm = np.exp(log), log > np.log(given["k"])
    return Detected(first, expected, score if given["ret"] == "value" else bound, score, alarm)


def _cases(state: _Rising, limit: float, most: int) -> Row:
    """The smallest count that would raise an alarm; 0 where even that would, NaN where none would."""
    low, high = np.full(len(state.sum), -1.0), np.full(len(state.sum), float(most))
    reached = state.with_one(high) > limit
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        over = state.with_one(np.maximum(middle, 0.0)) > limit
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    return np.where(reached, np.maximum(high, 0.0), np.nan)


METHODS = (
    Procedure(
        "outbreakp",
        Text(
            "OutbreakP：上升曲线与恒定水平的似然比，无需基线。得分：似然比，超过 k 报警。",
            "OutbreakP: likelihood ratio of a rising curve to a constant level; needs no baseline. Score: the ratio, "
            "an alarm above k.",
        ),
        (
            Option(
                "k",
                Kind.NUMBER,
                100.0,
                Text("报警的似然比。", "The ratio above which it is an alarm."),
                least=0,
                open=True,
            ),
            Option(
                "ret",
                Kind.CHOICE,
                "cases",
                Text(
                    "界限列：cases 为报警所需例数，value 为统计量。",
                    "The bound: cases = the smallest count that would be an alarm; value = the statistic.",
                ),
                choices=("cases", "value"),
            ),
            Option(
                "maxUpperboundCases", Kind.WHOLE, 100_000, Text("搜索的上限。", "How far cases are searched."), least=1
            ),
        ),
        _run,
        lambda _series, _given: 0,
    ),
)
