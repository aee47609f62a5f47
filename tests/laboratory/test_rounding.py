"""GB/T 8170-2008: the worked examples of clause 3 (rounding) and of table 2 (comparison with a limit)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.kernel.terms import Text
from guomen.laboratory.rules import statement_of
from guomen.laboratory.rules.rounding import last_place, rounded
from guomen.laboratory.terms import Comparison, Limit, LimitKind, Measured

CLAUSE_3 = [
    ("3.2.1", "12.1498", "0.1", "12.1"),
    ("3.2.1", "12.1498", "1", "12"),
    ("3.2.2", "1268", "100", "1300"),
    ("3.2.2", "1268", "10", "1270"),
    ("3.2.2", "10.5002", "1", "11"),
    ("3.2.3, an odd digit before the 5", "1.050", "0.1", "1.0"),
    ("3.2.3, an odd digit before the 5", "0.35", "0.1", "0.4"),
    ("3.2.3", "2500", "1000", "2000"),
    ("3.2.3", "3500", "1000", "4000"),
    ("3.2.3", "0.0325", "0.001", "0.032"),
    ("3.2.3", "32500", "1000", "32000"),
    ("3.2.4, a negative number by its size", "-355", "10", "-360"),
    ("3.2.4", "-325", "10", "-320"),
    ("3.2.4", "-365", "10", "-360"),
    ("3.2.4", "-0.0365", "0.001", "-0.036"),
    ("3.3.1, in one step", "97.46", "1", "97"),
    ("3.3.1, in one step", "15.4546", "1", "15"),
    ("3.4, half a unit", "60.25", "0.5", "60.0"),
    ("3.4, half a unit", "60.38", "0.5", "60.5"),
    ("3.4, half a unit", "60.28", "0.5", "60.5"),
    ("3.4, half a unit", "-60.75", "0.5", "-61.0"),
    ("3.4, a fifth of a unit", "830", "20", "840"),
    ("3.4, a fifth of a unit", "842", "20", "840"),
    ("3.4, a fifth of a unit", "832", "20", "840"),
    ("3.4, a fifth of a unit", "-930", "20", "-920"),
]


@pytest.mark.parametrize(("clause", "value", "step", "gives"), CLAUSE_3)
def test_the_standards_own_examples_of_rounding(clause: str, value: str, step: str, gives: str) -> None:
    assert rounded(Decimal(value), Decimal(step)) == Decimal(gives)


SILICON = Limit(LimitKind.MAX, "%", Decimal("0.5"))
MANGANESE = Limit(LimitKind.RANGE, "%", Decimal("1.6"), Decimal("1.2"))
HYDROXIDE = Limit(LimitKind.RANGE, "%", None, Decimal("97.0"))
STRENGTH = Limit(LimitKind.RANGE, "MPa", None, Decimal("1400"), places=-2)
DIAMETER = Limit(LimitKind.RANGE, "mm", Decimal("10.1"), Decimal("9.9"))
YES, NO = "conform", "nonconform"
TABLE_2 = [
    # what, limit, measured, whole value, rounded value, judged rounded
    ("tensile strength ≥ 14×100 MPa", STRENGTH, "1349", NO, "1300", NO),
    ("tensile strength ≥ 14×100 MPa", STRENGTH, "1351", NO, "1400", YES),
    ("tensile strength ≥ 14×100 MPa", STRENGTH, "1400", YES, "1400", YES),
    ("tensile strength ≥ 14×100 MPa", STRENGTH, "1402", YES, "1400", YES),
    ("NaOH ≥ 97.0 %", HYDROXIDE, "97.01", YES, "97.0", YES),
    ("NaOH ≥ 97.0 %", HYDROXIDE, "97.00", YES, "97.0", YES),
    ("NaOH ≥ 97.0 %", HYDROXIDE, "96.96", NO, "97.0", YES),
    ("NaOH ≥ 97.0 %", HYDROXIDE, "96.94", NO, "96.9", NO),
    ("silicon in medium carbon steel ≤ 0.5 %", SILICON, "0.452", YES, "0.5", YES),
    ("silicon in medium carbon steel ≤ 0.5 %", SILICON, "0.500", YES, "0.5", YES),
    ("silicon in medium carbon steel ≤ 0.5 %", SILICON, "0.549", NO, "0.5", YES),
    ("silicon in medium carbon steel ≤ 0.5 %", SILICON, "0.551", NO, "0.6", NO),
    ("manganese 1.2 to 1.6 %", MANGANESE, "1.151", NO, "1.2", YES),
    ("manganese 1.2 to 1.6 %", MANGANESE, "1.200", YES, "1.2", YES),
    ("manganese 1.2 to 1.6 %", MANGANESE, "1.649", NO, "1.6", YES),
    ("manganese 1.2 to 1.6 %", MANGANESE, "1.651", NO, "1.7", NO),
    ("wire diameter 10.0 ± 0.1 mm", DIAMETER, "9.89", NO, "9.9", YES),
    ("wire diameter 10.0 ± 0.1 mm", DIAMETER, "9.85", NO, "9.8", NO),
    ("wire diameter 10.0 ± 0.1 mm", DIAMETER, "10.10", YES, "10.1", YES),
    ("wire diameter 10.0 ± 0.1 mm", DIAMETER, "10.16", NO, "10.2", NO),
]


@pytest.mark.parametrize(("what", "limit", "value", "whole", "as_rounded", "judged"), TABLE_2)
def test_whole_and_rounded_comparison_differ_where_the_standard_says_so(
    what: str, limit: Limit, value: str, whole: str, as_rounded: str, judged: str
) -> None:
    """GB/T 8170-2008 table 2."""
    from dataclasses import replace

    item, measured = Text(what, what), Measured((Decimal(value),), limit.unit)
    assert statement_of(item, limit, measured).conformity == whole
    statement = statement_of(item, replace(limit, comparison=Comparison.ROUNDED), measured)
    assert (statement.conformity, Decimal(statement.rounded)) == (judged, Decimal(as_rounded))


def test_a_statement_on_a_rounded_value_says_so_and_a_whole_one_has_nothing_to_say() -> None:
    measured = Measured((Decimal("0.549"),), "%")
    limit = Limit(LimitKind.MAX, "%", Decimal("0.5"), comparison=Comparison.ROUNDED)
    said = [reason.code for reason in statement_of(Text("硅", "silicon"), limit, measured).reasons]
    assert said == ["laboratory.within_limit", "laboratory.rounded"]
    assert statement_of(Text("硅", "silicon"), SILICON, measured).rounded == ""


@pytest.mark.parametrize(
    ("bound", "places", "step"), [("0.20", None, "0.01"), ("0.2", None, "0.1"), ("0.2", 2, "0.01"), ("1400", -2, "100")]
)
def test_the_last_place_is_the_one_that_the_standard_prints(bound: str, places: int | None, step: str) -> None:
    assert last_place(Decimal(bound), places) == Decimal(step)


@given(
    st.decimals(min_value=-10000, max_value=10000, places=5),
    st.sampled_from([Decimal("0.001"), Decimal("0.5"), Decimal("0.2"), Decimal(1), Decimal(100)]),
)
def test_rounding_is_never_further_than_half_a_step_and_again_changes_nothing(value: Decimal, step: Decimal) -> None:
    once = rounded(value, step)
    assert abs(once - value) * 2 <= step
    assert rounded(once, step) == once
