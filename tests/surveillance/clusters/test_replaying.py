"""Night after night, each knowing only what had come by then: a made-up year, and the real notifications of 2020."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from guomen.surveillance.clusters.grouping import Raised, Telling
from guomen.surveillance.clusters.keys import NO_KINDS, Key, occurrences
from guomen.surveillance.clusters.replaying import nights
from tests.surveillance.clusters.made_up import notices, on_day, steady
from tests.surveillance.naming.words import kinds, notices_of, rasff, shipped

INCIDENT = [(400 + day, "oxide", "IN", "sesame") for day in range(6)] + [
    (409 + day, "oxide", "FR", "bread") for day in range(6)
]


def told(rows: list[tuple[int, str, str, str]], last: int = 425) -> list[Raised]:
    seen = occurrences(notices(rows), NO_KINDS)
    return [one for _, standing in nights(seen, on_day(390), on_day(last)) for one in standing.raised]


def test_an_incident_is_told_once_within_days_and_again_when_it_spreads() -> None:
    first, second = told(steady(430) + INCIDENT)
    assert (first.telling, first.leading, first.cluster) == (Telling.NEW, Key("oxide"), 1)
    assert on_day(402) <= first.on <= on_day(405)
    assert (second.telling, second.cluster) == (Telling.SPREAD, 1)
    assert {alarm.key.origin for alarm in second.alarms} >= {"FR"}


def test_a_year_in_which_nothing_happens_tells_nothing() -> None:
    assert told(steady(430)) == []


def test_a_replay_until_an_earlier_night_tells_the_same_until_then() -> None:
    rows = steady(430) + INCIDENT
    assert told(rows, last=405) == [one for one in told(rows) if one.on <= on_day(405)]


@pytest.fixture(scope="module")
def real() -> pl.DataFrame:
    shared = Path(__file__).parents[3].parent / "shared"
    path = shared / "data" / "notifications" / "rasff_2020_2024-10-30.csv"
    if not path.is_file():
        pytest.skip(f"there are no real notifications at {path}")
    return notices_of(rasff(path), shipped())


def test_of_the_real_notifications_nearly_all_hazards_and_all_origins_are_named(real: pl.DataFrame) -> None:
    hazards = real["hazards"].explode().drop_nulls()
    assert hazards.str.starts_with("?").mean() < 0.03  # type: ignore[operator]
    assert real.height == 21_871


def test_ethylene_oxide_is_raised_as_a_hazard_by_the_middle_of_october_2020(real: pl.DataFrame) -> None:
    until = real.filter(pl.col("day") <= date(2020, 10, 20))
    seen = occurrences(until, kinds())
    raised = [
        one
        for _, standing in nights(seen, date(2020, 10, 1), date(2020, 10, 20), kinds=kinds())
        for one in standing.raised
    ]
    oxide = [one for one in raised if Key("ethylene_oxide") in {alarm.key for alarm in one.alarms}]
    assert oxide[0].on <= date(2020, 10, 14)
    assert oxide[0].telling is Telling.NEW
    assert len({one.cluster for one in raised if one.leading.hazard == "ethylene_oxide"}) == 1


def test_no_label_of_the_drift_of_october_2020_that_has_no_name_is_raised(real: pl.DataFrame) -> None:
    seen = occurrences(real.filter(pl.col("day") <= date(2020, 11, 30)), kinds())
    raised = [
        one for _, standing in nights(seen, date(2020, 10, 16), date(2020, 11, 30), kinds=kinds(), step=3)
        for one in standing.raised
    ]  # fmt: skip
    assert [one.leading for one in raised if one.leading.hazard.startswith("?") and one.on > date(2020, 10, 16)] == []
