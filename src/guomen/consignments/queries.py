"""Reading consignments: what is declared, in which version, and who may see it."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from guomen.catalogue.queries import policy
from guomen.catalogue.terms import Condition, Direction
from guomen.consignments.fees.queries import fee_of
from guomen.consignments.models import Consignment, DeclarationVersion, GoodsLine, SharedWith
from guomen.consignments.rules import decoded
from guomen.consignments.terms import DateLimits, Declaration, Status, Stored
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.statements import asked
from guomen.kernel.terms import Capability, Missing, Text

__all__ = [
    "consignment",
    "consignment_of",
    "consignments",
    "date_limits",
    "declaration",
    "declarations",
    "declared_lines",
    "fee_of",
    "lines_meeting",
    "lines_of_producer",
    "lodged_between",
    "no_such_consignment",
    "require_visible",
    "stored_versions",
    "visible_consignments",
]


def no_such_consignment() -> Missing:
    """The refusal for a consignment that is not there, or that this person may not know of."""
    return Missing(
        "consignment.missing",
        Text("没有这票货物。", "There is no such consignment."),
        Text("请核对地址或编号。", "Check the address or the reference."),
    )


def _contents(rows: QuerySet[DeclarationVersion]) -> QuerySet[DeclarationVersion]:
    return rows.annotate(written=Cast("content", TextField())).defer("content")


def stored_versions(consignment_id: int) -> tuple[Stored, ...]:
    """Every version of a consignment's declaration, oldest first."""
    rows = _contents(DeclarationVersion.objects.filter(consignment_id=consignment_id)).order_by("version")
    return tuple(
        Stored(row.consignment_id, row.version, row.lodged_at, decoded(row.written))  # type: ignore[attr-defined]
        for row in rows
    )


def declaration(consignment_id: int, version: int | None = None) -> Declaration:
    """One version of a declaration; without `version` the newest. Raises Missing."""
    rows = _contents(DeclarationVersion.objects.filter(consignment_id=consignment_id))
    row = (rows.filter(version=version) if version is not None else rows.order_by("-version")).first()
    if row is None:
        raise no_such_consignment()
    return decoded(row.written)  # type: ignore[attr-defined]


def declarations(versions: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Declaration]:
    """The declarations of many (consignment id, version) pairs in one reading; unknown pairs are left out."""
    wanted = set(versions)
    rows = _contents(DeclarationVersion.objects.filter(consignment_id__in={key for key, _ in wanted}))
    return {
        (row.consignment_id, row.version): decoded(row.written)  # type: ignore[attr-defined]
        for row in rows
        if (row.consignment_id, row.version) in wanted
    }


def consignment(consignment_id: int) -> Consignment:
    """A consignment by its number. Raises Missing."""
    found = Consignment.objects.select_related("office").filter(pk=consignment_id).first()
    if found is None:
        raise no_such_consignment()
    return found


def consignments(ids: Collection[int]) -> dict[int, Consignment]:
    """Consignments by their numbers, with their offices; unknown numbers are left out."""
    return Consignment.objects.select_related("office").in_bulk(ids)


def consignment_of(sender: str, reference: str) -> Consignment | None:
    """The consignment that `sender` lodged under `reference`, or None."""
    return Consignment.objects.select_related("office").filter(sender=sender, reference=reference).first()


def visible_consignments(actor: Actor) -> QuerySet[Consignment]:
    """What the actor may know of: an officer what his office and those below it accepted or were shown to inspect, a
    trader his own; else nothing.
    """
    rows = Consignment.objects.select_related("office")
    if actor.office is not None:
        if not may(actor, Capability.VIEW_CONSIGNMENTS):
            return rows.none()
        if actor.office.parent_id is None:
            return rows
        shared = SharedWith.objects.filter(office__path__startswith=actor.office.path).values("consignment")
        return rows.filter(Q(office__path__startswith=actor.office.path) | Q(pk__in=shared))
    if not (may(actor, Capability.TRADE) or may(actor, Capability.LODGE)):
        return rows.none()
    own = Q(sender=actor.username)
    if actor.represents:
        own |= Q(importer=actor.represents) | Q(declarant=actor.represents)
    return rows.filter(own)


def require_visible(actor: Actor, consignment_id: int) -> Consignment:
    """The consignment, if the actor may know of it. Raises Missing for a stranger as for a number that is not there."""
    found = visible_consignments(actor).filter(pk=consignment_id).first()
    if found is None:
        raise no_such_consignment()
    return found


def lodged_between(start: date, end: date) -> QuerySet[Consignment]:
    """Consignments first lodged on the days [start, end)."""
    return Consignment.objects.filter(drawn_on__gte=start, drawn_on__lt=end)


def date_limits(on: date) -> DateLimits:
    """The policy on how far a declaration's day may lie from the day `on` of its arrival; any distance without one."""
    return _date_limits(current_edition(), on)


@lru_cache(maxsize=64)
def _date_limits(edition: int, on: date) -> DateLimits:
    return DateLimits(_days("ahead", on, edition), _days("behind", on, edition))


def _days(side: str, on: date, edition: int) -> int | None:
    try:
        return int(policy(f"consignments.declared_on.{side}_days", on=on, edition=edition).value)
    except LookupError:
        return None


def declared_lines(start: date, end: date, offices: Collection[str] | None = None) -> QuerySet[GoodsLine]:
    """The goods lines, as they stand now, of consignments first lodged on the days [start, end) and not cancelled.

    offices: codes of the accepting offices; default all.
    """
    rows = GoodsLine.objects.filter(
        version__version=F("version__consignment__current_version"),
        version__consignment__drawn_on__gte=start,
        version__consignment__drawn_on__lt=end,
    ).exclude(version__consignment__status=Status.CANCELLED)
    rows = rows if offices is None else rows.filter(version__consignment__office__code__in=offices)
    return rows.order_by("version_id", "item_no")


def lines_meeting(condition: Condition, since: date) -> QuerySet[GoodsLine]:
    """Goods lines, as they stand now, of consignments first lodged on or after a day that a condition could mean.

    Its value, class of the enterprise and season are left open: what they would exclude is listed as well.
    """
    rows = GoodsLine.objects.filter(
        version__version=F("version__consignment__current_version"), version__consignment__drawn_on__gte=since
    ).exclude(version__consignment__status=Status.CANCELLED)
    if condition.goods:
        rows = rows.filter(_begins(condition.goods))
    if condition.origins:
        meant = Q(origin__in=condition.origins)
        rows = rows.filter(~meant if condition.origins_negated else meant)
    if condition.direction is not None:
        rows = rows.filter(version__consignment__direction=condition.direction)
    if condition.destinations:
        rows = rows.filter(version__consignment__direction=Direction.EXPORT)
    listed = {name: sorted(getattr(condition, held)) for held, name in _LISTED.items() if getattr(condition, held)}
    rows = rows.filter(**listed)
    masses = {"net_mass__gte": condition.min_net_mass, "net_mass__lte": condition.max_net_mass}
    return rows.filter(**{name: mass for name, mass in masses.items() if mass is not None})


def lines_of_producer(producer: str, goods_code: str, since: date) -> QuerySet[GoodsLine]:
    """Goods lines, as they stand now, of one producer and goods code, first lodged on or after a day, not cancelled."""
    rows = GoodsLine.objects.filter(
        producer=producer,
        goods_code=goods_code,
        version__version=F("version__consignment__current_version"),
        version__consignment__drawn_on__gte=since,
    ).exclude(version__consignment__status=Status.CANCELLED)
    return rows.exclude(producer="").select_related("version").order_by("version_id", "item_no")


_LISTED = {
    "producers": "producer__in",
    "regimes": "version__regime__in",
    "ports": "version__port__in",
    "offices": "version__consignment__office__code__in",
    "importers": "version__consignment__importer__in",
    "exporters": "version__content__consignor__in",
    "intended_uses": "intended_use__in",
    "destinations": "version__departure_country__in",
}


def _begins(prefixes: Collection[str]) -> Q:
    """Codes that begin with one of the prefixes, as ranges that the index answers in any collation."""
    meant = Q()
    for prefix in prefixes:
        after = str(int(prefix) + 1).zfill(len(prefix))
        last = Q() if len(after) > len(prefix) else Q(goods_code__lt=after)
        meant |= Q(goods_code__gte=prefix) & last
    return meant


# What a consignment is held against: so many that its importer declared before it. It bounds the work for a trader who
# declares thousands a day.
_LOOKED_BACK = 50
# Counted from the newest before it on, of the same day alone.
_BEFORE = """
SELECT c.id, left(l.goods_code, 4), count(*)
FROM consignments_consignment c
CROSS JOIN LATERAL (
  SELECT o.id, o.current_version, o.drawn_on FROM consignments_consignment o
  WHERE o.importer = c.importer AND o.id < c.id ORDER BY o.id DESC LIMIT %s::int
) AS earlier
JOIN consignments_version v ON v.consignment_id = earlier.id AND v.version = earlier.current_version
JOIN consignments_goods_line l ON l.version_id = v.id
WHERE c.id = ANY(%s::bigint[]) AND c.importer <> '' AND earlier.drawn_on = c.drawn_on
GROUP BY 1, 2
"""


def declared_before(ids: Collection[int]) -> dict[tuple[int, str], int]:
    """(consignment, heading) -> goods lines of that heading which its importer declared before it on the day of its
    first lodging, among the importer's last fifty consignments.
    """
    return {(row[0], row[1]): row[2] for row in asked(_BEFORE, [_LOOKED_BACK, list(ids)])}
