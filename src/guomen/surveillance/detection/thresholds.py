"""From a foretold mean to the bound: a power transform (Farrington 1996) or a negative binomial quantile (2013)."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import nbinom, norm, poisson

from guomen.surveillance.detection.terms import Counts

EXPONENTS = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}


@dataclass(frozen=True, slots=True)
class Threshold:
    """The bound, and the chance of a count at least as large as today's where nothing is wrong."""

    bound: Counts
    pvalue: Counts


def transformed(mean: Counts, error: Counts, phi: Counts, today: Counts, z: float, power: str) -> Threshold:
    """mean^p is taken as normal; error: standard error of the mean. Farrington et al. (1996), sec. 3.7."""
    exponent = EXPONENTS[power]
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        spread = exponent * mean ** (exponent - 1) * np.sqrt(mean * (phi + error**2 / mean))
        bound = (mean**exponent + z * spread) ** (1 / exponent)
        pvalue = norm.sf((today**exponent - mean**exponent) / spread)
    bound[~np.isfinite(bound)] = np.nan
    return Threshold(bound, pvalue)


def quantile(mean: Counts, phi: Counts, today: Counts, alpha: float) -> Threshold:
    """The 1 - alpha quantile of a negative binomial with variance phi × mean, of a Poisson where phi is 1."""
    bound, pvalue = np.full_like(mean, np.nan), np.full_like(mean, np.nan)
    usable = np.isfinite(mean) & np.isfinite(phi) & (mean > 0)
    wide = usable & (phi > 1)
    narrow = usable & ~wide
    size = mean[wide] / (phi[wide] - 1)
    bound[wide] = nbinom.ppf(1 - alpha, size, 1 / phi[wide])
    pvalue[wide] = nbinom.sf(today[wide] - 1, size, 1 / phi[wide])
    bound[narrow] = poisson.ppf(1 - alpha, mean[narrow])
    pvalue[narrow] = poisson.sf(today[narrow] - 1, mean[narrow])
    return Threshold(bound, pvalue)
