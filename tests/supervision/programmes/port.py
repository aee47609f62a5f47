"""A port that works through what programmes pick: declared, inspected, sampled, tested, decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from guomen.consignments.terms import GoodsItem
from guomen.decisions.models import Disposition
from guomen.inspection import operations as inspection
from guomen.inspection.models import Task
from guomen.inspection.terms import TaskKind
from guomen.kernel.ledger.models import Delivery
from guomen.kernel.ledger.operations import deliver_pending
from guomen.kernel.models import Actor
from guomen.kernel.terms import Role
from guomen.laboratory import operations as laboratory
from guomen.laboratory.models import Sample
from guomen.laboratory.terms import Hand, Measured
from guomen.supervision.programmes.models import ProgrammeSample, Share
from guomen.targeting.models import Assignment
from guomen.targeting.operations import lodge_and_assign
from tests.decisions.world import NOON, declared
from tests.inspection.world import answers
from tests.supervision.world import someone

BISCUITS = GoodsItem(
    item_no=1, goods_code="1905310000101", description="夹心饼干 Biscuits", origin="IT",
    net_mass=Decimal("500"), producer="IT-0001",
)  # fmt: skip


def heard() -> None:
    """Everything announced so far was heard by everybody, and nobody failed."""
    deliver_pending(limit=10**6)
    assert list(Delivery.objects.filter(state=Delivery.State.FAILED).values_list("handler", "error")) == []


def officer(office: str = "910100") -> Actor:
    """Who inspects there."""
    return someone(Role.PORT_OFFICER, office)


@dataclass
class Lot:
    """One declared lot of biscuits on its way."""

    consignment: int
    assignment: Assignment

    @property
    def programmes(self) -> list[str]:
        """The lines of programmes that its tests are asked for by, "" for a test of another kind."""
        asked = [one for line in self.assignment.lines for one in line["instructions"] if one["kind"] == "test"]
        return [one.get("programme", "") for one in asked]

    def task(self, kind: TaskKind) -> Task:
        return Task.objects.get(consignment_id=self.consignment, kind=kind, state__in=["open", "claimed", "done"])

    def finish(self, kind: TaskKind, at: datetime = NOON) -> None:
        """The officer does the task, finding nothing wrong."""
        task = self.task(kind)
        who = officer(task.office.code)
        if task.state == "open":
            inspection.claim_task(actor=who, at=at, task=task.pk)
        inspection.answer_checklist(actor=who, at=at, task=task.pk, answers=answers(task))
        inspection.complete_task(actor=who, at=at, task=task.pk)

    def drawn(self, at: datetime = NOON, analytes: tuple[str, ...] = ()) -> str:
        """The sample drawn and handed over; its label."""
        task = self.task(TaskKind.SAMPLING)
        who = officer(task.office.code)
        if task.state == "open":
            inspection.claim_task(actor=who, at=at, task=task.pk)
        return inspection.draw_sample(
            actor=who, at=at, task=task.pk, item_no=1, hand=Hand("officer", "berth 7", "S-1"),
            handed_to=Hand("courier"), analytes=analytes,
        )  # fmt: skip

    def inspected(self, at: datetime = NOON) -> str:
        """Every task done; the label of its sample."""
        for kind in (TaskKind.DOCUMENTARY, TaskKind.IDENTITY, TaskKind.PHYSICAL):
            self.finish(kind, at)
        label = self.drawn(at)
        self.finish(TaskKind.SAMPLING, at)
        heard()
        return label

    def proposal(self) -> Disposition | None:
        """What is proposed or decided on it now."""
        return Disposition.objects.filter(consignment_id=self.consignment).order_by("-pk").first()


def lot(reference: str, at: datetime = NOON, **changes: Any) -> Lot:
    """A lot declared and assigned; everybody has heard of it."""
    told = {"items": (BISCUITS,), "bill_number": f"BILL{reference}", "declared_on": at.date()} | changes
    [answer] = lodge_and_assign(actor=None, at=at, declarations=[declared(reference, **told)])
    assert answer.assignment is not None, answer.lodged.faults
    heard()
    return Lot(answer.assignment.consignment_id, answer.assignment)


def reported(label: str, value: str, at: datetime = NOON, reason: str = "") -> None:
    """The laboratory takes the sample in where it has not yet, measures lead and reports."""
    analyst, signatory = someone(Role.LABORATORY_ANALYST, "910000"), someone(Role.LABORATORY_MANAGER, "910000")
    sample = Sample.objects.get(label=label)
    if sample.state == "handed_over":
        laboratory.receive_sample(actor=analyst, at=at, label=label, scanned=label, hand=Hand("laboratory", seal="S-1"))
        laboratory.prepare_sample(actor=analyst, at=at, label=label, scanned=label, hand=Hand("laboratory"))
    for request in sample.requests.all():
        measured = Measured((Decimal(value),), "mg/kg", Decimal("0.01"))
        laboratory.enter_result(
            actor=analyst, at=at, label=label, request=request.pk, measured=measured, change_reason=reason
        )
    reviewer = Actor.objects.filter(username="reviewer").first() or _reviewer()
    laboratory.review_results(actor=reviewer, at=at, label=label)
    laboratory.authorise_and_report(actor=signatory, at=at, label=label)
    heard()


def _reviewer() -> Actor:
    from tests.decisions.world import person

    return person("reviewer", Role.LABORATORY_ANALYST, "910000")


def share(office: str = "910100") -> Share:
    """The share of the office that runs on the first of August."""
    return Share.objects.get(office__code=office, from_on__lte=NOON.date(), to_on__gt=NOON.date())


def counted(label: str) -> ProgrammeSample:
    """What the programme knows of the sample."""
    return ProgrammeSample.objects.get(label=label)


def later(days: int) -> datetime:
    return NOON + timedelta(days=days)
