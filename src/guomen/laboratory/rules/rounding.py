"""Rounding as GB/T 8170-2008 says: half to even, in one step, to a place or to half or a fifth of it."""

from decimal import ROUND_HALF_EVEN, Decimal

from guomen.laboratory.terms import Limit


def rounded(value: Decimal, step: Decimal) -> Decimal:
    """The multiple of `step` nearest to the value, an even one where two are equally near (GB/T 8170-2008 3.2, 3.5).

    step is the rounding interval: 0.1, 1, 100, or 0.5 and 0.2 of a place. 3.3: in one step from the value itself.
    """
    return (value / step).quantize(Decimal(1), rounding=ROUND_HALF_EVEN) * step


def last_place(bound: Decimal, places: int | None = None) -> Decimal:
    """The rounding interval of a bound: its last printed place. places: printed decimals, where the value lost them."""
    exponent = bound.as_tuple().exponent if places is None else -places
    return Decimal(1).scaleb(int(exponent))


def as_compared(value: Decimal, limit: Limit) -> Decimal:
    """The value rounded to the last place of the limit's bounds (GB/T 8170-2008 4.3.3)."""
    bounds = [bound for bound in (limit.value, limit.low) if bound is not None]
    return rounded(value, min(last_place(bound, limit.places) for bound in bounds)) if bounds else value
