"""Nothing skips a step on a sample's way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.kernel.terms import Conflict
from guomen.laboratory.rules import broken_seal, next_state
from guomen.laboratory.rules.custody import DEED_NAMES, STEPS
from guomen.laboratory.terms import Deed, SampleState

WAY = [
    (Deed.DRAW, "drawn"),
    (Deed.HAND_OVER, "handed_over"),
    (Deed.HAND_OVER, "handed_over"),
    (Deed.RECEIVE, "received"),
    (Deed.PREPARE, "prepared"),
    (Deed.TEST, "tested"),
    (Deed.REVIEW, "reviewed"),
    (Deed.AUTHORISE, "authorised"),
    (Deed.REPORT, "reported"),
    (Deed.STORE, "stored"),
    (Deed.DISPOSE, "disposed"),
]


def test_the_whole_way_is_walked_in_order() -> None:
    state = SampleState.ORDERED
    for deed, expected in WAY:
        state = next_state(state, deed)
        assert state == expected


@pytest.mark.parametrize("state", SampleState)
@pytest.mark.parametrize("deed", Deed)
def test_what_the_table_does_not_name_is_refused_and_the_refusal_says_what_is_possible(
    state: SampleState, deed: Deed
) -> None:
    if (state, deed) in STEPS:
        assert next_state(state, deed) is STEPS[state, deed]
        return
    with pytest.raises(Conflict) as refused:
        next_state(state, deed)
    assert state.text.zh in refused.value.problem.zh


def test_no_state_is_a_trap_but_the_last_two() -> None:
    ends = {state for state in SampleState if not any(before is state for before, _ in STEPS)}
    assert ends == {SampleState.DISPOSED, SampleState.CANCELLED}
    assert set(DEED_NAMES) == set(Deed)


@pytest.mark.parametrize(
    ("set_seal", "found", "broken"),
    [("A1", "a1 ", False), ("A1", "A2", True), ("A1", "", True), ("", "", False), ("", "A1", True)],
)
def test_a_seal_is_whole_only_where_it_is_the_one_that_was_set(set_seal: str, found: str, broken: bool) -> None:
    assert broken_seal(set_seal, found) is broken


ORDER = [
    Deed.DRAW, Deed.HAND_OVER, Deed.RECEIVE, Deed.PREPARE, Deed.TEST, Deed.REVIEW, Deed.AUTHORISE, Deed.REPORT,
]  # fmt: skip


@given(st.lists(st.sampled_from(Deed), max_size=60))
def test_no_sequence_of_deeds_skips_a_step(deeds: list[Deed]) -> None:
    """Whatever is tried: a reported sample went through every step before, in order; a disposed one stays disposed."""
    state, done = SampleState.ORDERED, []
    for deed in deeds:
        try:
            state = next_state(state, deed)
        except Conflict:
            continue
        done.append(deed)
        if state is SampleState.REPORTED:
            way = iter(done)
            assert all(step in way for step in ORDER)
        if Deed.DISPOSE in done:
            assert state is SampleState.DISPOSED
        if deed is Deed.CORRECT:
            assert state is SampleState.TESTED


@given(st.lists(st.sampled_from(Deed), max_size=60))
def test_a_corrected_result_is_reviewed_and_authorised_anew_before_it_is_reported(deeds: list[Deed]) -> None:
    state, since = SampleState.ORDERED, list[Deed]()
    for deed in [*ORDER, *deeds]:
        try:
            state = next_state(state, deed)
        except Conflict:
            continue
        since = [] if deed is Deed.CORRECT else [*since, deed]
        if deed is Deed.REPORT:
            assert {Deed.REVIEW, Deed.AUTHORISE} <= set(since)
