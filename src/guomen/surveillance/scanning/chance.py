"""What chance alone would bring: repetitions of the cases under each model, part by part."""

from collections.abc import Iterator

import numpy as np
from scipy.stats import random_table

from guomen.surveillance.scanning.terms import Numbers


def given_total(expected: Numbers, total: int, replicates: int, rng: np.random.Generator) -> Iterator[Numbers]:
    """All cases thrown again over periods and places, in proportion to what is expected (multinomial)."""
    chances = (expected / expected.sum()).ravel()
    for size in _parts(replicates, expected.size):
        yield rng.multinomial(total, chances, size=size).reshape(size, *expected.shape).astype(float)


def independent(expected: Numbers, replicates: int, rng: np.random.Generator) -> Iterator[Numbers]:
    """Poisson numbers about what is expected."""
    for size in _parts(replicates, expected.size):
        yield rng.poisson(expected, size=(size, *expected.shape)).astype(float)


def among_people(population: Numbers, total: int, replicates: int, rng: np.random.Generator) -> Iterator[Numbers]:
    """The cases drawn again from all people, nobody twice (multivariate hypergeometric)."""
    people = population.ravel().astype(np.int64)
    for size in _parts(replicates, population.size):
        drawn = rng.multivariate_hypergeometric(people, total, size=size, method="marginals")
        yield drawn.reshape(size, *population.shape).astype(float)


def permuted(cases: Numbers, replicates: int, rng: np.random.Generator) -> Iterator[Numbers]:
    """The days of the cases shuffled among them: each place and each period keeps its sum (Patefield 1981)."""
    tables = random_table(cases.sum(axis=1).astype(np.int64), cases.sum(axis=0).astype(np.int64))
    for size in _parts(replicates, cases.size):
        yield np.asarray(tables.rvs(size=size, random_state=rng), dtype=float).reshape(size, *cases.shape)


# Numbers held at once.
_AT_ONCE = 4_000_000


def _parts(replicates: int, size: int) -> Iterator[int]:
    at_once = max(1, _AT_ONCE // max(size, 1))
    for done in range(0, replicates, at_once):
        yield min(at_once, replicates - done)
