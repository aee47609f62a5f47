"""When picks stop finding what they used to find, more is looked at by chance, until they find again."""

from datetime import timedelta

import numpy as np
import pytest

from guomen.catalogue.terms import Channel
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.offices.models import Office
from guomen.targeting.assigning.queries import rulebook
from guomen.targeting.capacity.finding import random_share, weekly_finds
from guomen.targeting.capacity.planning import planned
from guomen.targeting.capacity.watching import Watch, WatchRule, fewer
from guomen.targeting.models import Assignment, LineOutcome
from tests.targeting.capacity.conftest import Setter
from tests.targeting.capacity.test_shifts import InCharge, lodged
from tests.targeting.conftest import NOON

RULE = WatchRule(alarm=0.005, wide=0.8, wide_weeks=3, narrower=0.5, give_up=16)


def test_picks_that_stop_finding_raise_the_random_share_until_they_find_again() -> None:
    watch = Watch(0.05, RULE)
    for _ in range(20):
        assert not watch.learn(6, 33)
    assert watch.random_share == 0.05
    raised = [watch.learn(0, 33) for _ in range(3)]
    assert any(raised)
    assert watch.random_share == RULE.wide
    for _ in range(4):
        watch.learn(2, 10)
    assert watch.random_share == 0.05


def test_an_alarm_that_leads_nowhere_ends() -> None:
    watch = Watch(0.05, RULE)
    for hits in [6] * 12 + [0] * (RULE.give_up + 3):
        watch.learn(hits, 33)
    assert watch.random_share == 0.05


def test_steady_picks_seldom_raise_the_alarm() -> None:
    chance = np.random.default_rng(1)
    alarms = 0
    for _ in range(20):
        watch = Watch(0.05, RULE)
        alarms += sum(watch.learn(float(hits), 33) for hits in chance.poisson(6, 100))
    assert alarms <= 20


def test_the_first_weeks_raise_no_alarm_and_nothing_picked_is_no_failure() -> None:
    watch = Watch(0.05, RULE)
    assert not any(watch.learn(0, 0) for _ in range(30))
    assert watch.random_share == 0.05


@pytest.mark.parametrize(("hits", "expected", "chance"), [(0, 1.0, 0.367879), (2, 5.0, 0.124652), (3, 0.0, 1.0)])
def test_so_few_hits_have_the_chance_of_a_poisson_tail(hits: int, expected: float, chance: float) -> None:
    assert fewer(hits, expected) == pytest.approx(chance, abs=1e-6)
    assert fewer(0, 6.0) < RULE.alarm


def found(office: Office, hits_by_week: list[int], picks: int = 10) -> None:
    """Learned picks of the weeks before the day of the tests, oldest first, and what they were found to be."""
    rows = lodged(office, picks * len(hits_by_week), "picked", days=-1)
    for place, row in enumerate(rows):
        week, number = divmod(place, picks)
        at = NOON - timedelta(weeks=len(hits_by_week) - week)
        lines = [line | {"arm": "learned"} for line in row.lines[:1]]
        Assignment.objects.filter(pk=row.pk).update(lines=lines, decided_at=at)
        bad = number < hits_by_week[week]
        for entry, conforming in ((2 * place, bad), (2 * place + 1, not bad)):
            LineOutcome.objects.create(assignment=row, item_no=1, checked="physical", conforming=conforming,
                                       entry=entry, known_at=at)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("last", "raised"), [([5, 5, 5], False), ([0, 0, 0], True)])
def test_an_offices_random_arm_widens_when_its_learned_picks_stop_finding(
    branch: Office, policy_set: Setter, in_charge: InCharge, last: list[int], raised: bool
) -> None:
    found(branch, [5] * 9 + last)
    policy_set(branch, selection="capacity", capacity__physical="10", control_arm_rate="0.01")
    in_charge("a" * 64)
    finds = weekly_finds(branch, NOON.date(), Channel.PHYSICAL)
    assert [counted for _, *counted in finds] == [[hits, 10] for hits in [5] * 9 + last]
    book = rulebook(current_edition())
    share = random_share(book, branch, NOON.date(), Channel.PHYSICAL)
    assert share == (0.8 if raised else 0.05)
    pace = next(one for one in planned(book, branch, NOON.date(), NOON) if one.check_kind == "physical")
    assert (pace.random_rate >= 0.5) is raised
