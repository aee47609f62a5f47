"""What the worker does for alerts: it sends what was signed."""

from django.utils import timezone
from procrastinate.contrib.django import app

from guomen.surveillance.alerts.operations.sending import send_waiting


@app.periodic(cron="* * * * * *")  # the sixth field is the second
@app.task(queue="alerts", queueing_lock="surveillance.alerts.send", pass_context=False)
def send(timestamp: int) -> None:
    """Send what waits. `timestamp` names the tick; runs may overlap, for every sending is claimed."""
    send_waiting(clock=timezone.now)
