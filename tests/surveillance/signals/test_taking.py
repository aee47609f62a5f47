"""Taking signals in: what is known is not taken twice, what changed supersedes."""

from datetime import UTC, date, datetime

import pytest

from guomen.kernel.terms import Text
from guomen.surveillance.signals.operations import register_source, take_signals
from guomen.surveillance.signals.queries import signal, signal_frame
from guomen.surveillance.signals.terms import SignalReport, SourceKind

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def report(**said: object) -> SignalReport:
    """A report with what a test does not care about filled in."""
    whole = {"reference": "2026.0001", "reported_on": date(2026, 3, 1), "title": "Ethylene oxide in sesame seed"} | said
    return SignalReport(**whole)  # type: ignore[arg-type]


@pytest.fixture
def rasff() -> str:
    """A source of foreign notifications."""
    name = Text("欧盟食品饲料快速预警", "EU RASFF")
    register_source(actor=None, at=AT, code="rasff", name=name, kind=SourceKind.FOREIGN_NOTIFICATION)
    return "rasff"


def test_the_same_report_is_taken_once(rasff: str) -> None:
    first = take_signals(actor=None, at=AT, source=rasff, reports=[report()])
    again = take_signals(actor=None, at=AT, source=rasff, reports=[report()])
    assert [one.outcome for one in (*first, *again)] == ["taken", "known"]
    assert again[0].signal == first[0].signal


def test_a_changed_report_is_a_new_version_that_supersedes(rasff: str) -> None:
    first = take_signals(actor=None, at=AT, source=rasff, reports=[report()])[0]
    later = take_signals(actor=None, at=AT, source=rasff, reports=[report(title="Ethylene oxide in sesame")])[0]
    assert later.outcome == "updated"
    assert signal(first.signal or 0).state == "superseded"
    assert signal(later.signal or 0).version == 2
    assert signal_frame(since=date(2026, 3, 1), until=date(2026, 3, 1))["signal"].to_list() == [later.signal]
