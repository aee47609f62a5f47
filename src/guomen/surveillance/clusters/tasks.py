"""What the worker does each night for the processor."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from guomen.consignments.terms import CIVIL_ZONE
from guomen.surveillance.clusters.operations import detect_clusters


@app.periodic(cron="20 3 * * *")
@app.task(queue="surveillance", queueing_lock="surveillance.detect", lock="surveillance.detect", pass_context=False)
def detect(timestamp: int) -> None:
    """Look at every series up to yesterday. `timestamp` names the tick."""
    now = timezone.now()
    detect_clusters(actor=None, at=now, on=now.astimezone(CIVIL_ZONE).date() - timedelta(days=1))
