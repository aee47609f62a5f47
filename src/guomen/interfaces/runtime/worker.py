"""The worker: runs the queue's jobs, many workers on many hosts side by side.

The queue's own book-keeping commits asynchronously: a crash of the database may forget that a job was done, never
that it is to be done, and a job done twice is harmless (at least once, idempotent). What the jobs themselves write
goes over Django's connection and is as durable as anything else.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections, connections
from django.utils import timezone
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status

# A worker that was killed is known by its silence.
HEARTBEAT_SECONDS = 3
SILENCE_SECONDS = 30
_GRACE_SECONDS = 15


def run_worker(*, queues: list[str] | None = None, concurrency: int = 2, until_empty: bool = False) -> None:
    """Work until told to stop (SIGTERM, SIGINT), or, with `until_empty`, until nothing is left to do."""
    with app.replace_connector(_connector()) as working:
        asyncio.run(_work(working, queues, concurrency, until_empty))


def _connector() -> PsycopgConnector:
    parameters = connector_params()
    options = f"{parameters.get('options', '')} -c synchronous_commit=off".strip()
    return PsycopgConnector(kwargs={**parameters, "options": options}, min_size=1, max_size=4)


async def _work(working: App, queues: list[str] | None, concurrency: int, until_empty: bool) -> None:
    async with working.open_async():
        await release_abandoned(working)
        releasing = asyncio.create_task(_release_abandoned_forever(working))
        try:
            await working.run_worker_async(
                **_only(queues),
                concurrency=concurrency,
                wait=not until_empty,
                delete_jobs="successful",
                fetch_job_polling_interval=2.0,
                shutdown_graceful_timeout=_GRACE_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=SILENCE_SECONDS,
                task_middleware=[_with_living_connections],
            )
        finally:
            releasing.cancel()


def _only(queues: list[str] | None) -> dict[str, Any]:
    return {"queues": queues} if queues else {}


def _with_living_connections(call_next: Callable[[], Any], context: object, worker: object) -> Any:
    """Give up connections that the database's restart broke, before and after every task."""
    close_old_connections()
    try:
        return call_next()
    finally:
        for connection in connections.all(initialized_only=True):
            connection.close_if_unusable_or_obsolete()


async def _release_abandoned_forever(working: App) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        with contextlib.suppress(ConnectorException):
            await release_abandoned(working)


async def release_abandoned(working: App, silence: float = SILENCE_SECONDS) -> int:
    """Put jobs of workers that fell silent back into the queue; gives how many.

    Where the same job waits already (a queueing lock), the abandoned one is closed instead: its successor does it.
    """
    abandoned = list(await working.job_manager.get_stalled_jobs(seconds_since_heartbeat=silence))
    for job in abandoned:
        try:
            await working.job_manager.retry_job(job, retry_at=timezone.now())
        except UniqueViolation:
            await working.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
    return len(abandoned)
