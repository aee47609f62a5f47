"""Words for describing a reference file and for what was read from one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guomen.kernel.terms import Text

# Reads one cell. Raises ValueError, whose argument is a Text, where the cell is not of the kind.
Reader = Callable[[str], Any]


@dataclass(frozen=True)
class Column:
    """A column: what its cells are, what an empty cell means, and what they refer to.

    read: turns the text of a cell into a value. required: whether a cell may be empty; an empty one is `empty`.
    refers: "countries.code", "codes.document_kind", "goods.chapter" – where each value must be found. about: one line.
    """

    name: str
    read: Reader
    about: str
    required: bool = True
    empty: Any = ""
    refers: str = ""


@dataclass(frozen=True)
class File:
    """A reference file. key: the columns that say what a row is about. dated: whether rows carry periods and sources.

    model: name of the catalogue's table, empty for what the kernel keeps. fold: from a row's columns to the table's
    fields, where they are not the same. check: what else must hold of one row – (column, problem, remedy) or None.
    keyed: how the key is written from the columns, where it is not the key columns joined by "/"; it begins with a word
    of its own, by which the rows of files that share a table are told apart.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    model: str = ""
    dated: bool = True
    fold: Callable[[dict[str, Any]], dict[str, Any]] = dict
    check: Callable[[dict[str, Any]], tuple[str, Text, Text] | None] = lambda values: None
    keyed: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a file, typed. line counts from 1, the header being line 1."""

    file: File
    line: int
    values: Mapping[str, Any]

    @property
    def key(self) -> str:
        """What the row is about: as the file says it is written, else the key columns joined by "/"."""
        if self.file.keyed:
            return self.file.keyed.format(**self.values)
        return "/".join(str(self.values[name]) for name in self.file.key)

    @property
    def valid_from(self) -> date:
        found: date = self.values["valid_from"]
        return found

    @property
    def valid_to(self) -> date | None:
        found: date | None = self.values["valid_to"]
        return found


@dataclass(frozen=True)
class Difference:
    """What loading would do to one row: added, changed or ended. before and after hold only what differs."""

    file: str
    key: str
    valid_from: date | None
    deed: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "key": self.key,
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "deed": self.deed,
            "before": {name: _plain(value) for name, value in self.before.items()},
            "after": {name: _plain(value) for name, value in self.after.items()},
        }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, str, list, dict)) else str(value)
