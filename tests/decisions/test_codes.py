"""Verification codes: unguessable, and a slip of the thumb is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.decisions.terms import grouped, read_code, verification_code
from guomen.kernel.documents.codes import ALPHABET

entropies = st.binary(min_size=13, max_size=16)


@given(entropies)
def test_a_code_is_read_as_it_was_made(entropy: bytes) -> None:
    code = verification_code(entropy)
    assert len(code) == 21
    assert read_code(code) == code
    assert read_code(grouped(code).lower()) == code


@given(entropies, st.integers(0, 20), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_noticed(entropy: bytes, place: int, other: str) -> None:
    code = verification_code(entropy)
    slipped = code[:place] + other + code[place + 1 :]
    assert (read_code(slipped) is not None) == (slipped == code)


def test_lookalikes_are_read_as_the_digits_that_they_resemble() -> None:
    code = verification_code(bytes(13))
    assert read_code(code.replace("0", "O")) == code


@pytest.mark.parametrize("typed", ["", "0", "not a code at all", "0" * 20, "0" * 22, "国" * 21, "U" * 21])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_different_entropy_gives_different_codes() -> None:
    assert len({verification_code(number.to_bytes(13, "big")) for number in range(500)}) == 500


def test_too_little_entropy_is_refused() -> None:
    with pytest.raises(ValueError, match="13 random bytes"):
        verification_code(bytes(12))
