"""Sampling plans against the standard's own values, and against what other authors published."""

from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from guomen.catalogue.terms import SamplingTables
from guomen.kernel.terms import Refusal
from guomen.targeting.sampling.queries import tables_of
from guomen.targeting.sampling.rules import (
    acceptance_probability,
    detection_confidence,
    detection_sample,
    plan_for,
    representative_lot,
)


@pytest.fixture(scope="module")
def tables() -> SamplingTables:
    return tables_of(settings.REFERENCE)


@pytest.mark.parametrize(
    ("lot", "aql", "state", "plan"),
    [
        (1000, "1.0", "normal", ("J", 80, 2, 3)),
        (3000, "2.5", "normal", ("K", 125, 7, 8)),
        (500, "0.10", "normal", ("K", 125, 0, 1)),
        (3000, "1.0", "tightened", ("K", 125, 2, 3)),
        (3000, "1.0", "reduced", ("K", 50, 2, 3)),
        (90, "0.065", "normal", ("L", 90, 0, 1)),
        (5000, "1.5", "normal", ("L", 200, 7, 8)),
        (5000, "1.5", "tightened", ("L", 200, 5, 6)),
        (2000, "1.0", "normal", ("K", 125, 3, 4)),
        (2000, "0.65", "normal", ("K", 125, 2, 3)),
        (12000, "6.5", "reduced", ("L", 80, 10, 11)),
        (1200, "1.0", "normal", ("J", 80, 2, 3)),
        (300, "1.0", "normal", ("H", 50, 1, 2)),
    ],
)
def test_plans_of_the_standard(tables: SamplingTables, lot: int, aql: str, state: str, plan: Any) -> None:
    found = plan_for(tables, lot, "II", aql, state)
    assert (found.letter, found.n, found.ac, found.re) == plan


@pytest.mark.parametrize(
    ("lot", "level", "letter"),
    [(2, "II", "A"), (8, "III", "B"), (26, "II", "D"), (500_001, "II", "Q"), (40, "S-1", "A")],
)
def test_code_letters_of_the_standard(tables: SamplingTables, lot: int, level: str, letter: str) -> None:
    assert tables.letter(lot, level) == letter


@pytest.mark.parametrize("wrong", [(1000, "IX", "1.0", "normal"), (1000, "II", "1.1", "normal"), (1, "II", "1.0", "x")])
def test_what_the_tables_do_not_have_is_said(tables: SamplingTables, wrong: Any) -> None:
    with pytest.raises(LookupError):
        plan_for(tables, *wrong)


@given(st.integers(2, 2_000_000), st.sampled_from(["0.010", "0.65", "1.0", "2.5"]))
def test_a_lot_that_stands_for_others_has_their_plan(lot: int, aql: str) -> None:
    known = tables_of(settings.REFERENCE)
    standing = representative_lot(known, lot)
    assert plan_for(known, standing, "II", aql, "normal") == plan_for(known, lot, "II", aql, "normal")


def test_reference_files_that_are_not_there_are_said_to_be_missing(tmp_path: Any) -> None:
    with pytest.raises(Refusal, match=r"sampling.tables_missing"):
        tables_of(tmp_path)


@pytest.mark.parametrize(
    ("n", "ac", "p", "chance"),
    [
        (10, 3, 0.10, 0.9872048),
        (20, 0, 0.05, 0.35848592),
        (20, 0, 0.15, 0.03875953),
        (125, 3, 0.01, 0.9626),
        (80, 2, 0.01, 0.9534),
        (50, 1, 0.01, 0.9106),
    ],
)
def test_operating_characteristics_as_published(n: int, ac: int, p: float, chance: float) -> None:
    assert acceptance_probability(n, ac, p) == pytest.approx(chance, abs=5e-5)


# (lot, confidence, level) -> n: ISPM 31 tables 1 and 2 and the hypergeometric grid of the handbook.
DETECTION = [
    (25, 0.95, 0.10, 19), (50, 0.95, 0.05, 39), (100, 0.95, 0.05, 45), (100, 0.95, 0.02, 78), (100, 0.99, 0.05, 59),
    (200, 0.95, 0.01, 155), (300, 0.95, 0.005, 285), (500, 0.95, 0.05, 56), (500, 0.95, 0.01, 225),
    (500, 0.99, 0.01, 300), (1000, 0.95, 0.001, 950), (1000, 0.95, 0.01, 258), (1000, 0.99, 0.02, 204),
    (10_000, 0.95, 0.01, 294), (10_000, 0.99, 0.005, 878), (200_000, 0.95, 0.001, 2972), (200_000, 0.99, 0.001, 4551),
    (100, 0.80, 0.20, 7), (200, 0.80, 0.20, 8), (1000, 0.80, 0.05, 31), (50, 0.80, 0.02, 40),
    (None, 0.95, 0.01, 299), (None, 0.99, 0.001, 4603), (None, 0.80, 0.20, 8), (None, 0.95, 0.05, 59),
]  # fmt: skip


@pytest.mark.parametrize(("lot", "confidence", "level", "n"), DETECTION)
def test_sample_sizes_that_detect_a_share(lot: int | None, confidence: float, level: float, n: int) -> None:
    assert detection_sample(lot, level, confidence) == n


@pytest.mark.parametrize(("lot", "level", "n"), [(100, 0.10, 31), (100, 0.05, 52), (1000, 0.10, 36), (1000, 0.01, 312)])
def test_an_inspection_that_finds_four_in_five_needs_more_units(lot: int, level: float, n: int) -> None:
    assert detection_sample(lot, level, 0.95, 0.8) == n


@given(st.integers(1, 3000), st.floats(0.001, 0.5), st.floats(0.5, 0.99))
def test_the_sample_is_large_enough_and_one_less_is_not(lot: int, level: float, confidence: float) -> None:
    n = detection_sample(lot, level, confidence)
    infested = max(1, int(lot * level + 1e-9))
    assert n == lot or detection_confidence(lot, infested, n) >= confidence - 1e-9
    assert n == 1 or detection_confidence(lot, infested, n - 1) < confidence + 1e-9


@pytest.mark.parametrize("wrong", [(0.0, 0.95), (1.0, 0.95), (0.05, 1.0)])
def test_shares_outside_the_open_interval_are_refused(wrong: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        detection_sample(100, *wrong)
