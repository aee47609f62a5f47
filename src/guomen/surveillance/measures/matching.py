"""What a measure concerns of what is declared already: on the way, here and not released, released; and its effect."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Max, Min

from guomen.catalogue.queries import policy
from guomen.catalogue.terms import Condition
from guomen.consignments.queries import consignments, lines_meeting
from guomen.decisions.queries import issued_for
from guomen.decisions.terms import DispositionKind
from guomen.kernel.terms import Text
from guomen.surveillance.measures.models import Measure
from guomen.targeting.queries import Hits, assignments_meeting, hits

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Match:
    """A consignment that a measure could mean. items: the goods items; act: what is decided of it, if anything."""

    consignment: int
    reference: str
    importer: str
    office: Text
    items: tuple[str, ...]
    moved_on: date | None
    act: DispositionKind | None


@dataclass(frozen=True, slots=True)
class Matching:
    """Consignments by where they stand; at most SHOWN of each are listed, all are counted."""

    coming: list[Match] = field(default_factory=list)
    waiting: list[Match] = field(default_factory=list)
    released: list[Match] = field(default_factory=list)
    refused: list[Match] = field(default_factory=list)
    since: date = date.min

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(len(group) for group in (self.coming, self.waiting, self.released, self.refused))


def matching(row: Measure, on: date) -> Matching:
    """Consignments lodged in the days that policy looks back whose goods the measure means, newest first.

    coming: their import day lies ahead and nobody has decided; waiting: not decided; released: gone; refused: kept,
    returned or destroyed.
    """
    since = on - timedelta(days=_days(on))
    lines = lines_meeting(Condition.from_json(row.condition), since)
    named: dict[int, list[str]] = {}
    moved: dict[int, date | None] = {}
    told = lines.values_list("version__consignment", "version__moved_on", "item_no", "goods_code")
    for consignment, moved_on, item_no, goods in told.order_by("-version__consignment", "item_no"):
        named.setdefault(consignment, []).append(f"{item_no} {goods}")
        moved[consignment] = moved_on
    acts = {act.consignment_id: DispositionKind(act.kind) for act in issued_for(list(named)).filter(state="issued")}
    known, found = consignments(list(named)), Matching(since=since)
    for key, items in named.items():
        one = known[key]
        office = Text(one.office.name_zh, one.office.name_en)
        match = Match(key, one.reference, one.importer_name, office, tuple(items), moved[key], acts.get(key))
        _group(found, match, on).append(match)
    return found


def _group(found: Matching, match: Match, on: date) -> list[Match]:
    if match.act is None:
        return found.coming if match.moved_on is not None and match.moved_on > on else found.waiting
    return found.released if match.act.lets_go else found.refused


def _days(on: date) -> int:
    try:
        return policy("surveillance.matching_days", on=on).whole
    except LookupError:
        return 90


@dataclass(frozen=True, slots=True)
class Effect:
    """What a measure did: declarations that met it, of these looked at with what result, the first and the last."""

    hits: Hits
    first: datetime | None
    last: datetime | None

    @property
    def checked(self) -> int:
        """Declarations that met it and of which it is known what they were."""
        return self.hits.conforming + self.hits.nonconforming


def effect_of(number: str) -> Effect:
    """What a measure has met and found so far."""
    times = assignments_meeting(f"measure:{number}").aggregate(first=Min("decided_at"), last=Max("decided_at"))
    return Effect(hits([number], of="measure")[number], times["first"], times["last"])
