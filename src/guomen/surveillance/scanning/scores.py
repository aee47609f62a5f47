"""Likelihood ratios of a window: how much better "more inside" explains the cases than "the same everywhere"."""

from collections.abc import Callable

import numpy as np
from scipy.special import xlog1py, xlogy

from guomen.surveillance.scanning.terms import Numbers

# Expected cases of each window -> (cases of each window, last axis the same -> logarithm of the likelihood ratio)
Score = Callable[[Numbers], Numbers]
Scorer = Callable[[Numbers], Score]


def poisson(total: int) -> Scorer:
    """Poisson, given the number of all cases (Kulldorff 1997, eq. 8): c ln(c/b) + (C-c) ln((C-c)/(C-b)) where c > b.

    b: expected, scaled to sum to C. With cases counted before, each window needs two numbers and no logarithm.
    """
    counts = np.arange(total + 1.0)
    heads = xlogy(counts, counts) + xlogy(total - counts, total - counts)

    def scorer(expected: Numbers) -> Score:
        inside = (expected > 0) & (expected < total)
        b = np.where(inside, expected, total / 2)
        slope, level = np.log(b) - np.log(total - b), -total * np.log(total - b)
        enough = np.where(inside, expected, np.inf)

        def score(cases: Numbers) -> Numbers:
            value: Numbers = heads[cases.astype(np.intp)]
            value -= cases * slope
            value += level
            value[cases <= enough] = 0.0
            return value

        return score

    return scorer


def expectation_poisson(expected: Numbers) -> Score:
    """Poisson with the expectation known (Neill 2005): c ln(c/b) + b - c where c > b."""
    b = np.where(expected > 0, expected, 1.0)
    slope = np.log(b) + 1

    def score(cases: Numbers) -> Numbers:
        return np.where((expected > 0) & (cases > b), xlogy(cases, cases) - cases * slope + b, 0.0)

    return score


def binomial(cases_in_all: int, population_in_all: int) -> Scorer:
    """Bernoulli (Kulldorff 1997, eq. 6): each of the population is a case or none; where the share inside is greater.

    The windows' "expected" is their population.
    """
    apart = population_in_all - cases_in_all
    none = xlogy(cases_in_all, cases_in_all / population_in_all) + xlog1py(apart, -cases_in_all / population_in_all)

    def scorer(population: Numbers) -> Score:
        outside = population_in_all - population
        inside = (population > 0) & (outside > 0)
        people, others = np.where(inside, population, 1.0), np.where(inside, outside, 1.0)

        def score(cases: Numbers) -> Numbers:
            rest = cases_in_all - cases
            more = inside & (cases * others > rest * people)
            value = _half(cases, people) + _half(rest, others) - none
            return np.where(more, value, 0.0)

        return score

    return scorer


def _half(cases: Numbers, people: Numbers) -> Numbers:
    found: Numbers = xlogy(cases, cases / people) + xlog1py(people - cases, -np.minimum(cases / people, 1.0))
    return found
