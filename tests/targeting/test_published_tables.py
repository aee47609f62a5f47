"""The shipped sampling tables and formulas against the published ones, cell by cell (handbook/tables)."""

import csv
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest
from django.conf import settings

from guomen.catalogue.terms import SamplingTables
from guomen.targeting.sampling.queries import tables_of
from guomen.targeting.sampling.rules import acceptance_probability, detection_confidence, detection_sample

# The handbook's word for a state, and ours.
_OURS = {"discontinue": "discontinued"}


def rows(shared: Path, name: str) -> Iterator[dict[str, str]]:
    with (shared / "handbook" / "tables" / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


@pytest.fixture(scope="module")
def tables() -> SamplingTables:
    return tables_of(settings.REFERENCE)


def test_every_code_letter_of_table_1(shared: Path, tables: SamplingTables) -> None:
    checked = 0
    for row in rows(shared, "gbt2828_1_code_letters.csv"):
        for level in ("S-1", "S-2", "S-3", "S-4", "I", "II", "III"):
            for lot in {int(row["lot_min"]), int(row["lot_max"] or 10**9)}:
                assert tables.letter(lot, level) == row[level], (lot, level)
            checked += 1
    assert checked == 15 * 7


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("gbt2828_1_table_2A_normal.csv", "normal"),
        ("gbt2828_1_table_2B_tightened.csv", "tightened"),
        ("gbt2828_1_table_2C_reduced.csv", "reduced"),
    ],
)
def test_every_cell_of_the_master_tables(shared: Path, tables: SamplingTables, name: str, state: str) -> None:
    """Tables 2-A, 2-B, 2-C of GB/T 2828.1-2012: letter, size, Ac and Re, arrows followed. Not MIL-STD-105E's 2-C."""
    published = {
        (row["letter"], row["aql"]): (
            row["resolved_letter"], int(row["resolved_n"]), int(row["resolved_ac"]), int(row["resolved_re"])
        )
        for row in rows(shared, name)
        if row["cell"] != "none"
    }  # fmt: skip
    ours = {
        (letter, aql): (plan.letter, plan.n, plan.ac, plan.re)
        for (severity, letter, aql), plan in tables.plans.items()
        if severity == state
    }
    assert len(published) >= 416
    assert ours == published


def test_the_rules_of_switching(shared: Path) -> None:
    """Clause by clause: from where to where, and every number that the clause states."""
    with (settings.REFERENCE / "iso_2859_1_switching.csv").open(encoding="utf-8", newline="") as lines:
        ours = {(row["from_state"], row["to_state"]): row for row in csv.DictReader(lines)}
    published = {
        (row["from_state"], row["to_state"]): row["condition"] for row in rows(shared, "gbt2828_1_switching_rules.csv")
    }
    said = {
        ("normal", "tightened"): ("连续 5 批或少于 5 批中有 2 批不接收", {"reject": "2", "within": "5"}),
        ("tightened", "normal"): ("连续 5 批初次检验接收", {"accept": "5"}),
        ("tightened", "discontinue"): ("累计 5 批", {"reject": "5"}),
        ("normal", "reduced"): ("30", {"score": "30", "authority": "yes"}),
    }
    for move, (words, numbers) in said.items():
        assert words in published[move], move
        for column, number in numbers.items():
            assert ours[move[0], _OURS.get(move[1], move[1])][column] == number, (move, column)
    assert ("reduced", "normal") in ours


def test_every_sample_size_of_ispm_31(shared: Path) -> None:
    """480 sizes, to the unit: hypergeometric for lots of 25 to 200,000, binomial for an endless one.

    Where lot times level is no whole number ISPM 31 rounds the infested units down (note to its table 1: 300 units at
    0.5 %), and so do we; the transcription takes the nearest whole number, and its size is the one for that number.
    """
    checked = fractional = 0
    for row in rows(shared, "ispm31_sample_sizes.csv"):
        lot = int(row["lot_size"]) if row["lot_size"] else None
        level, confidence = float(row["detection_level"]), float(row["confidence"])
        found, published = detection_sample(lot, level, confidence), int(row["min_sample_size_acceptance0"])
        infested = Decimal(row["detection_level"]) * (lot or 1)
        if lot is None or infested == infested.to_integral_value():
            assert found == published, row
        else:
            nearest = max(1, int(infested.to_integral_value(ROUND_HALF_EVEN)))
            assert detection_confidence(lot, nearest, published) >= confidence - 1e-12, row
            assert published == 1 or detection_confidence(lot, nearest, published - 1) < confidence, row
            # At exactly the confidence (800 units, one infested, 80 %: 640) the transcription takes one more.
            assert found >= published - 1, row
            fractional += 1
        checked += 1
    assert (checked, fractional < checked / 4) == (480, True)


@pytest.mark.parametrize(
    ("n", "ac", "p", "chance"),
    [(10, 3, 0.10, 0.9872048), (20, 0, 0.05, 0.35848592), (20, 0, 0.15, 0.03875953)],
)
def test_operating_characteristics_as_published_to_a_millionth(n: int, ac: int, p: float, chance: float) -> None:
    """Kiermeier, Journal of Statistical Software 26 (6), 2008."""
    assert acceptance_probability(n, ac, p) == pytest.approx(chance, abs=1e-6)
