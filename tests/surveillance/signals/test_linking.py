"""What hangs together is linked with its reasons; a person takes it apart again, and it stays apart."""

from datetime import date

import polars as pl
import pytest

from guomen.kernel.terms import Conflict, Missing, Refusal, Role
from guomen.surveillance.signals.models import Signal, SignalLink
from guomen.surveillance.signals.operations import link_signals, take_signals, unlink_signals
from guomen.surveillance.signals.operations.comparing import link_reading
from guomen.surveillance.signals.rules.linking import PAIRS, best_links, link_reasons
from guomen.surveillance.signals.terms import LinkKind, SignalReport
from tests.decisions import world
from tests.surveillance.signals.conftest import AT, report

TEXT = "Consumers in three provinces report irritation after eating sesame bars of the brand Golden Sun."
WEIGHTS = {"text": 0.9, "quoted": 0.9, "party": 0.4, "goods": 0.2, "hazard": 0.2, "origin": 0.1, "near": 0.1,
           "same_source": -0.2, "other_party": -0.3}  # fmt: skip


def take(*reports: SignalReport, source: str = "rasff") -> list[int]:
    """Take reports of a source; their numbers."""
    return [one.signal or 0 for one in take_signals(actor=None, at=AT, source=source, reports=reports)]


@pytest.mark.usefixtures("radar")
class TestLinks:
    def test_the_same_text_under_another_reference_is_a_duplicate_of_the_first(self) -> None:
        first, second, third = take(*(report(reference=f"R-{n}", original=TEXT) for n in range(3)))
        links = SignalLink.objects.order_by("signal_id")
        assert [(one.signal_id, one.earlier_id, one.kind) for one in links] == [
            (second, first, "duplicate"), (third, first, "duplicate"),
        ]  # fmt: skip

    def test_a_report_that_quotes_anothers_reference_follows_it(self) -> None:
        [first] = take(report(reference="2026.4711"))
        [later] = take(report(reference="m-1", title="Recall after RASFF 2026.4711 extended"), source="media")
        link = SignalLink.objects.get()
        assert (link.signal_id, link.earlier_id, link.kind) == (later, first, "follow_up")
        assert link.reasons[0]["code"] == "signal.link.quoted"

    def test_two_sources_on_the_same_lot_are_one_event(self) -> None:
        said = {"hazard": "ethylene_oxide", "goods": "1207400000", "origin": "IN", "party": "Golden Sun Foods"}
        take(report(**said))
        take(report(reference="m-2", reported_on=date(2026, 2, 25), **said), source="media")
        assert SignalLink.objects.get().kind == "duplicate"

    @pytest.mark.parametrize(
        "changed",
        [{"reported_on": date(2025, 9, 1)}, {"party": "Silver Moon Foods"}, {"hazard": "salmonella"}],
    )
    def test_what_differs_in_time_party_or_hazard_is_not_linked(self, changed: dict[str, object]) -> None:
        said = {"hazard": "ethylene_oxide", "goods": "1207400000", "origin": "IN", "party": "Golden Sun Foods"}
        take(report(**said))
        take(report(reference="m-2", **said | changed), source="media")
        assert not SignalLink.objects.exists()

    def test_ordinary_notices_of_one_source_on_one_hazard_are_not_taken_for_copies(self) -> None:
        said = {"hazard": "ethylene_oxide", "goods": "1207400000", "origin": "IN"}
        take(*(report(reference=f"R-{n}", **said) for n in range(20)))
        assert not SignalLink.objects.exists()

    def test_thousands_of_copies_are_linked_to_the_first_in_one_pass(self) -> None:
        numbers = take(*(report(reference=f"R-{n}", original=TEXT) for n in range(2000)))
        assert SignalLink.objects.filter(earlier=numbers[0]).count() == 1999

    def test_what_a_person_took_apart_stays_apart(self) -> None:
        analyst = world.person("analyst", Role.RISK_ANALYST)
        first, second = take(report(reference="R-1", original=TEXT), report(reference="R-2", original=TEXT))
        unlink_signals(actor=analyst, at=AT, link=SignalLink.objects.get().pk, ground="another plant")
        assert link_reading(at=AT, reading=Signal.objects.get(pk=second).reading) == 1  # type: ignore[arg-type]
        kept = SignalLink.objects.get()
        assert (kept.undone_by, kept.undone_because) == (analyst, "another plant")
        again = link_signals(
            actor=analyst, at=AT, signal=second, earlier=first, kind=LinkKind.FOLLOW_UP, ground="same lot after all"
        )
        assert again.undone_at is None

    def test_links_that_cannot_be_are_refused(self) -> None:
        analyst = world.person("analyst", Role.RISK_ANALYST)
        first, second = take(report(reference="R-1"), report(reference="R-2"))
        said = {"actor": analyst, "at": AT, "kind": LinkKind.DUPLICATE, "ground": "seen"}
        with pytest.raises(Refusal):
            link_signals(signal=first, earlier=first, **said)
        with pytest.raises(Missing):
            link_signals(signal=first, earlier=10**9, **said)
        link_signals(signal=second, earlier=first, **said)
        with pytest.raises(Conflict):
            link_signals(signal=second, earlier=first, **said)
        with pytest.raises(Missing):
            unlink_signals(actor=analyst, at=AT, link=10**9, ground="x")


def pair(signal: int, earlier: int, *held: str) -> dict[str, object]:
    """A candidate pair with these features."""
    return {"signal": signal, "earlier": earlier} | {name: name in held for name in PAIRS.names()[2:]}


def test_the_best_earlier_signal_is_chosen_and_of_equals_the_oldest() -> None:
    pairs = pl.DataFrame(
        [pair(9, 1, "text", "near"), pair(9, 2, "text", "near"), pair(9, 3, "hazard"), pair(8, 1, "hazard")],
        schema=PAIRS,
    )
    found = best_links(pairs, weights=WEIGHTS, least=0.6)
    assert found.select("signal", "earlier", "score").rows() == [(9, 1, 1.0)]


def test_reasons_come_with_their_weight_the_weightiest_first() -> None:
    reasons = link_reasons(pair(1, 2, "near", "text", "same_source"), WEIGHTS)
    assert [one.code for one in reasons] == ["signal.link.text", "signal.link.same_source", "signal.link.near"]
    assert reasons[1].text.en.endswith("(-0.20)")
