"""PRR, ROR and chi-square of four cells."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from guomen.surveillance.disproportionality.ratios import Z95, chi_square, prr, ror

cells = st.tuples(*[st.integers(1, 10_000)] * 4).map(lambda four: [np.array([float(x)]) for x in four])
with_zeros = st.tuples(*[st.integers(0, 50)] * 4).map(lambda four: [np.array([float(x)]) for x in four])


def of(a, b, c, d):
    return [np.array([float(x)]) for x in (a, b, c, d)]


def test_rifabutin_and_uveitis_as_evans_had_it():
    """Evans, Waller, Davis 2001: 41 of 55 reports against 754 with 591,958 others; PRR 586, chi-square 22,740.

    Theirs is without Yates' correction, which takes 2.4 % off.
    """
    four = of(41, 14, 754, 591_958)
    assert prr(*four)[0][0] == pytest.approx(586, abs=0.5)
    plain = chi2_contingency([[41, 14], [754, 591_958]], correction=False).statistic
    assert plain == pytest.approx(22_740, abs=5)
    corrected = chi2_contingency([[41, 14], [754, 591_958]], correction=True).statistic
    assert chi_square(*four)[0] == pytest.approx(corrected, rel=1e-9)


def test_a_table_computed_by_hand():
    # 10 of 100 against 20 of 900: PRR 0.1 / 0.0222… = 4.5; ROR 10·880 / (90·20) = 4.888…
    value, low, high = prr(*of(10, 90, 20, 880))
    error = np.sqrt(1 / 10 - 1 / 100 + 1 / 20 - 1 / 900)
    assert value[0] == pytest.approx(4.5)
    assert np.log(value / low)[0] == pytest.approx(Z95 * error)
    assert np.log(high / value)[0] == pytest.approx(Z95 * error)
    odds, low, _ = ror(*of(10, 90, 20, 880))
    assert odds[0] == pytest.approx(44 / 9)
    assert np.log(odds / low)[0] == pytest.approx(Z95 * np.sqrt(1 / 10 + 1 / 90 + 1 / 20 + 1 / 880))
    # |10·880 - 90·20| = 7000, less 500, squared, × 1000 / (100·900·30·970)
    assert chi_square(*of(10, 90, 20, 880))[0] == pytest.approx(6500**2 * 1000 / (100 * 900 * 30 * 970))


@settings(deadline=None)
@given(cells)
def test_the_odds_ratio_does_not_care_which_is_the_product_and_which_the_event(four):
    a, b, c, d = four
    for one, other in zip(ror(a, b, c, d), ror(a, c, b, d), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)
    np.testing.assert_allclose(chi_square(a, b, c, d), chi_square(a, c, b, d), rtol=1e-9, atol=1e-12)


@settings(deadline=None)
@given(cells)
def test_looking_from_the_other_products_turns_ratio_and_limits_over(four):
    a, b, c, d = four
    for measure in (prr, ror):
        value, low, high = measure(a, b, c, d)
        back = measure(c, d, a, b)
        np.testing.assert_allclose([1 / value, 1 / high, 1 / low], back, rtol=1e-9)


@settings(deadline=None)
@given(cells, st.integers(2, 100))
def test_more_of_the_same_reports_move_no_ratio_and_narrow_its_limits(four, times):
    more = [cell * times for cell in four]
    for measure in (prr, ror):
        before, after = measure(*four), measure(*more)
        np.testing.assert_allclose(before[0], after[0], rtol=1e-9)
        assert after[1][0] >= before[1][0] * (1 - 1e-9)


@settings(deadline=None)
@given(with_zeros)
def test_empty_cells_give_no_warning_and_no_limits(four):
    a, _, c, _ = (cell[0] for cell in four)
    value, low, high = prr(*four)
    if a == 0 or c == 0:
        assert np.isnan(low[0])
        assert np.isnan(high[0])
    if a > 0 and c == 0 and four[3][0] > 0:
        assert np.isinf(value[0])
    if min(cell[0] for cell in four) == 0:
        assert np.isnan(ror(*four)[1][0])


def test_independence_has_ratio_one_and_no_chi_square():
    four = of(10, 90, 100, 900)
    assert prr(*four)[0][0] == pytest.approx(1)
    assert ror(*four)[0][0] == pytest.approx(1)
    assert chi_square(*four)[0] == 0
