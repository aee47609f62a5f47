"""Asking the models of a batch of declarations, and what each declaration takes from their answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from guomen.consignments.terms import Declaration
from guomen.targeting.capacity.terms import KINDS
from guomen.targeting.registry.frames import FEW, FewLines, Lines
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.learned import Learned, Valued, value_lines
from guomen.targeting.rules.selecting import Group, Selection, learned_picks
from guomen.targeting.rules.stages import SELECTION
from guomen.targeting.terms import Ruling


@dataclass(frozen=True, slots=True)
class LineLearnt:
    """What models say of a line: the value that counts, and the rulings that follow from it."""

    value: float | None = None
    rulings: tuple[Ruling, ...] = ()


@dataclass(frozen=True, slots=True)
class Learnt:
    """What models say of a declaration. lines: line by line, none where nothing was asked; highest: the
    value of the highest line, by model; the rest as in Decision.
    """

    lines: tuple[LineLearnt, ...] = ()
    highest: dict[str, float] = field(default_factory=dict)
    paces: dict[str, int] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    shadows: dict[str, dict[str, float]] = field(default_factory=dict)

    def of(self, count: int) -> Sequence[LineLearnt]:
        """Line by line, for so many lines."""
        return self.lines or (LineLearnt(),) * count


NOTHING_LEARNED = Learnt()
Case = tuple[Declaration, date]


def learn(docket: Docket, cases: Sequence[Case]) -> list[Learnt]:
    """Ask the models of declarations (each with the day of its draw), all at once."""
    learned = docket.learned
    if learned is None:
        return [NOTHING_LEARNED] * len(cases)
    lines = _lines(docket, cases)
    valued = ask_models(docket, lines)
    groups = [Group(one.office, _selection(docket, one, drawn_on)) for one, drawn_on in cases]
    ends = np.cumsum([len(one.items) for one, _ in cases])
    place = np.repeat(np.arange(len(cases)), [len(one.items) for one, _ in cases])
    rulings: dict[int, tuple[Ruling, ...]] = {}
    for picks in learned_picks(learned, lines, valued, groups, place):
        for row, ruling in zip(picks.rows.tolist(), picks.rulings, strict=True):
            rulings[row] = (*rulings.get(row, ()), ruling)
    return [
        _learnt(learned, one, group.chosen, valued, rulings, int(end) - len(one.items))
        for (one, _), group, end in zip(cases, groups, ends, strict=True)
    ]


def ask_models(docket: Docket, lines: Lines) -> Valued:
    """The models' values of lines; what was concluded before is forgotten where one of them fails."""
    assert docket.learned is not None
    before = len(docket.learned.fallen)
    valued = value_lines(docket.learned, lines)
    if len(docket.learned.fallen) != before:
        docket.memo.clear()
    return valued


def main_model(learned: Learned, valued: Valued, office: str) -> str:
    """The model whose value counts as the line's: the first kind of check whose model could be asked."""
    asked = (learned.model_of(office, kind) for kind in KINDS)
    return next((digest for digest in asked if digest in valued.of_model), "")


def _lines(docket: Docket, cases: Sequence[Case]) -> Lines:
    few = FewLines(cases, same_day=[docket.same_day.get((one.sender, one.reference), ()) for one, _ in cases])
    return few if few.height <= FEW else few.frame


def _selection(docket: Docket, one: Declaration, drawn_on: date) -> Selection:
    law_day = docket.rulebook.law_day(one.declared_on or drawn_on)
    chosen: Selection = docket.ask(SELECTION, (one.office, law_day))
    return chosen


def _learnt(
    learned: Learned,
    one: Declaration,
    chosen: Selection,
    valued: Valued,
    rulings: dict[int, tuple[Ruling, ...]],
    start: int,
) -> Learnt:
    rows = range(start, start + len(one.items))
    main = main_model(learned, valued, one.office)
    values = valued.of_model[main][start : rows.stop].tolist() if main else [None] * len(rows)
    paces = {kind: learned.paces.get((one.office, kind)) for kind in KINDS} if chosen.capacity else {}
    asked = {str(kind): learned.model_of(one.office, kind) for kind in KINDS}
    items = [str(item.item_no) for item in one.items]
    return Learnt(
        lines=tuple(LineLearnt(value, rulings.get(row, ())) for row, value in zip(rows, values, strict=True)),
        highest={digest: float(of_all[start : rows.stop].max()) for digest, of_all in valued.of_model.items() if rows},
        paces={str(kind): pace.pace for kind, pace in paces.items() if pace},
        asked={kind: digest for kind, digest in asked.items() if digest in valued.of_model},
        shadows={
            digest: dict(zip(items, valued.of_model[digest][start : rows.stop].tolist(), strict=True))
            for digest in learned.asked_at(one.office)
            if digest != main and digest in valued.of_model
        },
    )
