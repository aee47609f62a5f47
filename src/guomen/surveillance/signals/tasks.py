"""What the worker does for the radar: fetches feeds when their time has come, and tells of sources that fell quiet."""

from contextlib import suppress

from django.utils import timezone
from procrastinate.contrib.django import app

from guomen.kernel.terms import Refusal
from guomen.surveillance.signals.operations.fetching import fetch_feed, sources_due
from guomen.surveillance.signals.operations.silence import tell_silences


@app.periodic(cron="*/5 * * * *")
@app.task(queue="signals", queueing_lock="surveillance.feeds", lock="surveillance.feeds", pass_context=False)
def fetch_feeds(timestamp: int) -> None:
    """Fetch every feed whose time has come; one that fails is on its source's page. `timestamp` names the tick."""
    for source in sources_due(timezone.now()):
        with suppress(Refusal):
            fetch_feed(actor=None, at=timezone.now(), source=source)


@app.periodic(cron="20 6 * * *")
@app.task(queue="signals", queueing_lock="surveillance.silence", lock="surveillance.silence", pass_context=False)
def watch_sources(timestamp: int) -> None:
    """Tell of sources that have fallen quiet. `timestamp` names the tick."""
    tell_silences(at=timezone.now())
