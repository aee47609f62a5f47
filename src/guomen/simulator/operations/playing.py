"""The days of the port, one after the other: declarations come in, people do what they are asked to do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.ledger.operations import deliver_pending, record, seal_entries
from guomen.simulator.events import PLAYED, PORT
from guomen.simulator.operations import commanding, learning, warning, working
from guomen.simulator.operations.equipping import run_controls
from guomen.simulator.operations.knowing import Play, instant
from guomen.simulator.operations.setting_up import set_up
from guomen.simulator.people import SENDER, WAIGAOQIAO, YANGSHAN
from guomen.simulator.terms import Place
from guomen.simulator.trades import TRADES
from guomen.simulator.world import make_world
from guomen.supervision.programmes.operations import pace_shares
from guomen.targeting.operations import commit_draws, lodge_and_assign, reveal_draw

# Declarations lodged in one call, as a single window sends them.
BATCH = 50


def places() -> tuple[Place, ...]:
    """The two ports of the play. Yangshan is not designated for grain, so none is sent there."""
    no_grain = tuple(trade for trade in TRADES if not trade.goods_code.startswith("10"))
    return (
        Place(YANGSHAN, "310101", SENDER.username, no_grain),
        Place(WAIGAOQIAO, "310201", SENDER.username, TRADES),
    )


def play(*, days: int, consignments: int, seed: int, at: datetime, progress: Callable[[int, int], None]) -> None:
    """Play `days` days that end at `at`, with about `consignments` consignments in all, from `seed`.

    Everything goes through the product's own operations, at the instants of the play. The last day is left as an
    office finds it in the morning: lodged and assigned, with the work still to do. progress(done, total) counts
    consignments. A play that was cut off goes on where it was when it is played again.
    """
    with _unhurried_disk():
        _play(days=days, consignments=consignments, seed=seed, at=at, progress=progress)


@contextmanager
def _unhurried_disk() -> Iterator[None]:
    """Commits of the play do not wait for the disk: what a power failure takes is played again."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        yield
        cursor.execute("RESET synchronous_commit")


def _play(*, days: int, consignments: int, seed: int, at: datetime, progress: Callable[[int, int], None]) -> None:
    today = at.astimezone(CIVIL_ZONE).date()
    first = today - timedelta(days=days - 1)
    started = instant(first, 6) - timedelta(days=1)
    world = make_world(seed)
    daily = max(1, consignments // (days * len(places())))
    play = Play(world, set_up(world, started, first, places(), daily))
    commit_draws(actor=None, at=started, days=days + 7)
    learns = days >= learning.LEARNS_FROM_DAYS
    season = warning.Season(play, first, today)
    if learns:
        learning.learn(play, places(), first)
        season.listen()
    for number in range(days):
        day = first + timedelta(days=number)
        if learns and number == days // 2:
            learning.pilot(play, day)
        if learns:
            season.morning(day)
        pace_shares(at=instant(day, 6))
        _morning(play, day, daily, season if learns else None)
        deliver_pending(limit=10**9)
        if day < today:
            _day(play, day)
            if learns:
                season.evening(day)
        progress((number + 1) * daily * len(places()), days * daily * len(places()))
        if day < today:
            reveal_draw(actor=None, at=instant(day + timedelta(days=1), 0), day=day)
    seal_entries(limit=10**9)
    with transaction.atomic():
        record(PLAYED, actor=None, at=at, subjects=[PORT], payload={"days": days, "seed": seed})


def _day(play: Play, day: date) -> None:
    """What is asked of people is done; news is handed on after each round, as the worker does it all day."""
    run_controls(play.people, day)
    for round_of_work in (working.test, working.sign, working.inspect, commanding.impose):
        round_of_work(play, day)
        deliver_pending(limit=10**9)


def _morning(play: Play, day: date, daily: int, season: warning.Season | None) -> None:
    """The single window sends the day's declarations; each has its channel at once."""
    for place in places():
        arrivals = play.world.arrivals(day, daily, place)
        arrivals = [season.left(arrival, day) for arrival in arrivals] if season else arrivals
        for start in range(0, daily, BATCH):
            part = arrivals[start : start + BATCH]
            answers = lodge_and_assign(
                actor=play.people[SENDER.username],
                at=instant(day, 8) + timedelta(minutes=start // BATCH),
                declarations=[arrival.declaration for arrival in part],
            )
            for arrival, answer in zip(part, answers, strict=True):
                if answer.lodged.consignment is None:
                    raise RuntimeError(f"the play declares what is refused: {answer.lodged.faults}")
                play.truth[answer.lodged.consignment] = arrival
