"""The doors of intake: reading a file, proposing its layout, giving refused rows back."""

from guomen.consignments.intake.layouts import normal
from guomen.consignments.intake.mending import refused_rows, write_refused
from guomen.consignments.intake.messages import decode_messages, read_declaration
from guomen.consignments.intake.reading import goods_digits, heading, propose_layout, read_file
from guomen.consignments.intake.tables import ROW, open_table
from guomen.consignments.intake.values import read_date, read_decimal, read_integer, written

__all__ = [
    "ROW",
    "decode_messages",
    "goods_digits",
    "heading",
    "normal",
    "open_table",
    "propose_layout",
    "read_date",
    "read_decimal",
    "read_declaration",
    "read_file",
    "read_integer",
    "refused_rows",
    "write_refused",
    "written",
]
