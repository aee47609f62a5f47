"""Inspection's vocabulary: pure values, no tables, no clock."""

from guomen.inspection.terms.checks import Answer, Answered, Check, Lot, LotCount, Wanted
from guomen.inspection.terms.findings import FindingKind, Severity
from guomen.inspection.terms.tasks import (
    LEG_KINDS,
    OrderState,
    Shift,
    ShiftHours,
    SisterState,
    Slot,
    TaskDeed,
    TaskKind,
    TaskState,
)
from guomen.inspection.terms.transit import Applied, LegState, SealSeen, SealState
from guomen.kernel.files.terms import MediaType

__all__ = [
    "LEG_KINDS",
    "Answer",
    "Answered",
    "Applied",
    "Check",
    "FindingKind",
    "LegState",
    "Lot",
    "LotCount",
    "MediaType",
    "OrderState",
    "SealSeen",
    "SealState",
    "Severity",
    "Shift",
    "ShiftHours",
    "SisterState",
    "Slot",
    "TaskDeed",
    "TaskKind",
    "TaskState",
    "Wanted",
]
