"""Skip-lot, AQL switching, stepwise relief, fixed frequencies: clause by clause, and their long run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.catalogue.terms import PlanKind
from guomen.targeting.plans.rules.building import machine
from guomen.targeting.plans.rules.chain import long_run, occupancy, outgoing_limit
from guomen.targeting.plans.rules.continuous import Csp1, Csp2, Csp3
from guomen.targeting.plans.rules.machine import Machine, automaton, standing
from guomen.targeting.plans.rules.playing import play
from guomen.targeting.plans.rules.skipping import SkipLot
from guomen.targeting.plans.rules.stepwise import Fixed, Steps
from guomen.targeting.plans.rules.switching import Switching
from guomen.targeting.plans.terms import Standing, State
from guomen.targeting.sampling.rules import acceptance_probability

RECORDS = st.text("01", max_size=200)
EVERY_KIND: list[Machine] = [
    Csp1(10, 0.1), Csp2(10, 0.1), Csp3(10, 0.1), SkipLot(), SkipLot(f=1 / 4), Switching(), Switching(f=0.2), Steps(),
    Fixed(0.3),
]  # fmt: skip


@pytest.mark.parametrize(
    ("record", "state", "rate"),
    [
        ("", State.LOT_BY_LOT, 1.0),
        ("1" * 9, State.LOT_BY_LOT, 1.0),
        ("1" * 9 + "0" + "1" * 9, State.LOT_BY_LOT, 1.0),
        ("1" * 10, State.SKIPPING, 1 / 2),
        ("1" * 19, State.SKIPPING, 1 / 2),
        ("1" * 20, State.SKIPPING, 1 / 3),
        ("1" * 30, State.SKIPPING, 1 / 4),
        ("1" * 40, State.SKIPPING, 1 / 5),
        ("1" * 99, State.SKIPPING, 1 / 5),
        ("1" * 40 + "0", State.INTERRUPTED, 1.0),
        ("1" * 40 + "0111", State.INTERRUPTED, 1.0),
        ("1" * 40 + "01111", State.SKIPPING, 1 / 2),
        ("1" * 40 + "0110", State.LOT_BY_LOT, 1.0),
        ("1" * 40 + "01101111", State.LOT_BY_LOT, 1.0),
        ("1" * 40 + "0110" + "1" * 10, State.SKIPPING, 1 / 2),
    ],
)
def test_skip_lot_moves_between_its_three_states(record: str, state: State, rate: float) -> None:
    """ISO 2859-3:2005; the numbers 10, 4, 1/2 … 1/5 are recalled and shipped as such."""
    assert standing(SkipLot(), record) == Standing(state, rate)


@pytest.mark.parametrize(
    ("f", "shares"),
    [(1 / 2, (1 / 2, 1 / 3, 1 / 4, 1 / 5)), (1 / 3, (1 / 3, 1 / 4, 1 / 5)), (1 / 4, (1 / 4, 1 / 5)), (1 / 5, (1 / 5,))],
)
def test_skip_lot_goes_down_the_standards_frequencies(f: float, shares: tuple[float, ...]) -> None:
    assert SkipLot(f=f).shares == pytest.approx(shares)


@pytest.mark.parametrize(
    ("record", "state"),
    [
        ("", State.NORMAL),
        ("0", State.NORMAL),
        ("00", State.TIGHTENED),
        ("0110", State.TIGHTENED),
        ("01110", State.TIGHTENED),
        # 9.3.1: two of five or fewer in a row; the sixth lot is out of them.
        ("011110", State.NORMAL),
        ("1" * 14, State.NORMAL),
        ("1" * 15, State.REDUCED),
        ("1" * 14 + "0", State.NORMAL),
        ("1" * 14 + "0" + "1" * 14, State.NORMAL),
        ("1" * 15 + "0", State.NORMAL),
        ("1" * 15 + "00", State.NORMAL),
        ("1" * 15 + "000", State.TIGHTENED),
        # 9.3.2: five accepted in a row.
        ("00" + "1111", State.TIGHTENED),
        ("00" + "11111", State.NORMAL),
        ("00" + "1111" + "0" + "1111", State.TIGHTENED),
        # 9.4: five not accepted since tightened inspection began; nothing by itself takes it up again.
        ("00" + "0000", State.TIGHTENED),
        ("00" + "00000", State.DISCONTINUED),
        ("00" + "01010101", State.TIGHTENED),
        ("00" + "0110110110110", State.DISCONTINUED),
        ("00" + "00000" + "1" * 100, State.DISCONTINUED),
        # Back on normal inspection the count of 9.4 begins anew.
        ("00" + "0000" + "11111" + "00" + "0000", State.TIGHTENED),
    ],
)
def test_switching_by_clause_9(record: str, state: State) -> None:
    """GB/T 2828.1-2012 (ISO 2859-1:1999), acceptance numbers 0 and 1: an accepted lot scores 2, thirty are needed."""
    assert standing(Switching(), record).state is state


@pytest.mark.parametrize(("points", "lots"), [(2, 15), (3, 10)])
def test_the_switching_score_of_thirty_takes_15_lots_or_10(points: int, lots: int) -> None:
    assert standing(Switching(points), "1" * (lots - 1)).state is State.NORMAL
    assert standing(Switching(points), "1" * lots).state is State.REDUCED
    assert standing(Switching(points, reduced=False), "1" * 200).state is State.NORMAL


def test_every_lot_is_looked_at_under_switching_and_the_severity_says_how() -> None:
    assert standing(Switching(), "00") == Standing(State.TIGHTENED, 1.0, "tightened")
    assert standing(Switching(), "1" * 15) == Standing(State.REDUCED, 1.0, "reduced")
    assert standing(Switching(), "0") == Standing(State.NORMAL, 1.0, "normal")


@pytest.mark.parametrize(("p", "accepted"), [(0.019296, 0.950), (0.045884, 0.100)])
def test_the_scheme_of_normal_and_tightened_accepts_what_stephens_and_larson_say(p: float, accepted: float) -> None:
    """Code letter L, AQL 1.5: n 200, Ac 7 normal and 5 tightened; the scheme without reduced or discontinued."""
    table = automaton(Switching(reduced=False, stop=0))
    normal, tightened = acceptance_probability(200, 7, p), acceptance_probability(200, 5, p)
    chance = [tightened if one.state is State.TIGHTENED else normal for one in table.standings]
    shares = occupancy(table, [1 - one for one in chance])
    assert sum(shares * chance) == pytest.approx(accepted, abs=6e-4)


@pytest.mark.parametrize(
    ("record", "state", "rate"),
    [
        ("1111", State.TIGHTENED, 1.0),
        ("11111", State.NORMAL, 0.25),
        ("1" * 24, State.NORMAL, 0.25),
        ("1" * 25, State.REDUCED, 0.05),
        ("1" * 25 + "0", State.TIGHTENED, 1.0),
        ("1" * 25 + "011111", State.NORMAL, 0.25),
        ("1" * 12 + "0" + "1" * 24, State.NORMAL, 0.25),
    ],
)
def test_australias_imported_food_scheme_steps_down_and_back(record: str, state: State, rate: float) -> None:
    assert standing(Steps(), record) == Standing(state, rate)


@pytest.mark.parametrize(
    ("p", "inspected"), [(0.001, 0.051), (0.01, 0.061), (0.02, 0.075), (0.05, 0.129), (0.1, 0.255), (0.2, 0.489)]
)
def test_the_imported_food_scheme_looks_at_the_share_that_its_chain_gives(p: float, inspected: float) -> None:
    """The handbook's chain, to the digits it gives."""
    assert long_run(Steps(), p).inspected == pytest.approx(inspected, abs=5.1e-4)


@pytest.mark.parametrize("p", [0.01, 0.03])
@pytest.mark.parametrize("plan", [Csp1(10, 0.1), Csp2(10, 0.1), Csp3(10, 0.1), Steps()], ids=lambda plan: plan.title.en)
def test_the_chain_is_what_two_million_lots_come_to(plan: Machine, p: float) -> None:
    exact, played = long_run(plan, p), play(plan, p, lots=2_000_000, seed=20180903, streams=2000)
    assert played.lots >= 2_000_000
    assert played.inspected == pytest.approx(exact.inspected, abs=0.002)
    assert played.outgoing == pytest.approx(exact.outgoing, abs=0.002)


@pytest.mark.parametrize("plan", EVERY_KIND, ids=lambda plan: plan.title.en)
@pytest.mark.parametrize("p", [0.02, 0.1])
def test_every_plan_plays_as_its_chain_within_the_errors_of_the_play(plan: Machine, p: float) -> None:
    exact, played = long_run(plan, p), play(plan, p, lots=400_000, seed=7, streams=1000)
    assert abs(played.inspected - exact.inspected) <= 4 * played.error + 1e-9


@given(st.sampled_from(EVERY_KIND), RECORDS, st.integers(0, 200))
def test_a_record_read_in_parts_leads_to_the_same_place(plan: Machine, record: str, cut: int) -> None:
    table = automaton(plan)
    assert table.fold(record[cut:], table.fold(record[:cut])) == table.fold(record)
    assert 0 < table.standings[table.fold(record)].rate <= 1


@pytest.mark.parametrize("plan", EVERY_KIND, ids=lambda plan: plan.title.en)
def test_at_the_ends_the_long_run_is_the_last_relief_or_no_relief(plan: Machine) -> None:
    good, bad = long_run(plan, 0.0), long_run(plan, 1.0)
    assert good.outgoing == 0.0
    assert good.inspected == pytest.approx(min(automaton(plan).rates))
    assert bad.inspected == pytest.approx(1.0 if plan.kind is not PlanKind.FIXED else 0.3)


@pytest.mark.parametrize("plan", EVERY_KIND, ids=lambda plan: plan.title.en)
def test_the_limit_is_the_worst_of_the_curve(plan: Machine) -> None:
    limit = outgoing_limit(plan)
    assert all(long_run(plan, p / 100).outgoing <= limit.outgoing + 1e-6 for p in range(1, 98, 4))


@pytest.mark.parametrize("wrong", [-0.1, 1.1])
def test_a_share_of_failing_lots_outside_0_to_1_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        long_run(Csp1(5, 0.1), wrong)


def test_a_record_with_another_sign_is_refused() -> None:
    with pytest.raises(ValueError, match="0 and 1 only"):
        standing(Csp1(5, 0.1), "10x")


@pytest.mark.parametrize(
    ("numbers", "told"), [({"f": 1.5}, "share"), ({"f": 0.0}, "share"), ({"i": 0}, "lots"), ({"i": 201}, "lots")]
)
def test_numbers_that_no_plan_has_are_refused(numbers: dict[str, float], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        machine(PlanKind.CSP_3, **numbers)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", list(PlanKind))
def test_every_kind_can_be_built_with_its_own_numbers(kind: PlanKind) -> None:
    assert machine(kind).kind is kind
