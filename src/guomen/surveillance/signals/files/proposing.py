"""What the columns of a file are taken for: a layout shipped for such a file, or the headings' own words."""

from collections.abc import Sequence

import polars as pl

from guomen.consignments.intake.operations import ROW, normal, read_date, written
from guomen.consignments.intake.terms import ColumnUse, Guess, Wrong
from guomen.kernel.terms import Text
from guomen.surveillance.signals.files.terms import DAYS, FIELDS, JOINERS, ShippedLayout, SignalLayout

_SAMPLE = 50
_FIT = 0.5
_ASIDE = Text("没有对应的栏目，作为细节保存。", "No field goes by this name; kept among the details.")
_SHIPPED = Text("随附的该来源版式。", "From the layout that is shipped for this source.")
_NAMED = Text("表头即栏目名称或常用名称。", "The heading is the field's name, or a usual one.")


def known_layout(headers: Sequence[str], shipped: Sequence[ShippedLayout]) -> ShippedLayout | None:
    """The shipped layout that knows most of these headings; None where none knows all that it needs."""
    there = set(headers)
    fitting = [one for one in shipped if all(there & set(use.headers) for use in one.layout.columns)]
    return max(fitting, key=lambda one: len(one.layout.headers & there), default=None)


def propose(headers: Sequence[str], sample: pl.DataFrame) -> SignalLayout:
    """A layout from the headings; of several columns for a day the first that can be read as one."""
    book = {normal(name): field for field in FIELDS for name in _names(field)}
    found: dict[str, list[str]] = {}
    order: dict[str, str] = {}
    for header in headers:
        field = book.get(normal(header), "")
        if not field:
            continue
        cells = _cells(sample, header)
        if field in DAYS:
            order[header] = max(("", "mdy", "dmy"), key=lambda way, cells=cells: _share(cells, way))  # type: ignore[misc]
            if _share(cells, order[header]) < _FIT:
                continue
        if field in JOINERS or field not in found:
            found.setdefault(field, []).append(header)
    uses = (ColumnUse(field, tuple(names), order=order.get(names[0], "")) for field, names in found.items())  # type: ignore[arg-type]
    return SignalLayout(columns=tuple(uses))


def _names(field: str) -> list[str]:
    """The headings of a field. A column "hazard" holds words, not our codes: codes go by their own headings only."""
    title, names = FIELDS[field]
    return (
        [title.zh, title.en, *names] if field in ("goods", "hazard", "origin") else [field, title.zh, title.en, *names]
    )


def guesses(headers: Sequence[str], sample: pl.DataFrame, layout: SignalLayout, *, shipped: bool) -> list[Guess]:
    """What each column is taken for under a layout, with some of its values."""
    fields = {header: use.field for use in layout.columns for header in use.headers}
    why = _SHIPPED if shipped else _NAMED
    return [
        Guess(
            header,
            fields.get(header, ""),
            1.0 if header in fields else 0.0,
            why if header in fields else _ASIDE,
            tuple(written(cell) for cell in _cells(sample, header)[:3]),
        )
        for header in headers
    ]


def _cells(sample: pl.DataFrame, header: str) -> list[object]:
    if header not in sample.columns or header == ROW:
        return []
    return [cell for cell in sample[header].head(_SAMPLE).to_list() if cell not in (None, "")]


def _share(cells: Sequence[object], order: str) -> float:
    if not cells:
        return 1.0
    return sum(not isinstance(read_date(cell, order), Wrong) for cell in cells) / len(cells)
