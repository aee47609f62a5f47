"""Rows of a file judged one by one against their own limit or those in force on the day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from guomen.kernel.terms import Fault, Refusal, Text, Where
from guomen.laboratory.judging.asking import Asked
from guomen.laboratory.queries import limits_in_force
from guomen.laboratory.rules import statement_of
from guomen.laboratory.terms import Comparison, DecisionRule, Limit, LimitKind, Statement


@dataclass(frozen=True, slots=True)
class Judged:
    """A row's statement. food: what the limit is for; others: how many more limits were in force and said the same."""

    row: int
    sample: str
    on: date
    food: Text
    statement: Statement
    others: int = 0

    def as_json(self) -> dict[str, Any]:
        told = self.statement.as_json()
        return {"row": self.row, "sample": self.sample, "on": self.on.isoformat(), "food": self.food.as_json(),
                "others": self.others, **told}  # fmt: skip


class Bench:
    """Judges rows by one rule; limits in force are read once for each goods, analyte and day."""

    def __init__(self, file: str, rule: DecisionRule, comparison: Comparison | None = None) -> None:
        self.file, self.rule, self.comparison = file, rule, comparison
        self._limits = lru_cache(maxsize=10_000)(_in_force)

    def judge(self, asked: Asked) -> Judged | Fault:
        """The row's statement, or why there is none."""
        if asked.limit is not None:
            return self._against(asked, [(asked.limit, Text(asked.food, asked.food))])
        found = self._limits(asked.goods, asked.analyte, asked.on)
        meant = [one for one in found if _means(one[1], asked.food)]
        if found and not meant:
            return self._fault(asked, "food", asked.food, *_no_such_food(found))
        return self._against(asked, meant or [(Limit(LimitKind.NONE), Text("", ""))])

    def _against(self, asked: Asked, limits: Sequence[tuple[Limit, Text]]) -> Judged | Fault:
        name = Text(asked.analyte, asked.analyte)
        try:
            told = [statement_of(name, self._compared(limit), asked.measured, self.rule) for limit, _ in limits]
        except Refusal as refusal:
            return self._fault(asked, "value", refusal.code, refusal.problem, refusal.remedy)
        if len({one.conformity for one in told}) > 1:
            return self._fault(asked, "food", asked.food, *_several(limits))
        return Judged(asked.row, asked.sample, asked.on, limits[0][1], told[0], len(limits) - 1)

    def _compared(self, limit: Limit) -> Limit:
        return limit if self.comparison is None else replace(limit, comparison=self.comparison)

    def _fault(self, asked: Asked, field: str, value: str, problem: Text, remedy: Text) -> Fault:
        return Fault(f"judge.{field}", Where(file=self.file, row=asked.row, field=field), value[:80], problem, remedy)


def _in_force(goods: str, analyte: str, on: date) -> tuple[tuple[Limit, Text], ...]:
    found = limits_in_force(goods=goods, analyte=Text(analyte, analyte), on=on)
    return tuple((limit, food) for limit, food, _ in found)


def _means(food: Text, words: str) -> bool:
    return not words or words.casefold() in food.en.casefold() or words in food.zh


def _foods(limits: Sequence[tuple[Limit, Text]]) -> tuple[str, str]:
    shown = limits[:6]
    return (
        "；".join(f"{food.zh} {limit.text.zh}" for limit, food in shown),
        "; ".join(f"{food.en} {limit.text.en}" for limit, food in shown),
    )


def _several(limits: Sequence[tuple[Limit, Text]]) -> tuple[Text, Text]:
    zh, en = _foods(limits)
    return (
        Text("有多个限量适用，结论不同。", "Several limits are in force, and they do not say the same."),
        Text(f"请在“food”列写明食品：{zh}。", f"Name the food in the column food: {en}."),
    )


def _no_such_food(limits: Sequence[tuple[Limit, Text]]) -> tuple[Text, Text]:
    zh, en = _foods(limits)
    return (
        Text("当日的限量中没有这种食品。", "None of the limits in force is for this food."),
        Text(f"现有：{zh}。", f"There are: {en}."),
    )


def counts(judged: Sequence[Judged]) -> dict[str, int]:
    """How many rows came out how."""
    found: dict[str, int] = {}
    for one in judged:
        key = str(one.statement.conformity)
        found[key] = found.get(key, 0) + 1
    return found


def flat_rows(judged: Sequence[Judged]) -> Iterator[dict[str, str]]:
    """The statements as rows of a table, in both languages where words are."""
    for one in judged:
        told = one.statement
        yield {
            "row": str(one.row),
            "sample": one.sample,
            "on": one.on.isoformat(),
            "analyte": told.analyte.en,
            "value": told.value,
            "conformity": str(told.conformity),
            "limit": told.limit.text.en,
            "limit_zh": told.limit.text.zh,
            "food": one.food.en,
            "food_zh": one.food.zh,
            "standard": told.limit.basis,
            "edition": told.limit.edition,
            "key": told.limit.key,
            "confidence": told.limit.confidence,
            "rule": str(told.rule),
            "grade": str(told.grade),
            "risk": "" if told.risk is None else f"{told.risk:.6g}",
            "guard": "" if told.guard is None else f"{told.guard:f}",
            "rounded": told.rounded,
            "why": " ".join(reason.text.en for reason in told.reasons),
            "why_zh": "".join(reason.text.zh for reason in told.reasons),
        }
