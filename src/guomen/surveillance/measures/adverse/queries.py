"""Reading adverse records: who has how many, and what has conformed since."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from guomen.catalogue.queries import policy
from guomen.catalogue.terms import Condition, Direction
from guomen.consignments.queries import lines_meeting
from guomen.consignments.terms import CIVIL_ZONE, Declaration, GoodsItem
from guomen.decisions.queries import issued_for
from guomen.kernel.terms import Missing, Text
from guomen.surveillance.measures.adverse.terms import PartyRole, Standing
from guomen.surveillance.measures.models import AdverseRecord, Measure
from guomen.surveillance.measures.program import USERNAME
from guomen.surveillance.measures.queries import entries_if_laid_down, measures
from guomen.surveillance.measures.terms import MeasureKind, MeasureState

HEADING = 4


def records() -> QuerySet[AdverseRecord]:
    """Every record, newest first, those taken off the list among them."""
    return AdverseRecord.objects.select_related("consignment")


def record_of(number: int) -> AdverseRecord:
    """One record. Raises Missing."""
    found = records().filter(pk=number).first()
    if found is None:
        raise Missing(
            "adverse.missing",
            Text("没有这条不良记录。", "There is no such record."),
            Text("请从清单进入。", "Go there from the list."),
        )
    return found


def on_list(standing: Standing) -> QuerySet[AdverseRecord]:
    """The records of a party for a product and an item that stand."""
    return AdverseRecord.objects.filter(
        party=standing.party, role=standing.role, goods=standing.goods, item=standing.item, removed_at=None
    )


def standings() -> QuerySet[AdverseRecord, Any]:
    """What stands, by party, role, product and item: how many batches, since when, the last; the most first."""
    rows = AdverseRecord.objects.filter(removed_at=None).values("party", "role", "goods", "item")
    counted = rows.annotate(lots=Count("consignment", distinct=True), first=Min("entered_at"), last=Max("entered_at"))
    return counted.order_by("-lots", "-last", "party")


def of_consignment(consignment: int) -> list[AdverseRecord]:
    """The records that stand on what was found of a consignment."""
    return list(AdverseRecord.objects.filter(consignment=consignment, removed_at=None))


def parties(declaration: Declaration, item: GoodsItem) -> dict[PartyRole, str]:
    """Who stands behind a goods item: by number where it is stated, else by name; nobody for a role left blank."""
    named = {
        PartyRole.IMPORTER: declaration.importer or declaration.importer_name,
        PartyRole.PRODUCER: item.producer or item.producer_name,
        PartyRole.EXPORTER: declaration.consignor_name,
    }
    return {role: name.strip()[:120] for role, name in named.items() if name.strip()}


def condition_of(standing: Standing) -> Condition | None:
    """The declarations that a standing is about; None for exporters, whom no condition names."""
    if standing.role is PartyRole.EXPORTER:
        return None
    about = Condition(direction=Direction.IMPORT, goods=(standing.goods,))
    party = frozenset({standing.party})
    if standing.role is PartyRole.IMPORTER:
        return replace(about, importers=party)
    return replace(about, producers=party)


def conforming_since(standing: Standing, since: date) -> int:
    """Conforming consignments of the party's product in a row, counted back from the last, since a day."""
    about = condition_of(standing) or Condition(direction=Direction.IMPORT, goods=(standing.goods,))
    lines = lines_meeting(about, since - timedelta(days=1))
    if standing.role is PartyRole.EXPORTER:
        lines = lines.filter(version__content__consignor_name=standing.party)
    told: dict[int, bool] = {}
    for act in issued_for(list(lines.values_list("version__consignment", flat=True))).filter(conforming__isnull=False):
        if act.issued_at is not None and act.issued_at.astimezone(CIVIL_ZONE).date() >= since:
            told[act.consignment_id] = bool(act.conforming)
    run = 0
    for conforming in reversed(told.values()):
        if not conforming:
            break
        run += 1
    return run


def listing_lots(on: date) -> int:
    """Records of one standing that have it listed."""
    return policy("surveillance.adverse.listing_lots", on=on).whole


def conforming_lots(on: date) -> int:
    """Conforming lots in a row that take its records off the list."""
    return policy("surveillance.adverse.conforming_lots", on=on).whole


def adverse_goods(on: date) -> tuple[str, ...]:
    """Prefixes of the goods that records are kept for; none where policy names none."""
    return entries_if_laid_down("surveillance.adverse.goods", on)


def by_itself(on: date) -> bool:
    """Whether the program orders the report for every lot of a listed party by itself."""
    return policy("surveillance.adverse.by_itself", on=on).value == "yes"


def listing_measure(standing: Standing, on: date) -> Measure | None:
    """The report for every lot that a standing is under, as the program ordered it."""
    about = condition_of(standing)
    if about is None:
        return None
    rows = measures(on, MeasureState.IN_FORCE).filter(
        Q(kind=MeasureKind.PER_LOT_REPORT, hazard=standing.item, ordered_by__username=USERNAME)
    )
    return rows.filter(condition=about.as_json()).first()
