"""Files that come with a signal: told by their bytes, kept by their hash, given out as files only."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.files.operations import keep_file
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Reason, Refusal, SubjectRef
from guomen.surveillance.signals import events
from guomen.surveillance.signals.feeds.fetching import Bounds
from guomen.surveillance.signals.models import Attachment, Signal
from guomen.surveillance.signals.operations.taking import take_signals
from guomen.surveillance.signals.queries.seeing import ATTACHMENTS, largest_attachment
from guomen.surveillance.signals.queries.seeing import signal as signal_of
from guomen.surveillance.signals.terms import ENCLOSURES, SignalReport

Fetch = Callable[[str, Bounds], bytes]


@transaction.atomic
def attach_file(*, actor: Actor | None, at: datetime, signal: int, name: str, content: bytes) -> Attachment:
    """Keep a file with a signal; the same bytes are kept once. What a file is, its bytes say.

    Raises NotPermitted, Missing, Refusal (empty, too large, of a kind that is not taken, cut off, two-faced).
    """
    if actor is not None:
        require(actor, Capability.REPORT_SIGNAL)
    row = signal_of(signal)
    largest = largest_attachment(at.astimezone(CIVIL_ZONE).date())
    kept = keep_file(folder=ATTACHMENTS, name=name, content=content, largest=largest)
    made, new = Attachment.objects.get_or_create(
        signal=row, digest=kept.digest, defaults={"name": kept.name, "media_type": kept.kind, "size": kept.size}
    )
    if new:
        record(
            events.FILE_ATTACHED,
            actor=actor,
            at=at,
            subjects=[SubjectRef("signal", str(signal))],
            payload={"signal": signal, "digest": made.digest, "name": made.name, "size": made.size},
        )
    return made


@transaction.atomic
def report_signal(
    *, actor: Actor, at: datetime, source: str, report: SignalReport, files: Sequence[tuple[str, bytes]] = ()
) -> int:
    """Take one signal that a person writes down, with its files (each a name and its bytes): all or nothing.

    Gives its number. Raises NotPermitted, Refusal (what the report lacks; a file that is not taken).
    """
    [taken] = take_signals(actor=actor, at=at, source=source, reports=[report], via="form")
    if taken.fault is not None or taken.signal is None:
        assert taken.fault is not None
        raise Refusal(taken.fault.code, taken.fault.problem, taken.fault.remedy, (taken.fault,))
    for name, content in files:
        attach_file(actor=actor, at=at, signal=taken.signal, name=name, content=content)
    return taken.signal


def fetch_enclosures(
    *, at: datetime, signals: Sequence[int], bounds: Bounds, most: int, get: Fetch
) -> list[Attachment]:
    """Fetch the files that a feed's items name, at most so many, and keep them with their signals.

    One that cannot be fetched or is not taken is told in the ledger and left as its address among the details.
    """
    rows = Signal.objects.filter(pk__in=signals, details__has_key=ENCLOSURES).order_by("pk").only("pk", "details")
    named = [(row.pk, address) for row in rows for address in row.details[ENCLOSURES]]
    kept = []
    for number, address in named[:most]:
        try:
            content = get(address, bounds)
            name = address.partition("?")[0].rpartition("/")[2]
            kept.append(attach_file(actor=None, at=at, signal=number, name=name, content=content))
        except Refusal as refusal:
            _tell_missing(at, number, address, refusal)
    return kept


@transaction.atomic
def _tell_missing(at: datetime, signal: int, address: str, refusal: Refusal) -> None:
    record(
        events.FILE_NOT_ATTACHED,
        actor=None,
        at=at,
        subjects=[SubjectRef("signal", str(signal))],
        payload={"signal": signal, "address": address, "code": refusal.code},
        reasons=[Reason(refusal.code, refusal.problem)],
    )
