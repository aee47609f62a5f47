"""Drawing a sample out of a sampling task and giving it into the next hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from guomen.catalogue.queries import hazards, limits_for
from guomen.catalogue.terms import Direction
from guomen.consignments.queries import declaration as declaration_of
from guomen.consignments.terms import CIVIL_ZONE, GoodsItem
from guomen.inspection import events
from guomen.inspection.models import SampleOrder, Task, TestOrder
from guomen.inspection.operations.working import own_task
from guomen.inspection.terms import TaskKind
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Conflict, Missing, OfficeLevel, Refusal, SubjectRef, Text
from guomen.laboratory import operations as laboratory
from guomen.laboratory.pool.queries import accepted_for
from guomen.laboratory.terms import Hand, Kept, LimitKind, PortionAsked, Purpose, Requested, SamplingPlan, read_limit


@transaction.atomic
def draw_sample(
    *,
    actor: Actor,
    at: datetime,
    task: int,
    item_no: int,
    hand: Hand,
    units: int | None = None,
    analytes: Sequence[str] = (),
    handed_to: Hand | None = None,
    plan: SamplingPlan | None = None,
    kept: Kept | None = None,
    portions: Sequence[PortionAsked] = (),
    files: Sequence[tuple[str, bytes]] = (),
) -> str:
    """Draw a sample of one goods item: it gets its label, its tests (those instructed, and `analytes` besides), and
    its first custody step; handed_to: the next hand, where it is given on at once.

    units None: as many as the test that needs most. plan: the sampling plan in use with its increments; kept: the
    temperatures of its way; portions: the parts it is divided into; files: photos. Gives the label.
    Raises Missing for an item that is not declared, Refusal where nothing is asked to be tested.
    """
    found = sampling_task(actor, task)
    item, on = item_of(found, item_no, at)
    tests = list(TestOrder.objects.filter(task=found, item_no=item_no))
    asked = _asked(found, tests, item, on)
    further = _further(asked, item, on, analytes)
    if not asked and not further:
        raise _nothing_to_test()
    requests, picked = asked + further, _of_programmes(tests)
    waited = bool(further) or any(test.waited for test in tests)
    office = Office.objects.select_related("parent").get(pk=found.office_id)
    sample = laboratory.order_sample(
        actor=actor,
        at=at,
        subject=SubjectRef("consignment", f"{found.consignment_id}/{item_no}"),
        office=office,
        laboratory=office.parent if office.level == OfficeLevel.BRANCH else office,
        goods_code=item.goods_code,
        description=" ".join(part for part in (item.description, item.specification) if part) or item.goods_code,
        requests=requests,
        units=units if units is not None else max(one.limit.units if one.limit else 1 for one in requests),
        purpose=Purpose.INSPECTION if waited else Purpose.PROGRAMME,
        requester="" if waited else ", ".join(picked),
        destination=_destination(found),
    )
    SampleOrder.objects.create(task=found, item_no=item_no, label=sample.label, drawn_at=at, waited=waited)
    record(
        events.SAMPLE_DRAWN,
        actor=actor,
        at=at,
        subjects=[
            SubjectRef("consignment", str(found.consignment_id)),
            SubjectRef("task", str(found.pk)),
            SubjectRef("sample", sample.label),
        ],
        payload={"task": found.pk, "consignment": found.consignment_id, "item_no": item_no, "sample": sample.label,
                 "version": found.version, "programmes": picked},
    )  # fmt: skip
    laboratory.draw_sample(
        actor=actor, at=at, label=sample.label, scanned=sample.label, hand=hand, plan=plan, kept=kept
    )
    if portions:
        laboratory.split_sample(actor=actor, at=at, label=sample.label, portions=portions)
    if files:
        laboratory.add_sample_files(actor=actor, at=at, label=sample.label, files=files)
    if handed_to is not None:
        hand_over_sample(actor=actor, at=at, task=task, label=sample.label, scanned=sample.label, hand=handed_to)
    return sample.label


@transaction.atomic
def hand_over_sample(*, actor: Actor, at: datetime, task: int, label: str, scanned: str, hand: Hand) -> None:
    """Give a sample of one's own task into the next hand. Raises Missing for a sample of another task."""
    found = own_task(actor, task)
    if not SampleOrder.objects.filter(task=found, label=label).exists():
        raise Missing(
            "task.no_such_sample",
            Text(f"该任务没有样品 {label}。", f"This task has no sample {label}."),
            Text("请核对标签。", "Check the label."),
        )
    laboratory.hand_over_sample(actor=actor, at=at, label=label, scanned=scanned, hand=hand)


def sampling_task(actor: Actor, task: int) -> Task:
    """One's own task, if it is a sampling task. Raises Conflict for one of another kind."""
    found = own_task(actor, task)
    if found.kind != TaskKind.SAMPLING:
        raise Conflict(
            "task.not_sampling",
            Text("这不是抽样任务。", "This is not a sampling task."),
            Text("请在抽样任务中抽样。", "Draw the sample from the consignment's sampling task."),
        )
    return found


def item_of(task: Task, item_no: int, at: datetime) -> tuple[GoodsItem, date]:
    """The goods item, and the day whose limits apply: that of the declaration."""
    declared = declaration_of(task.consignment_id, task.version)
    item = next((one for one in declared.items if one.item_no == item_no), None)
    if item is None:
        raise Missing(
            "task.no_such_item",
            Text(f"申报中没有第{item_no}项商品。", f"The declaration has no goods item {item_no}."),
            Text("请选择已申报的商品项。", "Choose a declared item."),
        )
    return item, declared.declared_on or at.astimezone(CIVIL_ZONE).date()


def _destination(task: Task) -> str:
    """The country that goods for export go to, whose limits they are judged by; "" for imports."""
    declared = declaration_of(task.consignment_id, task.version)
    return declared.departure_country if declared.direction == Direction.EXPORT else ""


def _of_programmes(tests: Sequence[TestOrder]) -> dict[str, list[str]]:
    """What each line of a programme asks for, by its reference."""
    picked: dict[str, list[str]] = {}
    for test in tests:
        for reference in test.programmes.split():
            picked.setdefault(reference, []).append(test.analyte)
    return picked


def _asked(task: Task, tests: Sequence[TestOrder], item: GoodsItem, on: date) -> list[Requested]:
    """What was instructed, but for what an accepted report answers; that does not answer a programme."""
    told = [(test, instructed(test, item, on)) for test in tests]
    answered = set(accepted_for(SubjectRef("consignment", f"{task.consignment_id}/{item.item_no}")))
    return [one for test, one in told if test.programmes or one.analyte.en not in answered]


def _further(asked: Sequence[Requested], item: GoodsItem, on: date, analytes: Sequence[str]) -> list[Requested]:
    known = {one.analyte.en for one in asked} | {one.analyte.zh for one in asked}
    return [
        Requested(analyte_of(name.strip(), item.goods_code, on), on)
        for name in dict.fromkeys(analytes)
        if name.strip() and name.strip() not in known
    ]


def _nothing_to_test() -> Refusal:
    return Refusal(
        "task.nothing_to_test",
        Text("未指示检测项目。", "No test was instructed for this item."),
        Text("请填写要检测的项目。", "State what is to be tested."),
    )


def instructed(test: TestOrder, item: GoodsItem, on: date) -> Requested:
    """What targeting instructed for an item, as the laboratory is asked for it."""
    limit = read_limit(test.limit, unit=test.unit, units=test.units, accept=test.accept)
    stated = None if limit.kind is LimitKind.NONE else limit
    analyte = analyte_of(test.analyte, item.goods_code, on)
    return Requested(analyte, on, limit=replace(stated, standard=test.basis[:80]) if stated else None, basis=test.basis)


def analyte_of(name: str, goods: str, on: date) -> Text:
    """The analyte in both languages, as the limits know it; else as the hazards do; else the name as it was given."""
    known = next(iter(limits_for(goods=goods, analyte=name, on=on)), None)
    if known:
        return Text(known.analyte_zh, known.analyte)
    named = hazards().values()
    return next((one for one in named if name.lower() in (one.en.lower(), one.zh)), Text(name, name))
