"""The register of affected areas: dated, by edition, never overwritten; lines of defence; where cases rise."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from guomen.catalogue.models import Hazard
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.ledger.models import Entry
from guomen.kernel.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role, Text
from guomen.surveillance.clusters.operations import close_dossier
from guomen.surveillance.clusters.terms import Closing
from guomen.surveillance.epidemics.models import AffectedArea
from guomen.surveillance.epidemics.operations import declare_area, end_area, revise_area, set_line
from guomen.surveillance.epidemics.queries import area, areas, been_in_affected_area, lines_of, rising
from guomen.surveillance.epidemics.rules import Stay
from guomen.surveillance.epidemics.terms import Host, Line, LineState
from guomen.surveillance.signals.operations import register_source, take_signals
from guomen.surveillance.signals.terms import SignalReport, SourceKind
from tests.decisions.world import NOON, lodged, person
from tests.surveillance.dossiers import opened

pytestmark = pytest.mark.usefixtures("agency", "centres")
TODAY = date(2018, 8, 1)


@pytest.fixture
def analyst(agency: None) -> Actor:
    Hazard.objects.create(
        key="plague", code="plague", kind="disease", name_zh="鼠疫", name_en="plague", valid_from=date(2000, 1, 1),
        since_edition=current_edition(), confidence="source",
    )  # fmt: skip
    return person("analyst", Role.RISK_ANALYST, "910000")


def declared(actor: Actor, **changes: Any) -> AffectedArea:
    asked: dict[str, Any] = {
        "actor": actor, "at": NOON, "disease": "plague", "host": Host.HUMAN, "country": "IT",
        "since": TODAY - timedelta(days=20), "source": "WHO", "incubation_days": 6, "cases": 40,
    }  # fmt: skip
    return declare_area(**asked | changes)


def test_a_past_look_back_gives_the_answer_of_that_day(analyst: Actor) -> None:
    row = declared(analyst)
    stay = [Stay("IT", TODAY - timedelta(days=5), TODAY - timedelta(days=2))]
    before = current_edition()
    assert len(been_in_affected_area(stay, TODAY)) == 1
    end_area(actor=analyst, at=NOON, number=row.number, until=TODAY - timedelta(days=10), ground="补报：疫情已结束")
    assert been_in_affected_area(stay, TODAY) == ()
    assert len(been_in_affected_area(stay, TODAY, edition=before)) == 1


def test_what_is_corrected_keeps_what_was_said_before(analyst: Actor) -> None:
    row = declared(analyst)
    before = current_edition()
    revise_area(actor=analyst, at=NOON, number=row.number, ground="世卫更新", cases=75)
    assert area(row.number).cases == 75
    assert areas(edition=before).get().cases == 40
    assert Entry.objects.filter(kind__startswith="surveillance.area").count() == 2


def test_numbers_follow_each_other(analyst: Actor) -> None:
    assert [declared(analyst).number, declared(analyst, country="FR").number] == ["E-2018-0001", "E-2018-0002"]


WRONG = [
    ({"disease": "dragon"}, "epidemic.disease"),
    ({"disease": "lead"}, "epidemic.disease"),
    ({"country": "ZZ"}, "epidemic.country"),
    ({"source": " "}, "epidemic.source"),
    ({"since": TODAY + timedelta(days=1)}, "epidemic.since"),
]


@pytest.mark.parametrize(("changes", "code"), WRONG)
def test_what_is_wrong_is_refused(analyst: Actor, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        declared(analyst, **changes)
    assert refused.value.code == code
    assert not AffectedArea.objects.exists()


def test_an_area_ends_once_after_it_began_and_with_a_ground(analyst: Actor) -> None:
    row = declared(analyst)
    asked: dict[str, Any] = {"actor": analyst, "at": NOON, "number": row.number}
    for until, ground, code in ((TODAY, " ", "epidemic.ground"), (row.valid_from, "x", "epidemic.until")):
        with pytest.raises(Refusal) as refused:
            end_area(**asked, until=until, ground=ground)
        assert refused.value.code == code
    end_area(**asked, until=TODAY, ground="连续30天无新病例")
    for again in (lambda: end_area(**asked, until=TODAY, ground="x"), lambda: revise_area(**asked, ground="x")):
        with pytest.raises(Refusal) as refused:
            again()
        assert refused.value.code == "epidemic.ended"
    with pytest.raises(Refusal):
        revise_area(**asked, ground=" ")
    with pytest.raises(Missing):
        area("E-1999-0001")


def test_only_assessors_declare(analyst: Actor) -> None:
    with pytest.raises(NotPermitted):
        declared(person("duty", Role.DUTY_MANAGER, "910100"))


def test_a_breach_needs_a_ground_and_tightens_the_next_line(analyst: Actor) -> None:
    row = opened()
    asked: dict[str, Any] = {
        "actor": analyst, "at": NOON, "dossier": row.number, "controls": Text("出境筛查", "exit screening"),
    }  # fmt: skip
    set_line(**asked, line=Line.ABROAD, state=LineState.IN_PLACE)
    with pytest.raises(Refusal):
        set_line(**asked, line=Line.ABROAD, state=LineState.BREACHED)
    set_line(**asked, line=Line.ABROAD, state=LineState.BREACHED, ground="输入病例1例")
    assert lines_of(row.number)[Line.ABROAD].state == LineState.BREACHED
    assert "en_route" in Entry.objects.filter(kind="surveillance.line.set").latest("id").payload["tightens"]
    close_dossier(actor=analyst, at=NOON, number=row.number, closing=Closing.OVER, ground="结束")
    with pytest.raises(Conflict):
        set_line(**asked, line=Line.PORT, state=LineState.IN_PLACE)


def test_cases_that_rise_in_a_country_we_trade_with_come_first(analyst: Actor) -> None:
    lodged()
    register_source(actor=None, at=NOON, code="who", name=Text("世卫组织", "WHO"), kind=SourceKind.DISEASE_REPORT)
    counts = {"IT": [2] * 30 + [30], "FR": [2] * 31}
    reports = [
        SignalReport(
            reference=f"{country}{week}", reported_on=TODAY - timedelta(days=7 * (len(series) - 1 - week)),
            title=f"plague {country} {week}", hazard="plague", origin=country, cases=count,
        )
        for country, series in counts.items()
        for week, count in enumerate(series)
    ]  # fmt: skip
    take_signals(actor=None, at=NOON, source="who", reports=reports)
    first, second = rising(TODAY)
    assert (first.country, first.cases, first.before, first.links) == ("IT", 36, 8, 1)
    assert first.probability is not None
    assert second.probability is not None
    assert first.probability < 0.001 < second.probability


def test_a_country_that_reports_for_the_first_time_has_no_history_to_judge_by(analyst: Actor) -> None:
    assert rising(TODAY) == []
    register_source(actor=None, at=NOON, code="who", name=Text("世卫组织", "WHO"), kind=SourceKind.DISEASE_REPORT)
    report = SignalReport(reference="1", reported_on=TODAY, title="plague", hazard="plague", origin="IT", cases=30)
    take_signals(actor=None, at=NOON, source="who", reports=[report])
    assert [(one.cases, one.before, one.probability) for one in rising(TODAY)] == [(30, 0, None)]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_tell_it_and_do_it(client: Client, analyst: Actor, language: str) -> None:
    client.force_login(analyst)
    client.cookies["django_language"] = language
    form = {"disease": "plague", "host": "human", "country": "IT", "since": "2018-07-10", "source": "WHO"}
    answer = client.post("/surveillance/areas/declare", form, follow=True)
    assert answer.status_code == 200
    row = AffectedArea.objects.get()
    asked = f"/surveillance/areas?country=IT&first=2018-07-12&last={row.valid_from + timedelta(days=9)}"
    page = client.get(asked).content.decode()
    assert ("Was in the affected area" if language == "en" else "曾在疫区") in page
    address = f"/surveillance/areas/{row.number}"
    client.post(address, {"act": "revise", "cases": "9", "source": "WHO", "ground": "更新"})
    assert area(row.number).cases == 9
    client.post(address, {"act": "end", "until": "2018-08-20", "ground": "结束"})
    assert area(row.number).valid_to == date(2018, 8, 20)
    dossier = opened()
    lines = f"/surveillance/dossiers/{dossier.number}/lines"
    client.post(lines, {"line": "abroad", "state": "in_place", "controls_zh": "筛查", "controls_en": "screening"})
    assert ("screening" if language == "en" else "筛查") in client.get(lines).content.decode()
