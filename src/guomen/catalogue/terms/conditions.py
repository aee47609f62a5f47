"""Condition: the one typed condition of requirements, measures and control orders."""

from dataclasses import dataclass, fields
from typing import Any

from guomen.catalogue.terms.words import Direction

_SETS = ("origins", "regimes", "ports", "offices", "importers", "exporters", "producers", "enterprise_classes",
         "intended_uses", "destinations")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """Which goods lines are meant. Every field given must be met; an empty field means any.

    goods: digit prefixes of the goods code, 1 to 13 digits, any of which is enough.
    origins: ISO 3166-1 alpha-2; with origins_negated, every origin but these.
    regimes: trade modes, four digits. ports: entry or exit port. offices: the accepting office.
    importers: identifiers. exporters: codes of the overseas consignor. producers: establishment registration numbers.
    enterprise_classes: 1 to 4. destinations: of exports, where they go (ISO 3166-1 alpha-2).
    min_value … max_net_mass: inclusive, in CNY and kg; a line that does not state the number does not meet them.
    season: ("MM-DD", "MM-DD"), both inclusive, may wrap over the year's end.
    """

    direction: Direction | None = None
    goods: tuple[str, ...] = ()
    origins: frozenset[str] = frozenset()
    origins_negated: bool = False
    regimes: frozenset[str] = frozenset()
    ports: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    importers: frozenset[str] = frozenset()
    exporters: frozenset[str] = frozenset()
    producers: frozenset[str] = frozenset()
    enterprise_classes: frozenset[int] = frozenset()
    intended_uses: frozenset[str] = frozenset()
    destinations: frozenset[str] = frozenset()
    min_value: float | None = None
    max_value: float | None = None
    min_net_mass: float | None = None
    max_net_mass: float | None = None
    season: tuple[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        """Only the fields that say something; sets sorted, so that equal conditions are equal texts."""
        data: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or value is False or value in ((), frozenset()):
                continue
            data[field.name] = sorted(value) if isinstance(value, frozenset) else value
            if isinstance(value, tuple):
                data[field.name] = list(value)
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Condition":
        """The condition of `as_json`. Raises TypeError where a field is unknown."""
        read: dict[str, Any] = dict(data)
        for name in _SETS:
            if name in read:
                read[name] = frozenset(read[name])
        if read.get("direction") is not None:
            read["direction"] = Direction(read["direction"])
        read["goods"] = tuple(read.get("goods", ()))
        if read.get("season") is not None:
            start, end = read["season"]
            read["season"] = (start, end)
        return cls(**read)

    @property
    def empty(self) -> bool:
        """Whether it says nothing at all, and so means every line."""
        return not self.as_json()
