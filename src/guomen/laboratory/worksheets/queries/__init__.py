"""What is on the bench: worksheets a person may see, what waits for a method, and how the controls stand now."""

from guomen.laboratory.worksheets.queries.sheets import (
    analyte_of,
    held_by,
    requests_of,
    visible_worksheets,
    waiting_for,
    worksheet,
)
from guomen.laboratory.worksheets.queries.standing import standing_of

__all__ = [
    "analyte_of",
    "held_by",
    "requests_of",
    "standing_of",
    "visible_worksheets",
    "waiting_for",
    "worksheet",
]
