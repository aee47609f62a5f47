"""Inspection's judgements: pure, without clock or tables."""

from guomen.inspection.rules.answers import answer_faults
from guomen.inspection.rules.checklists import checklist, tests_of
from guomen.inspection.rules.conclusions import Seen, conclusion
from guomen.inspection.rules.evidence import kept_name, media_type
from guomen.inspection.rules.lots import lot_answer
from guomen.inspection.rules.tasks import kinds_for, next_state, slot_at, slot_for, starts_at

__all__ = [
    "Seen",
    "answer_faults",
    "checklist",
    "conclusion",
    "kept_name",
    "kinds_for",
    "lot_answer",
    "media_type",
    "next_state",
    "slot_at",
    "slot_for",
    "starts_at",
    "tests_of",
]
