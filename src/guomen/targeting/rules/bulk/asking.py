"""Asking the stages once for every distinct key of a chunk; their rulings as numbers into one register."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from guomen.kernel.terms import Reason
from guomen.targeting.rules.bulk.lines import Codes, Column, Lines, joint
from guomen.targeting.rules.bulk.matching import Pairs
from guomen.targeting.rules.docket import Docket, Stage
from guomen.targeting.rules.history import NO_HISTORY
from guomen.targeting.rules.rule import Rule
from guomen.targeting.rules.staged import FOLLOWED_BY, followed_by
from guomen.targeting.rules.stages import DERIVED, OF_LINES, OF_RULES, UNCERTAIN
from guomen.targeting.terms import Instruction, Ruling, When

T = TypeVar("T")
NONE = -1
_WHENS = list(When)


@dataclass(slots=True)
class Register(Generic[T]):
    """Numbers for values: the same value has the same number."""

    items: list[T] = field(default_factory=list)
    numbers: dict[T, int] = field(default_factory=dict)

    def number(self, item: T) -> int:
        found = self.numbers.get(item)
        if found is None:
            found = self.numbers[item] = len(self.items)
            self.items.append(item)
        return found


class Rulings:
    """Every ruling given so far, as columns: severity, rate, when, and where its reasons and instructions stand."""

    def __init__(self) -> None:
        self.register: Register[Ruling] = Register()
        self.reasons: Register[Reason] = Register()
        self.instructions: Register[Instruction] = Register()
        self._known = 0
        self._severity: list[int] = []
        self._rate: list[float] = []
        self._when: list[int] = []
        self._of_reasons: list[list[int]] = []
        self._of_instructions: list[list[int]] = []
        self.arrays = self._arrays()

    def number(self, ruling: Ruling | None) -> int:
        return NONE if ruling is None else self.register.number(ruling)

    def settle(self) -> "RulingArrays":
        """The columns of all rulings numbered by now."""
        for ruling in self.register.items[self._known :]:
            self._severity.append(ruling.channel.severity)
            self._rate.append(1.0 if ruling.certain or ruling.rate is None else ruling.rate)
            self._when.append(_WHENS.index(ruling.when))
            self._of_reasons.append([self.reasons.number(reason) for reason in ruling.reasons])
            self._of_instructions.append([self.instructions.number(one) for one in ruling.instructions])
        if self._known < len(self.register.items):
            self._known = len(self.register.items)
            self.arrays = self._arrays()
        return self.arrays

    def _arrays(self) -> "RulingArrays":
        return RulingArrays(
            np.array(self._severity, dtype=np.int8),
            np.array(self._rate, dtype=np.float64),
            np.array(self._when, dtype=np.int8),
            Lists.of(self._of_reasons),
            Lists.of(self._of_instructions),
        )


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of numbers for each ruling: numbers[start[i] : start[i] + size[i]]."""

    start: Codes
    size: Codes
    numbers: Codes

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> "Lists":
        size = np.array([len(one) for one in lists], dtype=np.int64)
        flat = np.array([number for one in lists for number in one], dtype=np.int64)
        return cls(np.cumsum(size) - size, size, flat)

    def spread(self, places: Codes, rows: Codes) -> tuple[Codes, Codes]:
        """The rows and the numbers of all that stands at `places`, in their order."""
        size = self.size[places]
        ends = np.cumsum(size)
        total = int(ends[-1]) if len(ends) else 0
        within = np.arange(total) - np.repeat(ends - size, size)
        return np.repeat(rows, size), self.numbers[np.repeat(self.start[places], size) + within]


@dataclass(frozen=True, slots=True)
class RulingArrays:
    severity: NDArray[np.int8]
    rate: NDArray[np.float64]
    when: NDArray[np.int8]
    reasons: Lists
    instructions: Lists


class Asking:
    """Puts a chunk's keys to the stages of one docket; answers are kept from chunk to chunk."""

    def __init__(self, docket: Docket, rulings: Rulings) -> None:
        self.docket = docket
        self.rulings = rulings
        self._fixed = np.full(len(docket.rulebook.rules), NONE - 1, dtype=np.int64)

    def derive(self, lines: Lines) -> None:
        """Add the columns that follow from others: record, schemes, then what DERIVED names, then the value."""
        self._records(lines)
        self._followed(lines)
        for stage in DERIVED:
            numbers, keys = joint([lines.column(name) for name in stage.columns])
            answers: Register[Any] = Register()
            codes = [answers.number(self.docket.ask(stage, key)) for key in keys]
            lines.add(stage.name, Column(np.array(codes, dtype=np.int64)[numbers], answers.items))
        lines.set_value()

    def _records(self, lines: Lines) -> None:
        histories = self.docket.histories
        numbers, keys = joint([lines.column(name) for name in ("importer", "heading", "origin")]) if histories else (
            np.zeros(lines.height, dtype=np.int64), [("", "", "")]
        )  # fmt: skip
        found = [histories.get(key, NO_HISTORY) for key in keys]
        told: dict[str, list[Any]] = {
            "history": [one.state for one in found],
            "record": [one.outcomes for one in found],
        }
        for name, values in told.items():
            answers: Register[Any] = Register()
            codes = [answers.number(value) for value in values]
            lines.add(name, Column(np.array(codes, dtype=np.int64)[numbers], answers.items))

    def _followed(self, lines: Lines) -> None:
        """The schemes that follow each line; only producers that any scheme follows are looked up."""
        schemes = self.docket.schemes
        answers: Register[Any] = Register([None], {None: 0})
        codes = np.zeros(lines.height, dtype=np.int64)
        if schemes:
            producer = lines.column("producer")
            rows = np.flatnonzero(np.array([one in schemes for one in producer.values])[producer.codes])
            numbers, keys = joint([lines.column(name) for name in FOLLOWED_BY], rows)
            found = [answers.number(followed_by(schemes, *key)) for key in keys]
            codes[rows] = np.array(found, dtype=np.int64)[numbers]
        lines.add("followed", Column(codes, answers.items))

    def of_lines(self, lines: Lines, rows: Codes | None, stages: Sequence[Stage] = OF_LINES) -> list[Codes]:
        """For each stage, the number of its ruling on each of the rows (NONE where it gives none)."""
        return [self._answers(stage, lines, rows) for stage in stages]

    def _answers(self, stage: Stage, lines: Lines, rows: Codes | None, rule: Rule | None = None) -> Codes:
        numbers, keys = joint([lines.column(name) for name in stage.columns], rows)
        given = [self.rulings.number(self.docket.ask(stage, key, rule)) for key in keys]
        return np.array(given, dtype=np.int64)[numbers]

    def of_pairs(self, lines: Lines, pairs: Pairs) -> tuple[Codes, Codes]:
        """For each hit, its stage's place and the number of the ruling on it."""
        rules = self.docket.rulebook.rules
        place, ruling = np.zeros(len(pairs.row), dtype=np.int64), np.full(len(pairs.row), NONE, dtype=np.int64)
        places = np.array([OF_RULES[rule.kind].place for rule in rules] or [0], dtype=np.int64)
        keyed = np.array([bool(OF_RULES[rule.kind].columns) for rule in rules] or [False])
        place[:] = places[pairs.rule] if len(rules) else 0
        place[~pairs.certain] = UNCERTAIN.place
        plain = pairs.certain & ~keyed[pairs.rule] if len(rules) else pairs.certain
        ruling[plain] = self._static(pairs.rule[plain])
        for chosen, stage, rule in self._groups(pairs, ~plain):
            ruling[chosen] = self._answers(stage, lines, pairs.row[chosen], rule)
        return place, ruling

    def _static(self, hit: Codes) -> Codes:
        """Rulings that depend on nothing but the rule."""
        for position in np.unique(hit[self._fixed[hit] == NONE - 1]).tolist():
            rule = self.docket.rulebook.rules[position]
            self._fixed[position] = self.rulings.number(self.docket.ask(OF_RULES[rule.kind], (), rule))
        return self._fixed[hit]

    def _groups(self, pairs: Pairs, rest: NDArray[np.bool_]) -> list[tuple[Codes, Stage, Rule]]:
        """Hits that need a key, put together by rule and certainty."""
        chosen = np.flatnonzero(rest)
        if not len(chosen):
            return []
        tag = pairs.rule[chosen] * 2 + pairs.certain[chosen]
        order = np.argsort(tag, kind="stable")
        starts = np.flatnonzero(np.diff(tag[order], prepend=-1))
        groups = []
        for part in np.split(order, starts[1:]):
            first = int(chosen[part[0]])
            rule = self.docket.rulebook.rules[int(pairs.rule[first])]
            stage = OF_RULES[rule.kind] if pairs.certain[first] else UNCERTAIN
            groups.append((chosen[part], stage, rule))
        return groups
