"""Loading reference/: one edition, one ledger entry, nothing overwritten."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from guomen.catalogue.events import REFERENCE_LOADED
from guomen.catalogue.models import Change
from guomen.catalogue.reference.differences import Comparison, Work, compare
from guomen.catalogue.reference.reading import Contents, required_contents
from guomen.catalogue.reference.terms import Difference
from guomen.kernel.editions.operations import new_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.operations import set_up_grants, set_up_offices
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, SubjectRef

BATCH = 2000


@dataclass(frozen=True)
class Loaded:
    """What loading did: the edition it opened (None where nothing had changed) and how many rows of each file."""

    edition: int | None
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Rows added, changed and ended, in all files."""
        return sum(sum(deeds.values()) for deeds in self.counts.values())


@transaction.atomic
def load_reference(*, actor: Actor | None, at: datetime, folder: Path) -> Loaded:
    """Bring the catalogue up to the files of `folder`. A second load of the same files does nothing.

    Raises Refusal with every fault (file and line) where anything is wrong; then nothing is loaded.
    """
    if actor is not None:
        require(actor, Capability.EDIT_REFERENCE)
    contents = required_contents(folder)
    if not compare(contents).differences:
        return Loaded(None)
    edition = new_edition(at=at, note="reference loaded")
    # Compared again: the edition's lock is held now, and somebody may have loaded while we waited for it.
    comparison = compare(contents)
    _set_up_kernel(contents, comparison)
    for work in comparison.work:
        _carry_out(work, edition)
    Change.objects.create(edition=edition, part=Change.Part.REFERENCE)
    counts = _counted(comparison.differences)
    record(
        REFERENCE_LOADED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("edition", str(edition))],
        payload={"counts": counts},
        edition=edition,
    )
    return Loaded(edition, counts)


def _set_up_kernel(contents: Contents, comparison: Comparison) -> None:
    if comparison.offices:
        set_up_offices(dict(row.values) for row in contents.of("offices.csv"))
    if comparison.grants:
        set_up_grants(dict(row.values) for row in contents.of("role_capabilities.csv"))


def _carry_out(work: Work, edition: int) -> None:
    """Close what changed or ended, then write the successors and what is new."""
    work.model.objects.filter(pk__in=work.close).update(until_edition=edition)
    for row in work.write:
        row.since_edition = edition
    work.model.objects.bulk_create(work.write, batch_size=BATCH)


def _counted(differences: tuple[Difference, ...]) -> dict[str, dict[str, int]]:
    counted = Counter((one.file, one.deed) for one in differences)
    counts: dict[str, dict[str, int]] = {}
    for (file, deed), count in sorted(counted.items()):
        counts.setdefault(file, {})[deed] = count
    return counts
