"""Proportional reporting ratio, reporting odds ratio and chi-square of a table of four cells.

                 event    other events
product            a           b
other products     c           d
"""

import numpy as np
from scipy.stats import norm

from guomen.surveillance.disproportionality.terms import Numbers

Z95 = float(norm.ppf(0.975))
# value, lower and upper limit of the 95 % interval
Interval = tuple[Numbers, Numbers, Numbers]


def prr(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> Interval:
    """Proportional reporting ratio [a/(a+b)] / [c/(c+d)] (Evans, Waller and Davis 2001).

    The interval is normal on the logarithm, with variance 1/a - 1/(a+b) + 1/c - 1/(c+d). Infinite where c is 0;
    limits are NaN where a or c is 0.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (a / (a + b)) / (c / (c + d))
        error = np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    return _interval(value, error)


def ror(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> Interval:
    """Reporting odds ratio ad / bc (van Puijenbroek et al. 2002).

    The interval is normal on the logarithm, with variance 1/a + 1/b + 1/c + 1/d. Infinite where b or c is 0; limits
    are NaN where any cell is 0.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (a / b) * (d / c)
        error = np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return _interval(value, error)


def chi_square(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> Numbers:
    """Pearson's chi-square with Yates' correction, 1 degree of freedom; NaN where a margin is 0.

    The correction takes off no more than there is, so that a table as expected has 0.
    """
    n = a + b + c + d
    apart = np.maximum(np.abs(a * d - b * c) - n / 2, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return n * (apart / (a + b)) * (apart / (c + d)) / (a + c) / (b + d)


def _interval(value: Numbers, error: Numbers) -> Interval:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        whole = np.isfinite(error) & (value > 0) & np.isfinite(value)
        width = np.where(whole, np.exp(Z95 * np.where(whole, error, 0.0)), np.nan)
        return value, value / width, value * width
