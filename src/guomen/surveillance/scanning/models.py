"""The models of a scan: what is expected, how a window is scored, and what chance would bring."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from guomen.surveillance.scanning.chance import among_people, given_total, independent, permuted
from guomen.surveillance.scanning.checks import not_scannable
from guomen.surveillance.scanning.scores import Scorer, binomial, expectation_poisson, poisson
from guomen.surveillance.scanning.terms import Numbers

# Draws without replacement are made from fewer than so many.
_URN = 10**9


@dataclass(frozen=True, slots=True)
class Model:
    """expected: cases by period and place if nothing were odd; base: what the scorer takes sums of."""

    name: str
    expected: Numbers
    base: Numbers
    scorer: Scorer
    draws: Callable[[int, np.random.Generator], Iterator[Numbers]]


def population_poisson(name: str, cases: Numbers, base: Numbers) -> Model:
    """Cases in proportion to population or expected, given how many there are in all."""
    total = int(cases.sum())
    fair = base * (total / base.sum())
    return Model(name, fair, fair, poisson(total), lambda size, rng: given_total(fair, total, size, rng))


def case_or_none(name: str, cases: Numbers, population: Numbers) -> Model:
    """Cases among people, each a case or none. Raises NotScannable unless people are whole and enough."""
    everybody, total = float(population.sum()), int(cases.sum())
    if (population != np.floor(population)).any() or (cases > population).any() or everybody >= _URN:
        raise not_scannable(
            "people", "二项模型需要整数人口，且不少于病例数，总数小于十亿。",
            "The binomial model needs whole numbers of people, no fewer than cases, fewer than 10^9 in all.",
            "人口极多时请用 poisson 模型。", "With very many people use the model poisson.",
        )  # fmt: skip
    fair = population * (total / everybody)
    return Model(name, fair, population, binomial(total, int(everybody)),
                 lambda size, rng: among_people(population, total, size, rng))  # fmt: skip


def expected_poisson(name: str, cases: Numbers, expected: Numbers) -> Model:
    """Cases about an expectation that is known, for instance from the past."""
    return Model(name, expected, expected, expectation_poisson, lambda size, rng: independent(expected, size, rng))


def permutation(name: str, cases: Numbers) -> Model:
    """No population known: place and time have nothing to do with each other (Kulldorff et al. 2005)."""
    total = cases.sum()
    fair = np.outer(cases.sum(axis=1), cases.sum(axis=0)) / total
    return Model(name, fair, fair, poisson(int(total)), lambda size, rng: permuted(cases, size, rng))
