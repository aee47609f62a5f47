"""Columns that many files share."""

from typing import Any

from guomen.catalogue.reference.cells import day, one_of, text
from guomen.catalogue.reference.terms import Column, Reader
from guomen.catalogue.terms import Confidence


def required(name: str, read: Reader, about: str) -> Column:
    """A column whose cells are never empty."""
    return Column(name, read, about)


def voluntary(name: str, read: Reader, about: str, empty: Any = "", refers: str = "") -> Column:
    """A column whose cells may be empty, and what that means."""
    return Column(name, read, about, required=False, empty=empty, refers=refers)


NAMES = (
    required("name_zh", text, "name in Chinese"),
    required("name_en", text, "name in English"),
)

DATED = (
    required("valid_from", day, "first day on which the row holds"),
    voluntary("valid_to", day, "first day on which it no longer holds; empty while it has no end", empty=None),
    required("source", text, "where the fact was found"),
    required("confidence", one_of(Confidence), "source, high, medium or low; the last two show as unverified"),
)
