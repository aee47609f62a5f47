"""Inspection's judgements: pure, without clock or tables."""

from guomen.inspection.rules.answers import answer_faults
from guomen.inspection.rules.checklists import checklist, tests_of
from guomen.inspection.rules.conclusions import Seen, conclusion
from guomen.inspection.rules.lots import lot_answer
from guomen.inspection.rules.tasks import PLACE_ONLY, kinds_for, next_state, slot_at, slot_for, starts_at
from guomen.inspection.rules.transit import (
    goes_under_seal,
    leg_kinds,
    leg_state,
    seal_faults,
    seal_number,
    seal_state,
    seal_words,
    units_to_seal,
)

__all__ = [
    "PLACE_ONLY",
    "Seen",
    "answer_faults",
    "checklist",
    "conclusion",
    "goes_under_seal",
    "kinds_for",
    "leg_kinds",
    "leg_state",
    "lot_answer",
    "next_state",
    "seal_faults",
    "seal_number",
    "seal_state",
    "seal_words",
    "slot_at",
    "slot_for",
    "starts_at",
    "tests_of",
    "units_to_seal",
]
