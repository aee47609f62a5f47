"""The pages of a sample's life: ordered for a court, divided, photographed, taken in at the door, tested again."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Role
from guomen.laboratory import operations
from guomen.laboratory.models import Sample, SampleFile
from guomen.laboratory.terms import Hand, PortionAsked, PortionKind, SampleState, label_of
from tests.kernel.test_files import JPEG, ZIP
from tests.laboratory import laws, people
from tests.laboratory.test_operations import HIGH
from tests.laboratory.test_retests import gone_through
from tests.laboratory.test_web import address, browser, got, sent

DOOR = "laboratory-reception"
PARTS = (PortionAsked(PortionKind.TEST, "500 g"), PortionAsked(PortionKind.ARCHIVE, "500 g", "P-3", "cold store 1"))


def scanned(client: Client, label: str) -> str:
    return got(client, reverse(DOOR), scan=label)


def taken_in(client: Client, label: str, **said: str) -> str:
    data = {f"receive-{name}": value for name, value in said.items()} | {"act": "receive"}
    response = client.post(f"{reverse(DOOR)}?scan={label}", data, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_door_shows_what_is_expected_and_takes_it_in(handed: Sample, analyst: Actor) -> None:
    client = browser(analyst)
    page = scanned(client, handed.label)
    assert "S-1" in page
    assert 'name="receive-seal"' in page
    assert "autofocus" in page
    assert "The sample was taken in." in taken_in(client, handed.label, seal="s-1")
    handed.refresh_from_db()
    assert handed.state == "received"


def test_a_bag_without_a_seal_is_taken_in_with_enter_alone(ordered: Sample, officer: Actor, analyst: Actor) -> None:
    told: dict[str, Any] = {"actor": officer, "at": timezone.now(), "label": ordered.label, "scanned": ordered.label}
    operations.draw_sample(hand=Hand("officer"), **told)
    operations.hand_over_sample(hand=Hand("courier"), **told)
    page = scanned(browser(analyst), ordered.label)
    assert 'value="receive" autofocus' in page


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("ordered", "it is not taken in"),
        ("drawn", "handing over is written down first"),
        ("received", "was taken in before"),
        ("reported", "was taken in before"),
        ("stored", "was taken in before"),
        ("cancelled", "Give it back"),
        ("refused", "it is not taken in"),
        ("disposed", "what is in this bag is not known"),
    ],
)
def test_the_door_says_why_a_bag_is_not_taken_in(state: str, said: str, received: Sample, analyst: Actor) -> None:
    Sample.objects.update(state=SampleState(state), remark="x")
    page = scanned(browser(analyst), received.label)
    assert said in page
    assert 'value="receive"' not in page


def test_an_unknown_and_a_misread_label_are_said_at_the_scan(house: None, analyst: Actor) -> None:
    assert "There is no sample with the label" in scanned(browser(analyst), label_of(29_000))
    assert "is not a sample label" in scanned(browser(analyst), "hello")


def test_what_did_not_come_in_time_is_listed_at_the_door(handed: Sample, analyst: Actor) -> None:
    laws.lay_down()
    assert handed.label in got(browser(analyst), reverse(DOOR))


def test_the_door_is_the_laboratorys(handed: Sample, officer: Actor) -> None:
    assert browser(officer).get(reverse(DOOR)).status_code == 403


def test_a_sample_is_divided_on_its_page_and_every_part_gets_a_label(received: Sample, analyst: Actor) -> None:
    client = browser(analyst)
    said = sent(client, received, "split", test_amount="500 g", archive_amount="400 g", archive_seal="P-3")
    assert "The sample was divided." in said
    parts = list(received.portions.all())
    labels = got(client, reverse("laboratory-label", args=[received.label]))
    assert all(one.label in labels for one in parts)
    assert labels.count("data:image/svg+xml") == 3
    assert received.label in got(client, reverse("laboratory-sample", args=[parts[1].label]))
    said = sent(client, received, "part", part=parts[1].label, deed="keep", scanned=parts[1].label, place="freezer 2")
    assert "freezer 2" in said
    assert "put into store" in said


def test_a_photo_is_kept_and_a_hostile_file_is_not(
    received: Sample, analyst: Actor, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = browser(analyst)
    sent(client, received, "show", photos=SimpleUploadedFile("../bag.jpg", JPEG, "image/jpeg"))
    row = SampleFile.objects.get()
    assert "/" not in row.name
    answer = client.get(reverse("laboratory-file", args=[row.pk]))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    said = sent(client, received, "show", photos=SimpleUploadedFile("bag.jpg", ZIP, "image/jpeg"))
    assert "Only JPEG" in said
    assert SampleFile.objects.count() == 1
    stranger = browser(people.person(Role.LABORATORY_ANALYST, "GM20"))
    assert stranger.get(reverse("laboratory-file", args=[row.pk])).status_code == 404


def test_a_court_orders_through_the_page(analyst: Actor) -> None:
    client = browser(analyst)
    asked = {
        "purpose": "court", "reference": "2018-77", "description": "rice", "tests": "cadmium; lead", "units": "1",
        "laboratory": "GM10",
    }  # fmt: skip
    page = client.post(reverse("laboratory-order"), asked, follow=True).content.decode()
    assert "names nobody for whom it is" in page
    page = client.post(reverse("laboratory-order"), asked | {"requester": "court A"}, follow=True).content.decode()
    sample = Sample.objects.get()
    assert (sample.subject, sample.requester, sample.requests.count()) == ("case:2018-77", "court A", 2)
    assert "court A" in page
    told = {"scanned": sample.label, "holder": "bailiff"}
    sent(client, sample, "draw", **told)
    assert "The sample was handed over." in sent(client, sample, "hand_over", **told)


def test_the_officer_orders_a_re_test_and_both_stand_beside_each_other(
    prepared: Sample, analyst: Actor, officer: Actor
) -> None:
    laws.lay_down()
    operations.split_sample(actor=analyst, at=timezone.now(), label=prepared.label, portions=PARTS)
    gone_through(prepared, analyst, HIGH)
    prepared.reports.update(reported_at=timezone.now() - timedelta(days=3))
    said = sent(browser(officer), prepared, "retest", ground="importer, yesterday")
    assert "The re-test was ordered." in said
    assert "The re-test is not reported: the first result counts." in said
    again = Sample.objects.get(retest_of=prepared)
    assert prepared.label in got(browser(analyst), address(again))


def test_what_is_due_for_disposal_is_listed(prepared: Sample, analyst: Actor) -> None:
    Sample.objects.update(state=SampleState.STORED, retain_until=timezone.localdate())
    client = browser(analyst)
    assert prepared.label in got(client, reverse("laboratory-disposal"))
    Sample.objects.update(retain_until=timezone.localdate() + timedelta(days=1))
    assert prepared.label not in got(client, reverse("laboratory-disposal"))
