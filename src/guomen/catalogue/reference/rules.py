"""What must hold across rows: periods, keys, references. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from guomen.catalogue.reference.terms import Column, Row
from guomen.catalogue.rules import named_by
from guomen.kernel.terms import Fault, Period, Text, Where


def cross_faults(rows: Iterable[Row]) -> list[Fault]:
    """Reversed periods, duplicate keys, overlapping periods of one key, and references to what is not there."""
    held = list(rows)
    faults = [fault for row in held for fault in _reversed(row)]
    sound = [row for row in held if not any(True for _ in _reversed(row))]
    return [*faults, *_doubled(sound), *_dangling(held), *_unnamed(held)]


def _place(row: Row, field: str) -> Where:
    return Where(file=f"{row.file.name}:{row.line}", field=field)


def _reversed(row: Row) -> Iterator[Fault]:
    if row.file.dated and row.valid_to is not None and row.valid_to <= row.valid_from:
        yield Fault(
            "reference.period_reversed",
            _place(row, "valid_to"),
            row.valid_to.isoformat(),
            Text(
                f"截止日{row.valid_to}不晚于起始日{row.valid_from}",
                f"valid_to {row.valid_to} is not after valid_from {row.valid_from}",
            ),
            Text(
                "请更正日期；valid_to是不再有效的第一天。",
                "Correct the days; valid_to is the first day on which the row no longer holds.",
            ),
        )


def _doubled(rows: list[Row]) -> Iterator[Fault]:
    """Rows of one key (within one table) whose periods share a day; undated rows of one key."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[(row.file.model or row.file.name, row.key)].append(row)
    for (_, key), group in groups.items():
        if len(group) < 2:
            continue
        if not group[0].file.dated:
            yield from (_duplicate(row, group[0], key) for row in group[1:])
            continue
        ordered = sorted(group, key=lambda row: (row.valid_from, row.line))
        for before, after in pairwise(ordered):
            if before.valid_from == after.valid_from:
                yield _duplicate(after, before, key)
            elif Period(before.valid_from, before.valid_to).overlaps(Period(after.valid_from, after.valid_to)):
                yield _overlap(after, before, key)


def _duplicate(row: Row, first: Row, key: str) -> Fault:
    return Fault(
        "reference.duplicate_key",
        _place(row, row.file.key[0]),
        key,
        Text(
            f"“{key}”与{first.file.name}第{first.line}行重复",
            f"{key!r} is there already: {first.file.name}, line {first.line}",
        ),
        Text("请删除其一，或给出不同的有效期。", "Remove one of the two, or give them different periods."),
    )


def _overlap(row: Row, before: Row, key: str) -> Fault:
    return Fault(
        "reference.overlap",
        _place(row, "valid_from"),
        key,
        Text(
            f"“{key}”的有效期与{before.file.name}第{before.line}行重叠",
            f"the period of {key!r} overlaps that of {before.file.name}, line {before.line}",
        ),
        Text(
            f"请将前一行的valid_to改为{row.valid_from}或更早。",
            f"End the earlier row: its valid_to is {row.valid_from} or before.",
        ),
    )


def _dangling(rows: list[Row]) -> Iterator[Fault]:
    known = _known(rows)
    for row in rows:
        for column in row.file.columns:
            if column.refers:
                yield from _dangling_cell(row, column, known.get(column.refers, set()))


def _dangling_cell(row: Row, column: Column, known: set[str]) -> Iterator[Fault]:
    value = row.values[column.name]
    for one in value if isinstance(value, list) else [value]:
        sought = one[:2] if column.refers == "goods.chapter" else one
        if sought in ("", None) or sought in known:
            continue
        yield _unknown(row, column.name, str(one), column.refers)


def _unknown(row: Row, column: str, value: str, refers: str) -> Fault:
    where = refers.replace(".", ".csv, ", 1)
    return Fault(
        "reference.unknown_key",
        _place(row, column),
        value,
        Text(f"“{value}”在{where}中不存在", f"{value!r} is not found in {where}"),
        Text("请先添加该项，或更正此处。", f"Add it there first, or correct the column {column} here."),
    )


def _unnamed(rows: list[Row]) -> Iterator[Fault]:
    """Policies that name a plan or a scheme which is not there."""
    known = _known(rows)
    for row in (row for row in rows if row.file.name == "policies.csv"):
        where, entries = named_by(row.values["name"], row.values["value"])
        yield from (_unknown(row, "value", one, where) for one in entries if one not in known.get(where, set()))


def _known(rows: list[Row]) -> dict[str, set[str]]:
    """What references may point to: "countries.code", "codes.<set>", "goods.chapter" …"""
    known: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        file = row.file.name.removesuffix(".csv")
        if file == "codes":
            known[f"codes.{row.values['code_set']}"].add(row.values["code"])
        elif "code" in row.values:
            known[f"{file}.code"].add(row.values["code"])
        elif "scheme" in row.values:
            known[f"{file}.scheme"].add(row.values["scheme"])
        if file == "goods":
            known["goods.chapter"].add(row.values["code"][:2])
    return known
