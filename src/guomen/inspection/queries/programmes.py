"""Lots that programmes picked and whose samples are still to be drawn."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from guomen.inspection.models import SampleOrder, TestOrder
from guomen.inspection.queries.finishing import VOID
from guomen.inspection.terms import TaskState


@dataclass(frozen=True, slots=True)
class Picked:
    """A goods item that a line of a programme (its reference) picked. office: that accepted it; lodged_on: when."""

    reference: str
    task: int
    consignment: int
    item_no: int
    office: str
    lodged_on: date


def picked_lots() -> list[Picked]:
    """Every goods item in a live sampling task that a programme asks a test of, without a sample; the oldest first."""
    taken = SampleOrder.objects.filter(task=OuterRef("task"), item_no=OuterRef("item_no")).exclude(state__in=VOID)
    rows = TestOrder.objects.filter(~Exists(taken), task__state__in=[TaskState.OPEN, TaskState.CLAIMED])
    named = ("task_id", "task__consignment_id", "item_no", "task__consignment__office__code",
             "task__consignment__drawn_on")  # fmt: skip
    told = (
        rows.exclude(programmes="")
        .order_by("task__due_at", "task_id", "item_no", "pk")
        .values_list("programmes", *named)
    )
    return list(dict.fromkeys(Picked(one, *place) for words, *place in told for one in words.split()))
