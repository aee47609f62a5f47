"""The doors of intake: reading a file and proposing its layout."""

from guomen.consignments.intake.reading import goods_digits, propose_layout, read_file

__all__ = ["goods_digits", "propose_layout", "read_file"]
