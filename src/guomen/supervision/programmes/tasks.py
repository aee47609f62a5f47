"""What the worker does for programmes: first thing each day, and again every six hours where it had been stopped."""

from django.utils import timezone
from procrastinate.contrib.django import app

from guomen.supervision.programmes.operations import draw_running, pace_shares


# Ten past midnight in the house (UTC+8), then every six hours.
@app.periodic(cron="10 4,10,16,22 * * *")
@app.task(queue="supervision", queueing_lock="supervision.pace", lock="supervision.pace", pass_context=False)
def keep_programmes(timestamp: int) -> None:
    """Bring the rates of the running shares into step, and draw the premises of those that begin. `timestamp` names the
    tick.
    """
    now = timezone.now()
    pace_shares(at=now)
    draw_running(at=now)
