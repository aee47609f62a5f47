"""The values of one test together: a single reading, one for each unit, or every component of a sum."""

from collections.abc import Sequence
from decimal import Decimal

from guomen.kernel.terms import Quantity, UnitMismatch
from guomen.laboratory.messages.queries.bench import component
from guomen.laboratory.messages.rules import faults
from guomen.laboratory.messages.terms import Meant
from guomen.laboratory.models import Result, TestRequest
from guomen.laboratory.terms import LimitKind, Measured

_NO_UNIT = ("", "-")


def measured_of(request: TestRequest, meant: Sequence[Meant]) -> Measured:
    """What was measured for a test. Raises Refusal where values are missing, too many, or in a unit of another kind."""
    unit = _unit(request, meant)
    bounds = [one.lod for one in meant if one.lod is not None]
    if request.components:
        return _sum(request, meant, unit)
    if len(meant) != max(1, request.units):
        raise faults.units(len(meant), max(1, request.units))
    if len({one.dilution for one in meant}) > 1:
        raise faults.twice()
    return Measured(
        tuple(one.reading for one in meant), unit, lod=max(bounds) if bounds else None, dilution=meant[0].dilution
    )


def _unit(request: TestRequest, meant: Sequence[Meant]) -> str:
    """The one unit of the values, fit for the test's limit."""
    units = {one.unit for one in meant}
    unit = min(units)
    if len(units) > 1:
        raise faults.unit_other(unit, max(units))
    if unit == request.unit:
        return unit
    if unit in _NO_UNIT and request.unit not in _NO_UNIT:
        raise faults.unit_missing(request.unit)
    if request.limit_kind != LimitKind.NONE:
        try:
            Quantity(Decimal(1), unit).to(request.unit)
        except UnitMismatch:
            raise faults.unit_other(unit, request.unit) from None
    return unit


def _sum(request: TestRequest, meant: Sequence[Meant], unit: str) -> Measured:
    """Every component once; where the whole was sent as one value, that."""
    named = {component(request, one.analyte): one for one in meant}
    if "" in named:
        if len(meant) > 1:
            raise faults.twice()
        return Measured((meant[0].reading,), unit, lod=meant[0].lod, dilution=meant[0].dilution)
    if len(named) < len(meant) or len({one.dilution for one in meant}) > 1:
        raise faults.twice()
    lacking = [part["en"] for part in request.components if part["en"] not in named]
    if lacking:
        raise faults.incomplete(lacking)
    return Measured(
        (),
        unit,
        components={name: one.reading for name, one in named.items()},
        lods={name: one.lod for name, one in named.items() if one.lod is not None},
        dilution=meant[0].dilution,
    )


def alike(before: Result, measured: Measured) -> bool:
    """Whether a result says the same as what was measured, in whatever unit."""
    if before.unit != measured.unit:
        return _in(before.readings, before.unit, measured.unit) == list(measured.readings)
    parts = {name: None if one is None else Decimal(one) for name, one in before.components.items()}
    same = list(before.readings) == list(measured.readings) and parts == dict(measured.components)
    return same and before.dilution == measured.dilution


def _in(readings: Sequence[Decimal | None], unit: str, other: str) -> list[Decimal | None] | None:
    try:
        return [None if one is None else Quantity(one, unit).to(other).value for one in readings]
    except UnitMismatch:
        return None
