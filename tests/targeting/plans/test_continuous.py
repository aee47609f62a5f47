"""Continuous sampling plans: their clauses case by case, and the figures that others published or computed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.targeting.plans.rules.chain import curve, long_run, outgoing_limit
from guomen.targeting.plans.rules.continuous import Continuous, Csp1, Csp2, Csp3
from guomen.targeting.plans.rules.machine import automaton, standing
from guomen.targeting.plans.terms import State
from guomen.targeting.rules.history import Run, record_of

OUTCOMES = st.lists(st.booleans(), max_size=200)
PLANS = st.builds(
    lambda kind, i, f: kind(i, f), st.sampled_from([Csp1, Csp2, Csp3]), st.integers(1, 12), st.floats(0.05, 0.9)
)


def written(outcomes: list[bool]) -> str:
    return "".join("01"[conforming] for conforming in outcomes)


@pytest.mark.parametrize(
    ("plan", "record", "state"),
    [
        (Csp1(3, 0.1), "", State.QUALIFYING),
        (Csp1(3, 0.1), "11", State.QUALIFYING),
        (Csp1(3, 0.1), "111", State.SAMPLING),
        (Csp1(3, 0.1), "1110", State.EVERY_LOT),
        (Csp1(3, 0.1), "111011", State.EVERY_LOT),
        (Csp1(3, 0.1), "1110111", State.SAMPLING),
        # CSP-2: one failure is tolerated; a second within the next k = i sampled lots is not.
        (Csp2(3, 0.1), "1110", State.WATCHED),
        (Csp2(3, 0.1), "11100", State.EVERY_LOT),
        (Csp2(3, 0.1), "1110110", State.EVERY_LOT),
        (Csp2(3, 0.1), "1110111", State.SAMPLING),
        (Csp2(3, 0.1), "11101110", State.WATCHED),
        (Csp2(3, 0.1, k=1), "111010", State.WATCHED),
        # CSP-3: the next four are each looked at, and one failure among them brings every lot.
        (Csp3(3, 0.1), "1110", State.NEXT_FOUR),
        (Csp3(3, 0.1), "1110111", State.NEXT_FOUR),
        (Csp3(3, 0.1), "11101110", State.EVERY_LOT),
        (Csp3(3, 0.1), "11101111", State.WATCHED),
        (Csp3(3, 0.1), "1110111111", State.WATCHED),
        (Csp3(3, 0.1), "11101111110", State.EVERY_LOT),
        (Csp3(3, 0.1), "11101111111", State.SAMPLING),
        (Csp3(3, 0.1), "1110111111" + "10", State.NEXT_FOUR),
    ],
)
def test_where_a_record_stands(plan: Continuous, record: str, state: State) -> None:
    assert standing(plan, record).state is state


@given(PLANS)
def test_i_conforming_lots_in_a_row_lead_to_sampling_whatever_was_before(plan: Continuous) -> None:
    table = automaton(plan)
    for place in range(len(table.places)):
        assert table.standings[table.fold("1" * (plan.i + 4 + plan.i), place)].state is State.SAMPLING


@given(OUTCOMES, st.integers(1, 12))
def test_one_failure_brings_every_lot_under_csp_1(outcomes: list[bool], i: int) -> None:
    assert standing(Csp1(i, 0.1), written(outcomes) + "0").rate == 1.0


@given(PLANS, OUTCOMES, st.integers(0, 200))
def test_a_record_read_in_two_parts_leads_to_the_same_place(plan: Continuous, outcomes: list[bool], cut: int) -> None:
    table, record = automaton(plan), written(outcomes)
    assert table.fold(record[cut:], table.fold(record[:cut])) == table.fold(record)


@given(OUTCOMES, st.integers(1, 12))
def test_the_least_record_with_a_run_stands_where_the_whole_record_does_under_csp_1(
    outcomes: list[bool], i: int
) -> None:
    run = Run()
    for conforming in outcomes:
        run = run.after(conforming)
    least, whole = record_of(run.run, run.failed), written(outcomes)
    assert standing(Csp1(i, 0.1, 0.4), least) == standing(Csp1(i, 0.1, 0.4), whole)


@given(OUTCOMES, st.floats(0.01, 1), st.floats(0.01, 1))
def test_relief_never_raises_the_share_that_holds_without_a_record(
    outcomes: list[bool], first: float, f: float
) -> None:
    stands = standing(Csp1(5, f, first), written(outcomes))
    assert stands.rate == 1.0 if stands.state is State.EVERY_LOT else stands.rate <= first


@pytest.mark.parametrize("p", [0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.3, 0.7])
@pytest.mark.parametrize(("i", "f"), [(10, 0.1), (20, 0.1), (5, 0.25), (100, 0.02)])
def test_csp_1_has_dodges_figures(p: float, i: int, f: float) -> None:
    """Dodge 1943: u lots on every lot, v on sampling; AFI = (u + f v) / (u + v); AOQ = p (1 − AFI)."""
    clean = (1 - p) ** i
    u, v = (1 - clean) / (p * clean), 1 / (f * p)
    found = long_run(Csp1(i, f), p)
    assert found.inspected == pytest.approx((u + f * v) / (u + v), abs=1e-9)
    assert found.inspected == pytest.approx(f / (f + (1 - f) * clean), abs=1e-9)
    assert found.sampled == pytest.approx(v / (u + v), abs=1e-9)
    assert found.outgoing == pytest.approx(p * (1 - found.inspected), abs=1e-12)


@pytest.mark.parametrize("p", [0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.3, 0.7])
@pytest.mark.parametrize(("i", "f", "k"), [(10, 0.1, 10), (20, 0.1, 20), (5, 0.25, 3), (50, 0.05, 50)])
def test_csp_2_has_dodge_and_torreys_figures(p: float, i: int, f: float, k: int) -> None:
    """Dodge and Torrey 1951: v = (2 − q^k) / (f p (1 − q^k))."""
    clean, spaced = (1 - p) ** i, (1 - p) ** k
    u, v = (1 - clean) / (p * clean), (2 - spaced) / (f * p * (1 - spaced))
    assert long_run(Csp2(i, f, k=k), p).inspected == pytest.approx((u + f * v) / (u + v), abs=1e-9)


@pytest.mark.parametrize("p", [0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.3, 0.7])
@pytest.mark.parametrize(("i", "f"), [(3, 0.1), (5, 0.1), (10, 0.1), (20, 0.1), (5, 0.25)])
def test_csp_3_has_the_figures_of_its_cycle(p: float, i: int, f: float) -> None:
    """From one entry into sampling to the next, by renewal (the printed formula of 1951 is not used: it is wrong).

    A failure ends the trust with chance 1 − q^4 among the next four; else, with chance 1 − q^k, among k sampled lots.
    """
    q = 1 - p
    kept = q**4 * q**i
    first, four, watched = 1 / p, (1 - q**4) / p, q**4 * (1 - q**i) / p
    rounds = 1 / (1 - kept)
    sampled, every = rounds * (first + watched), rounds * four + (1 - q**i) / (p * q**i)
    expected = (sampled + every) / (sampled / f + every)
    assert long_run(Csp3(i, f), p).inspected == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("plan", "aoql", "digits", "fractions"),
    [
        (Csp1(10, 0.1), 0.0995, 4, (0.1046, 0.1094, 0.1197, 0.1565)),
        (Csp3(3, 0.1), 0.263, 3, (0.1018, 0.1036, 0.1073, 0.1186)),
        (Csp3(5, 0.1), 0.186, 3, (0.1018, 0.1038, 0.1078, 0.1218)),
        (Csp3(10, 0.1), 0.111, 3, (0.1020, 0.1044, 0.1101, 0.1345)),
        (Csp3(5, 0.25), 0.108, 3, (0.2538, 0.2578, 0.2661, 0.2938)),
        (Csp3(20, 0.1), 0.0627, 4, (0.1026, 0.1066, 0.1182, 0.1784)),
    ],
)
def test_figures_agree_with_a_chain_that_was_computed_elsewhere(
    plan: Continuous, aoql: float, digits: int, fractions: tuple[float, ...]
) -> None:
    """The handbook's table (its own chain, checked by two million simulated lots), to the digits it gives."""
    found = [round(one.inspected, 4) for one in curve(plan, (0.005, 0.01, 0.02, 0.05))]
    assert tuple(found) == fractions
    assert outgoing_limit(plan).outgoing == pytest.approx(aoql, abs=0.51 * 10**-digits)


@pytest.mark.parametrize(("plan", "expected"), [(Csp1, 0.1309), (Csp2, 0.1066), (Csp3, 0.1171)])
def test_the_three_plans_at_three_per_cent(plan: type[Continuous], expected: float) -> None:
    assert long_run(plan(10, 0.1), 0.03).inspected == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(("i", "f", "aoql"), [(12, 1 / 4, 0.0471), (14, 1 / 5, 0.0483), (21, 1 / 10, 0.0499)])
def test_plans_of_mil_std_1235_have_the_limits_that_they_compute_to(i: int, f: float, aoql: float) -> None:
    """All three are printed under 4.94 %, which none of them is to two decimals."""
    assert outgoing_limit(Csp1(i, f)).outgoing == pytest.approx(aoql, abs=5e-5)


@settings(deadline=None)
@given(st.sampled_from([Csp1(8, 0.2), Csp2(8, 0.2), Csp3(8, 0.2)]), st.floats(0.001, 0.9))
def test_no_more_passes_than_the_limit_says(plan: Continuous, p: float) -> None:
    limit, here = outgoing_limit(plan), long_run(plan, p)
    assert here.outgoing <= limit.outgoing + 1e-6
    assert plan.f - 1e-9 <= here.inspected <= 1 + 1e-9
    assert sum(here.states.values()) == pytest.approx(1)
