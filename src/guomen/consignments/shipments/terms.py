"""What names a shipment, and whose number is drawn for a consignment. Pure."""

import re
from datetime import date
from typing import NamedTuple

import polars as pl

# What does not tell two bills of lading apart, after the letters were made capital.
_NOT_OF_A_BILL = "[^0-9A-Z\u4e00-\u9fff]"
_strip = re.compile(_NOT_OF_A_BILL).sub


class DrawName(NamedTuple):
    """What a consignment's numbers are drawn for: the sender's reference, or "" and the shipment."""

    sender: str
    reference: str


class DrawOrigin(NamedTuple):
    """Whose number is drawn, and the day whose secret draws it: the first on which the shipment was declared."""

    name: DrawName
    day: date


def shipment_of(importer: str, bill_number: str) -> str:
    """Importer and bill of lading, which name a shipment however often or in however many pieces it is declared.

    Spaces, marks and case in the bill's number do not make another shipment. "" where either is missing.
    """
    bill = _strip("", bill_number.upper())
    return f"{importer}/{bill}" if bill and importer else ""


def draw_name(sender: str, reference: str, shipment: str) -> DrawName:
    """By the shipment, where it has one; else by the sender's reference. No sender's name is empty."""
    return DrawName("", shipment) if shipment else DrawName(sender, reference)


def draw_names() -> tuple[pl.Expr, pl.Expr]:
    """The two parts of `draw_name`, as "draw_sender" and "draw_reference" of lines in LINE_SCHEMA."""
    importer = pl.col("importer").fill_null("")
    bill = pl.col("bill_number").fill_null("").str.to_uppercase().str.replace_all(_NOT_OF_A_BILL, "")
    shipped = (importer != "") & (bill != "")
    return (
        pl.when(shipped).then(pl.lit("")).otherwise(pl.col("sender")).alias("draw_sender"),
        pl.when(shipped).then(importer + "/" + bill).otherwise(pl.col("reference")).alias("draw_reference"),
    )
