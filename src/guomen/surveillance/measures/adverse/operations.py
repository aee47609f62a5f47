"""Adverse records run by themselves from outcomes: entered, listed, taken off again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from guomen.catalogue.queries import commodity_name
from guomen.catalogue.terms import Channel
from guomen.consignments.queries import declaration as declaration_of
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Reason, Refusal, SubjectRef, Text
from guomen.surveillance.measures import events
from guomen.surveillance.measures.adverse import queries
from guomen.surveillance.measures.adverse.terms import PartyRole, Standing
from guomen.surveillance.measures.failures import failed_items, of_goods
from guomen.surveillance.measures.models import AdverseRecord
from guomen.surveillance.measures.naming import item_name
from guomen.surveillance.measures.operations import impose_by_rule, lift_by_rule
from guomen.surveillance.measures.terms import MeasureKind

_LOCK = (0x676B, 2)
_BASIS = "进口食品不良记录管理实施细则（质检总局公告2014年第43号）"


@transaction.atomic
def note_records(
    *,
    at: datetime,
    consignment: int,
    version: int,
    disposition: int,
    facts: dict[str, Any],
    lines: Sequence[dict[str, Any]],
) -> list[AdverseRecord]:
    """Enter a record for importer, producer and exporter on each item that an import's goods failed on; take off what
    no longer stands – found conforming after all, or followed by enough conforming lots.

    The same item of the same consignment is entered once, whatever acts follow each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", list(_LOCK))
    today = at.astimezone(CIVIL_ZONE).date()
    if not (goods := queries.adverse_goods(today)):
        return []
    whole = declaration_of(consignment, version)
    declared = {item.item_no: item for item in whole.items}
    failed = failed_items(facts, lines)
    wanted: dict[Standing, str] = {}
    conformed: set[Standing] = set()
    for line in lines:
        if line["conforming"] is None or not of_goods(line["goods_code"], goods):
            continue
        for role, party in queries.parties(whole, declared[line["item_no"]]).items():
            heading = line["goods_code"][: queries.HEADING]
            wanted |= {Standing(party, role, heading, item): line["origin"] for item in failed.get(line["item_no"], ())}
            if line["conforming"]:
                conformed |= _standing_for(party, role, heading)
    _take_back(consignment, set(wanted), at)
    made = [_enter(one, origin, consignment, disposition, at) for one, origin in wanted.items()]
    for standing in conformed - set(wanted):
        _reward(standing, at)
    return [one for one in made if one is not None]


def _standing_for(party: str, role: PartyRole, heading: str) -> set[Standing]:
    rows = AdverseRecord.objects.filter(party=party, role=role, goods=heading, removed_at=None)
    return {Standing(party, role, heading, item) for item in rows.values_list("item", flat=True)}


def _take_back(consignment: int, still: set[Standing], at: datetime) -> None:
    """What was entered for this consignment and is not found of it any more."""
    gone = [row for row in queries.of_consignment(consignment) if _about(row) not in still]
    for row in gone:
        _remove(row, Text("复验后合格", "found conforming after all"), at=at, actor=None)


def _about(row: AdverseRecord) -> Standing:
    return Standing(row.party, PartyRole(row.role), row.goods, row.item)


def _enter(standing: Standing, origin: str, consignment: int, disposition: int, at: datetime) -> AdverseRecord | None:
    if queries.on_list(standing).filter(consignment=consignment).exists():
        return None
    row, new = AdverseRecord.objects.get_or_create(
        party=standing.party,
        role=standing.role,
        goods=standing.goods,
        item=standing.item,
        disposition=disposition,
        defaults={"origin": origin, "consignment_id": consignment, "entered_at": at},
    )
    if not new:
        return None
    _tell(events.ADVERSE_ENTERED, row, Text("", ""), at=at, actor=None)
    _list(standing, at)
    return row


def _list(standing: Standing, at: datetime) -> None:
    """A party with enough records has to show a report for every lot from now on."""
    today = at.astimezone(CIVIL_ZONE).date()
    lots, enough = queries.on_list(standing).count(), queries.listing_lots(today)
    about = queries.condition_of(standing)
    if lots < enough or about is None or not queries.by_itself(today) or queries.listing_measure(standing, today):
        return
    item, goods = item_name(standing.item), commodity_name(standing.goods)
    said = Text(
        f"{standing.role.text.zh}{standing.party}的{goods.zh}因{item.zh}有{lots}条不良记录，须逐批提交检验报告",
        f"{standing.role.text.en} {standing.party}: {lots} adverse records of {goods.en} for {item.en}; "
        "a test report for every lot",
    )
    public = Text(f"该商品须逐批提交{item.zh}检验报告", f"These goods need a test report on {item.en} for every lot")
    try:
        with transaction.atomic():
            impose_by_rule(
                at=at, kind=MeasureKind.PER_LOT_REPORT, condition=about, hazard=standing.item, orders=Channel.DOCUMENT,
                text=said, public=public, ground=_BASIS,
            )  # fmt: skip
    except Refusal as refusal:
        _tell_refused(standing, refusal, at)


def _tell_refused(standing: Standing, refusal: Refusal, at: datetime) -> None:
    record(
        "surveillance.adverse.not_listed",
        actor=None,
        at=at,
        subjects=[SubjectRef("party", standing.party)],
        payload={"role": str(standing.role), "goods": standing.goods, "item": standing.item, "code": refusal.code},
        reasons=[Reason(refusal.code, refusal.problem)],
    )


def _reward(standing: Standing, at: datetime) -> None:
    """Enough conforming lots in a row since the last record take all of them off the list."""
    today = at.astimezone(CIVIL_ZONE).date()
    last = queries.on_list(standing).first()
    if last is None:
        return
    needed = queries.conforming_lots(today)
    run = queries.conforming_since(standing, last.entered_at.astimezone(CIVIL_ZONE).date())
    if run < needed:
        return
    because = Text(f"连续{run}批合格", f"{run} conforming lots in a row")
    for row in list(queries.on_list(standing)):
        _remove(row, because, at=at, actor=None)


@transaction.atomic
def remove_record(*, actor: Actor, at: datetime, number: int, ground: str) -> AdverseRecord:
    """Take a record off the list; it stays visible with the ground.

    Raises NotPermitted, Missing, Conflict (off already), Refusal without a ground.
    """
    require(actor, Capability.IMPOSE_MEASURE)
    row = queries.record_of(number)
    require(actor, Capability.IMPOSE_MEASURE, row.consignment.office)
    if row.removed_at is not None:
        raise Conflict(
            "adverse.removed",
            Text("该记录已撤除。", "This record is off the list already."),
            Text("无需再次处理。", "There is nothing to do."),
        )
    if not ground.strip():
        raise Refusal(
            "adverse.needs_ground",
            Text("须说明理由。", "A ground is needed."),
            Text("请填写理由。", "Write the ground."),
        )
    return _remove(row, Text(ground.strip(), ground.strip()), at=at, actor=actor)


def _remove(row: AdverseRecord, because: Text, *, at: datetime, actor: Actor | None) -> AdverseRecord:
    row.removed_at = at
    row.removed_because = because.zh if because.zh == because.en else f"{because.zh} {because.en}"
    row.save()
    _tell(events.ADVERSE_REMOVED, row, because, at=at, actor=actor)
    _unlist(_about(row), because, at)
    return row


def _unlist(standing: Standing, because: Text, at: datetime) -> None:
    today = at.astimezone(CIVIL_ZONE).date()
    measure = queries.listing_measure(standing, today)
    if measure is not None and queries.on_list(standing).count() < queries.listing_lots(today):
        lift_by_rule(at=at, number=measure.number, ground=because)


def _tell(kind: str, row: AdverseRecord, because: Text, *, at: datetime, actor: Actor | None) -> None:
    record(
        kind,
        actor=actor,
        at=at,
        subjects=[SubjectRef("party", row.party), SubjectRef("consignment", str(row.consignment_id))],
        payload={
            "record": row.pk,
            "party": row.party,
            "role": str(row.role),
            "goods": row.goods,
            "item": row.item,
            "disposition": row.disposition,
        },
        reasons=[Reason("adverse.removed", because)] if because.zh else [],
        authority=_BASIS,
    )
