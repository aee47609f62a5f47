"""Whether what is planned will be drawn by the end of its period, by the pace so far. Pure."""

from datetime import date

from scipy.stats import nbinom

from guomen.supervision.programmes.terms import Forecast, Standing


def forecast(drawn: int, from_on: date, to_on: date, on: date, *, confidence: float) -> Forecast | None:
    """How many will have been drawn by to_on if it goes on as until `on`; None before the first day is over.

    Samples come as a Poisson process whose pace is known from those that came (gamma with Jeffreys' prior): what is
    still to come is negative binomial. Over, it is what was drawn.
    """
    passed, left = (on - from_on).days, (to_on - on).days
    if passed <= 0:
        return None
    if left <= 0:
        return Forecast(float(drawn), drawn, drawn)
    known = drawn + 0.5
    low, high = nbinom.ppf([(1 - confidence) / 2, (1 + confidence) / 2], known, passed / (passed + left))
    return Forecast(drawn + known * left / passed, drawn + int(low), drawn + int(high))


def standing(planned: int, covered: int, told: Forecast | None, to_on: date, on: date) -> Standing:
    """Where it stands: what is planned lies below, within or above what is forecast."""
    if covered >= planned:
        return Standing.FULL
    if told is None:
        return Standing.WAITING
    if on >= to_on:
        return Standing.MISSED
    if told.high < planned:
        return Standing.SHORT
    return Standing.AHEAD if told.low > planned else Standing.ON_COURSE
