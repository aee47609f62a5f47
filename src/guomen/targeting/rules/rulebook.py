"""The rulebook: what one edition orders and requires, compiled for matching."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any

from guomen.catalogue.terms import CatalogueSnapshot, Condition, PolicyValue, Requirement, SamplingTables
from guomen.kernel.terms import Refusal, Text
from guomen.targeting.rules.matcher import Matcher
from guomen.targeting.rules.rule import Body, OrderInForce, Rule, by_lot


@dataclass(eq=False)
class Rulebook:
    """One edition of the catalogue with its control orders. offices: code -> path. memo: rulings already given."""

    snapshot: CatalogueSnapshot
    rules: tuple[Rule, ...]
    offices: Mapping[str, str]
    sampling: SamplingTables
    memo: dict[Any, Any] = field(default_factory=dict)

    @property
    def edition(self) -> int:
        return self.snapshot.edition

    def policy(self, name: str, on: date, office: str = "") -> PolicyValue:
        """A policy in force for an office. Raises Refusal where there is none: nothing is decided on a guess."""
        try:
            return self.snapshot.policy(name, on, self.offices.get(office, ""))
        except LookupError as missing:
            raise Refusal(
                "targeting.policy.missing",
                Text(f"没有{on}适用的政策值“{name}”。", f"There is no policy {name!r} in force on {on}."),
                Text("请在 reference/policies.csv 中补充并装载。", "Add it to reference/policies.csv and load it."),
            ) from missing

    def word(self, name: str, on: date, office: str, otherwise: str) -> str:
        """The value of a policy that need not be set, or what holds where it is not."""
        try:
            return self.snapshot.policy(name, on, self.offices.get(office, "")).value
        except LookupError:
            return otherwise

    @cached_property
    def matcher(self) -> Matcher:
        """The rules' conditions, compiled to be asked for one line."""
        return Matcher(self.rules)

    def law_day(self, on: date) -> date:
        """The first day from which everything that the catalogue says is as it is on `on`: one answer for many days."""
        place = bisect_right(self._turns, on)
        return self._turns[place - 1] if place else on

    @cached_property
    def _turns(self) -> list[date]:
        """Days on which anything of the catalogue begins or ends."""
        catalogue = self.snapshot
        dated = chain(
            catalogue.commodities,
            catalogue.countries,
            catalogue.access,
            catalogue.designations,
            catalogue.policies,
            catalogue.rate_plans,
            catalogue.frequencies,
        )
        return sorted({day for fact in dated for day in (fact.valid_from, fact.valid_to) if day is not None})

    @cached_property
    def graded_origins(self) -> frozenset[str]:
        """Origins of which any row says a risk."""
        return frozenset(row.origin for row in self.snapshot.countries)

    @cached_property
    def planned_goods(self) -> frozenset[str]:
        """Goods prefixes that any rate plan or fixed frequency names."""
        fixed = (prefix for row in self.snapshot.frequencies for prefix in row.goods)
        return frozenset(chain((row.goods for row in self.snapshot.rate_plans), fixed)) - {""}

    @cached_property
    def planned_origins(self) -> frozenset[str]:
        """Origins that any rate plan or fixed frequency names."""
        fixed = (origin for row in self.snapshot.frequencies for origin in row.origins)
        return frozenset(chain((row.origin for row in self.snapshot.rate_plans), fixed)) - {""}

    def under(self, snapshot: CatalogueSnapshot) -> "Rulebook":
        """The same rulebook under another edition in which nothing that it reads has changed."""
        again = Rulebook(snapshot, self.rules, self.offices, self.sampling, self.memo)
        again.__dict__["matcher"] = self.matcher
        return again

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "matcher"} | {"memo": {}}


def compile_rulebook(
    snapshot: CatalogueSnapshot,
    orders: Iterable[OrderInForce],
    offices: Mapping[str, str],
    sampling: SamplingTables,
) -> Rulebook:
    """Put measures, control orders and requirements of one edition into their order of reading."""
    bodies: list[Body] = [*snapshot.measures, *orders, *snapshot.requirements]
    bodies.sort(key=lambda body: body.key)
    rules = tuple(
        Rule(
            position,
            _kind(body),
            body.key,
            _with_subordinate_offices(body.condition, offices),
            body.valid_from,
            body.valid_to,
            body,
        )
        for position, body in enumerate(bodies)
    )
    return Rulebook(snapshot, rules, offices, sampling)


def _kind(body: Body) -> str:
    """Which stage judges it; "_by_lot" where the answer depends on the size of the lot."""
    if isinstance(body, Requirement):
        return f"{body.kind}_by_lot" if body.kind == "test" and by_lot(body.parameters) else str(body.kind)
    return "order_by_lot" if any(by_lot(test) for test in body.tests) else "order"


def _with_subordinate_offices(condition: Condition, offices: Mapping[str, str]) -> Condition:
    """An order of a bureau binds its branches."""
    if not condition.offices:
        return condition
    below = {code for code, path in offices.items() if condition.offices & set(path.split("/"))}
    return replace(condition, offices=condition.offices | below)
