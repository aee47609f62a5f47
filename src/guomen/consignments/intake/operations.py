"""The doors of intake: reading a file, proposing its layout, giving refused rows back."""

from guomen.consignments.intake.mending import refused_rows, write_refused
from guomen.consignments.intake.messages import decode_messages, read_declaration
from guomen.consignments.intake.reading import goods_digits, heading, propose_layout, read_file
from guomen.consignments.intake.tables import open_table

__all__ = [
    "decode_messages",
    "goods_digits",
    "heading",
    "open_table",
    "propose_layout",
    "read_declaration",
    "read_file",
    "refused_rows",
    "write_refused",
]
