"""Inspection's vocabulary: pure values, no tables, no clock."""

from guomen.inspection.terms.checks import Answer, Answered, Check, Lot, LotCount, Wanted
from guomen.inspection.terms.findings import FindingKind, MediaType, Severity
from guomen.inspection.terms.tasks import OrderState, Shift, ShiftHours, Slot, TaskDeed, TaskKind, TaskState

__all__ = [
    "Answer",
    "Answered",
    "Check",
    "FindingKind",
    "Lot",
    "LotCount",
    "MediaType",
    "OrderState",
    "Severity",
    "Shift",
    "ShiftHours",
    "Slot",
    "TaskDeed",
    "TaskKind",
    "TaskState",
    "Wanted",
]
