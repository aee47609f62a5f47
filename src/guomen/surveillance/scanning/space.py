"""Kulldorff's spatial scan: circles over places, Poisson or binomial."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from guomen.surveillance.scanning.checks import checked_base, checked_cases, no_model, not_scannable
from guomen.surveillance.scanning.models import Model, case_or_none, population_poisson
from guomen.surveillance.scanning.terms import Numbers, Scan
from guomen.surveillance.scanning.weighing import Spans, scanned
from guomen.surveillance.scanning.windows import Shape, nests

MODELS = ("poisson", "binomial")


def scan_space(
    cases: ArrayLike, population: ArrayLike | None, coordinates: ArrayLike | None, *, model: str = "poisson",
    expected: ArrayLike | None = None, distance: str = "euclid", max_share: float = 0.5, nearest: int | None = None,
    windows: Sequence[Sequence[int]] | None = None, replicates: int = 999, seed: int = 0, most: int = 10,
) -> Scan:  # fmt: skip
    """Circles with more cases than elsewhere (Kulldorff 1997, Communications in Statistics 26:1481-1496).

    cases, population, expected: a number a place. coordinates: (places, 2); longitude and latitude in degrees with
    distance "great-circle". model "poisson": cases fall in proportion to expected (default: the population), given
    their total; "binomial": each of the population is a case or none. Circles hold at most max_share of the population
    (of expected, where there is none) and at most `nearest` places; windows: lists of place numbers instead. p is from
    `replicates` random repetitions with this seed; 0: none. At most `most` regions, no two with a place in common.
    Raises NotScannable.
    """
    counted = checked_cases(np.atleast_2d(np.asarray(cases, dtype=float)))
    people = _row(population, counted, "人口", "Population")
    ours = _model(model, counted, people, _row(expected, counted, "期望数", "Expected"))
    weight = (ours.expected if people is None else people)[0]
    shape = Shape(distance, max_share, nearest, windows)
    once = Spans(np.zeros(1, np.intp), np.zeros(1, np.intp))
    return scanned(ours, counted, people, nests(coordinates, weight, shape), once, replicates, seed, most)


def _row(values: ArrayLike | None, cases: Numbers, zh: str, en: str) -> Numbers | None:
    return None if values is None else checked_base(np.atleast_2d(np.asarray(values, dtype=float)), cases, zh, en)


def _model(name: str, cases: Numbers, people: Numbers | None, expected: Numbers | None) -> Model:
    match name:
        case "poisson":
            base = people if expected is None else expected
        case "binomial":
            base = people
        case _:
            raise no_model(name, MODELS)
    if base is None:
        raise not_scannable(
            "population", f"{name} 模型需要人口数。", f"The model {name} needs the population.",
            "请给出每地人口，poisson 也可给期望数。", "Give it for each place; poisson also takes expected cases.",
        )  # fmt: skip
    return population_poisson(name, cases, base) if name == "poisson" else case_or_none(name, cases, base)
