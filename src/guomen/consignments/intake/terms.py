"""The words of intake: fields and their kinds, what is wrong with a value, a sender's layout."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

import msgspec
import polars as pl

from guomen.kernel.terms import Fault, Text, Where


class Kind(StrEnum):
    """How a value is read."""

    TEXT = "text"
    CODE = "code"
    CHOICE = "choice"
    DATE = "date"
    DECIMAL = "decimal"
    INTEGER = "integer"
    COUNTRY = "country"
    GOODS = "goods"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the declaration: the one definition for messages, files, documents and screens.

    name: in messages. flat: in files (differs only where header and item share a name).
    element: name in the 2018 integrated declaration, "+" where several make one field; empty where there is none.
    required: "" (no), "always", or the direction ("import", "export") in which it must be there.
    pattern: what a code looks like, whole. choices: accepted spellings -> value.
    titles: further column headings seen in the field, any case and spacing.
    """

    name: str
    level: Literal["head", "item"]
    kind: Kind
    element: str
    title: Text
    max_length: int = 0
    required: str = ""
    pattern: str = ""
    shape: Text | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    flat: str = ""
    positive: bool = True

    @property
    def column(self) -> str:
        """Its name in the flat form."""
        return self.flat or self.name


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one value, before it is known where it stood."""

    code: str
    problem: Text
    remedy: Text

    def at(self, where: Where, value: object) -> Fault:
        """The same as a fault in its place; a long value is shown by its first 120 characters."""
        text = "" if value is None else str(value)
        return Fault(self.code, where, text if len(text) <= 120 else text[:117] + "...", self.problem, self.remedy)


# Number of digits that a goods code has in each scheme.
GOODS_SCHEMES = {"HS6": 6, "HS8": 8, "HS10": 10, "CIQ13": 13}


class ColumnUse(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Which column (or columns, joined) a field is read from, and how.

    scheme: of a goods code (GOODS_SCHEMES). order: of a date written with slashes, "dmy" or "mdy".
    mark: the decimal mark, "." or ",", where "1,234" would be ambiguous. pad: put back the leading zero that a
    spreadsheet dropped from a goods code. values: the sender's codes -> ours; what is not named passes as it is.
    """

    field: str
    headers: tuple[str, ...]
    scheme: str = ""
    order: Literal["", "dmy", "mdy"] = ""
    mark: Literal["", ".", ","] = ""
    pad: bool = False
    values: dict[str, str] = {}


class Layout(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A sender's arrangement of columns. fixed: values that hold for every row. sheet: name in a workbook, "" first."""

    columns: tuple[ColumnUse, ...] = ()
    fixed: dict[str, str] = {}
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column is taken for, how surely (0 to 1) and why; field "" is a column kept aside."""

    header: str
    field: str
    score: float
    why: Text
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A layout proposed from headers and values, one guess per column."""

    layout: Layout
    guesses: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows as they stand in the file, numbered from 1 in the column "#row".

    broken: rows that could not be parted into columns, told of in faults. whole: declarations of JSON lines that
    came nested, by line number.
    """

    rows: pl.DataFrame
    faults: list[Fault] = field(default_factory=list)
    broken: list[tuple[int, list[str]]] = field(default_factory=list)
    whole: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Read:
    """One chunk of a file, read: good lines (LINE_SCHEMA and "row"), the faults, and the rows as they were."""

    lines: pl.DataFrame
    refused: list[Fault]
    chunk: Chunk
    headers: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows of data the chunk had."""
        return self.chunk.rows.height + len(self.chunk.broken) + len(self.chunk.whole)
