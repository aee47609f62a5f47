"""Which rules mean a line: an index {(goods prefix, origin)} of compiled closures, for one line or a few.

Unknown never meets a condition: an empty code, or a number that is not stated. Bounds are inclusive, a season may
wrap over the year's end. A line whose goods code is shorter than a rule's prefix may or may not be meant: that hit
is given as uncertain.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from guomen.catalogue.terms import Condition
from guomen.targeting.rules.rule import Line, Rule

Test = Callable[[Line], bool]
ANY = "*"


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that means a line; certain is False where the line's goods code is too short to tell."""

    rule: Rule
    certain: bool


class Matcher:
    """The rules of a rulebook, ready to be asked for one line."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._index: dict[tuple[str, str], list[tuple[Rule, Test]]] = defaultdict(list)
        self._longer: dict[int, dict[tuple[str, str], list[tuple[Rule, Test]]]] = {}
        self._prefixes: list[tuple[str, str, Rule, Test]] = []
        for rule in rules:
            test = compiled(rule)
            for prefix in rule.condition.goods or ("",):
                for origin in origin_keys(rule.condition):
                    self._prefixes.append((prefix, origin, rule, test))
                    self._index[prefix, origin].append((rule, test))
        self._lengths = sorted({len(prefix) for prefix, *_ in self._prefixes})
        self._longest = self._lengths[-1] if self._lengths else 0

    def hits(self, line: Line) -> list[Hit]:
        """Every rule that means the line, in the rulebook's order; a certain hit outdoes an uncertain one."""
        goods, origin = line["goods"], line["origin"]
        found: dict[int, Hit] = {}
        for length in self._lengths:
            if length <= len(goods):
                for key in ((goods[:length], origin), (goods[:length], ANY)):
                    for rule, test in self._index.get(key, ()):
                        if rule.position not in found and test(line):
                            found[rule.position] = Hit(rule, True)
        if len(goods) < self._longest:
            longer = self._longer_than(len(goods))
            for key in ((goods, origin), (goods, ANY)):
                for rule, test in longer.get(key, ()):
                    if rule.position not in found and test(line):
                        found[rule.position] = Hit(rule, False)
        return [found[position] for position in sorted(found)]

    def _longer_than(self, length: int) -> dict[tuple[str, str], list[tuple[Rule, Test]]]:
        """Rules whose prefix is longer than `length`, under its first `length` digits."""
        if length not in self._longer:
            index: dict[tuple[str, str], list[tuple[Rule, Test]]] = defaultdict(list)
            for prefix, origin, rule, test in self._prefixes:
                if len(prefix) > length:
                    index[prefix[:length], origin].append((rule, test))
            self._longer[length] = index
        return self._longer[length]


def origin_keys(condition: Condition) -> tuple[str, ...]:
    """Under which origins a condition is looked up."""
    return (ANY,) if condition.origins_negated or not condition.origins else tuple(sorted(condition.origins))


def compiled(rule: Rule) -> Test:
    """One test over everything of the rule that the index does not look up."""
    tests = [*_validity(rule), *_sets(rule.condition), *_ranges(rule.condition), *_season(rule.condition)]
    if len(tests) == 1:
        return tests[0]
    return lambda line: all(test(line) for test in tests)


def _validity(rule: Rule) -> list[Test]:
    start, end = rule.valid_from, rule.valid_to
    if end is None:
        return [lambda line: start <= line["on"]]
    return [lambda line: start <= line["on"] < end]


# What both evaluators read: condition field -> field of the line
SETS = {
    "regimes": "regime",
    "ports": "port",
    "offices": "office",
    "importers": "importer",
    "exporters": "consignor",
    "producers": "producer",
    "enterprise_classes": "enterprise_class",
    "intended_uses": "intended_use",
    "destinations": "destination",
}
RANGES = {"value": ("min_value", "max_value"), "net_mass": ("min_net_mass", "max_net_mass")}


def _sets(condition: Condition) -> list[Test]:
    tests: list[Test] = []
    if condition.direction is not None:
        tests.append(_among("direction", frozenset({str(condition.direction)})))
    if condition.origins_negated and condition.origins:
        tests.append(lambda line: bool(line["origin"]) and line["origin"] not in condition.origins)
    for field, column in SETS.items():
        wanted: frozenset[Any] = getattr(condition, field)
        if wanted:
            tests.append(_among(column, wanted))
    return tests


def _among(column: str, wanted: frozenset[Any]) -> Test:
    return lambda line: line[column] in wanted


def _ranges(condition: Condition) -> list[Test]:
    return [
        _between(column, getattr(condition, low), getattr(condition, high))
        for column, (low, high) in RANGES.items()
        if getattr(condition, low) is not None or getattr(condition, high) is not None
    ]


def _between(column: str, low: float | None, high: float | None) -> Test:
    def test(line: Line) -> bool:
        number: float | None = line[column]
        if number is None:
            return False
        return (low is None or low <= number) and (high is None or number <= high)

    return test


def _season(condition: Condition) -> list[Test]:
    if condition.season is None:
        return []
    start, end = (int(day.replace("-", "")) for day in condition.season)

    def test(line: Line) -> bool:
        day = line["on"].month * 100 + line["on"].day
        return bool(start <= day <= end if start <= end else day >= start or day <= end)

    return [test]
