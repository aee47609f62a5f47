"""CUSUM of counts made normal: small shifts that last add up. Rossi et al. (1999), Stat Med 18:2111."""

from collections.abc import Callable

import numpy as np
from scipy.special import hyp2f1

from guomen.kernel.terms import Text
from guomen.surveillance.detection.options import told
from guomen.surveillance.detection.procedure import Procedure, Series, Values
from guomen.surveillance.detection.seasonal import Season, seasonal_mean
from guomen.surveillance.detection.terms import BadOption, Counts, Detected, Kind, Option


def _anscombe_nb(x: Counts, alpha: float) -> Counts:
    found: Counts = 1.5 * np.cbrt(x) ** 2 * hyp2f1(1 / 3, 2 / 3, 5 / 3, -alpha * x)
    return found


# How a count x with mean m becomes nearly standard normal; a = alpha.
_NORMAL: dict[str, Callable[[Counts, Counts, float], Counts]] = {
    "standard": lambda x, m, a: (x - m) / np.sqrt(m),
    "rossi": lambda x, m, a: (x - 3 * m + 2 * np.sqrt(x * m)) / (2 * np.sqrt(m)),
    "anscombe": lambda x, m, a: 1.5 * (np.cbrt(x) ** 2 - np.cbrt(m) ** 2) / m ** (1 / 6),
    "anscombe2nd": lambda x, m, a: (np.cbrt(x) ** 2 - (np.cbrt(m) ** 2 - m ** (-1 / 3) / 9)) / (2 / 3 * m ** (1 / 6)),
    "pearsonNegBin": lambda x, m, a: (x - m) / np.sqrt(m + a * m**2),
    "anscombeNegBin": lambda x, m, a: (_anscombe_nb(x, a) - _anscombe_nb(m, a)) / (m + a * m**2) ** (1 / 6),
    "none": lambda x, m, a: x,
}
# The count at which the sum reaches h when it still lacks d = h + k - sum.
_COUNT: dict[str, Callable[[Counts, Counts, float], Counts]] = {
    "standard": lambda d, m, a: np.ceil(np.sqrt(m) * d + m),
    "rossi": lambda d, m, a: 2 * d * np.sqrt(m) + 5 * m - 2 * np.sqrt(4 * m**2 + 2 * m**1.5 * d),
    "anscombe": lambda d, m, a: np.maximum(2 / 3 * m ** (1 / 6) * d + np.cbrt(m) ** 2, 0) ** 1.5,
    "anscombe2nd": lambda d, m, a: np.maximum(2 / 3 * m ** (1 / 6) * d + np.cbrt(m) ** 2 - np.cbrt(m) / 9, 0) ** 1.5,
    "pearsonNegBin": lambda d, m, a: np.sqrt(m + a * m**2) * d + m,
}


def _mean(series: Series, first: int, given: Values) -> Counts:
    """The mean in control: a number, the mean of the periods before, or a Poisson model with one harmonic of them."""
    shape = (series.length - first, series.counts.shape[1])
    wanted = given["m"]
    if wanted == "glm":
        return seasonal_mean(series.counts[:first], Season(given["freq"], 1), series.length, None)
    if wanted is not None:
        return np.full(shape, _positive(wanted))
    known = (~np.isnan(series.counts[:first])).sum(axis=0)
    with np.errstate(invalid="ignore"):
        return np.broadcast_to(np.nansum(series.counts[:first], axis=0) / known, shape).copy()


def _positive(wanted: str) -> float:
    try:
        mean = float(wanted)
    except ValueError:
        mean = 0.0
    if 0 < mean < float("inf"):
        return mean
    raise BadOption(
        "detection.bad_value",
        Text(f"选项 m 不接受 {told(wanted)}。", f"Option m cannot be {told(wanted)}."),
        Text("应为正数、glm 或 NULL（历史均值）。", "It takes a number above 0, glm, or NULL (the mean of the past)."),
    )


def _run(series: Series, first: int, given: Values) -> Detected:
    today, mean = series.counts[first:], _mean(series, first, given)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        normal = _NORMAL[given["trans"]](today, mean, given["alpha"])
    before, after = _sums(np.nan_to_num(normal - given["k"], posinf=np.inf, neginf=-np.inf), given)
    alarm = (after >= given["h"]) & ~np.isnan(normal)
    bound = _bound(before, after, mean, given)
    return Detected(first, mean, bound, np.where(np.isnan(normal), np.nan, after), alarm)


def _sums(steps: Counts, given: Values) -> tuple[Counts, Counts]:
    """The sum before and after each period, never below 0; with reset it starts anew after an alarm."""
    before, after = np.zeros_like(steps), np.zeros_like(steps)
    now = np.zeros(steps.shape[1])
    for row, step in enumerate(steps):
        before[row] = now
        now = after[row] = np.maximum(0.0, now + step)
        if given["reset"]:
            now = np.where(now >= given["h"], 0.0, now)
    return before, after


def _bound(before: Counts, after: Counts, mean: Counts, given: Values) -> Counts:
    lacking = given["h"] + given["k"] - before
    with np.errstate(invalid="ignore"):
        count = (
            _COUNT[given["trans"]](lacking, mean, given["alpha"]) if given["trans"] in _COUNT else given["h"] - after
        )
    bound: Counts = np.where(np.isnan(mean), np.nan, np.maximum(np.nan_to_num(count), 0.0))
    return bound


METHODS = (
    Procedure(
        "cusum",
        Text(
            "CUSUM：累积超出均值的部分，适于小而持续的上升。得分：累积和，达到 h 报警；界限为使其达到 h 的计数。",
            "CUSUM: what exceeds the mean adds up; for small rises that last. Score: the sum, an alarm at h; the "
            "bound is the count that takes it there.",
        ),
        (
            Option(
                "k", Kind.NUMBER, 1.04, Text("参考值：每期扣除的量。", "Reference value: taken off in each period.")
            ),
            Option(
                "h",
                Kind.NUMBER,
                2.26,
                Text("决策区间：和达到此值报警。", "Decision interval: an alarm at this sum."),
                least=0,
            ),
            Option(
                "m",
                Kind.TEXT,
                None,
                Text(
                    "受控均值：数、glm（季节模型）或 NULL（历史均值）。",
                    "Mean in control: a number, glm = a Poisson model with a season, NULL = mean of the past.",
                ),
            ),
            Option(
                "trans",
                Kind.CHOICE,
                "standard",
                Text(
                    "使计数近似正态的变换。",
                    "How counts are made normal: rossi for small means, *NegBin for wide.",
                ),
                choices=tuple(_NORMAL),
            ),
            Option(
                "alpha",
                Kind.NUMBER,
                0.1,
                Text("负二项变换的离散度。", "Dispersion of the *NegBin transforms."),
                least=0,
            ),
            Option("freq", Kind.WHOLE, 52, Text("每年的时段数（m=glm）。", "Periods in a year, for m=glm."), least=1),
            Option(
                "reset",
                Kind.SWITCH,
                False,
                Text(
                    "报警后归零；R 1.26 之前从不归零，界限会漂移到 0。",
                    "Start from 0 after an alarm. R before 1.26 never does: the bound drifts to 0 after an outbreak.",
                ),
            ),
        ),
        _run,
        lambda _series, _given: 1,
    ),
)
