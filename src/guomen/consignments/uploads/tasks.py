"""What the worker does for uploads: those that nobody needs any more go."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from guomen.consignments.uploads.queries import days_kept
from guomen.consignments.uploads.store import sweep


@app.periodic(cron="25 3 * * *")
@app.task(queue="consignments", queueing_lock="consignments.uploads", lock="consignments.uploads", pass_context=False)
def sweep_uploads(timestamp: int) -> None:
    """Remove uploads that are older than policy keeps them. `timestamp` names the tick."""
    now = timezone.now()
    days = days_kept(timezone.localdate(now))
    if days is not None:
        sweep(now - timedelta(days=days))
