"""RKI 1-3: the early warning of the Robert Koch Institute; Poisson limits below a mean of 20, two sigma above."""

import numpy as np

from guomen.kernel.terms import Text
from guomen.surveillance.detection.bayes import seasonal_options
from guomen.surveillance.detection.procedure import Procedure, Series, Values
from guomen.surveillance.detection.terms import Detected
from guomen.surveillance.detection.windows import (
    above,
    exceedance,
    looked_back,
    seasonal_history,
    seasonal_lags,
)

# Upper 95 % limit of a Poisson mean after 0 … 20 cases: Crow and Gardner (1959), Biometrika 46:441, table 1.
_UPPER = np.array(
    [3.285, 5.323, 6.686, 8.102, 9.598, 11.177, 12.817, 13.765, 14.921, 16.768, 17.633, 19.050, 20.335, 21.364,
     22.945, 23.762, 25.400, 26.306, 27.735, 28.966, 30.017]
)  # fmt: skip
_NORMAL_ABOVE = 20.0


def _run(series: Series, first: int, given: Values) -> Detected:
    past = looked_back(series.counts, first, seasonal_lags(given["freq"], given["b"], given["w"], given["actY"]))
    known = ~np.isnan(past)
    n = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, past, 0.0).sum(axis=0) / n
        variance = np.square(np.where(known, past - mean, 0.0)).sum(axis=0) / (n - 1)
    small = _UPPER[np.clip(np.nan_to_num(mean), 0, _NORMAL_ABOVE).astype(int)]
    bound = np.where(mean > _NORMAL_ABOVE, mean + 2.0 * np.sqrt(variance), small)
    bound[n == 0] = np.nan
    today = series.counts[first:]
    return Detected(first, mean, bound, exceedance(today, mean, bound), above(today, bound))


def _method(number: int, b: int, w: int, this_year: bool) -> Procedure:
    return Procedure(
        f"rki{number}",
        Text(
            f"RKI {number}：均值不超过 20 用泊松上限，否则均值加两个标准差（b={b}，w={w}）。得分：相对界限的超出。",
            f"RKI {number}: a Poisson limit up to a mean of 20, then mean and two standard deviations (b={b}, w={w}). "
            "Score: 0 as foretold, 1 at the bound.",
        ),
        seasonal_options(b, w, this_year),
        _run,
        seasonal_history,
    )


METHODS = (_method(1, 0, 6, True), _method(2, 1, 6, True), _method(3, 2, 4, False))
