"""What the people of the port do in a day: officers check and sample, the laboratory tests, managers sign.

They see what is really wrong only where they look: a fault of a check in a physical check, a fault of a test in the
laboratory's reading. Nobody reads the truth of a consignment that is not opened.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from guomen.decisions.operations import issue_disposition
from guomen.decisions.queries import waiting_for
from guomen.decisions.terms import DispositionKind, DispositionState
from guomen.inspection.operations import answer_checklist, claim_task, complete_task, draw_sample, record_finding
from guomen.inspection.queries import lines_of, tasks_for
from guomen.inspection.terms import Answer, Answered, FindingKind, LotCount, Severity, TaskKind
from guomen.kernel.offices.models import Actor
from guomen.laboratory.operations import (
    authorise_and_report,
    enter_results,
    prepare_sample,
    receive_sample,
    review_results,
)
from guomen.laboratory.queries import limit_of, queue
from guomen.laboratory.terms import Entry, Hand, Limit, LimitKind, Measured, SampleState
from guomen.simulator import people
from guomen.simulator.operations.knowing import Play, instant
from guomen.simulator.terms import Fault

_FOUND_AS = {
    "label": FindingKind.LABEL,
    "packaging": FindingKind.PACKAGING,
    "quarantine_pest": FindingKind.PEST,
    "small_parts": FindingKind.SAFETY,
}
_SEEN = {
    "label": "中文标签缺少生产日期 The Chinese label lacks the production date",
    "packaging": "外箱破损，内容物外露 Cartons torn, contents exposed",
    "quarantine_pest": "截获活虫，已送实验室鉴定 Live insects intercepted",
    "small_parts": "小零件易脱落 Small parts come off",
}
_CONDITIONS = "三十日内整改标签并报告 Mend the labels and report within 30 days"
# What an officer has tested where a measure orders a sample and names no test.
_USUAL = ("lead",)
_PREPARED = Hand(holder="", place="制样间 preparation room", note="四分法缩分，粉碎混匀 quartered, milled and mixed")
_COURIER = Hand(holder="送样员 courier", place="样品箱 sample box")


def inspect(play: Play, day: date) -> None:
    """Officers of both ports finish every task that is open."""
    for officer in (people.OFFICER, people.NEIGHBOUR):
        actor = play.people[officer.username]
        for minutes, task in enumerate(list(tasks_for(actor))):
            at = instant(day, 9) + timedelta(minutes=minutes)
            claim_task(actor=actor, at=at, task=task.pk)
            faults = play.faults(task.consignment_id, "check") if task.kind == TaskKind.PHYSICAL else {}
            _answer(actor, at, task.pk, lines_of(task), faults)
            if task.kind == TaskKind.SAMPLING:
                ordered = sorted(set(task.tests.values_list("item_no", flat=True)))
                for item_no in ordered or (1,):
                    hand = Hand(holder=officer.name_zh, place="查验台 bench", seal=f"F{task.pk:06d}")
                    draw_sample(
                        actor=actor,
                        at=at,
                        task=task.pk,
                        item_no=item_no,
                        hand=hand,
                        analytes=() if ordered else _USUAL,
                        handed_to=_COURIER,
                    )
            complete_task(actor=actor, at=at + timedelta(minutes=20), task=task.pk)


def _answer(actor: Actor, at: datetime, task: int, lines: Iterable[Any], faults: dict[int, list[Fault]]) -> None:
    answers, unsaid = [], {item_no: list(found) for item_no, found in faults.items()}
    for line in lines:
        item_no, units = line.item_no, line.units
        found = unsaid.pop(item_no, None) if item_no is not None else None
        bad = Answer.NOT_CONFORM if found else Answer.CONFORM
        count = LotCount(units, units if found else 0) if units is not None else None
        note = _SEEN.get(found[0].hazard, "") if found else ""
        answers.append(Answered(line.position, bad, note, count))
    answer_checklist(actor=actor, at=at, task=task, answers=answers)
    for item_no, found in faults.items():
        for fault in found:
            record_finding(
                actor=actor,
                at=at,
                task=task,
                kind=_FOUND_AS[fault.hazard],
                severity=Severity(fault.severity),
                text=_SEEN[fault.hazard],
                hazard=fault.hazard,
                item_no=item_no,
            )


def test(play: Play, day: date) -> None:
    """The laboratory takes in, prepares, tests, reviews, authorises and reports every sample that waits for it."""
    analyst, manager = play.people[people.ANALYST.username], play.people[people.LABORATORY_MANAGER.username]
    reviewer = play.people[people.SECOND_ANALYST.username]
    entries, waiting = [], []
    for minutes, sample in enumerate(list(_arrived(analyst))):
        at = instant(day, 8) + timedelta(minutes=minutes)
        hand = Hand(holder=people.ANALYST.name_zh, place="样品室 sample room", seal=_seal_of(sample))
        receive_sample(actor=analyst, at=at, label=sample.label, scanned=sample.label, hand=hand)
        prepare_sample(actor=analyst, at=at, label=sample.label, scanned=sample.label, hand=_PREPARED)
        consignment, _, item_no = sample.subject.removeprefix("consignment:").partition("/")
        wrong = play.faults(int(consignment), "test").get(int(item_no), [])
        for request in sample.requests.order_by("position"):
            fault = next((one for one in wrong if one.analyte == request.analyte_en), None)
            entries.append(Entry(sample.label, request.pk, _measured(limit_of(request), fault)))
        waiting.append((sample.label, at))
    for label, at in waiting:
        own = [entry for entry in entries if entry.label == label]
        enter_results(actor=analyst, at=at + timedelta(hours=1), entries=own)
        review_results(actor=reviewer, at=at + timedelta(minutes=90), label=label)
        authorise_and_report(actor=manager, at=at + timedelta(hours=2), label=label)


def _arrived(analyst: Actor) -> Iterable[Any]:
    """What arrived at the laboratory from inspections; what others ordered is not part of the play."""
    return queue(analyst).filter(state=SampleState.HANDED_OVER, subject__startswith="consignment:")


def _seal_of(sample: Any) -> str:
    steps = sample.steps.exclude(seal="").order_by("-id")
    return str(steps.values_list("seal", flat=True).first() or "")


def _measured(limit: Limit, fault: Fault | None) -> Measured:
    """What the instrument shows: the fault's value, or something well within the limit."""
    if fault is not None:
        return Measured((Decimal(fault.value),) * limit.units, fault.unit, lod=Decimal("0.001"))
    if limit.kind in (LimitKind.NOT_DETECTED, LimitKind.CLASSES, LimitKind.NONE):
        return Measured((None,) * limit.units, limit.unit, lod=limit.value or Decimal("0.1"))
    top = limit.value if limit.value is not None else Decimal(1)
    value = top * Decimal("0.3") if limit.low is None else (top + limit.low) / 2
    return Measured((value,) * limit.units, limit.unit, lod=top / 1000)


def sign(play: Play, day: date) -> None:
    """Managers sign what is proposed to them; what needs two signatures gets the bureau's second."""
    at = instant(day, 11)
    for signer in (people.DUTY_MANAGER, people.NEIGHBOUR_MANAGER, people.BUREAU_MANAGER):
        actor = play.people[signer.username]
        for minutes, row in enumerate(list(waiting_for(actor))):
            conditional = row.proposed_kind == DispositionKind.CONDITIONAL_RELEASE
            issue_disposition(
                actor=actor,
                at=at + timedelta(minutes=minutes),
                disposition=row.pk,
                conditions=_CONDITIONS if conditional and row.state == DispositionState.PROPOSED else "",
            )
