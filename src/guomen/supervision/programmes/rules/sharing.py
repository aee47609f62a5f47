"""How a line's number is shared out over offices and periods. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

Span = tuple[date, date]


def periods(valid_from: date, valid_to: date, months: int) -> list[Span]:
    """The days [valid_from, valid_to) in stretches of so many months, the last as long as what is left."""
    cuts, step = [valid_from], months
    while (following := _later(valid_from, step)) < valid_to:
        cuts.append(following)
        step += months
    return list(zip(cuts, [*cuts[1:], valid_to], strict=True))


def _later(day: date, months: int) -> date:
    """The same day so many months later, the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(first_after - timedelta(days=1), date(year, month + 1, 1) + timedelta(days=day.day - 1))


def anniversary(day: date, spans: Sequence[Span]) -> int | None:
    """Which of the periods holds the day in a later year, None where none does; 29 February counts as 28."""
    for place, (start, end) in enumerate(spans):
        for year in range(start.year, end.year + 1):
            same = date(year, day.month, min(day.day, 28) if day.month == 2 else day.day)
            if start <= same < end:
                return place
    return None


def apportioned(number: int, weights: Sequence[float], filled: Sequence[int] = ()) -> list[int]:
    """`number` in whole parts proportional to weights (largest remainder, Hamilton); equal weights where all are 0.

    Each part is its exact share rounded down or up. Ties go where `filled` is least, then to the earlier.
    """
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact)
    quotas = [Fraction(number) * one / whole if whole else Fraction(number, len(exact)) for one in exact]
    parts = [int(quota) for quota in quotas]
    held = filled or [0] * len(parts)
    order = sorted(range(len(parts)), key=lambda at: (parts[at] - quotas[at], held[at], at))
    for at in order[: number - sum(parts)]:
        parts[at] += 1
    return parts


def shared(number: int, lots: Mapping[str, Sequence[float]]) -> dict[tuple[str, int], int]:
    """A line's number over offices and their periods: office -> lots expected in each period.

    First over the offices by all their lots, then each office's over its periods; equal where no lots are known, and
    ties so that the periods fill evenly. Only what is above 0 is there; it adds up to `number`.
    """
    offices = sorted(lots, key=lambda code: (-sum(lots[code]), code))
    parts = apportioned(number, [sum(lots[code]) for code in offices])
    filled = [0] * max((len(one) for one in lots.values()), default=0)
    found: dict[tuple[str, int], int] = {}
    for code, part in zip(offices, parts, strict=True):
        for place, count in enumerate(apportioned(part, lots[code], filled)):
            filled[place] += count
            if count:
                found[code, place] = count
    return found
