"""Screens: from a dossier to a proposal with one button, signed in one step; what the public sees, and what it never
sees.
"""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree, html

from guomen.kernel.models import Actor
from guomen.kernel.terms import Role, Text
from guomen.surveillance.alerts.models import Alert, Outlet
from guomen.surveillance.alerts.operations import (
    promote_case,
    propose_change,
    propose_lifting,
    question_alerts,
    register_outlet,
    send_waiting,
    sign_alert,
)
from guomen.surveillance.alerts.terms import AlertKind, AlertLevel, Audience, Change, OutletKind
from guomen.surveillance.signals.models import Signal
from tests.decisions.world import NOON, person
from tests.surveillance.alerts.world import HOUR, analyst, chief, issued, proposal, proposed

pytestmark = pytest.mark.usefixtures("warning")
NUMBER = "A-2018-0001"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + 2 * HOUR)


def browser(actor: Actor | None = None, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    if actor is not None:
        client.force_login(actor)
    return client


def address(name: str, *keys: object) -> str:
    return reverse(f"surveillance-{name}", args=keys)


def fields(page: bytes) -> dict[str, str]:
    """What the page's first form with many fields would send if it were sent as it stands."""
    form = max(html.fromstring(page.decode()).forms, key=lambda one: len(one.fields))
    return {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


COMPOSE = ("alert-compose", "D-2018-0001")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_from_a_dossier_to_a_signed_alert_in_one_button_each(language: str) -> None:
    client = browser(analyst(), language)
    page = client.get(address(*COMPOSE))
    assert client.post(address(*COMPOSE), fields(page.content)).status_code == 302
    row = Alert.objects.get()
    assert (row.state, row.level, row.kind) == ("proposed", "orange", "announcement")
    signer = browser(chief(), language)
    shown = signer.get(address("alert", NUMBER)).content.decode()
    assert {"en": "Sign and issue", "zh-hans": "签发并发布"}[language] in shown
    assert signer.post(address("alert", NUMBER), {"act": "sign"}).status_code == 302
    assert Alert.objects.get().state == "issued"


def test_everything_is_filled_in_in_both_languages() -> None:
    given = fields(browser(analyst()).get(address(*COMPOSE)).content)
    for part in ("title", "scope", "warning", "action"):
        assert given[f"{part}_zh"]
        assert given[f"{part}_en"]
    assert (given["goods"], given["origins"], given["category"]) == ("1905", "IT", "food")


def test_the_preview_shows_every_channel_and_writes_nothing() -> None:
    client = browser(analyst())
    given = fields(client.get(address(*COMPOSE)).content) | {"title_en": "Lead <b>now</b>"}
    seen = client.post(address("alert-preview", "D-2018-0001"), given).content.decode()
    for word in ("Public page", "E-mail (中文)", "E-mail (English)", "CAP 1.2", "msgType", "says everything"):
        assert word in seen
    assert "Lead &lt;b&gt;now&lt;/b&gt;" in seen
    assert "<b>now" not in seen
    assert not Alert.objects.exists()


def test_the_preview_names_what_the_law_misses() -> None:
    client = browser(analyst())
    given = fields(client.get(address(*COMPOSE)).content) | {"action_en": "  "}
    assert (
        "Action to be taken (English): The law wants it stated"
        in client.post(address("alert-preview", "D-2018-0001"), given).content.decode()
    )


def test_what_is_missing_is_said_at_its_field() -> None:
    client = browser(analyst())
    given = fields(client.get(address(*COMPOSE)).content) | {"scope_zh": "", "goods": "19x", "level": "red"}
    said = client.post(address(*COMPOSE), given).content.decode()
    assert "Write digits, 1 to 13 of each code." in said
    said = client.post(address(*COMPOSE), given | {"goods": "19", "scope_zh": "全国"}).content.decode()
    assert "A ground is needed." in said
    said = client.post(address(*COMPOSE), given | {"goods": "19", "level": "graded"}).content.decode()
    assert "The law wants it stated, in both languages." in said


def test_the_second_analyst_sees_who_was_first_before_and_after_sending() -> None:
    client = browser(analyst("second"))
    given = fields(client.get(address(*COMPOSE)).content)
    proposed()
    assert "Analyst has proposed an alert for this dossier already" in client.get(address(*COMPOSE)).content.decode()
    said = client.post(address(*COMPOSE), given).content.decode()
    assert "Analyst has proposed A-2018-0001 v1 for this dossier." in said


def test_a_bureau_promotes_its_case_from_the_composer() -> None:
    client = browser(analyst())
    page = client.get(address(*COMPOSE) + "?promote=1")
    assert client.post(address(*COMPOSE) + "?promote=1", fields(page.content)).status_code == 302
    assert Alert.objects.get().promoted_from is not None


def test_who_proposed_is_not_offered_the_signature_and_may_take_it_back() -> None:
    proposed(actor=chief())
    client = browser(chief())
    said = client.get(address("alert", NUMBER)).content.decode()
    assert "Sign and issue" not in said
    assert "waits for the signature of another person" in said
    client.post(address("alert", NUMBER), {"act": "sign"})
    assert Alert.objects.get().state == "proposed"
    client.post(address("alert", NUMBER), {"act": "decline", "ground": "重写"})
    assert Alert.objects.get().state == "declined"


def test_change_lift_and_refute_are_proposed_from_the_page() -> None:
    issued()
    client = browser(analyst())
    page = client.get(address("alert-change", NUMBER) + "?change=upgrade")
    given = fields(page.content) | {"level": "red", "ground": "新增病例"}
    assert client.post(address("alert-change", NUMBER), given).status_code == 302
    assert Alert.objects.get(version=2).level == "red"
    browser(chief()).post(address("alert", NUMBER), {"act": "decline", "ground": "不足"})
    client.post(address("alert", NUMBER), {"act": "lift", "ground_zh": "已整改", "ground_en": "Remedied"})
    assert Alert.objects.get(version=3).change == "lifting"
    browser(chief()).post(address("alert", NUMBER), {"act": "decline", "ground": "不足"})
    client.post(
        address("alert", NUMBER),
        {"act": "refute", "statement_zh": "不实", "statement_en": "Not so", "level": "blue"},
    )
    assert Alert.objects.get(version=4).change == "refutation"
    browser(chief()).post(address("alert", NUMBER), {"act": "sign"})
    assert Alert.objects.get(version=4).state == "issued"


def test_a_change_that_cannot_be_is_said_in_its_form() -> None:
    issued()
    client = browser(analyst())
    given = fields(client.get(address("alert-change", NUMBER)).content) | {"change": "upgrade", "ground": "x"}
    assert "is no upgrade" in client.post(address("alert-change", NUMBER), given).content.decode()


def test_an_alert_whose_signal_fell_says_so_on_its_page_and_among_what_is_due() -> None:
    issued()
    signal = Signal.objects.get().pk
    Signal.objects.update(state="retracted")
    question_alerts(at=NOON + 2 * HOUR, signal=signal, state="retracted")
    client = browser(analyst())
    assert (
        f"Signal {signal}, on which this alert stands, no longer holds"
        in client.get(address("alert", NUMBER)).content.decode()
    )
    assert f"Signal {signal} no longer holds: assess anew" in client.get(address("alerts-due")).content.decode()


def circular() -> Alert:
    asked = proposal(audience=Audience.PORTS)
    row = promote_case(actor=analyst(), at=NOON, dossier="D-2018-0001", proposal=asked)
    return sign_alert(actor=chief(), at=NOON + HOUR, number=row.number, version=1)


def test_a_bureau_acknowledges_from_the_page_and_its_clock_is_seen() -> None:
    circular()
    client = browser(analyst())
    assert "Circulars for your office to acknowledge" in client.get(address("alerts-due")).content.decode()
    client.post(address("alert", NUMBER), {"act": "acknowledge", "note": "已布控"})
    said = client.get(address("alert", NUMBER)).content.decode()
    assert "已布控" in said
    assert "Acknowledged by 1 of 2 offices" in said
    assert "Circulars for your office" not in client.get(address("alerts-due")).content.decode()


@pytest.mark.parametrize("name", ["public-alert", "public-cap"])
def test_a_circular_is_nowhere_public(name: str) -> None:
    row = circular()
    keys = (row.number, 1) if name == "public-cap" else (row.number,)
    client = browser()
    assert client.get(address(name, *keys)).status_code == 404
    for page in ("public", "public-atom", "public-rss"):
        assert row.number not in client.get(address(page)).content.decode()
    assert client.get("/api/public/alerts").json() == {"alerts": [], "next": None}
    assert client.get(f"/api/public/alerts/{row.number}").status_code == 404


def test_a_proposal_is_nowhere_public() -> None:
    row = proposed()
    assert browser().get(address("public-alert", row.number)).status_code == 404
    assert row.number not in browser().get(address("public")).content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("1905310000", True),
        ("19", True),
        ("1905", True),
        ("2204", False),
        ("饼干", True),
        ("bakers", True),
        ("wine", False),
    ],
)
def test_anybody_looks_a_product_up_by_code_or_name(asked: str, found: bool) -> None:
    issued()
    said = browser().get(address("public"), {"product": asked}).content.decode()
    assert (NUMBER in said) is found
    assert ("No alert concerns" in said) is not found


@pytest.mark.parametrize(
    ("query", "found"), [("level=orange", True), ("level=red", False), ("origin=it", True), ("origin=FR", False)]
)
def test_the_public_list_is_searched_by_level_and_origin(query: str, found: bool) -> None:
    issued()
    assert (NUMBER in browser().get(f"{address('public')}?{query}").content.decode()) is found


def test_the_public_page_of_an_alert_keeps_every_version() -> None:
    row = issued()
    asked = {"actor": analyst(), "at": NOON, "number": row.number}
    later = propose_change(**asked, change=Change.UPGRADE, ground="x", level=AlertLevel.RED)
    sign_alert(actor=chief(), at=NOON + HOUR, number=row.number, version=later.version)
    lifting = propose_lifting(**asked, ground=Text("已整改", "Remedied"))
    sign_alert(actor=chief(), at=NOON + 2 * HOUR, number=row.number, version=lifting.version)
    said = browser().get(address("public-alert", row.number)).content.decode()
    for word in (
        "Lifted: Risk alert",
        "Version 1: First issue",
        "Version 2: Upgrade",
        "Version 3: Lifting",
        "Remedied",
    ):
        assert word in said
    for private in ("Analyst", "Chief"):
        assert private not in said


def test_the_feeds_are_read_in_both_languages_with_the_cap_document_of_each_entry() -> None:
    issued()
    atom = etree.fromstring(browser().get(address("public-atom") + "?lang=zh").content)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert (atom.findtext("a:entry/a:title", "", names)).startswith("[Ⅱ级（橙色，严重）]")
    links = [one.get("href", "") for one in atom.iterfind("a:entry/a:link", names)]
    assert any(one.endswith("/surveillance/public/A-2018-0001/1.xml") for one in links)
    rss = etree.fromstring(browser().get(address("public-rss") + "?lang=en&level=orange").content)
    assert rss.findtext("channel/item/title", "").startswith("[Level II (orange, serious)] Risk alert announcement")
    assert etree.fromstring(browser().get(address("public-rss") + "?level=red").content).find("channel/item") is None


def test_the_cap_document_of_a_version_is_public() -> None:
    issued()
    answer = browser().get(address("public-cap", NUMBER, 1))
    assert answer["Content-Type"].startswith("application/cap+xml")
    assert b"<identifier>A-2018-0001-v1</identifier>" in answer.content
    assert browser().get(address("public-cap", NUMBER, 2)).status_code == 404


def test_the_api_gives_public_alerts_without_a_token() -> None:
    issued()
    [row] = browser().get("/api/public/alerts", {"product": "1905", "origin": "it", "level": "orange"}).json()["alerts"]
    assert (row["number"], row["level"], row["title"]["en"]) == (
        NUMBER, "orange", "Risk alert announcement: Lead in biscuits from Italy"
    )  # fmt: skip
    assert browser().get("/api/public/alerts", {"product": "2204"}).json()["alerts"] == []
    assert [one["version"] for one in browser().get(f"/api/public/alerts/{NUMBER}").json()] == [1]
    assert "/api/public/alerts" in json.dumps(browser().get("/api/openapi.json").json())


def test_what_is_signed_is_on_every_page_and_feed_at_once_and_sent_by_the_next_tick(
    tmp_path: Any, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    register_outlet(actor=None, at=NOON, name="partners", kind=OutletKind.FOLDER, address="partners")
    proposed()
    browser(chief()).post(address("alert", NUMBER), {"act": "sign"})
    for page in ("public", "public-atom", "public-rss"):
        assert NUMBER in browser().get(address(page)).content.decode()
    assert send_waiting(clock=lambda: NOON + 2 * HOUR) == 1
    assert "A-2018-0001-v1.xml" in browser(chief()).get(address("alert", NUMBER)).content.decode()


def test_a_failed_sending_is_sent_again_from_the_page() -> None:
    register_outlet(actor=None, at=NOON, name="partners", kind=OutletKind.FOLDER, address="partners")
    row = issued()
    row.sendings.update(state="failed")
    key = row.sendings.get().pk
    client = browser(chief())
    assert f"Send again: {key}" in client.get(address("alert", NUMBER)).content.decode()
    client.post(address("alert", NUMBER), {"act": "retry", "sending": key})
    assert row.sendings.get().state == "waiting"


def test_outlets_are_registered_and_stopped_by_who_operates_and_secrets_are_theirs() -> None:
    operator = browser(person("operator", Role.OPERATOR, "900000"))
    operator.post(
        address("outlets"),
        {"act": "register", "name": "联防", "kind": "webhook", "address": "https://example.org/in", "language": "zh",
         "kinds": ["circular"]},
    )  # fmt: skip
    row = Outlet.objects.get()
    assert row.kinds == [AlertKind.CIRCULAR]
    assert row.secret in operator.get(address("outlets")).content.decode()
    assert row.secret not in browser(chief()).get(address("outlets")).content.decode()
    said = operator.post(
        address("outlets"),
        {"act": "register", "name": "x", "kind": "webhook", "address": "http://10.0.0.1/", "language": "zh"},
    ).content.decode()
    assert "private network" in said
    operator.post(address("outlets"), {"act": "stop", "outlet": row.pk})
    assert not Outlet.objects.get().active


@pytest.mark.parametrize("name", ["alerts", "alerts-due"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_lists_open(name: str, language: str) -> None:
    issued()
    proposed(audience=Audience.PORTS)
    answer = browser(analyst(), language).get(address(name))
    assert answer.status_code == 200
    assert "A-2018-0002" in answer.content.decode()


def test_who_may_not_read_alerts_does_not() -> None:
    issued()
    assert browser(person("lab", Role.LABORATORY_ANALYST)).get(address("alerts")).status_code == 403
    assert browser(person("officer", Role.PORT_OFFICER)).get(address(*COMPOSE)).status_code == 403
    assert browser().get(address("alerts")).status_code == 302


def test_an_alert_that_is_not_there_is_said_to_be_missing() -> None:
    assert browser(analyst()).get(address("alert", "A-1900-0001")).status_code == 404
    assert browser().get(address("public-alert", "A-1900-0001")).status_code == 404


def test_an_alert_leads_to_a_measure_that_is_filled_in() -> None:
    row = issued()
    page = browser(chief()).get(reverse("surveillance-alert", args=[row.number])).content.decode()
    link = f"{reverse('surveillance-impose')}?alert={row.number}"
    assert link in page
    form = browser(chief()).get(link + "&kind=intensify&orders=sample&rate=0.5").content.decode()
    assert 'value="0.5"' in form
    assert row.number in form
