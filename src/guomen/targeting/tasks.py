"""What the worker does for targeting: publish the commitments of coming days, reveal the secrets of past ones."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from guomen.catalogue.queries import policy
from guomen.consignments.terms import CIVIL_ZONE
from guomen.targeting.draws.queries import unrevealed_before
from guomen.targeting.operations import commit_draws, reveal_draw


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
