"""After-action: the steps in their order, and a balance that counts each consignment where it belongs."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from guomen.surveillance.review.rules import STEPS, Passed, balance, steps

DAY = datetime(2018, 8, 1, tzinfo=UTC)


def at(days: float) -> datetime:
    return DAY + timedelta(days=days)


def passed(day: float, **said: object) -> Passed:
    whole = {"consignment": 1, "decided_at": at(day), "settled_at": at(day + 0.5), "let_go": True,
             "conforming": None, "met": False} | said  # fmt: skip
    return Passed(**whole)  # type: ignore[arg-type]


TIMES = {"signal": at(0), "detected": at(2), "opened": at(2.5), "measure": at(5)}


def test_each_step_is_timed_from_the_last_one_that_was_taken() -> None:
    told = {step.name: step.after for step in steps(TIMES)}
    assert list(told) == list(STEPS)
    assert told["detected"] == timedelta(days=2)
    assert told["measure"] == timedelta(days=2.5)
    assert told["signal"] is told["issued"] is None


def test_a_step_that_came_before_the_one_it_should_follow_has_no_duration() -> None:
    told = {step.name: step.after for step in steps({"opened": at(3), "assessed": at(1)})}
    assert told["assessed"] is None


def test_what_was_caught_and_what_slipped_through_is_counted_apart() -> None:
    rows = [
        passed(-5, settled_at=at(-4)),
        passed(1, conforming=False),
        passed(3),
        passed(6, met=True, let_go=False, conforming=False),
        passed(7, met=True, conforming=True, settled_at=at(9)),
        passed(8),
    ]
    found = balance(rows, TIMES)
    assert (found.before, found.before_found) == (2, 1)
    assert (found.met, found.found, found.stopped, found.unseen) == (2, 1, 1, 1)
    assert (found.hours_met, found.hours_else) == (48.0, 12.0)
    assert (found.days, found.gained) == (3.0, 1)


def test_without_a_measure_everything_released_was_released_before() -> None:
    found = balance([passed(1), passed(9)], {"signal": at(0), "detected": at(2)})
    assert (found.before, found.unseen, found.gained, found.days) == (2, 0, None, None)


MADE = st.builds(
    passed,
    st.floats(-10, 20),
    let_go=st.booleans(),
    conforming=st.sampled_from([None, True, False]),
    met=st.booleans(),
)


@given(st.lists(MADE, max_size=20))
def test_nothing_is_counted_twice(rows: list[Passed]) -> None:
    found = balance(rows, TIMES)
    since = [row for row in rows if row.decided_at >= TIMES["signal"]]
    assert found.before + found.unseen + found.stopped <= len(since)
    assert found.before_found <= found.before
    assert found.found <= found.met <= len(since)
