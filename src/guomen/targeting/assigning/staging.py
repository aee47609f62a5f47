"""The schemes of staged sampling that decisions read: as they stand now, or as a stored decision read them."""

from collections import defaultdict
from collections.abc import Iterable

from guomen.catalogue.terms import Direction
from guomen.consignments.terms import Declaration
from guomen.kernel.terms import SubjectRef
from guomen.laboratory.queries import schemes_following
from guomen.laboratory.terms import SchemeFacts
from guomen.targeting.models import Assignment
from guomen.targeting.rules.docket import Schemes

_REGISTRATION = "registration"


def newest_schemes(batch: Iterable[Declaration]) -> Schemes:
    """Where the schemes of the producers stand now whose goods these declarations export; imports ask nothing."""
    producers = {
        item.producer for one in batch if one.direction == Direction.EXPORT for item in one.items if item.producer
    }
    return _by_producer(schemes_following([SubjectRef(_REGISTRATION, one) for one in producers])) if producers else {}


def all_schemes() -> Schemes:
    """Where every scheme that follows a registration stands now."""
    return _by_producer(schemes_following())


def schemes_read(stored: Assignment) -> Schemes:
    """The schemes as the stored decision read them, line by line."""
    read = [SchemeFacts.from_json(one) for line in stored.lines for one in line.get("schemes", ())]
    return _by_producer(dict.fromkeys(read))


def _by_producer(schemes: Iterable[SchemeFacts]) -> Schemes:
    found: dict[str, list[SchemeFacts]] = defaultdict(list)
    for one in schemes:
        kind, _, number = one.subject.partition(":")
        if kind == _REGISTRATION:
            found[number].append(one)
    return {number: tuple(rows) for number, rows in found.items()}
