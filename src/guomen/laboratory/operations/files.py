"""Photos and papers that come with a sample."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from guomen.kernel.files.operations import keep_file
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability
from guomen.laboratory import events, queries
from guomen.laboratory.models import Sample, SampleFile
from guomen.laboratory.operations.custody import locked_sample


@transaction.atomic
def add_sample_files(*, actor: Actor, at: datetime, label: str, files: Sequence[tuple[str, bytes]]) -> list[SampleFile]:
    """Add files, each a name and its bytes, to a sample: all or none; the same file twice is kept once.

    Raises Refusal for a file that is empty, too large, of a kind that is not taken, cut off or two-faced.
    """
    sample = locked_sample(actor, label, Capability.TEST if may(actor, Capability.TEST) else None)
    largest = queries.file_bytes(timezone.localdate(at), sample.office)
    return [_added(sample, actor, at, name, content, largest) for name, content in files]


def _added(sample: Sample, actor: Actor, at: datetime, name: str, content: bytes, largest: int) -> SampleFile:
    kept = keep_file(folder=queries.SAMPLE_FILES, name=name, content=content, largest=largest)
    row, new = SampleFile.objects.get_or_create(
        sample=sample,
        digest=kept.digest,
        defaults={
            "name": kept.name,
            "content_type": kept.kind,
            "size": kept.size,
            "path": f"{queries.SAMPLE_FILES}/{kept.digest[:2]}/{kept.digest}",
            "added_by": actor,
            "added_at": at,
        },
    )
    if new:
        record(
            events.SAMPLE_SHOWN,
            actor=actor,
            at=at,
            subjects=queries.subjects_of(sample),
            payload={"sample": sample.label, "sha256": kept.digest, "size": kept.size, "name": kept.name},
        )
    return row
