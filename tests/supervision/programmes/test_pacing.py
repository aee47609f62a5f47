"""Shares of declarations are kept in step by control orders: issued, moved, withdrawn."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.kernel.ledger.models import Entry
from guomen.kernel.models import Office
from guomen.supervision.programmes import operations
from guomen.supervision.programmes.models import ProgrammeSample, Share
from guomen.supervision.programmes.queries.drawing import areas, due_shares
from guomen.supervision.programmes.rules.pacing import Trade, due_by_now, lots_to_come, moved, rate_for
from guomen.supervision.programmes.terms import ShareAsked
from guomen.targeting.queries import control_order, control_orders
from tests.decisions.world import NOON, lay_down
from tests.supervision.programmes import port
from tests.supervision.world import asked, chief, drafted, planner, signed

MIDDLE = Trade(sofar=50, before=50, before_rest=50, planned=None, elapsed=45, left=45)


@pytest.mark.parametrize(
    ("trade", "expected"),
    [
        (MIDDLE, 50),
        (replace(MIDDLE, sofar=100), 83),
        (replace(MIDDLE, sofar=0), 16),
        (replace(MIDDLE, before_rest=150), 150),
        (replace(MIDDLE, before=0, before_rest=0), 50),
        (replace(MIDDLE, before=0, before_rest=0, elapsed=30, left=60), 100),
        (Trade(0, 0, 0, 90.0, 0, 90), 90),
        (Trade(0, 0, 0, 90.0, 60, 30), 30),
    ],
    ids=["as last year", "twice last year", "nothing yet", "a season to come", "no last year", "as it began",
         "as planned", "as planned, later"],
)  # fmt: skip
def test_lots_to_come_follow_last_years_course_at_this_years_level(trade: Trade, expected: float) -> None:
    assert lots_to_come(trade, 0.25) == pytest.approx(expected, abs=1)


def test_of_unknown_trade_nothing_is_foretold_and_every_lot_is_picked() -> None:
    assert lots_to_come(Trade(0, 0, 0, None, 0, 90), 0.25) is None
    assert rate_for(5, None, 0.01, 1.0) == 1.0


@given(
    st.builds(
        Trade, st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.none() | st.floats(0, 500),
        st.integers(0, 90), st.integers(1, 90),
    ),
    st.integers(-5, 500), st.floats(0.001, 0.5), st.floats(0.5, 1.0),
)  # fmt: skip
def test_a_rate_lies_between_its_bounds_and_is_none_exactly_where_nothing_is_wanted(
    trade: Trade, wanted: int, lowest: float, highest: float
) -> None:
    expected = lots_to_come(trade, 0.25)
    assert expected is None or expected >= 0
    rate = rate_for(wanted, expected, lowest, highest)
    assert (rate is None) == (wanted <= 0)
    assert rate is None or lowest <= rate <= highest


@given(st.integers(0, 300), st.integers(0, 300))
def test_more_lots_so_far_foretell_no_fewer_to_come(one: int, other: int) -> None:
    fewer, more = sorted((one, other))
    assert (lots_to_come(replace(MIDDLE, sofar=fewer), 0.25) or 0) <= (
        lots_to_come(replace(MIDDLE, sofar=more), 0.25) or 0
    )


def test_a_rate_has_moved_where_it_left_its_tolerance() -> None:
    assert [moved(rate, 0.1, 0.2) for rate in (0.085, 0.1, 0.115, 0.13, 0.07)] == [False, False, False, True, True]


def test_what_is_due_grows_in_even_steps() -> None:
    assert [due_by_now(10, day, 90) for day in (0, 9, 45, 89, 90)] == [0, 1, 5, 9, 10]


@pytest.mark.usefixtures("place")
class TestOrders:
    """Control orders as days go by."""

    def test_a_signed_programme_has_an_order_for_every_share_that_runs(self) -> None:
        programme = signed(asked(number=80))
        assert operations.pace_shares(at=NOON) == 2
        share = port.share()
        order = control_order(share.order)
        assert order.tests == [{**programme.lines.get().tests[0], "programme": f"{programme.number}/1"}]
        assert (order.rate, order.valid_from, order.valid_to) == (1.0, date(2018, 7, 1), date(2018, 10, 1))
        assert (order.condition["goods"], order.condition["offices"]) == (["1905"], ["910100"])
        assert Entry.objects.filter(kind="supervision.share.paced").count() == 2

    def test_again_on_the_same_day_nothing_changes(self) -> None:
        signed(asked(number=80))
        operations.pace_shares(at=NOON)
        assert operations.pace_shares(at=NOON) == 0

    def test_a_programme_that_is_not_signed_has_none(self) -> None:
        drafted(asked(number=80))
        assert operations.pace_shares(at=NOON) == 0

    def test_the_rate_follows_the_trade_and_a_new_order_takes_the_old_ones_place(self) -> None:
        signed(asked(number=80))
        operations.pace_shares(at=NOON)
        before = port.share()
        Share.objects.filter(pk=before.pk).update(expected=400.0, number=20)
        assert operations.pace_shares(at=NOON) == 1
        share = port.share()
        # 20 wanted of 400 · 61/92 still to come.
        assert share.rate == pytest.approx(20 / (400 * 61 / 92), abs=1e-4)
        assert control_order(before.order).withdrawn_at is not None
        assert control_order(share.order).rate == share.rate
        told = Entry.objects.filter(kind="supervision.share.paced").latest("pk").payload
        assert (told["before"], told["rate"], told["order"]) == (1.0, share.rate, share.order)

    def test_a_small_move_is_tolerated(self) -> None:
        signed(asked(number=80))
        Share.objects.update(expected=400.0)
        operations.pace_shares(at=NOON)
        before = port.share()
        Share.objects.filter(pk=before.pk).update(expected=380.0)
        assert operations.pace_shares(at=NOON) == 0

    def test_a_full_share_has_no_order_any_more(self) -> None:
        signed(asked(number=80))
        operations.pace_shares(at=NOON)
        share = port.share()
        for number in range(share.number):
            ProgrammeSample.objects.create(
                line=share.line, share=share, label=f"S{number}", subject="consignment:1/1", office=share.office,
                chance=1.0, drawn_at=NOON,
            )  # fmt: skip
        assert operations.pace_shares(at=NOON) == 1
        after = port.share()
        assert (after.order, after.rate) == ("", None)
        assert control_order(share.order).withdrawn_at is not None

    def test_a_lot_that_is_picked_and_not_yet_drawn_is_not_wanted_twice(self) -> None:
        signed(asked(number=8))
        port.heard()
        first = port.lot("R1")
        assert first.programmes
        assert port.share().number == 1
        operations.pace_shares(at=NOON)
        assert port.share().order == ""
        assert port.lot("R2").programmes == []

    def test_a_census_takes_every_lot_and_is_never_full(self) -> None:
        signed(asked(number=8, census=True))
        port.heard()
        for number in range(2):
            lot = port.lot(f"R{number}")
            assert lot.programmes
        operations.pace_shares(at=NOON)
        share = port.share()
        assert (share.rate, control_order(share.order).rate) == (None, None)

    def test_closing_a_programme_withdraws_its_orders(self) -> None:
        programme = signed(asked(number=80))
        port.heard()
        order = port.share().order
        operations.close_programme(actor=chief(), at=NOON, programme=programme.number, ground="预算用尽")
        port.heard()
        assert port.share().order == ""
        assert control_order(order).closed_ground == f"{programme.number}: 预算用尽"

    def test_the_orders_of_a_past_period_lapse(self) -> None:
        signed(asked(number=80))
        operations.pace_shares(at=NOON)
        order = port.share().order
        assert operations.pace_shares(at=port.later(70)) == 4
        assert port.share().order == ""
        assert control_order(order).withdrawn_at is None
        assert control_orders().count() == 4

    def test_an_office_with_a_share_of_its_own_is_not_in_the_bureaus(self) -> None:
        row = drafted(asked(number=8))
        whole = {"from_on": row.valid_from, "to_on": row.valid_to, "number": 4}
        operations.set_shares(
            actor=planner(), at=NOON, programme=row.number, position=1,
            shares=[ShareAsked(office="910000", **whole), ShareAsked(office="910100", **whole)],
        )  # fmt: skip
        area = areas(list(Share.objects.select_related("office")))
        by_office = {share.office.code: area[share.pk] for share in Share.objects.select_related("office")}
        assert by_office == {"910000": {"910000", "910200"}, "910100": {"910100"}}

    def test_an_office_sees_what_it_has_to_draw_the_latest_first(self) -> None:
        signed(asked(number=80), asked(number=8, origins=("FR",)))
        port.heard()
        lot = port.lot("R1")
        due = due_shares(port.officer(), NOON.date())
        assert [(one.share.line.position, one.due, one.late, one.wanted) for one in due] == [
            (1, 3, 3, 10),
            (2, 0, 0, 1),
        ]
        assert [one.consignment for one in due[0].lots] == [lot.consignment]
        assert due_shares(port.officer("910200"), NOON.date())[0].lots == ()
        assert len(due_shares(planner(), NOON.date())) == 4

    def test_a_lower_bound_of_policy_holds(self) -> None:
        lay_down("supervision.pace.lowest", "0.5", type="share")
        signed(asked(number=80))
        Share.objects.update(expected=10_000.0)
        operations.pace_shares(at=NOON)
        assert port.share().rate == 0.5

    def test_nothing_is_due_for_one_without_an_office(self) -> None:
        trader = planner()
        trader.office = None
        assert due_shares(trader, NOON.date()) == []
        assert Office.objects.count() == 4
