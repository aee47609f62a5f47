"""What may be done on the bench: the only place where this alcove writes."""

from guomen.laboratory.worksheets.operations.accepting import accept_worksheet
from guomen.laboratory.worksheets.operations.opening import extend_worksheet, open_worksheet
from guomen.laboratory.worksheets.operations.reading import enter_readings
from guomen.laboratory.worksheets.operations.reopening import reopen_worksheet, void_worksheet

__all__ = [
    "accept_worksheet",
    "enter_readings",
    "extend_worksheet",
    "open_worksheet",
    "reopen_worksheet",
    "void_worksheet",
]
