"""Who was in an affected area within the incubation time; which line is tightened because one gave way."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.surveillance.epidemics.rules import Affected, Stay, exposures, posture
from guomen.surveillance.epidemics.terms import Line, LineState

ON = date(2017, 10, 20)
# Plague, Madagascar, from 2017-08-01; incubation 6 days (Implementing Rules of the Frontier Health Law Art. 68).
PLAGUE = Affected("E-2017-0001", "plague", "MG", "", date(2017, 8, 1), None, 6)


def day(ago: int) -> date:
    return ON - timedelta(days=ago)


CASES = [
    ("left six days ago", Stay("MG", day(30), day(6)), PLAGUE, True),
    ("left seven days ago", Stay("MG", day(30), day(7)), PLAGUE, False),
    ("another country", Stay("KE", day(30), day(1)), PLAGUE, False),
    ("there still", Stay("MG", day(3), ON + timedelta(days=4)), PLAGUE, True),
    ("before it began", Stay("MG", date(2017, 7, 1), date(2017, 7, 31)), PLAGUE, False),
    ("another part", Stay("MG", day(9), day(1), "Toliara"), Affected("E", "plague", "MG", "Antananarivo",
     date(2017, 8, 1), None, 6), False),
    ("the same part", Stay("MG", day(9), day(1), "antananarivo"), Affected("E", "plague", "MG", "Antananarivo",
     date(2017, 8, 1), None, 6), True),
    ("part not told", Stay("MG", day(9), day(1)), Affected("E", "plague", "MG", "Antananarivo", date(2017, 8, 1),
     None, 6), True),
    ("after it was lifted", Stay("MG", day(4), day(1)), Affected("E", "plague", "MG", "", date(2017, 8, 1), day(4), 6),
     False),
    ("the day before it was lifted", Stay("MG", day(5), day(1)), Affected("E", "plague", "MG", "", date(2017, 8, 1),
     day(4), 6), True),
    ("no incubation laid down", Stay("MG", date(2017, 8, 2), date(2017, 8, 3)), Affected("E", "plague", "MG", "",
     date(2017, 8, 1), None, None), True),
]  # fmt: skip


@pytest.mark.parametrize(("stay", "area", "exposed"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_look_back_goes_as_far_as_the_incubation_time(stay: Stay, area: Affected, *, exposed: bool) -> None:
    assert bool(exposures([stay], [area], ON)) is exposed


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 30))
def test_a_longer_incubation_time_never_clears_anybody(first: int, length: int, days: int) -> None:
    stay = Stay("MG", day(first + length), day(first))
    shorter, longer = (Affected("E", "plague", "MG", "", date(2017, 8, 1), None, one) for one in (days, days + 5))
    assert len(exposures([stay], [shorter], ON)) <= len(exposures([stay], [longer], ON))


LINES = [
    ({}, {Line.EN_ROUTE, Line.PORT}),
    ({Line.ABROAD: LineState.IN_PLACE}, {Line.PORT}),
    ({Line.ABROAD: LineState.IN_PLACE, Line.EN_ROUTE: LineState.IN_PLACE}, set()),
    ({Line.ABROAD: LineState.BREACHED, Line.EN_ROUTE: LineState.IN_PLACE}, {Line.EN_ROUTE}),
    ({Line.ABROAD: LineState.STOOD_DOWN, Line.EN_ROUTE: LineState.BREACHED}, {Line.PORT}),
    ({Line.ABROAD: LineState.PREPARED, Line.EN_ROUTE: LineState.IN_PLACE}, {Line.EN_ROUTE}),
]


@pytest.mark.parametrize(("states", "tightened"), LINES)
def test_a_line_that_gives_way_tightens_the_next(states: dict[Line, LineState], tightened: set[Line]) -> None:
    found = posture(states)
    assert {line for line, outcome in found.items() if outcome.value} == tightened
    assert all(found[line].reasons for line in tightened)
