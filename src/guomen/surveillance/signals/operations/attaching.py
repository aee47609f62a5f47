"""Files that come with a signal: kept by the hash of their bytes, of few kinds, given out as files only."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from guomen.catalogue.queries import policy
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Refusal, SubjectRef, Text
from guomen.surveillance.signals import events
from guomen.surveillance.signals.models import Attachment
from guomen.surveillance.signals.queries.seeing import attachment_file
from guomen.surveillance.signals.queries.seeing import signal as signal_of
from guomen.surveillance.signals.rules.texts import cut, without_controls

_KINDS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@transaction.atomic
def attach_file(*, actor: Actor, at: datetime, signal: int, name: str, content: bytes) -> Attachment:
    """Keep a file with a signal; the same bytes are kept once. What a file is, its bytes say.

    Raises NotPermitted, Missing, Refusal (empty, too large, of a kind that is not taken).
    """
    require(actor, Capability.REPORT_SIGNAL)
    row = signal_of(signal)
    most = policy("surveillance.attachment.megabytes", on=at.astimezone(CIVIL_ZONE).date()).number
    kind = next((kind for mark, kind in _KINDS.items() if content.startswith(mark)), "")
    if not kind or len(content) > most * 1_000_000:
        raise Refusal(
            "signal.attachment",
            Text("附件须为PDF、PNG或JPEG，且不超过规定大小。", "An attachment is PDF, PNG or JPEG, and not too large."),
            Text(f"请转换格式，或压缩到{most:g}MB以内。", f"Convert it, or make it smaller than {most:g} MB."),
        )
    digest = hashlib.sha256(content).hexdigest()
    path = attachment_file(digest, Path(settings.MEDIA_ROOT))
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    called = cut(Path(without_controls(name)).name, 120) or "file"
    kept, new = Attachment.objects.get_or_create(
        signal=row, digest=digest, defaults={"name": called, "media_type": kind, "size": len(content)}
    )
    if new:
        record(
            events.FILE_ATTACHED,
            actor=actor,
            at=at,
            subjects=[SubjectRef("signal", str(signal))],
            payload={"signal": signal, "digest": digest, "name": kept.name, "size": kept.size},
        )
    return kept
