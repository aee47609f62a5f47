"""At which rate lots are picked so that a share comes out at its number. Pure."""

from dataclasses import dataclass

# Rates are kept to this many decimals.
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Trade:
    """The lots that a share is drawn from. sofar: declared in its period until now; before, before_rest: in the same
    days of the year before, until now and from now to the end; planned: what the plan expected of the whole period,
    None where nothing was known; elapsed, left: days of the period.
    """

    sofar: int
    before: int
    before_rest: int
    planned: float | None
    elapsed: int
    left: int


def lots_to_come(trade: Trade, weight: float) -> float | None:
    """How many lots the rest of the period will bring; None where nothing is known of the trade.

    Last year's course of the period is taken, raised or lowered to this year's level, of which the lots so far are
    evidence and each lot of last year `weight` of one (the mean of a gamma distribution, Poisson lots). Without a last
    year it goes on as it began; before it began, as planned.
    """
    whole = trade.elapsed + trade.left
    last = trade.before + trade.before_rest
    if last:
        # One lot spread evenly: a stretch that brought nothing last year may bring something.
        rest = (trade.before_rest + trade.left / whole) * last / (last + 1)
        level = (trade.sofar + weight * last) / (last - rest + weight * last)
        return rest * level
    if trade.sofar and trade.elapsed:
        return trade.sofar * trade.left / trade.elapsed
    return None if trade.planned is None else trade.planned * trade.left / whole


def rate_for(wanted: int, expected: float | None, lowest: float, highest: float) -> float | None:
    """The share of lots to pick so that `wanted` come of those expected, between the bounds; None where none is wanted.

    The highest where nothing is known of the trade: goods that nobody has seen yet are rare.
    """
    if wanted <= 0:
        return None
    if not expected:
        return highest
    return min(highest, max(lowest, round(wanted / expected, DECIMALS)))


def moved(rate: float, now: float, tolerance: float) -> bool:
    """Whether a rate has gone so far from the one that holds (as a share of that one) that a new order is due."""
    return abs(rate - now) > tolerance * now


def due_by_now(number: int, elapsed: int, whole: int) -> int:
    """How many of a share's samples should have been drawn after so many of its days, in even steps."""
    return number * elapsed // whole
