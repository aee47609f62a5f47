"""A label is short, readable, and notices a slip of the hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.kernel.terms import Refusal
from guomen.laboratory.terms import label_of, read_label
from guomen.laboratory.terms.labels import ALPHABET

numbers = st.integers(min_value=1, max_value=len(ALPHABET) ** 6 - 1)


@given(numbers)
def test_a_label_is_read_back_however_it_is_written(number: int) -> None:
    label = label_of(number)
    assert len(label) == 8
    for written in (label, label.lower(), label.replace("-", ""), f" {label} ", f"https://port/laboratory/{label}/"):
        assert read_label(written) == label


@given(numbers, st.integers(0, 6), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(number: int, place: int, other: str) -> None:
    compact = label_of(number).replace("-", "")
    wrong = compact[:place] + other + compact[place + 1 :]
    if wrong != compact:
        with pytest.raises(Refusal, match="label_unreadable"):
            read_label(wrong)


@given(numbers, numbers)
def test_two_samples_never_share_a_label(one: int, other: int) -> None:
    assert (label_of(one) == label_of(other)) == (one == other)


@pytest.mark.parametrize("rubbish", ["", "-", "12", "样品", "000-0000000000000000", "<script>"])
def test_what_is_no_label_is_refused(rubbish: str) -> None:
    with pytest.raises(Refusal, match="label_unreadable"):
        read_label(rubbish)


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    label = label_of(1)
    assert read_label(label.replace("0", "O").replace("1", "l")) == label
