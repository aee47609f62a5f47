"""CatalogueSnapshot: everything that decisions read of the catalogue, as one edition knew it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from guomen.catalogue.terms.facts import (
    CheckFrequency,
    CommodityRisk,
    CountryRisk,
    MarketAccess,
    MeasureInForce,
    PolicyValue,
    PortDesignation,
    RatePlan,
    Requirement,
    Validity,
)
from guomen.catalogue.terms.words import DesignationState
from guomen.kernel.terms import Text

F = TypeVar("F", bound=Validity)


def _grouped(facts: Iterable[tuple[str, F]]) -> dict[str, tuple[F, ...]]:
    groups: dict[str, list[F]] = defaultdict(list)
    for name, fact in facts:
        groups[name].append(fact)
    return {name: tuple(group) for name, group in groups.items()}


def _longest(groups: dict[str, tuple[F, ...]], goods: str, on: date, before: str = "") -> F | None:
    """The fact in force under the longest prefix of `goods` that has one."""
    for length in range(len(goods), -1, -1):
        for fact in groups.get(before + goods[:length], ()):
            if fact.in_force(on):
                return fact
    return None


@dataclass(frozen=True)
class CatalogueSnapshot:
    """Frozen, picklable. Facts of every period are here; the helpers pick those in force on a day."""

    edition: int
    commodities: tuple[CommodityRisk, ...] = ()
    countries: tuple[CountryRisk, ...] = ()
    access: tuple[MarketAccess, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    measures: tuple[MeasureInForce, ...] = ()
    designations: tuple[PortDesignation, ...] = ()
    policies: tuple[PolicyValue, ...] = ()
    known_countries: frozenset[str] = frozenset()
    known_ports: dict[str, Text] = field(default_factory=dict)
    rate_plans: tuple[RatePlan, ...] = ()
    frequencies: tuple[CheckFrequency, ...] = ()

    def product_risk(self, goods: str, on: date) -> CommodityRisk | None:
        """The risk of a goods code on a day; the longest prefix wins. None where no row says anything."""
        return _longest(self._commodities, goods, on)

    def origin_risk(self, origin: str, goods: str, on: date) -> CountryRisk | None:
        """The risk of an origin for a goods code on a day; the longest prefix wins."""
        return _longest(self._countries, goods, on, f"{origin}/")

    def market_access(self, goods: str, origin: str, on: date) -> MarketAccess | None:
        """Where goods of an origin stand on a day; the longest prefix wins. None where the pair is not listed."""
        return _longest(self._access, goods, on, f"{origin}/")

    def designated(self, port: str, goods: str, on: date) -> PortDesignation | None:
        """The designation in force of a port for a goods code on a day."""
        found = _longest(self._designations, goods, on, f"{port}/")
        return found if found is not None and found.state is DesignationState.IN_FORCE else None

    def policy(self, name: str, on: date, office_path: str = "") -> PolicyValue:
        """The value in force; that of the office lowest on `office_path` ("code/code/…") wins.

        Raises LookupError, naming the policy, the day and the file to mend, where there is none.
        """
        offices = ["", *(code for code in office_path.split("/") if code)]
        held = self._policies.get(name, ())
        for office in reversed(offices):
            for value in held:
                if value.office == office and value.in_force(on):
                    return value
        raise LookupError(f"no policy {name!r} is in force on {on}; add it to reference/policies.csv and load it")

    def policies_like(self, prefix: str, on: date, office_path: str = "") -> dict[str, PolicyValue]:
        """All policies in force whose name begins with `prefix`, by name."""
        names = sorted(name for name in self._policies if name.startswith(prefix))
        found = {}
        for name in names:
            try:
                found[name] = self.policy(name, on, office_path)
            except LookupError:
                continue
        return found

    def rate_plan(self, code: str, goods: str, origin: str, on: date, office_path: str = "") -> RatePlan | None:
        """The row of a plan for goods of an origin: that of the lowest office, then of the longest prefix, then of the
        origin itself. None where the plan says nothing of them.
        """
        offices = ["", *(part for part in office_path.split("/") if part)]
        rows = [
            row for row in self._rate_plans.get(code, ())
            if row.office in offices and goods.startswith(row.goods) and row.origin in ("", origin) and row.in_force(on)
        ]  # fmt: skip
        return max(rows, key=lambda row: (offices.index(row.office), len(row.goods), row.origin), default=None)

    def frequencies_of(self, scheme: str, goods: str, origin: str, on: date) -> tuple[CheckFrequency, ...]:
        """The rows of a scheme that mean goods of an origin on a day."""
        rows = self._frequencies.get(scheme, ())
        return tuple(row for row in rows if row.in_force(on) and row.means(goods, origin))

    @cached_property
    def _rate_plans(self) -> dict[str, tuple[RatePlan, ...]]:
        return _grouped((row.code, row) for row in self.rate_plans)

    @cached_property
    def _frequencies(self) -> dict[str, tuple[CheckFrequency, ...]]:
        return _grouped((row.scheme, row) for row in self.frequencies)

    @cached_property
    def _commodities(self) -> dict[str, tuple[CommodityRisk, ...]]:
        return _grouped((fact.goods, fact) for fact in self.commodities)

    @cached_property
    def _countries(self) -> dict[str, tuple[CountryRisk, ...]]:
        return _grouped((f"{fact.origin}/{fact.goods}", fact) for fact in self.countries)

    @cached_property
    def _access(self) -> dict[str, tuple[MarketAccess, ...]]:
        return _grouped((f"{fact.origin}/{fact.goods}", fact) for fact in self.access)

    @cached_property
    def _designations(self) -> dict[str, tuple[PortDesignation, ...]]:
        return _grouped((f"{fact.port}/{fact.goods}", fact) for fact in self.designations)

    @cached_property
    def _policies(self) -> dict[str, tuple[PolicyValue, ...]]:
        return _grouped((fact.name, fact) for fact in self.policies)
