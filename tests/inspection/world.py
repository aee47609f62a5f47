"""A port with two branches, its shipped policies, and consignments that targeting has sent to inspection."""

import csv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction

from guomen.catalogue.models import Change, Hazard, Policy
from guomen.catalogue.terms import Channel
from guomen.consignments.operations import lodge_consignments
from guomen.consignments.terms import ContainerUse, Declaration, GoodsItem, PresentedDocument
from guomen.inspection import operations
from guomen.inspection.models import Task
from guomen.inspection.operations import Assigned
from guomen.inspection.terms import Answer, Answered, LotCount, TaskKind
from guomen.kernel.editions.operations import new_edition
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Role, Text
from guomen.laboratory import operations as laboratory
from guomen.laboratory.models import Sample
from guomen.laboratory.terms import Hand, Measured
from guomen.targeting.models import Assignment
from guomen.targeting.terms import Arm, Instruction, InstructionKind, LineDecision
from tests.laboratory import people
from tests.laboratory.people import person

# 10:00 on the clock of the house: the morning shift.
AT = datetime(2018, 8, 1, 2, tzinfo=UTC)
POLICIES = Path(__file__).parents[2] / "reference" / "policies.csv"


@transaction.atomic
def set_up() -> None:
    """Offices, grants, inspection's shipped policies and two hazards."""
    people.set_up()
    edition = new_edition(at=AT, note="tests of inspection")
    known: dict[str, Any] = {"valid_from": date(2000, 1, 1), "since_edition": edition, "confidence": "low"}
    with POLICIES.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["name"].startswith("inspection."):
                Policy.objects.create(key=row["name"], name=row["name"], type=row["type"], value=row["value"], **known)
    for code, zh in (("cadmium", "镉"), ("lead", "铅")):
        Hazard.objects.create(key=code, code=code, kind="chemical", name_zh=zh, name_en=code, **known)
    Change.objects.create(edition=edition, part=Change.Part.REFERENCE)


def declared(reference: str = "R1", **changes: Any) -> Declaration:
    """Rice and noodles in one container."""
    good = Declaration(
        sender="line1",
        reference=reference,
        direction="import",
        declared_on=date(2018, 8, 1),
        office="GM1001",
        port="310001",
        importer="91310000MA1FL0AB6D",
        importer_name="某某进出口有限公司",
        items=(
            GoodsItem(item_no=1, goods_code="1006302000999", description="大米 Rice", origin="TH",
                      quantity=Decimal("500"), quantity_unit="kg", net_mass=Decimal("500"), producer="TH-0001"),
            GoodsItem(item_no=2, goods_code="1902303000999", description="面条 Noodles", origin="IT",
                      quantity=Decimal("300"), quantity_unit="kg", net_mass=Decimal("300"), producer="IT-0002"),
        ),
        containers=(ContainerUse(number="CSQU3054383"),),
        documents=(PresentedDocument(kind="18", number="PH-77"),),
    )  # fmt: skip
    return msgspec.structs.replace(good, **changes)


CADMIUM = Instruction(
    InstructionKind.TEST,
    "cadmium",
    Text("检测镉", "Test for cadmium"),
    "GB 2762-2017",
    "cadmium (Cd)",
    "max 0.2",
    "mg/kg",
)
SEALS = Instruction(InstructionKind.CHECK, "seals", Text("核对封识", "Check the seals"))
COLD = Instruction(InstructionKind.CHECK, "cold_chain", Text("核查温度", "Check temperatures"), "Decree 249, Art. 28")
UNITS = Instruction(
    InstructionKind.CHECK, "units", Text("按抽样方案检查", "Look at the units of the plan"), units=8, accept=1, reject=2
)
PAPER = Instruction(InstructionKind.DOCUMENT, "325", Text("提供检疫许可证", "Show the quarantine permit"))
AT_DESTINATION = Instruction(InstructionKind.CHECK, "inspect_at_destination", Text("目的地查验", "At destination"))


def line(item_no: int, channel: Channel, *instructions: Instruction) -> LineDecision:
    """What targeting decided of one line."""
    return LineDecision(item_no, channel, 1.0, Arm.MANDATORY, 1.0, None, None, (), instructions)


@dataclass
class Case:
    """One consignment on its way through inspection."""

    consignment: int
    version: int
    assigned: Assigned
    people: dict[str, Actor] = field(default_factory=dict)

    def task(self, kind: TaskKind) -> Task:
        """The task of this kind, of the newest version, that is not ended undone."""
        standing = Task.objects.filter(consignment=self.consignment, kind=kind, state__in=["open", "claimed", "done"])
        return standing.latest("version")

    def finished(self, kind: TaskKind, *, wrong: int | None = None) -> Task:
        """The task done, everything answered "conform" but the line at position `wrong`."""
        task = self.task(kind)
        officer = person(Role.PORT_OFFICER, task.office.code)
        if task.state == "open":
            operations.claim_task(actor=officer, at=AT, task=task.pk)
        operations.answer_checklist(actor=officer, at=AT, task=task.pk, answers=answers(task, wrong))
        return operations.complete_task(actor=officer, at=AT, task=task.pk)


def answers(task: Task, wrong: int | None = None) -> list[Answered]:
    """Every line conforms but the one at position `wrong`."""
    given = []
    for one in task.lines.all():
        if one.units is not None:
            given.append(Answered(one.position, count=LotCount(one.units, 0)))
        elif one.position == wrong:
            given.append(Answered(one.position, Answer.NOT_CONFORM, "torn"))
        else:
            given.append(Answered(one.position, Answer.CONFORM))
    return given


def assigned(channel: Channel, *lines: LineDecision, version: int = 1, **changes: Any) -> Case:
    """A lodged consignment with targeting's decision, its tasks not yet opened."""
    declaration = declared(version=version, action="lodge" if version == 1 else "amend", **changes)
    [answer] = lodge_consignments(actor=None, at=AT, declarations=[declaration])
    assert answer.consignment is not None, answer.faults
    row = Assignment.objects.create(
        consignment_id=answer.consignment, version=version, decided_at=AT, channel=channel, probability=1.0,
        arm="mandatory", edition=1, drawn_on=AT.date(), commitment="", control_rate=0.0, inputs="",
        lines=[one.as_json() for one in lines],
    )  # fmt: skip
    told = Assigned(answer.consignment, version, row.pk, channel)
    return Case(answer.consignment, version, told)


def opened(channel: Channel, *lines: LineDecision, version: int = 1, **changes: Any) -> Case:
    """The same with its tasks opened."""
    case = assigned(channel, *lines, version=version, **changes)
    operations.open_tasks(actor=None, at=AT, assigned=[case.assigned])
    return case


def drawn(case: Case, *, item_no: int = 1) -> str:
    """A sample drawn in the sampling task and handed over; its label."""
    task = case.task(TaskKind.SAMPLING)
    officer = person(Role.PORT_OFFICER, "GM1001")
    if task.state == "open":
        operations.claim_task(actor=officer, at=AT, task=task.pk)
    return operations.draw_sample(
        actor=officer, at=AT, task=task.pk, item_no=item_no, hand=Hand("officer", "berth 7", "S-1"),
        handed_to=Hand("courier"),
    )  # fmt: skip


def reported(label: str, *readings: str | None, unit: str = "mg/kg", reason: str = "", lod: str = "0.01") -> None:
    """The laboratory takes the sample in where it has not yet, enters the readings and reports."""
    analyst, signatory = person(Role.LABORATORY_ANALYST, "GM10"), person(Role.LABORATORY_MANAGER, "GM10")
    sample = Sample.objects.get(label=label)
    if sample.state == "handed_over":
        hand = Hand("laboratory", seal="S-1")
        laboratory.receive_sample(actor=analyst, at=AT, label=label, scanned=label, hand=hand)
        laboratory.prepare_sample(actor=analyst, at=AT, label=label, scanned=label, hand=Hand("laboratory"))
    values = tuple(None if one is None else Decimal(one) for one in readings)
    for request in sample.requests.all():
        measured = Measured(values, unit, Decimal(lod))
        laboratory.enter_result(
            actor=analyst, at=AT, label=label, request=request.pk, measured=measured, change_reason=reason
        )
    reviewer = person(Role.LABORATORY_ANALYST, "GM10", "reviewer")
    laboratory.review_results(actor=reviewer, at=AT, label=label)
    laboratory.authorise_and_report(actor=signatory, at=AT, label=label)
