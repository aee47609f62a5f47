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
    """Tell of every source that is quiet and was not told of in this silence; their codes."""
    told = []
    for one in coverage(at.astimezone(CIVIL_ZONE).date()):
        if one.quiet_since is not None and not _told(one):
            _tell(one, at)
            told.append(one.source.code)
    return told


def _told(one: Coverage) -> bool:
    subject = SubjectRef("signal_source", one.source.code)
    since = str(one.quiet_since)
    return any(
        entry.kind == events.SOURCE_QUIET and entry.payload.get("since") == since for entry in entries_about(subject)
    )


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
