"""The docket: a rulebook with the parties and histories that a batch of lines needs, and the lines themselves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from guomen.catalogue.terms import Direction
from guomen.consignments.terms import Declaration, GoodsItem
from guomen.laboratory.terms import SchemeFacts
from guomen.parties.terms import PartySnapshot
from guomen.targeting.rules.history import History
from guomen.targeting.rules.learned import Learned
from guomen.targeting.rules.rule import Line, Rule
from guomen.targeting.rules.rulebook import Rulebook

MEMO_LIMIT = 200_000

# (importer, heading, origin) -> where the compliance history stands
Histories = Mapping[tuple[str, str, str], History]
# registration number of a producer -> the schemes of staged sampling that follow it
Schemes = Mapping[str, tuple[SchemeFacts, ...]]

# (sender, reference) -> of each line, in their order, how many others of its heading the importer had declared that day
SameDay = Mapping[tuple[str, str], Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class Stage:
    """A judge and the natural key that it reads. place: its rank in the order of reasons. of_parties: reads parties.

    judge(docket, *values of the columns), or judge(docket, rule, *values) for a rule that means the line.
    """

    name: str
    place: int
    columns: tuple[str, ...]
    judge: Callable[..., Any]
    of_parties: bool = False


@dataclass(eq=False)
class Docket:
    """What judging needs beside the line. An answer that reads parties is remembered here, others in the rulebook.

    learned: the models and paces, None where no model is asked. schemes: those of the producers of goods for export.
    same_day: what models may know of the lines beside.
    """

    rulebook: Rulebook
    parties: PartySnapshot
    histories: Histories
    learned: Learned | None = None
    schemes: Schemes = field(default_factory=dict)
    same_day: SameDay = field(default_factory=dict)
    memo: dict[Any, Any] = field(default_factory=dict)

    def ask(self, stage: Stage, values: tuple[Any, ...], rule: Rule | None = None) -> Any:
        """The stage's answer for a natural key; each key is judged once."""
        memo = self.memo if stage.of_parties else self.rulebook.memo
        key = (stage.judge, rule.position if rule else None, values)
        if key not in memo:
            if len(memo) > MEMO_LIMIT:
                memo.clear()
            memo[key] = stage.judge(self, rule, *values) if rule else stage.judge(self, *values)
        return memo[key]


def lines_of(declaration: Declaration, drawn_on: date) -> list[Line]:
    """The natural rows of a declaration; the day of the law is the declaration's own, else the day of the draw."""
    on = declaration.declared_on or drawn_on
    documents = tuple(sorted({document.kind for document in declaration.documents}))
    return [_line(declaration, item, on, documents) for item in declaration.items]


def _line(declaration: Declaration, item: GoodsItem, on: date, documents: tuple[str, ...]) -> Line:
    return {
        "item_no": item.item_no,
        "direction": declaration.direction,
        "goods": item.goods_code,
        "heading": item.goods_code[:4],
        "origin": item.origin,
        "regime": declaration.regime,
        "port": declaration.port,
        "office": declaration.office,
        "destination_office": declaration.destination_office,
        "destination": declaration.departure_country if declaration.direction == Direction.EXPORT else "",
        "special_pass": declaration.special_pass,
        "importer": declaration.importer,
        "consignor": declaration.consignor,
        "producer": item.producer,
        "intended_use": item.intended_use,
        "declared_value": _number(item.value),
        "currency": item.currency,
        "net_mass": _number(item.net_mass),
        "quantity": _number(item.quantity),
        "on": on,
        "season": (item.produced_on or on).year,
        "shipped_on": declaration.shipped_on,
        "documents": documents,
        "permits": tuple(sorted({f"{permit.kind}:{permit.number}" for permit in item.permits})),
    }


def _number(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
