"""Whether a plan will be drawn in time: cases by hand."""

from datetime import date

import pytest

from guomen.supervision.programmes.rules.forecasting import forecast, standing
from guomen.supervision.programmes.terms import Forecast, Standing

FIRST, LAST = date(2026, 1, 1), date(2026, 4, 1)
MIDDLE = date(2026, 2, 15)


def at(drawn: int, on: date) -> Forecast | None:
    return forecast(drawn, FIRST, LAST, on, confidence=0.95)


@pytest.mark.parametrize(
    ("planned", "drawn", "on", "told"),
    [
        (40, 0, FIRST, Standing.WAITING),
        (40, 20, MIDDLE, Standing.ON_COURSE),
        (100, 20, MIDDLE, Standing.SHORT),
        (41, 40, MIDDLE, Standing.AHEAD),
        (40, 40, MIDDLE, Standing.FULL),
        (40, 39, LAST, Standing.MISSED),
        (40, 40, LAST, Standing.FULL),
    ],
)
def test_a_share_stands_where_its_pace_will_bring_it(planned: int, drawn: int, on: date, told: Standing) -> None:
    assert standing(planned, drawn, at(drawn, on), LAST, on) is told


def test_the_forecast_doubles_what_half_the_period_brought_and_says_how_unsure_that_is() -> None:
    told = at(20, MIDDLE)
    assert told is not None
    assert told.expected == pytest.approx(20 + 20.5)
    assert 20 < told.low < told.expected < told.high


def test_over_is_what_was_drawn() -> None:
    assert at(7, date(2026, 5, 1)) == Forecast(7.0, 7, 7)
