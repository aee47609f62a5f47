"""The pages of methods, people, instruments, charts and nonconforming work: read by whom, done from the page."""

import html
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Role
from guomen.laboratory.quality.models import Audit, ControlSeries, Nonconformity
from guomen.laboratory.quality.operations import add_control_point, start_series
from guomen.laboratory.quality.terms import NcState
from guomen.laboratory.resources import queries
from guomen.laboratory.resources.models import Competence, Instrument, Method, ReferenceMaterial
from guomen.laboratory.resources.terms import InstrumentState
from tests.laboratory import people

TODAY = timezone.localdate()


def browser(actor: Actor, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(actor)
    return client


def got(client: Client, name: str, *args: Any, **asked: Any) -> str:
    response = client.get(reverse(name, args=args), asked)
    assert response.status_code == 200, name
    return html.unescape(response.content.decode())


def sent(client: Client, name: str, *args: Any, act: str = "", slot: str = "", **said: Any) -> str:
    where = slot or act
    data = {f"{where}-{key}" if where else key: value for key, value in said.items()}
    response = client.post(reverse(name, args=args), data | ({"act": act} if act else {}), follow=True)
    return html.unescape(response.content.decode())


@pytest.fixture
def series(manager: Actor, method: Method, material: ReferenceMaterial) -> ControlSeries:
    return start_series(
        actor=manager, at=timezone.now() - timedelta(days=40), method=method, material=material,
        mean=Decimal("0.2"), sd=Decimal("0.01"),
    )  # fmt: skip


LISTS = [
    ("laboratory-methods", "Methods", "方法"),
    ("laboratory-competences", "Who may do what", "授权矩阵"),
    ("laboratory-instruments", "Instruments", "仪器"),
    ("laboratory-instruments-outside", "Instruments outside", "外部计量器具"),
    ("laboratory-materials", "Reference materials", "标准物质"),
    ("laboratory-charts", "Control charts", "质控图"),
    ("laboratory-nonconformities", "Nonconformities", "不符合项"),
    ("laboratory-audits", "Audits and self-checks", "自查与审核"),
    ("laboratory-state", "State of the laboratory", "实验室状态"),
]


@pytest.mark.parametrize(("name", "english", "chinese"), LISTS)
def test_every_list_is_read_in_both_languages_by_the_laboratory_and_by_the_auditor(
    name: str, english: str, chinese: str, analyst: Actor, series: ControlSeries, instrument: Instrument
) -> None:
    auditor = people.person(Role.AUDITOR, "GM00")
    assert f"<h1>{english}" in got(browser(analyst), name)
    assert f"<h1>{chinese}" in got(browser(auditor, "zh-hans"), name)


@pytest.mark.parametrize("name", [one[0] for one in LISTS])
def test_a_port_officer_does_not_read_the_laboratorys_books(name: str, house: None) -> None:
    officer = people.person(Role.PORT_OFFICER, "GM1001")
    assert browser(officer).get(reverse(name)).status_code == 403


def test_a_stranger_does_not_find_another_laboratorys_things(
    stranger: Actor, series: ControlSeries, instrument: Instrument
) -> None:
    client = browser(stranger)
    for name, key in (
        ("laboratory-method", series.method_id), ("laboratory-chart", series.pk),
        ("laboratory-instrument", instrument.pk)
    ):  # fmt: skip
        assert client.get(reverse(name, args=[key])).status_code == 404


def test_an_analyst_is_shown_no_forms_that_only_the_manager_may_send(
    analyst: Actor, series: ControlSeries, instrument: Instrument
) -> None:
    client = browser(analyst)
    for name, key in (("laboratory-method", series.method_id), ("laboratory-instrument", instrument.pk)):
        assert 'name="act"' not in got(client, name, key)
    assert client.get(reverse("laboratory-method-new")).status_code == 403
    assert 'value="point"' in got(client, "laboratory-chart", series.pk)


def test_the_manager_registers_a_method_says_what_it_covers_and_authorises_a_person(
    manager: Actor, analyst: Actor
) -> None:
    client = browser(manager)
    said: dict[str, Any] = {
        "code": "SH-M-09",
        "title_zh": "铅的测定",
        "title_en": "Lead",
        "hours": "8",
        "valid_from": "2018-01-01",
    }
    page = sent(client, "laboratory-method-new", **said)
    assert "SH-M-09 rev 1" in page
    row = Method.objects.get(code="SH-M-09")
    scope: dict[str, Any] = {
        "analyte_zh": "铅",
        "analyte_en": "lead (Pb)",
        "unit": "mg/kg",
        "lod": "0.01",
        "loq": "0.005",
    }
    assert "LOQ is not below LOD" in sent(client, "laboratory-method", row.pk, act="scope", **scope)
    page = sent(client, "laboratory-method", row.pk, act="scope", **(scope | {"loq": "0.03"}))
    assert "lead (Pb)" in page
    grant: dict[str, Any] = {
        "person": analyst.pk,
        "method": row.pk,
        "level": "perform",
        "evidence": "test passed on 2018-01-02",
    }
    assert "The competence is granted." in sent(client, "laboratory-competences", act="grant", **grant)
    assert queries.may_perform(analyst, row, TODAY)
    held = Competence.objects.get(person=analyst)
    sent(client, "laboratory-competences", act="withdraw", row=held.pk, reason="left the laboratory")
    assert not queries.may_perform(analyst, row, TODAY)


def test_a_failed_verification_written_on_the_page_stops_the_instrument(manager: Actor, instrument: Instrument) -> None:
    client = browser(manager)
    said: dict[str, Any] = {
        "kind": "calibration",
        "on": TODAY.isoformat(),
        "by": "institute",
        "passed": "no",
        "deviation": "+9 %",
    }
    page = sent(client, "laboratory-instrument", instrument.pk, act="verify", **said)
    assert "out of service" in page
    instrument.refresh_from_db()
    assert instrument.state == InstrumentState.OUT_OF_SERVICE
    assert Nonconformity.objects.get().number in page
    label = got(client, "laboratory-instrument-label", instrument.pk)
    assert "out of service" in label
    assert "data:image/svg+xml" in label


def test_the_label_of_an_instrument_says_until_when_it_holds(manager: Actor, instrument: Instrument) -> None:
    client = browser(manager)
    said: dict[str, Any] = {
        "kind": "calibration",
        "on": TODAY.isoformat(),
        "by": "institute",
        "passed": "yes",
        "due_on": "2099-12-31",
    }
    sent(client, "laboratory-instrument", instrument.pk, act="verify", **said)
    assert "Verification holds until 2099-12-31" in re.sub(
        r"\s+", " ", got(client, "laboratory-instrument-label", instrument.pk)
    )


def test_a_chart_says_in_words_what_is_drawn(analyst: Actor, manager: Actor, series: ControlSeries) -> None:
    at = timezone.now() - timedelta(days=30)
    for day, value in enumerate(("0.201", "0.2301")):
        add_control_point(actor=analyst, at=at + timedelta(days=day), series=series.pk, value=Decimal(value))
    page = got(browser(manager), "laboratory-chart", series.pk)
    assert "<svg" in page
    assert "2 points, 1 rejected" in page
    assert "1-3s: 1 beyond a 3s limit" in page
    assert "NC-" in page
    assert "1点超出3s" in got(browser(manager, "zh-hans"), "laboratory-chart", series.pk)
    page = sent(browser(analyst), "laboratory-chart", series.pk, act="point", value="0.2")
    assert "The control value is on the chart." in page
    spoilt = series.points.order_by("at").first()
    assert spoilt is not None
    page = sent(browser(manager), "laboratory-chart", series.pk, act="exclude", point=spoilt.pk, reason="not thawed")
    assert "not thawed" in page


def test_a_chart_is_started_with_the_values_of_a_first_run(
    manager: Actor, method: Method, material: ReferenceMaterial
) -> None:
    client = browser(manager)
    said: dict[str, Any] = {"method": method.pk, "material": material.pk, "rules": ["1-3s", "2-2s"]}
    assert "20 points are needed" in sent(client, "laboratory-chart-new", **said, first="0.2 0.21")
    page = sent(client, "laboratory-chart-new", **said, first=" ".join(["0.19", "0.2", "0.21"] * 7))
    assert "from the first 21 points" in page
    assert ControlSeries.objects.get().rules == ["1-3s", "2-2s"]


def test_nonconforming_work_goes_from_report_to_closure_on_its_page_between_two_people(
    manager: Actor, analyst: Actor, method: Method
) -> None:
    mine, theirs = browser(manager), browser(analyst)
    said: dict[str, Any] = {
        "what_zh": "天平漂移",
        "what_en": "the balance drifts",
        "severity": "critical",
        "method": method.pk,
    }
    page = sent(theirs, "laboratory-nonconformity-new", **said)
    number = Nonconformity.objects.get().number
    assert number in page
    assert "No result leaves in its scope (SH-M-01 rev 1)" in page
    assert number in got(mine, "laboratory-state")
    assert number in got(mine, "laboratory-method", method.pk)

    name = "laboratory-nonconformity"
    sent(mine, name, number, act="cause", cause="draught", impact="two results, measured again")
    assert "not verified" not in got(mine, name, number)
    page = sent(mine, name, number, act="close", closing="fine")
    assert "No action was found effective." in page
    due = (TODAY + timedelta(days=7)).isoformat()
    sent(mine, name, number, act="agree", what="a shield", responsible=analyst.pk, due_on=due)
    action = Nonconformity.objects.get().actions.get()
    assert f"verify-{action.pk}" not in got(mine, name, number)
    assert f"done-{action.pk}" not in got(mine, name, number)
    sent(theirs, name, number, act=f"done-{action.pk}", done="shield set up")
    assert "Waits for another person" in got(theirs, name, number)
    assert "wait to be verified" in got(mine, "laboratory-state")
    sent(mine, name, number, act=f"verify-{action.pk}", effective="yes")
    page = sent(mine, name, number, act="close", closing="three weighings agree")
    assert "three weighings agree" in page
    assert Nonconformity.objects.get().state == NcState.CLOSED
    assert number not in got(mine, "laboratory-nonconformities")
    assert number in got(mine, "laboratory-nonconformities", state="closed")


def test_a_self_check_is_answered_item_by_item_and_what_is_wrong_becomes_a_nonconformity(manager: Actor) -> None:
    client = browser(manager)
    said: dict[str, Any] = {
        "title": "Self-check",
        "kind": "self",
        "on": TODAY.isoformat(),
        "own": "gas cylinders\nwaste\n",
    }
    sent(client, "laboratory-audit-new", **said)
    row = Audit.objects.get()
    assert row.items.count() == 10
    assert row.items.filter(required=True).count() == 8
    for position in range(1, 11):
        conform = "no" if position == 3 else "yes"
        answer: dict[str, Any] = {"conform": conform, "found": "seen", "severity": "minor"}
        sent(client, "laboratory-audit", row.pk, act=f"item-{position}", **answer)
    page = sent(client, "laboratory-audit", row.pk, act="close")
    assert "closed" in page
    row.refresh_from_db()
    assert row.closed_at is not None
    assert Nonconformity.objects.get().source == "audit"
    assert "0%" in got(client, "laboratory-audits")


def test_a_material_is_taken_in_and_withdrawn(manager: Actor, laboratory: Office) -> None:
    client = browser(manager)
    said: dict[str, Any] = {
            "code": "GBW1", "name_zh": "米", "name_en": "rice", "analyte_zh": "镉", "analyte_en": "cadmium (Cd)",
            "value": "0.2", "unit": "mg/kg", "certified": "on"}  # fmt: skip
    assert "states its uncertainty" in sent(client, "laboratory-materials", act="register", **said)
    page = sent(client, "laboratory-materials", act="register", **said, uncertainty="0.01", expires_on="2099-01-01")
    assert "0.2 ± 0.01 mg/kg" in page
    row = ReferenceMaterial.objects.get()
    sent(client, "laboratory-materials", act="withdraw", row=row.pk, reason="used up")
    row.refresh_from_db()
    assert row.withdrawn_on == TODAY
