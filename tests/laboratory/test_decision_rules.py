"""Decision rules and their risk: ILAC-G8:09/2019 table 1, JCGM 106:2012 clauses 7 and 8."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.kernel.terms import Text
from guomen.laboratory.rules import statement_of
from guomen.laboratory.rules.deciding import chance_of_more_than, conformance_probability
from guomen.laboratory.terms import Conformity, DecisionRule, Grade, Limit, LimitKind, Measured, Statement

LEAD = Text("铅", "lead (Pb)")
R = DecisionRule


def judged(value: str, rule: DecisionRule, limit: Limit | None = None, **more: Any) -> Statement:
    """A value against at most 10 mg/kg with U = 1 mg/kg (k = 2)."""
    bound = limit or Limit(LimitKind.MAX, "mg/kg", Decimal(10))
    given_ = {"uncertainty": Decimal(1), **more}
    return statement_of(LEAD, bound, Measured((Decimal(value),), "mg/kg", **given_), rule)


RULES = [
    # rule, r, last value accepted, risk of a false accept there (ILAC-G8:09/2019 table 1)
    (R.SIMPLE, "0", "10", 0.50),
    (R.SMALL_GUARD, "0.83", "9.17", 0.05),
    (R.GUARDED, "1", "9", 0.025),
    (R.WIDE_GUARD, "1.5", "8.5", 0.0016),
    (R.SIX_SIGMA, "3", "7", 1e-6),
]


@pytest.mark.parametrize(("rule", "multiple", "last", "at_most"), RULES)
def test_each_guard_band_keeps_the_false_accept_that_it_is_chosen_for(
    rule: DecisionRule, multiple: str, last: str, at_most: float
) -> None:
    """At the acceptance limit itself, k = 2: 50 %, 5 %, 2.5 %, 0.16 %, less than 1 in a million."""
    assert rule.multiple == Decimal(multiple)
    accepted = judged(last, rule)
    assert accepted.conformity is Conformity.CONFORM
    assert accepted.risk is not None
    assert accepted.risk <= at_most
    assert accepted.guard == rule.multiple
    beyond = judged(str(Decimal(last) + Decimal("0.0001")), rule)
    assert beyond.conformity is Conformity.NONCONFORM


def test_where_only_the_certain_is_rejected_a_false_reject_is_at_most_a_fortieth() -> None:
    """ILAC-G8:09/2019 table 1, "uncritical": rejected where the value is greater than TL + U, PFR < 2.5 %."""
    assert judged("11", R.UNCRITICAL).conformity is Conformity.CONFORM
    rejected = judged("11.0001", R.UNCRITICAL)
    assert rejected.conformity is Conformity.NONCONFORM
    assert rejected.risk == pytest.approx(0.0228, abs=1e-4)


NON_BINARY = [
    ("9", Conformity.CONFORM, Grade.NONE, "laboratory.within_limit"),
    ("9.5", Conformity.INCONCLUSIVE, Grade.CONDITIONAL_ACCEPT, "laboratory.conditional_accept"),
    ("10", Conformity.INCONCLUSIVE, Grade.CONDITIONAL_ACCEPT, "laboratory.conditional_accept"),
    ("10.5", Conformity.INCONCLUSIVE, Grade.CONDITIONAL_REJECT, "laboratory.conditional_reject"),
    ("11", Conformity.INCONCLUSIVE, Grade.CONDITIONAL_REJECT, "laboratory.conditional_reject"),
    ("11.1", Conformity.NONCONFORM, Grade.NONE, "laboratory.outside_limit"),
]


@pytest.mark.parametrize(("value", "conformity", "grade", "code"), NON_BINARY)
def test_the_non_binary_rule_has_four_words(value: str, conformity: Conformity, grade: Grade, code: str) -> None:
    """ILAC-G8:09/2019 4.2.3: pass, conditional pass, conditional fail, fail."""
    statement = judged(value, R.CONDITIONAL)
    assert (statement.conformity, statement.grade, statement.reasons[0].code) == (conformity, grade, code)
    assert statement.risk is not None


CONFORMANCE = [
    # JCGM 106:2012 7.3.3, example: breakdown voltage of a Zener diode, at most −5.40 V, y = −5.47 V, u = 0.05 V
    ("-5.47", "0.05", None, "-5.40", 0.92),
    # 7.4, example: kinematic viscosity of SAE grade 40 oil, 12.5 to 16.3 mm²/s, y = 13.6, u = 1.8
    ("13.6", "1.8", "12.5", "16.3", 0.66),
    # Quantiles of the normal distribution: p = 0.80, 0.90, 0.95, 0.99, 0.999 (7.3, table 1)
    ("-0.84", "1", None, "0", 0.80),
    ("-1.28", "1", None, "0", 0.90),
    ("-1.64", "1", None, "0", 0.95),
    ("-2.33", "1", None, "0", 0.99),
]


@pytest.mark.parametrize(("value", "u", "low", "high", "gives"), CONFORMANCE)
def test_the_probability_of_conformance_is_the_published_one(
    value: str, u: str, low: str | None, high: str | None, gives: float
) -> None:
    bounds = [Decimal(one) if one is not None else None for one in (low, high)]
    assert conformance_probability(Decimal(value), Decimal(u), *bounds) == pytest.approx(gives, abs=0.005)


def test_a_two_sided_limit_is_guarded_on_both_sides() -> None:
    ph = Limit(LimitKind.RANGE, "mg/kg", Decimal(8), Decimal(4))
    told = {value: judged(value, R.GUARDED, ph).conformity for value in ("4.9", "5", "7", "7.1")}
    assert told == {"4.9": "nonconform", "5": "conform", "7": "conform", "7.1": "nonconform"}


def test_a_guard_band_that_leaves_nothing_to_accept_rejects_nothing_within_the_limits() -> None:
    narrow = Limit(LimitKind.RANGE, "mg/kg", Decimal(5), Decimal(4))
    within = judged("4.5", R.GUARDED, narrow)
    assert (within.conformity, within.reasons[0].code) == ("inconclusive", "laboratory.guard_too_wide")
    assert judged("5.5", R.GUARDED, narrow).conformity == "nonconform"


def test_a_rule_that_needs_the_uncertainty_cannot_do_without() -> None:
    statement = judged("1", R.GUARDED, uncertainty=None)
    assert statement.conformity == "inconclusive"
    assert "no uncertainty is stated" in statement.reasons[0].text.en
    assert statement.risk is None


def test_simple_acceptance_without_uncertainty_states_no_risk() -> None:
    statement = judged("1", R.SIMPLE, uncertainty=None)
    assert (statement.conformity, statement.risk, statement.guard) == ("conform", None, None)


@pytest.mark.parametrize(
    ("absolute", "relative", "used"),
    [("1", None, "1"), (None, "0.12", "1.08"), ("1", "0.12", "1.08"), ("2", "0.12", "2")],
)
def test_uncertainty_is_absolute_or_relative_and_the_larger_counts(
    absolute: str | None, relative: str | None, used: str
) -> None:
    stated = {"uncertainty": Decimal(absolute) if absolute else None}
    statement = judged("9", R.SIMPLE, **stated, relative=Decimal(relative) if relative else None)
    assert statement.uncertainty == Decimal(used)


def test_uncertainty_in_another_unit_is_turned_too() -> None:
    measured = Measured((Decimal(9500),), "µg/kg", uncertainty=Decimal(1000))
    statement = statement_of(LEAD, Limit(LimitKind.MAX, "mg/kg", Decimal(10)), measured, R.GUARDED)
    assert (statement.conformity, statement.guard) == ("nonconform", Decimal(1))


def test_where_the_guard_band_decided_the_statement_says_so() -> None:
    """9.5 is within at most 10, and 10.5 is not: what the rule makes of them is not said of the limit."""
    rejected, accepted = judged("9.5", R.GUARDED), judged("10.5", R.UNCRITICAL)
    assert (rejected.conformity, rejected.reasons[0].code) == ("nonconform", "laboratory.in_guard_band")
    assert (accepted.conformity, accepted.reasons[0].code) == ("conform", "laboratory.within_uncertainty")
    assert judged("10.5", R.GUARDED).reasons[0].code == "laboratory.outside_limit"


def test_what_the_standard_rules_goes_before_what_the_laboratory_prefers() -> None:
    bound = Limit(LimitKind.MAX, "mg/kg", Decimal(10), rule=R.UNCRITICAL)
    assert judged("10.5", R.GUARDED, bound).rule is R.UNCRITICAL


def test_presence_and_classes_know_no_guard_band() -> None:
    absent = Limit(LimitKind.NOT_DETECTED, "mg/kg", Decimal("0.3"))
    assert judged("1", R.GUARDED, absent, uncertainty=None).rule is R.SIMPLE
    classes = Limit(LimitKind.CLASSES, "mg/kg", Decimal(100), Decimal(10))
    assert judged("5", R.GUARDED, classes, uncertainty=None).conformity == "conform"


def test_the_statement_says_rule_uncertainty_guard_band_and_risk_in_both_languages() -> None:
    statement = judged("9.17", R.SMALL_GUARD)
    (said,) = [reason.text for reason in statement.reasons if reason.code == "laboratory.decision_rule"]
    assert "guard band w = 0.83 U" in said.en
    assert "guard band 0.83 mg/kg (U = 1 mg/kg)" in said.en
    assert "probability of a false accept 4.8 %" in said.en
    assert "误接受概率 4.8 %" in said.zh
    assert statement.value == "9.17 ± 1 mg/kg (k = 2)"
    data = statement.as_json()
    assert (data["rule"], data["guard"], round(data["risk"], 4)) == ("guarded_083", "0.83", 0.0485)


@pytest.mark.parametrize(
    ("allowed", "outside", "gives"),
    [(0, [0.5], 0.5), (0, [0.5, 0.5], 0.75), (1, [0.5, 0.5], 0.25), (2, [0.1] * 5, 0.00856), (0, [], 0.0)],
)
def test_the_risk_of_several_units_is_that_more_than_allowed_are_beyond(
    allowed: int, outside: list[float], gives: float
) -> None:
    """Binomial tails, e.g. P(X > 2), n = 5, p = 0.1: 0.00856."""
    assert chance_of_more_than(allowed, outside) == pytest.approx(gives, abs=1e-5)


amounts = st.decimals(min_value=1, max_value=100, places=2)
RULES_ALL = st.sampled_from(list(DecisionRule))


@given(amounts, amounts, amounts, RULES_ALL)
def test_risk_is_a_probability_and_a_pass_under_a_wider_guard_is_a_pass_under_a_narrower(
    value: Decimal, limit: Decimal, uncertainty: Decimal, rule: DecisionRule
) -> None:
    bound = Limit(LimitKind.MAX, "mg/kg", limit)
    statement = judged(str(value), rule, bound, uncertainty=uncertainty)
    assert statement.risk is None or 0 <= statement.risk <= 1
    if statement.conformity is Conformity.CONFORM:
        for other in DecisionRule:
            if other.multiple <= rule.multiple:
                assert judged(str(value), other, bound, uncertainty=uncertainty).conformity is Conformity.CONFORM


@given(amounts, amounts, amounts)
def test_a_guarded_pass_is_wrong_at_most_once_in_forty(value: Decimal, limit: Decimal, uncertainty: Decimal) -> None:
    statement = judged(str(value), R.GUARDED, Limit(LimitKind.MAX, "mg/kg", limit), uncertainty=uncertainty)
    if statement.conformity is Conformity.CONFORM:
        assert statement.risk is not None
        assert statement.risk <= 0.02276
