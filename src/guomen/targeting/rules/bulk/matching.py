"""Conditions as joins: which (line, rule) pairs are hits, for a chunk of lines at once.

One join on an integer key per (prefix length, named origins or not); everything else of a condition is a look-up in
arrays over the pairs that are left. Means what `rules.matcher` means, line by line.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from guomen.targeting.rules.bulk.lines import Codes, Column, Lines
from guomen.targeting.rules.matcher import ANY, RANGES, SETS, origin_keys
from guomen.targeting.rules.rule import Rule

DIGITS: Final = 13
OPEN: Final = np.iinfo(np.int32).max
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Hits: rule[i] means the line in row[i]; certain[i] is False where its goods code is too short to tell."""

    row: Codes
    rule: Codes
    certain: Flags


class FrameMatcher:
    """The rules of a rulebook, ready to be asked for a chunk of lines."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._origins = {origin: place for place, origin in enumerate(_named_origins(rules), start=1)}
        self._entries = [
            (prefix, origin, rule.position)
            for rule in rules
            for prefix in dict.fromkeys(rule.condition.goods or ("",))
            for origin in origin_keys(rule.condition)
        ]
        self._longest = max((len(prefix) for prefix, _, _ in self._entries), default=0)
        self._certain = self._tables((len(prefix), prefix, origin, place) for prefix, origin, place in self._entries)
        self._longer: dict[int, dict[tuple[int, bool], pl.DataFrame]] = {}
        self._nested = any(_nests(rule.condition.goods) for rule in rules)
        self._filters = _filters(rules)

    def hits(self, lines: Lines) -> Pairs:
        """All hits of a chunk, in no order."""
        keys = _Keys(lines, self._origins)
        row, rule = self._joined(keys, self._certain, lambda length: np.flatnonzero(keys.length >= length))
        row, rule = self._narrowed(lines, row, rule)
        if self._nested:
            row, rule = _once(row, rule)
        unsure = self._unsure(lines, keys, row, rule)
        certain = np.repeat([True, False], [len(row), len(unsure[0])])
        return Pairs(np.concatenate([row, unsure[0]]), np.concatenate([rule, unsure[1]]), certain)

    def _unsure(self, lines: Lines, keys: "_Keys", row: Codes, rule: Codes) -> tuple[Codes, Codes]:
        """Hits of rules with a longer prefix than the line's code, unless the rule is a certain hit as well."""
        found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
        for length in np.unique(keys.length[keys.length < self._longest]).tolist():
            if length not in self._longer:
                self._longer[length] = self._tables(
                    (length, prefix[:length], origin, place)
                    for prefix, origin, place in self._entries
                    if len(prefix) > length
                )
            shorter = np.flatnonzero(keys.digits & (keys.length == length))
            found.append(self._joined(keys, self._longer[length], lambda _: shorter))  # noqa: B023 (called at once)
        if len(found) == 1:
            return found[0]
        rows, rules = self._narrowed(lines, *(np.concatenate(part) for part in zip(*found, strict=True)))
        rows, rules = _once(rows, rules)
        span = 1 + max((place for _, _, place in self._entries), default=0)
        fresh = ~np.isin(rows * span + rules, row * span + rule)
        return rows[fresh], rules[fresh]

    def _tables(self, entries: Iterable[tuple[int, str, str, int]]) -> dict[tuple[int, bool], pl.DataFrame]:
        groups: dict[tuple[int, bool], list[tuple[int, int]]] = defaultdict(list)
        for length, prefix, origin, place in entries:
            key = int(prefix or "0")
            if origin == ANY:
                groups[length, False].append((key, place))
            else:
                groups[length, True].append((key * (len(self._origins) + 1) + self._origins[origin], place))
        return {
            group: pl.DataFrame(sorted(set(pairs)), schema={"key": pl.Int64, "rule": pl.Int64}, orient="row")
            for group, pairs in groups.items()
        }

    def _joined(
        self, keys: "_Keys", tables: dict[tuple[int, bool], pl.DataFrame], meant: Callable[[int], Codes]
    ) -> tuple[Codes, Codes]:
        rows, rules = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for (length, with_origin), table in tables.items():
            chosen = meant(length)
            left = pl.DataFrame({"row": chosen, "key": keys.prefix(length, with_origin)[chosen]})
            pairs = left.join(table, on="key")
            rows.append(pairs["row"].to_numpy())
            rules.append(pairs["rule"].to_numpy())
        return np.concatenate(rows), np.concatenate(rules)

    def _narrowed(self, lines: Lines, row: Codes, rule: Codes) -> tuple[Codes, Codes]:
        for narrow in self._filters:
            kept = narrow(lines, row, rule)
            row, rule = row[kept], rule[kept]
        return row, rule


class _Keys:
    """Goods codes and origins of a chunk as integers."""

    def __init__(self, lines: Lines, origins: dict[str, int]) -> None:
        goods, origin = lines.column("goods"), lines.column("origin")
        # A code that is not digits meets only rules that are for all goods.
        digits = [not code or (code.isascii() and code.isdigit()) for code in goods.values]
        codes = [code if fine else "" for code, fine in zip(goods.values, digits, strict=True)]
        self.digits = np.array(digits or [True])[goods.codes]
        self.length = np.array([len(code) for code in codes] or [0], dtype=np.int64)[goods.codes]
        whole = [int(code.ljust(DIGITS, "0")[:DIGITS]) for code in codes]
        self._goods = np.array(whole or [0], dtype=np.int64)[goods.codes]
        table = np.array([origins.get(name, 0) for name in origin.values] or [0], dtype=np.int64)
        self._origin = table[origin.codes]
        self._origins = len(origins) + 1

    def prefix(self, length: int, with_origin: bool) -> Codes:
        key: Codes = self._goods // 10 ** (DIGITS - min(length, DIGITS))
        return key * self._origins + self._origin if with_origin else key


def _named_origins(rules: Iterable[Rule]) -> list[str]:
    return sorted({origin for rule in rules for origin in origin_keys(rule.condition)} - {ANY})


def _nests(goods: Sequence[str]) -> bool:
    return any(one is not other and one.startswith(other) for one in goods for other in goods)


def _once(row: Codes, rule: Codes) -> tuple[Codes, Codes]:
    if not len(row):
        return row, rule
    span = int(rule.max()) + 1
    packed = np.unique(row * span + rule)
    return packed // span, packed % span


Filter = Callable[[Lines, Codes, Codes], Flags]


def _filters(rules: Sequence[Rule]) -> list[Filter]:
    """What is left of the conditions once prefix and origin are joined; cheap and common ones first."""
    found: list[Filter | None] = [_validity(rules)]
    found += [_membership(rules, column, _wanted(field)) for field, column in SETS.items()]
    found += [_membership(rules, "direction", lambda rule: _single(rule.condition.direction)), _not_origin(rules)]
    found += [_range(rules, column, low, high) for column, (low, high) in RANGES.items()]
    return [one for one in (*found, _season(rules)) if one is not None]


def _wanted(field: str) -> Callable[[Rule], frozenset[Any]]:
    return lambda rule: getattr(rule.condition, field)


def _single(value: Any) -> frozenset[Any]:
    return frozenset() if value is None else frozenset({str(value)})


def _days(column: Column, of: Callable[[Any], int]) -> Codes:
    return np.array([of(day) for day in column.values] or [0], dtype=np.int64)[column.codes]


def _validity(rules: Sequence[Rule]) -> Filter:
    start = np.array([rule.valid_from.toordinal() for rule in rules] or [0])
    end = np.array([rule.valid_to.toordinal() if rule.valid_to else OPEN for rule in rules] or [0])

    def narrow(lines: Lines, row: Codes, rule: Codes) -> Flags:
        on = lines.column("on")
        days = [day.toordinal() for day in on.values] or [0]
        first, last = min(days), max(days)
        if first == last:
            in_force: Flags = ((start <= first) & (first < end))[rule]
            return in_force
        day = _days(on, lambda one: one.toordinal())[row]
        kept: Flags = (start[rule] <= day) & (day < end[rule])
        return kept

    return narrow


def _table(
    rules: Sequence[Rule], wanted: Callable[[Rule], frozenset[Any]], otherwise: bool
) -> tuple[Codes, dict[Any, int], Flags] | None:
    """(row of the table of each rule, column of each value, the table); row 0 is of rules that want nothing.

    otherwise: what a rule that names values says of those it does not name.
    """
    naming = [rule for rule in rules if wanted(rule)]
    if not naming:
        return None
    values = {value: place for place, value in enumerate(sorted({v for rule in naming for v in wanted(rule)}), 2)}
    table = np.full((len(naming) + 1, len(values) + 2), otherwise)
    table[0] = True
    place = np.zeros(len(rules), dtype=np.int64)
    for number, rule in enumerate(naming, start=1):
        place[rule.position] = number
        for value in wanted(rule):
            table[number, values[value]] = not otherwise
    table[1:, 1] = False
    return place, values, table


def _looked_up(column: str, place: Codes, values: dict[Any, int], table: Flags) -> Filter:
    # Column 1 is for an unknown value, column 0 for one that no rule names.
    def narrow(lines: Lines, row: Codes, rule: Codes) -> Flags:
        of = lines.column(column)
        codes = np.array([1 if value == "" else values.get(value, 0) for value in of.values] or [0], dtype=np.int64)
        kept = np.ones(len(row), dtype=bool)
        numbers = place[rule]
        naming = np.flatnonzero(numbers)
        kept[naming] = table[numbers[naming], codes[of.codes[row[naming]]]]
        return kept

    return narrow


def _membership(rules: Sequence[Rule], column: str, wanted: Callable[[Rule], frozenset[Any]]) -> Filter | None:
    found = _table(rules, wanted, otherwise=False)
    return None if found is None else _looked_up(column, *found)


def _not_origin(rules: Sequence[Rule]) -> Filter | None:
    found = _table(
        rules,
        lambda rule: rule.condition.origins if rule.condition.origins_negated else frozenset(),
        otherwise=True,
    )
    return None if found is None else _looked_up("origin", *found)


def _range(rules: Sequence[Rule], column: str, low: str, high: str) -> Filter | None:
    lows = [getattr(rule.condition, low) for rule in rules]
    highs = [getattr(rule.condition, high) for rule in rules]
    bounded = np.array([one is not None or other is not None for one, other in zip(lows, highs, strict=True)])
    if not bounded.any():
        return None
    least = np.array([-np.inf if one is None else one for one in lows])
    most = np.array([np.inf if one is None else one for one in highs])

    def narrow(lines: Lines, row: Codes, rule: Codes) -> Flags:
        kept = np.ones(len(row), dtype=bool)
        meant = np.flatnonzero(bounded[rule])
        number = (lines.value if column == "value" else lines.net_mass)[row[meant]]
        kept[meant] = (least[rule[meant]] <= number) & (number <= most[rule[meant]])
        return kept

    return narrow


def _season(rules: Sequence[Rule]) -> Filter | None:
    seasons = [rule.condition.season for rule in rules]
    if not any(seasons):
        return None
    start, end = (
        np.array([int(season[side].replace("-", "")) if season else 0 for season in seasons]) for side in (0, 1)
    )
    seasonal = np.array([season is not None for season in seasons])

    def narrow(lines: Lines, row: Codes, rule: Codes) -> Flags:
        kept = np.ones(len(row), dtype=bool)
        meant = np.flatnonzero(seasonal[rule])
        day = _days(lines.column("on"), lambda one: one.month * 100 + one.day)[row[meant]]
        first, last = start[rule[meant]], end[rule[meant]]
        kept[meant] = np.where(first <= last, (first <= day) & (day <= last), (day >= first) | (day <= last))
        return kept

    return narrow
