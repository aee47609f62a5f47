"""What was measured, turned into what the limit speaks of: dilution, unit, basis, sums, and how far it can be known.

Every reading becomes a span in which the true amount lies as far as detection goes: a value (both ends the same), not
detected (from nothing up to the LOD), detected but not quantified (from LOD to LOQ), a sum (lower to upper bound).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from guomen.kernel.terms import Quantity, Refusal, Text, UnitMismatch
from guomen.laboratory.terms import Basis, Bound, Component, Limit, LimitKind, Measured

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Span:
    """Where an amount lies: from low to high (None: nobody knows how high). quantified: both ends are the value."""

    low: Decimal
    high: Decimal | None
    detected: bool = True

    @property
    def quantified(self) -> bool:
        return self.detected and self.low == self.high


def span_of(reading: Decimal | None, lod: Decimal | None, loq: Decimal | None) -> Span:
    """A reading with its detection limits: below LOD not detected, below LOQ detected but not quantified."""
    if reading is None or (lod is not None and reading < lod):
        return Span(ZERO, lod if lod is not None else loq, detected=False)
    if loq is not None and reading < loq:
        return Span(lod if lod is not None else ZERO, loq)
    return Span(reading, reading)


def diluted(measured: Measured) -> Measured:
    """The result: readings and detection limits times the dilution. The uncertainty is already the result's."""
    if measured.dilution == 1:
        return measured
    return replace(
        _through(measured, measured.unit, lambda value: value * measured.dilution),
        dilution=Decimal(1),
        uncertainty=measured.uncertainty,
    )


def in_unit_of(limit: Limit, result: Measured) -> Measured:
    """The same in the limit's unit. Raises Refusal where the two cannot be compared."""
    if limit.kind is LimitKind.NONE or result.unit == limit.unit:
        return result
    try:
        return _through(result, limit.unit, lambda value: Quantity(value, result.unit).to(limit.unit).value)
    except UnitMismatch as error:
        raise Refusal(
            "result.unit",
            Text(
                f"结果单位“{result.unit}”无法换算为限量单位“{limit.unit}”。",
                f"The result's unit “{result.unit}” cannot be turned into the limit's “{limit.unit}”.",
            ),
            Text(f"请以“{limit.unit}”或可换算的单位填写。", f"Enter it in “{limit.unit}” or a unit of the same kind."),
        ) from error


def _through(measured: Measured, unit: str, turn: Callable[[Decimal], Decimal]) -> Measured:
    """Every amount of a measurement through the same turn."""

    def one(value: Decimal | None) -> Decimal | None:
        return None if value is None else turn(value)

    return replace(
        measured,
        readings=tuple(one(value) for value in measured.readings),
        unit=unit,
        lod=one(measured.lod),
        loq=one(measured.loq),
        components={name: one(value) for name, value in measured.components.items()},
        lods={name: turn(value) for name, value in measured.lods.items()},
        loqs={name: turn(value) for name, value in measured.loqs.items()},
        uncertainty=one(measured.uncertainty),
    )


def on_basis_of(limit: Limit, measured: Measured) -> Measured | None:
    """The same, stated on what the limit is stated on; None where the share that it takes is not known.

    Raises Refusal for a share of dry matter or fat that cannot be.
    """
    here, there = _plain(measured.basis), _plain(limit.stated_on)
    if here is there:
        return measured
    out_of, into = _share(here, measured), _share(there, measured)
    if out_of is None or into is None:
        return None
    return replace(_through(measured, measured.unit, lambda value: value * out_of / into), basis=str(there))


def _plain(basis: str) -> Basis:
    found = Basis(basis)
    return Basis.AS_IS if found is Basis.UNSTATED else found


def _share(basis: Basis, measured: Measured) -> Decimal | None:
    """The share of the sample that the basis is, of 1."""
    if basis is Basis.AS_IS:
        return Decimal(1)
    per_cent = measured.dry_matter if basis is Basis.DRY else measured.fat
    if per_cent is not None and not ZERO < per_cent <= 100:
        raise Refusal(
            "result.share",
            Text(f"{per_cent:f}% 不可能是样品中的比例。", f"{per_cent:f} % cannot be a share of the sample."),
            Text("请填写大于0且不超过100的百分数。", "Enter a percentage above 0 and up to 100."),
        )
    return None if per_cent is None else per_cent / 100


def spans_of(limit: Limit, measured: Measured) -> tuple[Span, ...]:
    """What the limit is compared with: each unit's reading, or the one sum of the components."""
    if measured.components:
        return (_sum_span(limit, measured),)
    return tuple(span_of(reading, measured.lod, measured.loq) for reading in measured.readings)


def _sum_span(limit: Limit, measured: Measured) -> Span:
    parts = [(part.factor, _part_span(part, measured)) for part in _members(limit, measured)]
    highs = [factor * span.high if span.high is not None else None for factor, span in parts]
    known = [high for high in highs if high is not None]
    return Span(
        sum((factor * span.low for factor, span in parts if span.quantified), ZERO),
        sum(known, ZERO) if len(known) == len(highs) else None,
        any(span.detected for _, span in parts),
    )


def _part_span(part: Component, measured: Measured) -> Span:
    """A member's span: below its LOQ it adds nothing to the lower bound, its LOQ to the upper (EU 2017/644 annex I)."""
    name = _written_as(part, measured.components)
    if name is None:
        return Span(ZERO, None, detected=False)
    lod, loq = measured.lods.get(name, measured.lod), measured.loqs.get(name, measured.loq)
    span = span_of(measured.components[name], lod, loq)
    return span if span.quantified or loq is None else replace(span, high=loq)


def _written_as(part: Component, among: Mapping[str, Decimal | None]) -> str | None:
    wanted = {part.name.zh.casefold(), part.name.en.casefold()}
    return next((name for name in among if name.strip().casefold() in wanted), None)


def _members(limit: Limit, measured: Measured) -> tuple[Component, ...]:
    """The limit's members; where it names none, those that were measured count once each. Refuses strangers."""
    if not limit.components:
        return tuple(Component(Text(name, name)) for name in measured.components)
    known = {_written_as(part, measured.components) for part in limit.components}
    strangers = [name for name in measured.components if name not in known]
    if strangers:
        raise Refusal(
            "result.component",
            Text(f"“{strangers[0]}”不属于该总量。", f"“{strangers[0]}” is not a member of this sum."),
            Text(
                "该总量包括：" + "、".join(part.name.zh for part in limit.components) + "。",
                "Its members: " + ", ".join(part.name.en for part in limit.components) + ".",
            ),
        )
    return limit.components


def missing_members(limit: Limit, measured: Measured) -> tuple[Component, ...]:
    """Members of the sum for which nothing was entered."""
    if not measured.components:
        return ()
    return tuple(part for part in limit.components if _written_as(part, measured.components) is None)


def sum_at(limit: Limit, measured: Measured, bound: Bound) -> Decimal | None:
    """The sum with members that were not quantified counted as nothing, half their LOQ, or their LOQ; None: unknown."""
    span = spans_of(limit, measured)[0]
    if bound is Bound.LOWER:
        return span.low
    if span.high is None:
        return None
    return span.high if bound is Bound.UPPER else (span.low + span.high) / 2


def expanded(value: Decimal, measured: Measured) -> Decimal | None:
    """The expanded uncertainty at a value: absolute, or relative to it; the larger where both are stated."""
    stated = [measured.uncertainty] if measured.uncertainty is not None else []
    if measured.relative is not None:
        stated.append(abs(value) * measured.relative)
    return max(stated) if stated else None
