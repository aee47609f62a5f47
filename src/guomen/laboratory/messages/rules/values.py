"""From rows to values as they were written: one for each row, or for each code of a wide row."""

from collections.abc import Sequence

from guomen.laboratory.messages.terms import Definition, Value
from guomen.laboratory.messages.wires.terms import Row

_OTHERS = ("unit", "flags", "time", "dilution", "kind")


def values_of(rows: Sequence[Row], definition: Definition) -> list[Value]:
    """Every value of the rows, in their order. A wide row's empty cells are none; any other empty value stays one."""
    if definition.wide:
        return _wide(rows, definition)
    return [
        Value(
            position,
            sample=row.at(definition.sample),
            code=row.at(definition.code),
            value=row.at(definition.value),
            status=row.status,
            **_more(row, definition),
        )
        for position, row in enumerate(rows, start=1)
    ]


def _wide(rows: Sequence[Row], definition: Definition) -> list[Value]:
    found: list[Value] = []
    for row in rows:
        more = _more(row, definition)
        for use in definition.codes:
            if cell := row.at(use.code):
                sample = row.at(definition.sample)
                found.append(Value(len(found) + 1, sample=sample, code=use.code, value=cell, **more))
    return found


def _more(row: Row, definition: Definition) -> dict[str, str]:
    return {name: row.at(place) for name in _OTHERS if (place := definition.place(name))}
