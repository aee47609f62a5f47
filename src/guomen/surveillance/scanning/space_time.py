"""Scans in space and time: cylinders over places and periods."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from guomen.surveillance.scanning.checks import checked_base, checked_cases, checked_count, no_model, not_scannable
from guomen.surveillance.scanning.models import Model, expected_poisson, permutation, population_poisson
from guomen.surveillance.scanning.terms import Numbers, Scan
from guomen.surveillance.scanning.weighing import Spans, scanned
from guomen.surveillance.scanning.windows import Shape, nests

MODELS = ("permutation", "population-poisson", "expectation-poisson")


def scan_space_time(
    cases: ArrayLike, coordinates: ArrayLike | None, *, population: ArrayLike | None = None,
    expected: ArrayLike | None = None, model: str = "permutation", distance: str = "euclid", max_share: float = 0.5,
    nearest: int | None = None, windows: Sequence[Sequence[int]] | None = None, longest: int | None = None,
    current: bool = True, even: bool = False, replicates: int = 999, seed: int = 0, most: int = 10,
) -> Scan:  # fmt: skip
    """Cylinders with more cases than elsewhere and before (Kulldorff 2001, J. R. Statist. Soc. A 164:61-72).

    cases, population, expected: of shape (periods, places), time running down. model "permutation": neither population
    nor expectation is needed (Kulldorff et al. 2005); "population-poisson": given the total, in proportion to expected
    or, without it, to population; "expectation-poisson": about the expected numbers, which must be given (Neill 2005).
    current: only cylinders that reach the last period (what goes on now); otherwise all that there are. longest: most
    periods of a cylinder; default half of them, at least 1. even: the population says how cases fall over places only,
    and every period expects as many (as the R package scanstatistics has it). The rest as in space.scan_space.
    Raises NotScannable.
    """
    counted = checked_cases(cases)
    if counted.ndim != 2:
        raise not_scannable(
            "periods", "病例数须按时期和地点排成表。", "Cases must be a table of periods and places.",
            "没有时间时请用空间扫描。", "Without time, scan in space only.",
        )  # fmt: skip
    people = _table(population, counted, "人口", "Population")
    given = _table(expected, counted, "期望数", "Expected")
    if even and given is None and people is not None:
        given = people / people.sum(axis=1, keepdims=True)
    ours = _model(model, counted, people, given)
    weight = (ours.expected if people is None else people).sum(axis=0)
    shape = Shape(distance, max_share, nearest, windows)
    spans = _spans(len(counted), max(1, len(counted) // 2) if longest is None else longest, current)
    return scanned(ours, counted, people, nests(coordinates, weight, shape), spans, replicates, seed, most)


def _spans(periods: int, longest: int, current: bool) -> Spans:
    checked_count("longest", longest, 1)
    lasts = [periods - 1] if current else range(periods)
    pairs = [(last - length + 1, last) for last in lasts for length in range(1, min(longest, last + 1) + 1)]
    start, end = np.array(pairs, dtype=np.intp).T
    return Spans(start, end)


def _table(values: ArrayLike | None, cases: Numbers, zh: str, en: str) -> Numbers | None:
    return None if values is None else checked_base(values, cases, zh, en)


def _model(name: str, cases: Numbers, people: Numbers | None, expected: Numbers | None) -> Model:
    if name not in MODELS:
        raise no_model(name, MODELS)
    if name == "permutation":
        return permutation(name, cases)
    base = people if expected is None and name == "population-poisson" else expected
    if base is None:
        raise not_scannable(
            "expected", f"{name} 模型需要期望数。", f"The model {name} needs expected cases.",
            "请给出每期每地的期望数；没有时请用 permutation。",
            "Give them for each period and place; without them use permutation.",
        )  # fmt: skip
    return (
        population_poisson(name, cases, base) if name == "population-poisson" else expected_poisson(name, cases, base)
    )
