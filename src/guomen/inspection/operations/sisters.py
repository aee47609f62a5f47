"""Sister lots of a failing lot: found among what is still here, proposed to a person, never held silently."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from guomen.catalogue.terms import Channel
from guomen.consignments.queries import declarations, lines_of_producer
from guomen.consignments.terms import CIVIL_ZONE, GoodsItem
from guomen.inspection import events, queries
from guomen.inspection.models import SampleOrder, SisterLot
from guomen.inspection.rules.sisters import Made, kinship
from guomen.inspection.terms import SisterState
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, Reason, Refusal, SubjectRef, Text
from guomen.targeting.operations import override_channel

_CHANNELS = {SisterState.SAMPLED: Channel.SAMPLE, SisterState.HELD: Channel.HOLD}
Key = tuple[int, int]


@transaction.atomic
def find_sisters(*, at: datetime, label: str) -> list[SisterLot]:
    """A sample failed: propose what to do with its sister lots that are still here. Heard again: nothing new."""
    order = SampleOrder.objects.select_related("task").filter(label=label).first()
    if order is None:
        return []
    task = order.task
    failing = _item((task.consignment_id, task.version), order.item_no)
    if failing is None or not failing.producer:
        return []
    known = set(SisterLot.objects.filter(label=label).values_list("consignment_id", "item_no"))
    found = [
        SisterLot(
            label=label, failing_id=task.consignment_id, failing_item=order.item_no, consignment_id=consignment,
            item_no=item.item_no, why_zh=why.zh, why_en=why.en, found_at=at,
        )
        for consignment, item, why in _sisters(task.consignment_id, failing, at)
        if (consignment, item.item_no) not in known
    ]  # fmt: skip
    rows = SisterLot.objects.bulk_create(found)
    if rows:
        _told_found(rows, at)
    return rows


def _item(version: Key, item_no: int) -> GoodsItem | None:
    declared = declarations([version]).get(version)
    return next((one for one in declared.items if one.item_no == item_no), None) if declared else None


def _made(item: GoodsItem) -> Made:
    return Made(item.producer, item.goods_code, item.batch_number or "", item.produced_on)


def _sisters(own: int, failing: GoodsItem, at: datetime) -> Iterator[tuple[int, GoodsItem, Text]]:
    """Items of other consignments, still here, that are sisters of the failing one."""
    since = at.astimezone(CIVIL_ZONE).date() - timedelta(days=queries.sister_days(at.astimezone(CIVIL_ZONE).date()))
    lines = lines_of_producer(failing.producer, failing.goods_code, since)
    versions = {(one.version.consignment_id, one.version.version) for one in lines}
    here = {key for key, _version in versions if key != own and not queries.let_go(key)}
    for (consignment, _version), declared in declarations([one for one in versions if one[0] in here]).items():
        for item in declared.items:
            why = kinship(_made(failing), _made(item))
            if why is not None:
                yield consignment, item, why


def _told_found(rows: list[SisterLot], at: datetime) -> None:
    first = rows[0]
    keys = dict.fromkeys([first.failing_id, *(row.consignment_id for row in rows)])
    record(
        events.SISTERS_FOUND,
        actor=None,
        at=at,
        subjects=[SubjectRef("sample", first.label), *(SubjectRef("consignment", str(key)) for key in keys)],
        payload={
            "sample": first.label,
            "consignment": first.failing_id,
            "item_no": first.failing_item,
            "sisters": [[row.consignment_id, row.item_no] for row in rows],
        },
        reasons=[Reason("inspection.sister", Text(row.why_zh, row.why_en)) for row in rows[:1]],
    )


@transaction.atomic
def decide_sister(*, actor: Actor, at: datetime, sister: int, choice: SisterState, ground: str) -> SisterLot:
    """A person decides on a sister lot: have it sampled, hold it, or leave it as it is.

    Sampling and holding take another channel for it, as for any consignment. Raises Missing, Conflict where it was
    decided before, Refusal without a ground, whatever targeting refuses.
    """
    row = queries.seen_sister(actor, sister)
    row = SisterLot.objects.select_for_update().get(pk=row.pk)
    if row.state != SisterState.PROPOSED or choice not in (*_CHANNELS, SisterState.DISMISSED):
        raise Conflict(
            "sister.decided",
            Text("该同源批次已处理。", "This sister lot was decided on before."),
            Text("请刷新页面。", "Look at the page again."),
        )
    if not ground.strip():
        raise Refusal(
            "sister.ground",
            Text("须写明理由。", "A ground is needed."),
            Text("请写明理由。", "State why."),
        )
    if choice in _CHANNELS:
        override_channel(actor=actor, at=at, consignment=row.consignment_id, to=_CHANNELS[choice], ground=ground)
    row.state, row.decided_by, row.decided_at, row.ground = choice, actor, at, ground.strip()
    row.save()
    record(
        events.SISTER_DECIDED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("consignment", str(key)) for key in (row.consignment_id, row.failing_id)],
        payload={"sister": row.pk, "consignment": row.consignment_id, "choice": str(choice), "ground": row.ground},
    )
    return row


@transaction.atomic
def close_sisters(*, at: datetime, consignment: int) -> None:
    """The consignment left: nothing is proposed for it any more."""
    rows = SisterLot.objects.filter(consignment_id=consignment, state=SisterState.PROPOSED)
    rows.update(state=SisterState.GONE, decided_at=at)
