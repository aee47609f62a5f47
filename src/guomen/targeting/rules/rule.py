"""A rule: a measure, control order or requirement with its place in the rulebook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from guomen.catalogue.terms import Channel, Condition, MeasureInForce, Requirement
from guomen.kernel.terms import Text


@dataclass(frozen=True, kw_only=True)
class OrderInForce:
    """A control order as one edition knew it."""

    key: str
    number: str
    office: str
    condition: Condition
    orders: Channel
    rate: float | None
    tests: tuple[dict[str, Any], ...]
    text: Text
    valid_from: date
    valid_to: date | None


# What the trader reads where a goods code is too short to tell which rules are meant.
WHOLE_CODE = Text("请补全13位商品编号。", "Please state the full 13-digit goods code.")

# The natural row of a goods line: what conditions and stages may read of it.
Line = dict[str, Any]
Body = MeasureInForce | OrderInForce | Requirement


@dataclass(frozen=True, slots=True)
class Rule:
    """A measure, control order or requirement, with its place in the rulebook. kind names the stage that judges it."""

    position: int
    kind: str
    source: str
    condition: Condition
    valid_from: date
    valid_to: date | None
    body: Body


# Hazards whose test looks for infested units of the lot (ISPM 31).
PEST_HAZARDS = frozenset({"pest", "plant_pest", "quarantine_pest", "regulated_pest"})


def by_lot(parameters: Mapping[str, Any]) -> bool:
    """Whether a test's number of units follows from the size of the lot."""
    return parameters.get("hazard") in PEST_HAZARDS


def required(rule: Rule) -> Requirement:
    """The requirement that the rule was made from."""
    assert isinstance(rule.body, Requirement)
    return rule.body
