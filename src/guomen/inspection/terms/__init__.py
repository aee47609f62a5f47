"""Inspection's vocabulary: pure values, no tables, no clock."""

from guomen.inspection.terms.checks import Answer, Check, LotCount
from guomen.inspection.terms.findings import FindingKind, MediaType, Severity
from guomen.inspection.terms.tasks import OrderState, Shift, ShiftHours, TaskKind, TaskState

__all__ = [
    "Answer",
    "Check",
    "FindingKind",
    "LotCount",
    "MediaType",
    "OrderState",
    "Severity",
    "Shift",
    "ShiftHours",
    "TaskKind",
    "TaskState",
]
