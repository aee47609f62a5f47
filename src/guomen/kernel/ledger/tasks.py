"""What the worker does for the ledger, on procrastinate: one job hands on a chunk of news or seals a chunk."""

import time

from procrastinate.contrib.django import app

from guomen.kernel.ledger.operations import deliver_pending, seal_entries

# How long one job goes on, and how much is handed on between two looks at the clock.
_RUN_SECONDS = 3.0
_CHUNK = 200
# After so many, what comes in meanwhile waits for the next tick: handed on together it costs a fraction.
_BUSY = 50


@app.periodic(cron="* * * * * *")
@app.task(queue="ledger", queueing_lock="kernel.deliver", lock="kernel.deliver", pass_context=False)
def deliver(timestamp: int) -> None:
    """Deliver what is pending. `timestamp` names the tick.

    The run ends by itself soon, also behind a backlog, so that a worker that is asked to stop does; the next tick
    goes on.
    """
    end, handed = time.monotonic() + _RUN_SECONDS, 0
    while time.monotonic() < end:
        tried = deliver_pending(limit=_CHUNK)
        handed += tried
        if not tried or (tried < _CHUNK and handed > _BUSY):
            return


@app.periodic(cron="* * * * * */5")  # the sixth field is the second
@app.task(queue="ledger", queueing_lock="kernel.seal", lock="kernel.seal", pass_context=False)
def seal(timestamp: int) -> None:
    """Seal what is not yet sealed. `timestamp` names the tick."""
    end = time.monotonic() + _RUN_SECONDS
    while seal_entries() and time.monotonic() < end:
        pass
