"""What the worker does for the ledger, on procrastinate: one job hands on a chunk of news or seals a chunk."""

from procrastinate.contrib.django import app

from guomen.kernel.ledger.operations import deliver_pending, seal_entries


@app.periodic(cron="* * * * * *")
@app.task(queue="ledger", queueing_lock="kernel.deliver", lock="kernel.deliver", pass_context=False)
def deliver(timestamp: int) -> None:
    """Deliver what is pending; another run follows at once while there is more. `timestamp` names the tick."""
    while deliver_pending():
        pass


@app.periodic(cron="* * * * * */5")  # the sixth field is the second
@app.task(queue="ledger", queueing_lock="kernel.seal", lock="kernel.seal", pass_context=False)
def seal(timestamp: int) -> None:
    """Seal what is not yet sealed. `timestamp` names the tick."""
    while seal_entries():
        pass
