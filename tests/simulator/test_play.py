"""A port played through the real operations: every step of the walk, proved afterwards by the product's own means."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from guomen.catalogue.operations import load_reference
from guomen.consignments.terms import CIVIL_ZONE
from guomen.inspection.queries import tasks_of
from guomen.kernel.ledger.models import Delivery
from guomen.kernel.ledger.operations import seal_entries
from guomen.kernel.ledger.queries import exported, verify
from guomen.simulator.operations import play
from guomen.simulator.people import PEOPLE
from guomen.simulator.queries import awaits_play, demo_sign_ins
from guomen.targeting.models import Assignment
from guomen.targeting.queries import replay, verify_draws

NOW = datetime(2026, 3, 4, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_a_port_of_three_days_is_played_and_everything_about_it_can_be_proved(
    tmp_path: Path, settings_home: Path
) -> None:
    load_reference(actor=None, at=NOW - timedelta(days=400), folder=settings.REFERENCE)
    told: list[tuple[int, int]] = []

    def cut_off(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play(days=3, consignments=60, seed=5, at=NOW, progress=cut_off)
    assert awaits_play()
    play(days=3, consignments=60, seed=5, at=NOW, progress=lambda done, total: told.append((done, total)))
    assert not awaits_play()

    assert told[-1] == (60, 60)
    assert {name for _, name, _ in demo_sign_ins()} == {person.username for person in PEOPLE}
    assert not Delivery.objects.exclude(state="done").exists()

    decided = list(Assignment.objects.order_by("id"))
    assert len(decided) == 60
    assert all(replay(one.pk).same for one in decided)
    today = NOW.astimezone(CIVIL_ZONE).date()
    for before in (1, 2):
        assert verify_draws(today - timedelta(days=before)).sound

    released = [one for one in decided if one.channel == "release"]
    assert released
    assert not any(tasks_of(one.consignment_id).exists() for one in released)

    seal_entries()
    assert verify(exported()).sound


@pytest.fixture
def settings_home(tmp_path: Path, settings: object) -> Path:
    """A data folder of the test's own: the play leaves a password there."""
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path
