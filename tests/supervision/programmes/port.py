"""A port that works through what programmes pick: declared, inspected, sampled, tested, decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from guomen.consignments.terms import GoodsItem
from guomen.decisions.models import Disposition
from guomen.decisions.operations import issue_disposition
from guomen.inspection import operations as inspection
from guomen.inspection.models import Task
from guomen.inspection.terms import TaskKind
from guomen.kernel.ledger.models import Delivery
from guomen.kernel.ledger.operations import deliver_pending
from guomen.kernel.models import Actor
from guomen.kernel.terms import Role
from guomen.laboratory import operations as laboratory
from guomen.laboratory.models import Sample
from guomen.laboratory.terms import Hand, Measured, PortionAsked
from guomen.supervision.programmes.models import ProgrammeSample, Share
from guomen.targeting.models import Assignment
from guomen.targeting.operations import lodge_and_assign
from tests.decisions.world import NOON, declared, person
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

    def drawn(
        self, at: datetime = NOON, analytes: tuple[str, ...] = (), portions: tuple[PortionAsked, ...] = ()
    ) -> str:
        """The sample drawn and handed over; its label."""
        task = self.task(TaskKind.SAMPLING)
        who = officer(task.office.code)
        if task.state == "open":
            inspection.claim_task(actor=who, at=at, task=task.pk)
        return inspection.draw_sample(
            actor=who, at=at, task=task.pk, item_no=1, hand=Hand("officer", "berth 7", "S-1"),
            handed_to=Hand("courier"), analytes=analytes, portions=portions,
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


def reported(label: str, value: str, at: datetime = NOON, reason: str = "", seal: str = "S-1") -> None:
    """The laboratory takes the sample in where it has not yet, measures lead and reports; other hands test again."""
    sample = Sample.objects.get(label=label)
    analyst = _analyst("retester" if sample.retest_of_id else "analyst")
    signatory = someone(Role.LABORATORY_MANAGER, "910000")
    if sample.state == "handed_over":
        laboratory.receive_sample(
            actor=analyst, at=at, label=label, scanned=label, hand=Hand("laboratory", seal=seal),
            portions=list(sample.portions.filter(state="kept").values_list("label", flat=True)),
        )  # fmt: skip
        laboratory.prepare_sample(actor=analyst, at=at, label=label, scanned=label, hand=Hand("laboratory"))
    for request in sample.requests.all():
        measured = Measured((Decimal(value),), "mg/kg", Decimal("0.01"))
        laboratory.enter_result(
            actor=analyst, at=at, label=label, request=request.pk, measured=measured, change_reason=reason
        )
    laboratory.review_results(actor=_analyst("reviewer"), at=at, label=label)
    laboratory.authorise_and_report(actor=signatory, at=at, label=label)
    heard()


def _analyst(name: str) -> Actor:
    found = Actor.objects.filter(username=name).first()
    return found or person(name, Role.LABORATORY_ANALYST, "910000")


def decided(lot: Lot, at: datetime = NOON) -> None:
    """What is proposed on the lot is signed, and everybody heard of it."""
    for username in ("first", "second"):
        row = Disposition.objects.filter(consignment_id=lot.consignment).latest("pk")
        if row.state != "issued":
            actor = Actor.objects.filter(username=username).first() or person(username, office="910100")
            issue_disposition(actor=actor, at=at, disposition=row.pk, kind=None, deviation="", conditions="")
    heard()


def share(office: str = "910100") -> Share:
    """The share of the office that runs on the first of August."""
    return Share.objects.get(office__code=office, from_on__lte=NOON.date(), to_on__gt=NOON.date())


def counted(label: str) -> ProgrammeSample:
    """What the programme knows of the sample."""
    return ProgrammeSample.objects.get(label=label)


def later(days: int) -> datetime:
    return NOON + timedelta(days=days)
