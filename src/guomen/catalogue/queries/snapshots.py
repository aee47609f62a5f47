"""The snapshot of an edition, and single policies out of it."""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from guomen.catalogue.models import Change
from guomen.catalogue.queries.facts import measures_in_force, reference_facts
from guomen.catalogue.terms import CatalogueSnapshot, PolicyValue
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.offices.models import Office


def snapshot(edition: int) -> CatalogueSnapshot:
    """Everything that decisions read of the catalogue, as `edition` knew it. Read once per change, then remembered."""
    return _snapshot(edition, _last(Change.Part.REFERENCE, edition), _last(Change.Part.MEASURES, edition))


@lru_cache(maxsize=16)
def _snapshot(edition: int, reference: int, measures: int) -> CatalogueSnapshot:
    return replace(_reference(reference), edition=edition, measures=_measures(measures))


# The edition that is being read is never one that is still being written: editions become visible whole.
_reference = lru_cache(maxsize=4)(reference_facts)
_measures = lru_cache(maxsize=4)(measures_in_force)


def _last(part: Change.Part, edition: int) -> int:
    """The last edition up to `edition` in which that part of the catalogue changed; 0 before the first."""
    found = Change.objects.filter(part=part, edition__lte=edition).order_by("-edition").first()
    return found.edition if found else 0


def policy(name: str, *, on: date, office: str = "", edition: int | None = None) -> PolicyValue:
    """The value of a policy on a day for an office (its code; "" for everywhere).

    edition: as which edition knew it (default: the newest).
    Raises LookupError, naming the file to mend, where there is none.
    """
    known = snapshot(current_edition() if edition is None else edition)
    return known.policy(name, on, _path(office))


def _path(office: str) -> str:
    if not office:
        return ""
    return Office.objects.filter(code=office).values_list("path", flat=True).first() or office
