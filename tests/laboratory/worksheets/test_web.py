"""The bench's pages: opening a worksheet, the grid cell by cell, judging, and what a blocked one says."""

from typing import Any

from django.test import Client

from guomen.kernel.offices.models import Actor
from guomen.laboratory.models import Instrument, Method, Sample, Worksheet
from tests.laboratory import benches
from tests.laboratory.benches import CADMIUM


def client_of(actor: Actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(actor)
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, address: str, data: dict[str, Any] | None = None) -> str:
    answer = client.post(address, data, follow=True) if data is not None else client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def opened(client: Client, method: Method, sample: Sample, **more: Any) -> Worksheet:
    keys = [one.pk for one in sample.requests.all()]
    page(client, f"/laboratory/worksheets/new/{method.pk}", {"requests": keys, "blank": "on", **more})
    return Worksheet.objects.get()


def test_a_worksheet_is_opened_from_what_waits_and_filled_cell_by_cell(
    analyst: Actor, method: Method, instrument: Instrument, sample: Sample
) -> None:
    instrument.verifications.update(due_on="2999-12-31")
    client = client_of(analyst)
    assert "SH-M-01" in page(client, "/laboratory/worksheets/new")
    assert sample.label in page(client, f"/laboratory/worksheets/new/{method.pk}")
    sheet = opened(client, method, sample, instrument=instrument.pk)
    address = f"/laboratory/worksheets/{sheet.number}"
    request = benches.request_of(sample, CADMIUM).pk
    page(client, address, {"act": "control", "control-control": "spike", "control-of": request, "control-added": "0.1"})
    lines = list(sheet.lines.all())
    assert [line.kind for line in lines] == ["sample", "sample", "blank", "blank", "spike"]
    htmx = {"HX-Request": "true"}
    for line, text in zip(lines, ["0.05", "ND", "ND", "nd", "0.11"], strict=True):
        answer = client.post(f"{address}/read", {f"reading-{line.pk}": text}, headers=htmx)
    assert "Every line is read" in answer.content.decode()
    assert "Recovery of the spike 60.0 %" in answer.content.decode()
    wrong = client.post(f"{address}/read", {f"reading-{lines[0].pk}": "abc"}, headers=htmx).content.decode()
    assert "“abc” is no reading" in wrong
    page(client, f"{address}/read", {f"reading-{lines[4].pk}": "0.145"})
    assert "accepted" in page(client, address, {"act": "accept"})


def test_a_blocked_worksheet_says_why_and_offers_a_new_run(policies: None) -> None:
    method = benches.method()
    analyst, sample = benches.analyst(method), benches.sample()
    client = client_of(analyst)
    sheet = opened(client, method, sample)
    address = f"/laboratory/worksheets/{sheet.number}"
    for line in sheet.lines.all():
        page(client, f"{address}/read", {f"reading-{line.pk}": "0.05"})
    shown = page(client, address, {"act": "accept"})
    assert "A control failed" in shown
    assert "NC-20" in shown
    assert "No corrective action" in page(client, address, {"act": "reopen"})
    page(client, address, {"act": "void", "void-reason": "no extract left"})
    sheet.refresh_from_db()
    assert (sheet.state, sheet.note) == ("void", "no extract left")
