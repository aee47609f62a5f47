"""How well a source covers its field; a silence longer than is ordinary for it is told once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from guomen.kernel.ledger.models import Entry
from guomen.kernel.terms import Text
from guomen.surveillance.signals.operations import register_source, take_signals
from guomen.surveillance.signals.operations.silence import tell_silences
from guomen.surveillance.signals.queries import Coverage, coverage
from guomen.surveillance.signals.rules.silence import ordinary_silence, quiet_since
from guomen.surveillance.signals.terms import SourceKind
from tests.surveillance.signals.conftest import AT, report

TODAY = date(2026, 3, 2)


def test_the_ordinary_silence_of_a_source_is_its_own_rhythm() -> None:
    weekly = [date(2025, 1, 1) + timedelta(days=7 * n) for n in range(20)]
    assert ordinary_silence(weekly, share=0.95, factor=2, least=3) == 14
    daily = [date(2025, 1, 1) + timedelta(days=n) for n in range(20)]
    assert ordinary_silence(daily, share=0.95, factor=2, least=7) == 7


def test_of_too_few_days_nothing_is_said() -> None:
    assert ordinary_silence([date(2025, 1, 1), date(2025, 2, 1)], share=0.95, factor=2, least=7) is None


@pytest.mark.parametrize(
    ("last", "allowed", "expected"),
    [(date(2026, 3, 1), 5, None), (date(2026, 2, 25), 5, None), (date(2026, 2, 24), 5, date(2026, 2, 25)),
     (None, 5, date(2026, 1, 1)), (date(2020, 1, 1), None, None)],
)  # fmt: skip
def test_a_source_is_quiet_once_more_days_have_passed_than_are_allowed(
    last: date | None, allowed: int | None, expected: date | None
) -> None:
    assert quiet_since(last, date(2026, 1, 1), TODAY, allowed) == expected


@pytest.mark.usefixtures("radar")
class TestCoverage:
    def test_weeks_delay_and_last_day_are_counted(self) -> None:
        days = [TODAY - timedelta(days=back) for back in (0, 1, 8, 400)]
        take_signals(
            actor=None, at=AT, source="rasff",
            reports=[report(reference=f"R-{n}", reported_on=day) for n, day in enumerate(days)],
        )  # fmt: skip
        one = self.of("rasff")
        assert (one.weeks[-1], one.weeks[-2], one.total, one.last_on, one.delay) == (2, 1, 3, TODAY, 1.0)

    def test_a_new_version_is_not_a_new_signal(self) -> None:
        for cases in (1, 2):
            take_signals(actor=None, at=AT, source="rasff", reports=[report(cases=cases)])
        assert self.of("rasff").total == 1

    def test_a_quiet_source_is_told_once_a_silence(self) -> None:
        name = Text("医院", "Hospital")
        start = datetime(2026, 1, 1, tzinfo=UTC)
        register_source(actor=None, at=start, code="hospital", name=name, kind=SourceKind.INJURY_RECORD, quiet_days=5)
        assert tell_silences(at=AT) == ["hospital"]
        assert tell_silences(at=AT + timedelta(days=1)) == []
        take_signals(actor=None, at=AT, source="hospital", reports=[report(reported_on=TODAY)])
        assert tell_silences(at=AT + timedelta(days=2)) == []
        assert tell_silences(at=AT + timedelta(days=9)) == ["hospital"]
        since = [one.payload["since"] for one in Entry.objects.filter(kind="surveillance.source.quiet").order_by("id")]
        assert since == ["2026-01-01", "2026-03-03"]
        assert Entry.objects.filter(kind="surveillance.source.heard").count() == 1

    def of(self, code: str) -> Coverage:
        """The coverage of one source today."""
        return next(one for one in coverage(TODAY) if one.source.code == code)
