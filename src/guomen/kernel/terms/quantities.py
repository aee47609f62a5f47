"""Quantities: a number never travels without its unit. Conversion is pint's."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

# What laboratories and laws write, as pint spells it.
_SPELLINGS = {"µ": "u", "μ": "u", "％": "percent_mass", "%": "percent_mass"}


# Units as they are written; no powers but ² and ³, so that nothing long is computed from what a person typed.
_SHAPE = re.compile(r"[^\W_][\w%％°²³/().* -]{0,39}|[%％-]|", re.UNICODE)


class UnitMismatch(ValueError):
    """The two units do not measure the same kind of thing."""


# What pint lets through from texts such as "mg/0 kg" and "mg/".
_NONSENSE = (ArithmeticError, AssertionError, AttributeError, TypeError, ValueError)


@cache
def _registry() -> Any:
    """pint's units and ours; made at first use, for most commands convert nothing and pint takes half a second."""
    import pint

    registry = pint.UnitRegistry(non_int_type=Decimal, cache_folder=None)
    for definition in ("CFU = count = cfu", "MPN = count = mpn", "ppb = ug / kg", "percent_mass = 10000 * mg / kg"):
        registry.define(definition)
    return registry


@lru_cache(maxsize=512)
def _unit(unit: str) -> Any:
    from pint import DefinitionSyntaxError, UndefinedUnitError

    text = unit.strip()
    if not _SHAPE.fullmatch(text) or "**" in text:
        raise UnitMismatch(f"{unit!r} is not a unit that Guomen knows")
    for written, spelled in _SPELLINGS.items():
        text = text.replace(written, spelled)
    try:
        return _registry().parse_expression(text if text not in ("", "-") else "dimensionless")
    except (UndefinedUnitError, DefinitionSyntaxError, *_NONSENSE) as error:
        raise UnitMismatch(f"{unit!r} is not a unit that Guomen knows") from error


@dataclass(frozen=True, slots=True)
class Quantity:
    """value in unit; units as written in the law ("mg/kg", "µg/kg", "CFU/g", "%")."""

    value: Decimal
    unit: str

    def to(self, unit: str) -> "Quantity":
        """The same quantity in `unit`. Raises UnitMismatch where the two cannot be compared."""
        if unit == self.unit:
            return self
        from pint import DimensionalityError

        here, there = _unit(self.unit), _unit(unit)
        try:
            measured = _registry().Quantity(self.value * here.magnitude, here.units)
            value = measured.to(there.units).magnitude / there.magnitude
        except DimensionalityError as error:
            raise UnitMismatch(f"{self.unit!r} cannot be turned into {unit!r}") from error
        return Quantity(Decimal(value).normalize() + 0, unit)

    def __str__(self) -> str:
        return f"{self.value:f} {self.unit}".strip()
