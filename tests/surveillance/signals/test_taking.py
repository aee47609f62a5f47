"""Taking signals in: what is known is not taken twice, what changed supersedes, nothing is dropped."""

from dataclasses import replace
from datetime import date

import pytest

from guomen.kernel.ledger.models import Entry
from guomen.kernel.terms import Missing, NotPermitted, Role
from guomen.surveillance.signals.models import HeardName, Signal, SignalLink, SignalReading
from guomen.surveillance.signals.operations import settle_name, take_signals
from guomen.surveillance.signals.queries import signal, signals
from guomen.surveillance.signals.terms import SignalReport, Taken
from tests.decisions import world
from tests.surveillance.signals.conftest import AT, report

pytestmark = pytest.mark.usefixtures("radar")


def take(*reports: SignalReport, source: str = "rasff") -> list[Taken]:
    """Take reports of a source."""
    return take_signals(actor=None, at=AT, source=source, reports=reports)


def test_the_same_report_is_taken_once() -> None:
    [first], [again] = take(report()), take(report())
    assert (first.outcome, again.outcome) == ("taken", "known")
    assert again.signal == first.signal


def test_a_changed_report_is_a_new_version_that_supersedes() -> None:
    [first], [later] = take(report()), take(report(title="Ethylene oxide in organic sesame"))
    assert later.outcome == "updated"
    assert signal(first.signal or 0).state == "superseded"
    assert signal(later.signal or 0).version == 2
    assert [row.pk for row in signals().filter(state="current")] == [later.signal]


def test_one_batch_that_says_the_same_twice_and_then_something_new_keeps_the_newest() -> None:
    taken = take(report(), report(), report(cases=3))
    assert [one.outcome for one in taken] == ["taken", "known", "updated"]
    assert list(Signal.objects.filter(state="current").values_list("version", "cases")) == [(2, 3)]


def test_what_a_new_version_supersedes_is_told_and_keeps_its_links() -> None:
    text = "Consumers report irritation after eating sesame bars of the brand Golden Sun."
    take(report(reference="A", original=text))
    [copy] = take(report(reference="B", original=text), source="media")
    [newer] = take(report(reference="B", original=text, cases=2), source="media")
    link = SignalLink.objects.get()
    assert link.signal_id == newer.signal != copy.signal
    told = Entry.objects.filter(kind="surveillance.signals.received").latest("id").payload
    assert told["supersedes"] == [[newer.signal, copy.signal]]


def test_a_source_that_takes_its_report_back_retracts_the_signal() -> None:
    [first] = take(report())
    [back] = take(replace(report(), retracted=True))
    assert (back.outcome, back.signal) == ("retracted", first.signal)
    assert signal(first.signal or 0).state == "retracted"
    assert Entry.objects.get(kind="surveillance.signal.retracted").payload["signal"] == first.signal
    assert take(replace(report(), retracted=True))[0].outcome == "known"


def test_words_in_either_language_become_codes_of_the_catalogue() -> None:
    take(
        report(hazard_words="unauthorised substance ethylene oxide", goods_words="sesame seeds", origin_words="India"),
        report(reference="2", title="通报", hazard_words="环氧乙烷", origin_words="印度"),
    )
    assert list(Signal.objects.order_by("id").values_list("hazard", "goods", "origin")) == [
        ("ethylene_oxide", "1207", "IN"), ("ethylene_oxide", "", "IN"),
    ]  # fmt: skip


def test_several_hazards_and_origins_of_one_notice_are_all_kept() -> None:
    take(report(hazard_words="Salmonella; ethylene oxide", origin_words="India; Mexico"))
    row = Signal.objects.get()
    assert (row.hazard, row.hazards, row.origin, row.origins) == ("salmonella", ["ethylene_oxide"], "IN", ["MX"])


def test_a_name_that_nobody_knows_waits_for_a_person_and_is_known_from_then_on() -> None:
    analyst = world.person("analyst", Role.RISK_ANALYST)
    take(report(hazard_words="etilene oxido"), report(reference="2", hazard_words="too high content of etilene oxido"))
    name = HeardName.objects.get()
    assert (name.axis, name.words, name.seen) == ("hazard", "etilene oxido", 2)
    settle_name(actor=analyst, at=AT, name=name.pk, code="ethylene_oxide")
    take(report(reference="3", hazard_words="Etilene oxido"))
    assert set(Signal.objects.values_list("hazard", flat=True)) == {"ethylene_oxide"}
    assert HeardName.objects.count() == 1


def test_a_name_that_stands_for_nothing_is_not_asked_again() -> None:
    analyst = world.person("analyst", Role.RISK_ANALYST)
    take(report(hazard_words="bad smell of socks"))
    settle_name(actor=analyst, at=AT, name=HeardName.objects.get().pk, code="")
    take(report(reference="2", hazard_words="bad smell of socks"))
    assert HeardName.objects.get().seen == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reported_on": date(2099, 1, 1)}, "reported_on"),
        ({"happened_on": date(2099, 1, 1)}, "happened_on"),
        ({"reported_on": date(1066, 1, 1)}, "reported_on"),
        ({"cases": -1}, "cases"),
        ({"deaths": -2}, "deaths"),
        ({"cases": 2, "deaths": 3}, "deaths"),
        ({"cases": 10**12}, "cases"),
        ({"latitude": 91.0}, "latitude"),
        ({"longitude": float("nan")}, "longitude"),
        ({"reference": " "}, "reference"),
        ({"reference": "x" * 121}, "reference"),
        ({"title": ""}, "title"),
        ({"hazard": "nothing_of_the_kind"}, "hazard"),
        ({"origin": "ZZ"}, "origin"),
        ({"office": "999999"}, "office"),
        ({"goods": "sesame"}, "goods"),
    ],
)
def test_a_report_that_cannot_be_is_refused_by_itself_and_names_the_field(said: dict[str, object], field: str) -> None:
    bad, good = take(report(**said), report(reference="good"))
    assert (bad.outcome, bad.signal, good.outcome) == ("refused", None, "taken")
    assert bad.fault is not None
    assert bad.fault.where.field == field
    reading = SignalReading.objects.get()
    assert (reading.rows, reading.taken, reading.refused, len(reading.faults)) == (2, 1, 1, 1)


def test_a_source_that_is_not_registered_is_refused() -> None:
    with pytest.raises(Missing):
        take(report(), source="nobody")


def test_only_who_may_report_reports() -> None:
    trader = world.person("trader", Role.TRADER, office="")
    with pytest.raises(NotPermitted):
        take_signals(actor=trader, at=AT, source="rasff", reports=[report()])


def test_a_title_too_long_is_kept_whole_in_the_original() -> None:
    long = "Ethylene oxide " * 40
    take(report(title=long))
    row = Signal.objects.get()
    assert len(row.title) == 300
    assert row.original == long.strip()


def test_victims_are_not_stored() -> None:
    text = "患者张小明，手机13812345678，身份证11010519491231002X，邮箱 zhang@example.com，食用后呕吐。"
    take(report(title="患者李华于昨日送医", original=text, details={"姓名": "张小明", "batch": "B-1", "联系电话": "x"}))
    row = Signal.objects.get()
    stored = f"{row.title} {row.original} {row.details}"
    for secret in ("张小明", "李华", "13812345678", "11010519491231002X", "zhang@example.com"):
        assert secret not in stored
    assert row.details["batch"] == "B-1"
    assert "食用后呕吐" in row.original


def test_control_signs_and_halves_of_signs_never_reach_the_tables() -> None:
    hostile = "a\x00b\ud800\u202ec"
    taken = take(
        report(reference=f"R{hostile}", title=hostile, original=hostile, party=hostile, details={hostile: [hostile]}),
        report(reference="2", hazard=hostile),
    )
    assert [one.outcome for one in taken] == ["taken", "refused"]
    row = Signal.objects.get()
    assert (row.reference, row.title, row.details) == ("Rabc", "abc", {"abc": ["abc"]})
