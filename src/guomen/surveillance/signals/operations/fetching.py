"""Fetching feeds: each at its own pace; what fails is told once, and never stops the others."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from guomen.catalogue.queries import policy
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Fault, Reason, Refusal, SubjectRef, Text, Where
from guomen.surveillance.signals import events
from guomen.surveillance.signals.feeds.fetching import Bounds, fetch
from guomen.surveillance.signals.feeds.parsing import parse_feed
from guomen.surveillance.signals.models import SignalReading, SignalSource
from guomen.surveillance.signals.operations.attaching import Fetch, fetch_enclosures
from guomen.surveillance.signals.operations.taking import take_signals
from guomen.surveillance.signals.queries.seeing import largest_attachment
from guomen.surveillance.signals.terms import FeedKind, Taken


def bounds_on(at: datetime) -> Bounds:
    """What policy allows a fetch."""
    on = at.astimezone(CIVIL_ZONE).date()
    return Bounds(
        policy("surveillance.feed.seconds", on=on).whole,
        int(policy("surveillance.feed.megabytes", on=on).number * 1_000_000),
        policy("surveillance.feed.private_addresses", on=on).value == "yes",
    )


def sources_due(at: datetime) -> list[SignalSource]:
    """Feeds whose time has come: never fetched, or longer ago than their pace."""
    feeds = SignalSource.objects.filter(active=True).exclude(feed=FeedKind.NONE).exclude(address="")
    rows = feeds.annotate(last=Max("readings__read_at"))
    return [row for row in rows if row.last is None or row.last <= at - timedelta(minutes=row.fetch_minutes)]


def fetch_feed(*, actor: Actor | None, at: datetime, source: SignalSource, get: Fetch = fetch) -> list[Taken]:
    """Fetch one feed, take what it says, then the files that it names. A failure of the feed is kept with the source's
    readings, told, and raised.
    """
    try:
        content = get(source.address, bounds_on(at))
        taken = take_feed(actor=actor, at=at, source=source.code, content=content, name=source.address)
    except Refusal as refusal:
        _note_failure(actor, at, source, refusal)
        raise
    new = [one.signal for one in taken if one.outcome in ("taken", "updated") and one.signal is not None]
    fetch_enclosures(at=at, signals=new, bounds=_file_bounds(at), most=_files(at), get=get)
    return taken


def _file_bounds(at: datetime) -> Bounds:
    return replace(bounds_on(at), most_bytes=largest_attachment(at.astimezone(CIVIL_ZONE).date()))


def _files(at: datetime) -> int:
    return policy("surveillance.feed.enclosures", on=at.astimezone(CIVIL_ZONE).date()).whole


@transaction.atomic
def take_feed(*, actor: Actor | None, at: datetime, source: str, content: bytes, name: str) -> list[Taken]:
    """Take what a feed says; items beyond the most that policy allows are left, and told."""
    on = at.astimezone(CIVIL_ZONE).date()
    most = policy("surveillance.feed.items", on=on).whole
    read = parse_feed(
        content,
        name=name,
        today=on,
        most_items=most,
        most_text=policy("surveillance.text.characters", on=on).whole,
    )
    left = [_left(read.left, most, name)] if read.left else []
    return take_signals(
        actor=actor, at=at, source=source, reports=read.reports, via="feed", name=name,
        digest=hashlib.sha256(content).hexdigest(), refused=[*left, *read.faults],
    )  # fmt: skip


def _left(left: int, most: int, name: str) -> Fault:
    return Fault(
        "feed.too_many",
        Where(name),
        str(left),
        Text(f"条目超过{most}条，其余{left}条未读取。", f"There are more than {most} items; {left} were not read."),
        Text("请向来源索取文件。", "Ask the source for a file instead."),
    )


@transaction.atomic
def _note_failure(actor: Actor | None, at: datetime, source: SignalSource, refusal: Refusal) -> None:
    before = source.readings.order_by("-read_at", "-id").first()
    SignalReading.objects.create(
        source=source,
        via="feed",
        name=source.address[:200],
        read_at=at,
        failed_because=f"{refusal.problem.zh}\n{refusal.problem.en}",
    )
    if before is None or not before.failed_because:
        record(
            events.FEED_FAILED,
            actor=actor,
            at=at,
            subjects=[SubjectRef("signal_source", source.code)],
            payload={"source": source.code, "address": source.address, "code": refusal.code},
            reasons=[Reason(refusal.code, refusal.problem)],
        )
