"""The sealed legs of direct releases and their seals."""

from django.db.models import QuerySet

from guomen.consignments.queries import declaration as declaration_of
from guomen.inspection.models import Leg, Seal, Task
from guomen.inspection.rules import units_to_seal
from guomen.kernel.terms import Missing, Text


def leg_or_none(consignment: int) -> Leg | None:
    """The leg of a consignment; None where it does not travel under seal."""
    return Leg.objects.select_related("from_office", "to_office").filter(consignment_id=consignment).first()


def leg_of(consignment: int) -> Leg:
    """The leg of a consignment. Raises Missing where it does not travel under seal."""
    found = leg_or_none(consignment)
    if found is None:
        raise Missing(
            "leg.missing",
            Text("该票货物不经施封转运。", "This consignment does not travel under seal."),
            Text("请核对任务。", "Check the task."),
        )
    return found


def seals_of(consignment: int) -> QuerySet[Seal]:
    """The seals of a consignment's leg, in the order in which they were put on."""
    rows = Seal.objects.filter(leg__consignment_id=consignment)
    return rows.select_related("applied_by", "checked_by", "finding").order_by("id")


def to_seal(task: Task) -> tuple[str, ...]:
    """What is sealed for the task's consignment: its containers, else the vehicle."""
    declared = declaration_of(task.consignment_id, task.version)
    return units_to_seal([one.number for one in declared.containers], declared.conveyance)
