"""Why a line has its score: how far each entity, cross and number moved it, in words and in log-odds."""

from collections.abc import Mapping

from guomen.kernel.terms import Text
from guomen.targeting.model_v1.features import ALL, LOG, View
from guomen.targeting.model_v1.names import name_of
from guomen.targeting.model_v1.statistics import Floats
from guomen.targeting.model_v1.terms import Contribution

BASE, CURVE = "base", "calibration"
_SAID = {
    BASE: Text("总体水平", "the level of all"),
    CURVE: Text("校准", "calibration"),
    "season": Text("季节", "season"),
}


def told(amounts: Mapping[str, Floats], view: View, total: Floats) -> list[tuple[Contribution, ...]]:
    """Each row's contributions, strongest first and the level of all last; they sum to the row's total.

    The level of all takes up the last rounding, so that the sum is exact.
    """
    rows = []
    for row in range(len(total)):
        moved = {group: float(column[row]) for group, column in amounts.items() if group != BASE and column[row]}
        strongest = sorted(moved, key=lambda group: (-abs(moved[group]), group))
        found = [Contribution(group, said(group, view, row), moved[group]) for group in strongest]
        rest = float(total[row]) - sum(one.amount for one in found)
        rows.append((*found, Contribution(BASE, _SAID[BASE], rest)))
    return rows


def group_of(term: str) -> str:
    """The group of an additive term: the column of a number's logarithm, else its own name."""
    return term.removeprefix(LOG)


def said(group: str, view: View, row: int) -> Text:
    """What an officer reads of one contribution."""
    if group in _SAID:
        return _SAID[group]
    name = name_of(group)
    if group in view.facts and group != ALL:
        return _record_said(name, int(view.facts[group].bad[row]), int(view.facts[group].inspected[row]))
    if group in view.numbers:
        value = view.numbers[group][row]
        shown = "–" if value != value else f"{value:,.6g}"
        return Text(f"{name.zh}：{shown}", f"{name.en}: {shown}")
    return _of_row(group, view, row)


def _record_said(name: Text, bad: int, seen: int) -> Text:
    if not seen:
        return Text(f"{name.zh}：以往未检查过", f"{name.en}: never inspected before")
    return Text(f"{name.zh}的记录：检查{seen}次，不合格{bad}次", f"{name.en}'s record: {bad} of {seen} nonconforming")


def _of_row(group: str, view: View, row: int) -> Text:
    if group == "missing":
        count = int(view.missing[row])
        return Text(f"未填栏目：{count}项", f"fields left empty: {count}")
    if group == "same_day":
        others = view.same_day[row]
        count = 0 if others != others else int(others)
        return Text(f"当日同类货物的其他申报：{count}批", f"other declarations of these goods that day: {count}")
    if group == "price":
        return Text("每千克货值与以往之比", "value per kilogram against what is usual")
    return name_of(group)
