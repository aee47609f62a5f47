"""What the worker does for targeting: publish the commitments of coming days, reveal the secrets of past ones;
train and watch models.
"""

from datetime import date, timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from guomen.catalogue.queries import policy
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.offices.queries import actors_named
from guomen.kernel.terms import Refusal
from guomen.targeting.capacity.operations import keep_pace
from guomen.targeting.draws.queries import unrevealed_before
from guomen.targeting.operations import commit_draws, reveal_draw
from guomen.targeting.registry.operations import refuse_training, train_on_log, watch_models


@app.periodic(cron="5 * * * *")
@app.task(queue="targeting", queueing_lock="targeting.draws", lock="targeting.draws", pass_context=False)
def keep_draws(timestamp: int) -> None:
    """Commit to the coming week; reveal days that are as old as policy says. `timestamp` names the tick."""
    now = timezone.now()
    commit_draws(actor=None, at=now)
    today = now.astimezone(CIVIL_ZONE).date()
    after = policy("targeting.draw.reveal_after_days", on=today).whole
    for day in unrevealed_before(today - timedelta(days=after - 1)):
        reveal_draw(actor=None, at=now, day=day)


@app.task(queue="targeting", lock="targeting.train", pass_context=False)
def train_challenger(target: str, until: str, username: str) -> None:
    """Train a challenger on the log, as `username` asked; a refusal is put on record for the page to show."""
    actor = actors_named([username])[username]
    now = timezone.now()
    try:
        train_on_log(actor=actor, at=now, target=target, until=date.fromisoformat(until))
    except Refusal as refusal:
        refuse_training(actor=actor, at=now, target=target, refusal=refusal)


@app.periodic(cron="40 2 * * *")
@app.task(queue="targeting", queueing_lock="targeting.watch", lock="targeting.watch", pass_context=False)
def watch(timestamp: int) -> None:
    """Measure the drift of the models that are asked. `timestamp` names the tick."""
    watch_models(actor=None, at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queue="targeting", queueing_lock="targeting.paces", lock="targeting.paces", pass_context=False)
def keep_paces(timestamp: int) -> None:
    """Open the day's shifts of offices that select under capacity, and draw their lines anew. `timestamp` names the
    tick.
    """
    keep_pace(at=timezone.now())
