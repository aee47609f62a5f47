"""Signals and sources as they stand, and signals as a frame for statistics."""

from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO

from django.db import connection
from django.db.models import Q, QuerySet

from guomen.catalogue.queries import policy
from guomen.kernel.files.queries import opened
from guomen.kernel.terms import Missing, Text
from guomen.surveillance.signals.models import Attachment, Informant, Signal, SignalLink, SignalSource
from guomen.surveillance.signals.terms import InformantStatus


def signals() -> QuerySet[Signal]:
    """Every signal in every version, newest first."""
    return Signal.objects.select_related("source", "office")


def signal(number: int) -> Signal:
    """One signal. Raises Missing."""
    found = signals().filter(pk=number).first()
    if found is None:
        raise Missing(
            "signal.unknown",
            Text(f"没有编号为{number}的信号。", f"There is no signal {number}."),
            Text("请核对信号编号。", "Check the number in the list of signals."),
        )
    return found


def source(code: str) -> SignalSource:
    """One source. Raises Missing."""
    found = SignalSource.objects.select_related("office").filter(code=code).first()
    if found is None:
        raise Missing(
            "signal.source_unknown",
            Text(f"没有代码为“{code}”的信息来源。", f"There is no source {code!r}."),
            Text("请先登记该来源，或核对代码。", "Register the source first, or check its code."),
        )
    return found


def newest(asked: Mapping[str, Any], *, goods: str = "", before: int | None = None) -> QuerySet[Signal]:
    """Signals by their number, the newest first: read on with the last number, never by counting.

    asked: exact values by column; goods: a code prefix; before: only smaller numbers.
    """
    rows = signals().filter(**dict(asked)).order_by("-pk")
    if goods:
        rows = rows.filter(goods__startswith=goods)
    return rows if before is None else rows.filter(pk__lt=before)


def informants_waiting() -> QuerySet[Informant]:
    """Tips of the public that nobody has answered yet, the oldest first."""
    waiting = Informant.objects.filter(status=InformantStatus.RECEIVED, signal__state="current")
    return waiting.select_related("signal", "signal__source").order_by("signal__received_at")


# How far back words are looked for: the search says so.
SEARCHED = 100_000


def worded(rows: QuerySet[Signal], words: str) -> QuerySet[Signal]:
    """Signals with this number or reference, or with these words in the title among the newest 100,000."""
    if words.isdecimal() and len(words) < 19 and Signal.objects.filter(pk=int(words)).exists():
        return rows.filter(pk=int(words))
    known = Signal.objects.filter(source__in=SignalSource.objects.all(), reference=words)
    if known.exists():
        return rows.filter(pk__in=known.values("pk"))
    last = Signal.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return rows.filter(pk__gt=last - SEARCHED, title__icontains=words)


def signals_estimated() -> int:
    """About how many signals there are, as PostgreSQL's statistics know; counted where they are few."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = 'surveillance_signal'::regclass")
        [estimate] = cursor.fetchone()
    return int(estimate) if estimate > SEARCHED else Signal.objects.count()


def links_of(number: int) -> list[SignalLink]:
    """Every link of a signal, with earlier and with later ones, undone ones too."""
    rows = SignalLink.objects.filter(Q(signal=number) | Q(earlier=number))
    return list(rows.select_related("signal__source", "earlier__source", "made_by", "undone_by").order_by("-pk")[:200])


def versions_of(row: Signal) -> QuerySet[Signal]:
    """Every version of a signal, the newest first."""
    return Signal.objects.filter(source=row.source_id, reference=row.reference).order_by("-version")


# The folder of the store in which the files of signals lie.
ATTACHMENTS = "signals"


def attachment_file(row: Attachment) -> BinaryIO:
    """The bytes of an attachment, open for reading. Raises Missing where the disk does not give it."""
    return opened(ATTACHMENTS, row.digest, row.name)


def largest_attachment(on: date) -> int:
    """Bytes that a file of a signal may have, by policy."""
    return int(policy("surveillance.attachment.megabytes", on=on).number * 1024 * 1024)


def attachment(number: int) -> Attachment:
    """One attachment. Raises Missing."""
    found = Attachment.objects.select_related("signal").filter(pk=number).first()
    if found is None:
        raise Missing(
            "signal.attachment_unknown",
            Text("没有这个附件。", "There is no such attachment."),
            Text("请从信号页面进入。", "Go there from the page of the signal."),
        )
    return found
