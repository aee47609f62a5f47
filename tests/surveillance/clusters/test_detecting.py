"""The nightly look: what is odd opens one dossier with its evidence, is told once; the promise is on record."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from guomen.kernel.ledger.models import Entry
from guomen.kernel.models import Actor
from guomen.kernel.terms import NotPermitted, Role
from guomen.surveillance.clusters.keys import NOTICES, Key, Kinds, occurrences
from guomen.surveillance.clusters.models import DetectionRun, Dossier
from guomen.surveillance.clusters.operations import close_dossier, detect_clusters
from guomen.surveillance.clusters.places import LOCATED, odd_places
from guomen.surveillance.clusters.queries import live_dossiers, members_of
from guomen.surveillance.clusters.series import LINES, odd_counts, odd_rates, rates, weekly
from guomen.surveillance.clusters.terms import Closing
from guomen.surveillance.signals.operations import register_source, take_signals
from guomen.surveillance.signals.terms import SignalReport, SourceKind
from tests.decisions.world import NOON, person
from tests.surveillance.dossiers import told

ON = date(2018, 7, 31)


def noticed(days: list[int], hazard: str = "lead", product: str = "1905", origin: str = "IT") -> pl.DataFrame:
    """Notices so many days before the look."""
    rows = [
        (f"{hazard}{place}", ON - timedelta(days=ago), [hazard], [origin], [product]) for place, ago in enumerate(days)
    ]
    return occurrences(pl.DataFrame(rows, schema=NOTICES, orient="row"), Kinds())


def test_weeks_end_on_the_day_of_the_look() -> None:
    found = weekly(noticed([0, 6, 7, 13, 14, 700]), ON, weeks=3, least=1)
    column = found.keys.index(Key("lead"))
    assert found.counts[:, column].tolist() == [1, 2, 2]
    assert found.days[-1] == ON - timedelta(days=6)


def test_weeks_in_which_nobody_listened_are_not_known() -> None:
    found = weekly(noticed([0, 10]), ON, weeks=5, least=1)
    assert np.isnan(found.counts[:3]).all()
    assert not np.isnan(found.counts[3:]).any()


def test_a_series_of_few_is_left_to_the_emerging_keys() -> None:
    assert weekly(noticed([0, 1, 2, 3, 8]), ON, weeks=10, least=2).keys == ()


def test_a_burst_on_a_steady_series_is_odd_and_its_curve_shows_it() -> None:
    steady = [ago for week in range(1, 150) for ago in (7 * week, 7 * week + 3)]
    series = weekly(noticed([*steady, *([1] * 14)]), ON, weeks=156, least=26)
    look = odd_counts(series, promised=0.05)
    assert {one.key for one in look.odd} == {Key("lead"), Key("lead", product="1905"), Key("lead", origin="IT")}
    one = look.odd[0]
    assert one.observed == 14
    assert one.probability < 1e-4
    assert (one.curve[-1][0], one.curve[-1][1]) == ("2018-07-25", 14.0)
    assert one.curve[-1][3] is not None
    quiet = odd_counts(weekly(noticed(steady), ON, weeks=156, least=26), promised=0.05)
    assert quiet.odd == ()


def inspected(found: int, looked: int, ago: int, weight: float = 1.0) -> pl.DataFrame:
    rows = [
        (f"{ago}/{n}", ON - timedelta(days=ago), "1905", "IT", n < found, weight) for n in range(looked)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=LINES, orient="row")


def test_a_rate_counts_what_was_looked_at_not_only_what_was_found() -> None:
    past = pl.concat([inspected(1, 20, 7 * week) for week in range(1, 50)])
    more_of_all = odd_rates(rates(pl.concat([past, inspected(5, 100, 2)]), ON, least=50), promised=0.02)
    worse = odd_rates(rates(pl.concat([past, inspected(7, 20, 2)]), ON, least=50), promised=0.02)
    assert more_of_all.odd == ()
    assert {one.key for one in worse.odd} == {Key("", product="1905"), Key("", origin="IT", product="1905")}


def test_what_was_picked_on_suspicion_weighs_less_than_what_chance_picked() -> None:
    """Twenty lines picked for certain beside twenty that stand for two hundred."""
    past = pl.concat([inspected(1, 20, 7 * week, 10.0) for week in range(1, 50)])
    certain = pl.concat([inspected(6, 20, 2, 1.0), inspected(1, 20, 3, 10.0)])
    found = rates(pl.concat([past, certain]), ON, least=50)
    assert found.population is not None
    share = found.counts[-1, 0] / found.population[-1, 0]
    assert share == pytest.approx((6 + 10) / (20 + 200))


@pytest.fixture
def year(agency: None, centres: None) -> None:
    """A year of scattered signals: nothing odd."""
    from guomen.kernel.terms import Text

    register_source(
        actor=None, at=NOON, code="partner", name=Text("伙伴", "Partner"), kind=SourceKind.FOREIGN_NOTIFICATION
    )
    reports = [
        SignalReport(
            reference=f"Y{n}", reported_on=ON - timedelta(days=7 * n + 10), title=f"cadmium {n}",
            hazard="cadmium", goods="2204", origin="FR",
        )
        for n in range(50)
    ]  # fmt: skip
    take_signals(actor=None, at=NOON, source="partner", reports=reports)


@pytest.mark.usefixtures("year")
def test_a_sudden_cluster_opens_one_dossier_with_its_members_and_evidence() -> None:
    for n in range(8):
        told(f"B{n}", reported_on=ON - timedelta(days=n % 4), title=f"lead in biscuits {n}", party=f"Firm {n}")
    run = detect_clusters(actor=None, at=NOON, on=ON)
    [row] = live_dossiers()
    assert row.hazard == "lead"
    assert members_of(row.number).count() == 8
    assert row.detections.count() >= 1
    assert "8 signals" in row.reasons[0]["en"]
    assert run.alarms >= 1
    entry = Entry.objects.get(kind="surveillance.clusters.detected")
    assert entry.payload["dossiers"] == [row.number]
    assert entry.payload["promised"] == pytest.approx(run.promised)


@pytest.mark.usefixtures("year")
def test_the_same_night_is_looked_at_once_and_the_next_night_tells_nothing_twice() -> None:
    for n in range(8):
        told(f"B{n}", reported_on=ON, title=f"lead in biscuits {n}", party=f"Firm {n}")
    first = detect_clusters(actor=None, at=NOON, on=ON)
    assert detect_clusters(actor=None, at=NOON, on=ON) == first
    detect_clusters(actor=None, at=NOON + timedelta(days=1), on=ON + timedelta(days=1))
    assert Dossier.objects.count() == 1
    assert DetectionRun.objects.count() == 2


@pytest.mark.usefixtures("year")
def test_what_a_person_closed_is_not_raised_again_by_the_same_signals() -> None:
    analyst = person("analyst", Role.RISK_ANALYST, "910000")
    for n in range(8):
        told(f"B{n}", reported_on=ON, title=f"lead in biscuits {n}", party=f"Firm {n}")
    detect_clusters(actor=None, at=NOON, on=ON)
    [row] = live_dossiers()
    close_dossier(actor=analyst, at=NOON, number=row.number, closing=Closing.NO_RISK, ground="同一批次的重复通报")
    detect_clusters(actor=None, at=NOON + timedelta(days=1), on=ON + timedelta(days=1))
    assert not live_dossiers()


@pytest.mark.usefixtures("year")
def test_a_quiet_week_opens_nothing() -> None:
    detect_clusters(actor=None, at=NOON, on=ON)
    assert not Dossier.objects.exists()


@pytest.mark.usefixtures("agency")
def test_who_may_not_watch_may_not_look() -> None:
    officer: Actor = person("officer", Role.PORT_OFFICER, "910100")
    with pytest.raises(NotPermitted):
        detect_clusters(actor=officer, at=NOON, on=ON)


def at_places(counts: dict[tuple[float, float], list[int]]) -> pl.DataFrame:
    """Located notices: for each place the days before the look."""
    rows = [
        (f"{place}/{n}", ON - timedelta(days=ago), "lead", *place)
        for place, days in counts.items()
        for n, ago in enumerate(days)
    ]
    return pl.DataFrame(rows, schema=LOCATED, orient="row")


SCATTERED = {(30.0 + n, 110.0 + 2 * n): [7 * n + 3 for n in range(7)] for n in range(6)}


def test_a_burst_in_one_place_is_found_with_its_notices() -> None:
    burst = SCATTERED | {(31.2, 121.5): [0, 0, 1, 1, 2, 2, 3, 3]}
    found = odd_places(at_places(burst), ON, level=0.01, least=10)
    [one] = found.odd
    assert (round(one.latitude, 1), round(one.longitude, 1)) == (31.2, 121.5)
    assert one.observed == len(one.notices) >= 6
    assert all(notice.startswith("(31.2, 121.5)") for notice in one.notices)
    assert one.expected < one.observed / 2
    assert odd_places(at_places(burst), ON, level=0.01, least=10) == found


def test_places_that_report_as_they_always_did_are_not_odd() -> None:
    assert odd_places(at_places(SCATTERED), ON, level=0.01, least=10).odd == ()
    assert odd_places(at_places({(31.2, 121.5): [0] * 20}), ON, level=0.01, least=10).odd == ()
    assert odd_places(at_places(SCATTERED), ON, level=0.01, least=100).scanned == 0


@pytest.mark.usefixtures("year")
def test_hazard_and_goods_reported_together_more_than_by_chance_are_told_with_their_ebgm() -> None:
    for n in range(8):
        told(f"B{n}", reported_on=ON, title=f"lead in biscuits {n}", party=f"Firm {n}")
    detect_clusters(actor=None, at=NOON, on=ON)
    [row] = live_dossiers()
    pair = row.detections.get(method="ebgm")
    assert (pair.key["hazard"], pair.key["product"], pair.observed) == ("lead", "1905", 8)
    assert pair.expected is not None
    assert pair.score is not None
    assert pair.expected < 2 < pair.score
    assert "EBGM" in pair.reasons[0]["en"]
