"""The port learns from what was looked at before the play; a small one does without."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from guomen.catalogue.operations import load_reference
from guomen.catalogue.queries import policy
from guomen.simulator.operations import learning
from guomen.simulator.operations.knowing import Play
from guomen.simulator.operations.playing import places
from guomen.simulator.operations.setting_up import set_up
from guomen.simulator.people import WAIGAOQIAO, YANGSHAN
from guomen.simulator.world import make_world
from guomen.targeting.models import Promotion, RiskModel
from guomen.targeting.registry.queries import champions

AT = datetime(2026, 3, 1, 0, tzinfo=UTC)
FIRST = date(2026, 3, 2)


@pytest.fixture
def played(db: None, tmp_path: Any, settings: Any) -> Play:
    settings.HOME = tmp_path
    load_reference(actor=None, at=AT - timedelta(days=400), folder=settings.REFERENCE)
    world = make_world(5)
    return Play(world, set_up(world, AT, FIRST, places(), 10))


def test_a_model_of_the_records_is_in_charge_by_two_persons_and_an_office_tries_it(played: Play) -> None:
    learning.learn(played, places(), FIRST)
    row = Promotion.objects.get(to="champion")
    assert {row.proposed_by.username, row.decided_by.username} == {"risk", "hq"}  # type: ignore[union-attr]
    assert champions() == {"physical": row.model.digest}
    assert row.evidence["rehearsal"]["lines"] > 500
    for _ in range(2):
        learning.pilot(played, FIRST)
    assert policy("targeting.selection", on=FIRST, office=YANGSHAN).value == "capacity"
    assert policy("targeting.selection", on=FIRST, office=WAIGAOQIAO).value == "rates"
    learning.learn(played, places(), FIRST)
    assert RiskModel.objects.count() == 1


def test_where_too_little_was_looked_at_nobody_is_in_charge_and_no_pilot_begins(played: Play, monkeypatch: Any) -> None:
    monkeypatch.setattr(learning, "RECORDED_DAYS", 3)
    learning.learn(played, places(), FIRST)
    learning.pilot(played, FIRST)
    assert champions() == {}
    assert policy("targeting.selection", on=FIRST, office=YANGSHAN).value == "rates"


def test_records_tell_what_was_found_and_not_what_nobody_tested(played: Play, monkeypatch: Any) -> None:
    monkeypatch.setattr(learning, "RECORDED_DAYS", 60)
    frame = learning.records(played.world, places(), FIRST)
    assert frame.equals(learning.records(played.world, places(), FIRST))
    assert 0 < frame["nonconforming"].mean() < 0.1  # type: ignore[operator]
    assert frame["declared_on"].max() < FIRST  # type: ignore[operator]
