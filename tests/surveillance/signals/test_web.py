"""The radar's pages, in both languages, and what they refuse."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as installed
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from guomen.kernel.models import Actor
from guomen.kernel.terms import Role
from guomen.surveillance.signals.models import HeardName, Informant, Signal, SignalLink
from guomen.surveillance.signals.operations import take_signals
from tests.decisions import world
from tests.surveillance.signals.conftest import AT, report

CSV = "Number,Date,Product,Hazard,Country\nA-1,2026-02-01,sesame seeds,ethylene oxide,India\nA-2,2099-01-01,x,y,z\n"


@pytest.fixture
def analyst(radar: None, settings: Settings, tmp_path: Path) -> Actor:
    """A risk analyst, in an installation with its secret."""
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "informants.key").write_text("5e" * 32)
    return world.person("analyst", Role.RISK_ANALYST)


@pytest.fixture(params=["zh-hans", "en"])
def browser(request: pytest.FixtureRequest, client: Client, analyst: Actor) -> Client:
    """The analyst's browser in one of the languages."""
    client.cookies[installed.LANGUAGE_COOKIE_NAME] = request.param
    client.force_login(analyst)
    return client


def seeded() -> list[int]:
    """Some signals with a link, an unknown name and a hostile title."""
    text = "Consumers in three provinces report irritation after eating sesame bars."
    reports = [
        report(
            reference="R-1",
            original=text,
            hazard_words="ethylene oxide",
            origin_words="India",
            goods_words="sesame seeds",
        ),
        report(reference="R-2", original=text, hazard_words="etilene oxido", title="<script>alert(1)</script> sesame"),
        report(reference="R-3", original=text, reported_on=date(2026, 2, 1)),
        report(reference="R-4", original=text),
    ]
    return [one.signal or 0 for one in take_signals(actor=None, at=AT, source="rasff", reports=reports)]


PAGES = [
    "/surveillance/radar", "/surveillance/signals", "/surveillance/signals?q=sesame",
    "/surveillance/signals?source=rasff",
    "/surveillance/signals?hazard=ethylene_oxide&origin=in&goods=12&state=current", "/surveillance/signals?before=1",
    "/surveillance/signals?q=R-1", "/surveillance/signals/report", "/surveillance/signals/file", "/surveillance/names",
    "/surveillance/names?axis=hazard", "/surveillance/sources", "/surveillance/sources/rasff", "/surveillance/tell",
    "/surveillance/tell/status",
]  # fmt: skip


def test_every_page_opens_and_says_no_untranslated_word(browser: Client) -> None:
    numbers = seeded()
    for path in [*PAGES, *(f"/surveillance/signals/{number}" for number in numbers)]:
        response = browser.get(path)
        assert response.status_code == 200, path
        page = response.content.decode()
        assert "<script>alert" not in page
        if browser.cookies[installed.LANGUAGE_COOKIE_NAME].value == "zh-hans":
            heading = re.search(r"<h1[^>]*>([^<]*)", page)
            assert heading, path
            assert "/signals/" in path or re.search(r"[\u4e00-\u9fff]", heading[1]), path


def test_the_list_is_read_on_by_number(browser: Client) -> None:
    take_signals(actor=None, at=AT, source="rasff", reports=[report(reference=f"N-{n}") for n in range(60)])
    first = browser.get("/surveillance/signals").content.decode()
    more = re.search(r'rel="next" href="\?([^"]+)"', first)
    assert more
    second = browser.get("/surveillance/signals?" + more[1].replace("&amp;", "&")).content.decode()
    shown = [set(re.findall(r"/surveillance/signals/(\d+)\"", page)) for page in (first, second)]
    assert (len(shown[0]), len(shown[1]), shown[0] & shown[1]) == (50, 10, set())


def test_an_officer_reports_links_unlinks_and_refutes(browser: Client) -> None:
    said = {"source": "media", "reported_on": "2026-03-01", "title": "Salmonella in shrimp from Mexico"}
    number = int(browser.post("/surveillance/signals/report", said).headers["Location"].rsplit("/", 1)[1])
    assert Signal.objects.get(pk=number).hazard == "salmonella"
    [earlier, *_rest] = seeded()
    path = f"/surveillance/signals/{number}"
    browser.post(path, {"act": "link", "earlier": earlier, "kind": "follow_up", "ground": "same lot"})
    link = SignalLink.objects.get(signal=number)
    browser.post(path, {"act": "unlink", "link": link.pk, "ground": "another lot"})
    link.refresh_from_db()
    assert link.undone_because == "another lot"
    browser.post(path, {"act": "refute", "ground": "tested, nothing found"})
    assert Signal.objects.get(pk=number).state == "refuted"


def test_a_report_that_cannot_be_says_why_at_its_field(browser: Client) -> None:
    said = {"source": "media", "reported_on": "2099-03-01", "title": "A"}
    page = browser.post("/surveillance/signals/report", said).content.decode()
    assert "2099" in page
    assert not Signal.objects.exists()


def test_a_name_is_settled_by_a_button(browser: Client) -> None:
    seeded()
    name = HeardName.objects.get(axis="hazard")
    page = browser.get("/surveillance/names?axis=hazard").content.decode()
    assert f"{name.pk}:ethylene_oxide" in page
    browser.post("/surveillance/names", {"settle": f"{name.pk}:ethylene_oxide"})
    assert Signal.objects.filter(hazard="ethylene_oxide").count() == 4
    page = browser.post(
        "/surveillance/names", {"settle": f"{name.pk}:?", f"code-{name.pk}": "nonsense"}
    ).content.decode()
    assert "nonsense" in page


def test_a_file_is_looked_at_and_then_taken(browser: Client) -> None:
    sent = browser.post("/surveillance/signals/file", {"file": SimpleUploadedFile("notices.csv", CSV.encode())})
    path = sent.headers["Location"]
    assert "A-1" in browser.get(path).content.decode()
    asked = {"source": "rasff", "take": "1"}
    fields = ("reference", "reported_on", "goods_words", "hazard_words", "origin_words")
    asked |= {f"field-{number}": field for number, field in enumerate(fields)}
    browser.post(path, asked)
    assert list(Signal.objects.values_list("reference", "hazard", "origin")) == [("A-1", "ethylene_oxide", "IN")]


def test_the_public_tells_and_asks_with_its_token(client: Client, analyst: Actor) -> None:
    said = {
        "kind": "whistle_blower",
        "title": "Expired flour is used again",
        "original": "每天都用过期面粉",
        "name": "王小明",
    }
    page = client.post("/surveillance/tell", said).content.decode()
    token = re.search(r"[2-9A-Z]{5}(?:-[2-9A-Z]{5}){3}", page)
    assert token
    assert Informant.objects.count() == 1
    answer = client.post("/surveillance/tell/status", {"token": token[0]}).content.decode()
    assert "badge received" in answer
    wrong = client.post("/surveillance/tell/status", {"token": "X"}).content.decode()
    assert "badge" not in wrong.split("<main")[1]


def test_who_may_not_watch_risks_sees_nothing(client: Client, radar: None) -> None:
    client.force_login(world.person("trader", Role.TRADER, office=""))
    for path in ("/surveillance/radar", "/surveillance/signals", "/surveillance/names", "/surveillance/sources"):
        assert client.get(path).status_code == 403


def test_the_api_takes_a_batch_and_answers_for_each(client: Client, analyst: Actor) -> None:
    client.force_login(analyst)
    good = {"reference": "1", "reported_on": "2026-03-01", "title": "A", "hazard_words": "Salmonella"}
    sent = {"source": "rasff", "reports": [good, good | {"reference": "2", "cases": 1, "deaths": 2}]}
    answer = client.post("/api/signals", sent, content_type="application/json")
    assert [one["outcome"] for one in answer.json()] == ["taken", "refused"]
    assert answer.json()[1]["fault"]["field"] == "deaths"
    listed = client.get("/api/signals?hazard=salmonella").json()["signals"]
    assert [one["reference"] for one in listed] == ["1"]
    assert client.get(f"/api/signals/{listed[0]['id']}").json()["title"] == "A"


def test_a_file_is_attached_and_given_out_as_a_file_and_other_kinds_are_refused(browser: Client) -> None:
    [number, *_rest] = seeded()
    path = f"/surveillance/signals/{number}"
    for name, content in (("lab.pdf", b"%PDF-1.7 report\n%%EOF\n"), ("page.pdf", b"<script>alert(1)</script>")):
        browser.post(path, {"act": "attach", "file": SimpleUploadedFile(name, content)})
    [kept] = Signal.objects.get(pk=number).attachments.all()
    answer = browser.get(f"/surveillance/signals/attachments/{kept.pk}")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 report\n%%EOF\n"  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="lab.pdf"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert browser.get("/surveillance/signals/attachments/999999").status_code == 404


def test_a_file_is_attached_over_the_api_and_what_it_is_its_bytes_say(client: Client, analyst: Actor) -> None:
    [number, *_rest] = seeded()
    client.force_login(analyst)
    path, pdf = f"/api/signals/{number}/attachments?name=lab.exe", b"%PDF-1.7 report\n%%EOF\n"
    kept = client.post(path, pdf, content_type="application/octet-stream").json()
    again = client.post(path, pdf, content_type="application/octet-stream").json()
    assert kept["media_type"] == "application/pdf"
    assert again == kept
    page = client.post(path, b"<script>alert(1)</script>", content_type="application/octet-stream")
    assert page.status_code == 422
    assert client.post("/api/signals/999999/attachments", pdf, content_type="image/png").status_code == 404
    assert Signal.objects.get(pk=number).attachments.count() == 1


def test_files_are_sent_with_the_report_all_of_them_or_none(browser: Client) -> None:
    seeded()
    written = {"source": "media", "reported_on": "2018-07-31", "title": "with a file", "goods": "1905"}
    good, bad = (
        SimpleUploadedFile(name, content)
        for name, content in (("../a.pdf", b"%PDF-1.7 a\n%%EOF\n"), ("b.pdf", b"<html>b</html>"))
    )
    browser.post("/surveillance/signals/report", written | {"attached": [good, bad]})
    assert not Signal.objects.filter(title="with a file").exists()
    good.seek(0)
    browser.post("/surveillance/signals/report", written | {"attached": [good]})
    assert [one.name for one in Signal.objects.get(title="with a file").attachments.all()] == ["a.pdf"]
