"""What the worker does each day for staged sampling: a stage may be missed without anybody doing anything."""

from django.utils import timezone
from procrastinate.contrib.django import app

from guomen.laboratory.operations import settle_scheme
from guomen.laboratory.queries import open_schemes


@app.periodic(cron="15 0 * * *")
@app.task(queue="laboratory", queueing_lock="laboratory.schemes", lock="laboratory.schemes", pass_context=False)
def settle_schemes(timestamp: int) -> None:
    """Write down where every running scheme stands on the new day. `timestamp` names the tick."""
    now = timezone.now()
    for scheme in open_schemes():
        settle_scheme(at=now, scheme=scheme)
