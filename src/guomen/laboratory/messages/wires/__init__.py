"""How instruments write: from the bytes of a message to rows, in which a place ("R.4", "Conc.") has its text.

Strict: what is cut off, damaged or out of order is no message, and nothing of it is read.
"""

from collections.abc import Callable

from guomen.laboratory.messages.terms import MAX_BYTES, MAX_LINES, Definition, Wire
from guomen.laboratory.messages.wires import refusals
from guomen.laboratory.messages.wires.astm import astm_rows
from guomen.laboratory.messages.wires.hl7 import hl7_rows
from guomen.laboratory.messages.wires.tables import csv_rows, json_rows, xlsx_rows
from guomen.laboratory.messages.wires.terms import Row

_READERS: dict[Wire, Callable[[bytes, Definition], list[Row]]] = {
    Wire.ASTM: astm_rows,
    Wire.HL7: hl7_rows,
    Wire.CSV: csv_rows,
    Wire.XLSX: xlsx_rows,
    Wire.JSON: json_rows,
}

__all__ = ["Row", "rows_of"]


def rows_of(content: bytes, wire: Wire, definition: Definition) -> list[Row]:
    """The rows of a message. Raises Refusal where it cannot be read as a whole: then nothing of it counts."""
    if not content.strip():
        raise refusals.empty()
    if len(content) > MAX_BYTES:
        raise refusals.too_large(MAX_BYTES)
    try:
        rows = _READERS[wire](content, definition)
    except (UnicodeError, RecursionError):
        raise refusals.encoding() from None
    if not rows:
        raise refusals.nothing()
    if len(rows) > MAX_LINES:
        raise refusals.too_many(MAX_LINES)
    return rows
