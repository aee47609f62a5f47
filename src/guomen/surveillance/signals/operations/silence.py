"""Telling that a source has fallen quiet, once a silence, and that it is heard again."""

from datetime import datetime

from django.db import transaction

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.ledger.operations import record
from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.terms import Reason, SubjectRef, Text
from guomen.surveillance.signals import events
from guomen.surveillance.signals.queries.covering import Coverage, coverage


@transaction.atomic
def tell_silences(*, at: datetime) -> list[str]:
    """Tell of every source that is quiet and was not told of in this silence, and of those heard again; the quiet ones'
    codes.
    """
    told = []
    for one in coverage(at.astimezone(CIVIL_ZONE).date()):
        last = _last_told(one)
        if one.quiet_since is not None and last != str(one.quiet_since):
            _tell(one, at)
            told.append(one.source.code)
        elif one.quiet_since is None and last:
            subject = SubjectRef("signal_source", one.source.code)
            record(events.SOURCE_HEARD, actor=None, at=at, subjects=[subject], payload={"source": one.source.code})
    return told


def _last_told(one: Coverage) -> str:
    """Since when the last silence that was told of lasted; empty where the source was heard again since, or ever."""
    subject = SubjectRef("signal_source", one.source.code)
    kinds = (events.SOURCE_QUIET, events.SOURCE_HEARD)
    entry = entries_about(subject).filter(kind__in=kinds).order_by("-id").first()
    return str(entry.payload.get("since", "")) if entry is not None else ""


def _tell(one: Coverage, at: datetime) -> None:
    since = str(one.quiet_since)
    text = Text(
        f"来源“{one.source.name_zh}”自{since}起没有新信号（通常不超过{one.allowed}天）。",
        f"Nothing has come from {one.source.name_en} since {since} (ordinarily no longer than {one.allowed} days).",
    )
    record(
        events.SOURCE_QUIET,
        actor=None,
        at=at,
        subjects=[SubjectRef("signal_source", one.source.code)],
        payload={"source": one.source.code, "since": since, "allowed": one.allowed},
        reasons=[Reason("signal.source_quiet", text)],
    )
