"""Publishing refused batches, correcting and withdrawing them: always by a row that follows, never in place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from guomen.catalogue.queries import countries, hazard_kinds
from guomen.consignments.queries import declaration as declaration_of
from guomen.consignments.terms import CIVIL_ZONE, Declaration
from guomen.decisions.queries import certificates_of
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Reason, Refusal, SubjectRef, Text
from guomen.surveillance.measures import events
from guomen.surveillance.measures.failures import of_goods
from guomen.surveillance.measures.models import RefusedBatch
from guomen.surveillance.measures.refused import queries
from guomen.surveillance.measures.refused.rules import public_importer, reason_code

REFUSING = ("return", "destroy")
# What a person may correct.
CORRECTABLE = ("name", "origin", "producer", "importer", "net_mass", "reason", "reason_words")
_COPIED = (
    "consignment_id", "disposition", "item_no", "month", "goods", "inspection_number", "name", "origin", "producer",
    "importer", "net_mass", "reason", "reason_words", "disposal", "port",
)  # fmt: skip


@transaction.atomic
def publish_batches(
    *,
    at: datetime,
    consignment: int,
    version: int,
    disposition: int,
    kind: str,
    facts: Mapping[str, Any],
    lines: list[dict[str, Any]],
    reasons: list[dict[str, Any]],
) -> list[RefusedBatch]:
    """Put the goods of an import that was returned or destroyed on the list: what failed, else all of it. Once."""
    today = at.astimezone(CIVIL_ZONE).date()
    goods = queries.published_goods(today)
    bad = [line for line in lines if line["conforming"] is False] or lines
    listed = [line for line in bad if of_goods(line["goods_code"], goods)]
    if kind not in REFUSING or not listed or RefusedBatch.objects.filter(disposition=disposition).exists():
        return []
    declared, kinds = declaration_of(consignment, version), hazard_kinds()
    paper = certificates_of(consignment).filter(disposition=disposition).first()
    number = paper.number if paper else f"{declared.office}-{consignment}"
    made = []
    for line in listed:
        reason = reason_code(facts, reasons, line["item_no"], kinds)
        row = _batch(declared, line, number)
        row.consignment_id, row.disposition, row.disposal = consignment, disposition, kind
        row.month, row.published_at, row.reason = today.replace(day=1), at, reason
        row.save()
        _tell(events.REFUSED_PUBLISHED, row, Text("", ""), actor=None, at=at)
        made.append(row)
    return made


def _batch(declared: Declaration, line: Mapping[str, Any], number: str) -> RefusedBatch:
    item = next(one for one in declared.items if one.item_no == line["item_no"])
    importer = public_importer(declared.importer_scheme, declared.importer, declared.importer_name)
    producer = " ".join(part for part in (item.producer, item.producer_name) if part)
    return RefusedBatch(
        item_no=item.item_no,
        goods=item.goods_code,
        inspection_number=number,
        name=item.description[:300],
        origin=item.origin,
        producer=producer[:200],
        importer=importer[:200],
        net_mass=item.net_mass,
        port=declared.port,
    )


@transaction.atomic
def withdraw_batches(*, at: datetime, disposition: int, because: Text) -> list[RefusedBatch]:
    """Take what an act had put on the list off it: the act was replaced."""
    rows = list(queries.of_disposition(disposition).select_for_update(of=("self",)))
    return [_follow(row, {"withdrawn": True}, because, actor=None, at=at) for row in rows]


@transaction.atomic
def correct_batch(
    *, actor: Actor, at: datetime, number: int, changes: Mapping[str, Any], ground: str, withdraw: bool = False
) -> RefusedBatch:
    """Correct what stands on the list (CORRECTABLE), or withdraw it; the earlier row stays on record.

    Raises NotPermitted, Missing (not on the list any more), Refusal (nothing changed, no ground, an unknown origin).
    """
    require(actor, Capability.IMPOSE_MEASURE)
    queries.batch(number)
    row = RefusedBatch.objects.select_for_update(of=("self",)).select_related("consignment__office").get(pk=number)
    require(actor, Capability.IMPOSE_MEASURE, row.consignment.office)
    queries.batch(number)
    wanted = {name: value for name, value in changes.items() if name in CORRECTABLE and value != getattr(row, name)}
    _check(wanted, ground, withdraw)
    said = Text(ground.strip(), ground.strip())
    return _follow(row, wanted | ({"withdrawn": True} if withdraw else {}), said, actor=actor, at=at)


def _check(wanted: Mapping[str, Any], ground: str, withdraw: bool) -> None:
    if not ground.strip():
        raise Refusal(
            "refused.needs_ground",
            Text("须说明更正理由。", "Say why it is corrected."),
            Text("更正理由将一并公布。", "The ground is published with the correction."),
        )
    if not wanted and not withdraw:
        raise Refusal(
            "refused.nothing_changed",
            Text("没有任何更正。", "Nothing was changed."),
            Text("请修改内容，或选择撤回。", "Change something, or withdraw it."),
        )
    if wanted.get("origin") and wanted["origin"] not in countries():
        raise Refusal(
            "refused.origin",
            Text(f"没有国家（地区）代码“{wanted['origin']}”。", f"There is no country code {wanted['origin']!r}."),
            Text("请填写两位代码。", "Write the two-letter code."),
        )


def _follow(
    row: RefusedBatch, changes: Mapping[str, Any], because: Text, *, actor: Actor | None, at: datetime
) -> RefusedBatch:
    words = because.zh if because.zh == because.en else f"{because.zh} {because.en}"
    fields = {name: getattr(row, name) for name in _COPIED} | dict(changes)
    new = RefusedBatch.objects.create(**fields, published_at=at, corrects=row, correction=words)
    _tell(events.REFUSED_CORRECTED, new, because, actor=actor, at=at)
    return new


def _tell(kind: str, row: RefusedBatch, because: Text, *, actor: Actor | None, at: datetime) -> None:
    record(
        kind,
        actor=actor,
        at=at,
        subjects=[SubjectRef("consignment", str(row.consignment_id)), SubjectRef("disposition", str(row.disposition))],
        payload={
            "batch": row.pk,
            "item_no": row.item_no,
            "corrects": row.corrects_id,
            "withdrawn": row.withdrawn,
            "reason": row.reason,
            "disposal": row.disposal,
        },
        reasons=[Reason("refused.corrected", because)] if because.zh else [],
    )
