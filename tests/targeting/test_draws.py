"""The draw: unpredictable before, provable after, and never rolled again."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.kernel.terms import Conflict, Missing, Refusal
from guomen.targeting.draws.operations import commit_draws, commitments, reveal_draw
from guomen.targeting.draws.queries import committed, key_file, secret_of, verify_draws
from guomen.targeting.draws.rules import (
    CONTROL_ARM,
    LOT_DRAW,
    Identity,
    commitment,
    day_secret,
    uniform,
    uniforms,
)
from guomen.targeting.models import DrawDay
from tests.targeting.conftest import NOON

TODAY = date(2018, 9, 3)
names = st.text(max_size=12)


def test_numbers_are_spread_evenly_over_the_unit_interval() -> None:
    drawn = uniforms(bytes(range(32)), LOT_DRAW, (("broker", f"R-{n}") for n in range(20_000)))
    cells = [0] * 100
    for number in drawn.tolist():
        cells[int(number * 100)] += 1
    # 99 degrees of freedom: 1 in 10,000 samples of a fair draw lies above 157.
    assert sum((cell - 200) ** 2 / 200 for cell in cells) < 157


def test_the_share_picked_is_the_share_that_was_ordered() -> None:
    drawn = uniforms(bytes(32), LOT_DRAW, (("broker", f"R-{n}") for n in range(50_000)))
    assert abs(float((drawn < 0.08).mean()) - 0.08) < 4 * (0.08 * 0.92 / 50_000) ** 0.5


@given(st.binary(min_size=32, max_size=32), names, names)
def test_many_at_once_draw_what_each_draws_alone(secret: bytes, sender: str, reference: str) -> None:
    lines = [(sender, reference), (sender, reference + "1"), ("x", reference)]
    alone = [uniform(secret, Identity(LOT_DRAW, *line)) for line in lines]
    assert uniforms(secret, LOT_DRAW, lines).tolist() == alone
    assert all(0.0 <= number < 1.0 for number in alone)


@given(st.tuples(names, names), st.tuples(names, names))
def test_no_two_identities_share_their_bytes(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert (Identity(LOT_DRAW, *one).message() == Identity(LOT_DRAW, *other).message()) is (one == other)
    assert Identity(LOT_DRAW, *one).message() != Identity(CONTROL_ARM, *one).message()


def test_the_identity_has_no_version_and_no_item_so_an_amendment_draws_the_same_number() -> None:
    assert Identity._fields == ("purpose", "sender", "reference")


def test_one_day_tells_nothing_of_another() -> None:
    secrets = {day_secret(b"k" * 32, TODAY + timedelta(days=n)) for n in range(100)}
    assert len(secrets) == 100


@pytest.mark.django_db
def test_the_coming_week_is_committed_to_beforehand_and_only_once() -> None:
    first = commit_draws(actor=None, at=NOON)
    assert sorted(first) == [TODAY + timedelta(days=n) for n in range(8)]
    assert commit_draws(actor=None, at=NOON + timedelta(hours=1)) == first
    assert DrawDay.objects.count() == 8
    assert first[TODAY] == hashlib.sha256(secret_of(TODAY)).hexdigest()
    assert key_file().stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_a_secret_stays_secret_until_its_day_is_over_and_then_fits_its_commitment() -> None:
    made = commitments(actor=None, at=NOON, days=[TODAY])
    with pytest.raises(Conflict, match=r"draw.day.not_over"):
        reveal_draw(actor=None, at=NOON, day=TODAY)
    # The day ends at midnight in Beijing.
    late = datetime(2018, 9, 3, 15, 59, tzinfo=UTC)
    with pytest.raises(Conflict):
        reveal_draw(actor=None, at=late, day=TODAY)
    row = reveal_draw(actor=None, at=late + timedelta(minutes=2), day=TODAY)
    assert commitment(bytes.fromhex(row.secret)) == made[TODAY] == row.commitment
    assert reveal_draw(actor=None, at=late + timedelta(days=1), day=TODAY).revealed_at == row.revealed_at


@pytest.mark.django_db
def test_a_day_that_was_never_committed_to_is_said_to_be_unknown() -> None:
    with pytest.raises(Conflict, match=r"draw.day.not_committed"):
        reveal_draw(actor=None, at=NOON, day=date(2018, 1, 1))
    with pytest.raises(Missing, match=r"draw.day.unknown"):
        verify_draws(date(2018, 1, 1))


@pytest.mark.django_db
def test_a_changed_key_is_noticed_and_decides_nothing() -> None:
    made = commitments(actor=None, at=NOON, days=[TODAY])
    key_file().write_bytes(b"x" * 32)
    with pytest.raises(Conflict, match=r"draw.key.changed"):
        committed(TODAY, made[TODAY])


def test_without_a_key_nothing_is_drawn(tmp_path: Any, settings: Any) -> None:
    settings.HOME = tmp_path / "nowhere"
    with pytest.raises(Refusal, match=r"draw.key.missing"):
        secret_of(TODAY)
