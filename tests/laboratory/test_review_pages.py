"""The bench, the review queue, turnaround and the public check of a report, as people meet them."""

import html
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Role
from guomen.laboratory import operations
from guomen.laboratory.models import Report, Sample
from guomen.laboratory.reports.operations import publish_report
from tests.laboratory import people
from tests.laboratory.conftest import AT
from tests.laboratory.test_operations import HIGH, LOW, entered
from tests.laboratory.test_web import browser, got


def posted(client: Client, where: str, act: str, **said: Any) -> str:
    response = client.post(where, said | {"act": act}, follow=True)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def review_page(sample: Sample) -> str:
    return reverse("laboratory-review-sample", args=[sample.label])


@pytest.fixture
def reviewer(prepared: Sample) -> Actor:
    return people.person(Role.LABORATORY_ANALYST, "GM10", "reviewer")


@pytest.fixture
def report(prepared: Sample, analyst: Actor, signatory: Actor) -> Report:
    entered(analyst, prepared, HIGH)
    made = people.signed_off(prepared.label, signatory, AT)
    return publish_report(actor=None, at=AT, report=made.pk)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_analyst_enters_a_result_on_the_bench_and_it_leaves_the_bench(
    language: str, prepared: Sample, analyst: Actor
) -> None:
    client, where = browser(analyst, language), reverse("laboratory-bench")
    assert prepared.label in got(client, where)
    act = f"result-{prepared.requests.get().pk}"
    page = posted(
        client, where, act, **{f"{act}-readings": "0.05", f"{act}-unit": "mg/kg", f"{act}-lod": "0.002",
                               f"{act}-dilution": "2"}
    )  # fmt: skip
    assert prepared.label not in page
    result = prepared.requests.get().results.get()
    assert (result.dilution, result.statement["conformity"]) == (2, "conform")


def test_a_reading_that_cannot_be_is_said_in_its_line(prepared: Sample, analyst: Actor) -> None:
    act = f"result-{prepared.requests.get().pk}"
    page = posted(browser(analyst), reverse("laboratory-bench"), act, **{f"{act}-readings": "", f"{act}-unit": "mg/kg"})
    assert "No reading was entered." in page


def test_own_work_is_shown_as_not_mine_to_sign(prepared: Sample, analyst: Actor, reviewer: Actor) -> None:
    entered(analyst, prepared, HIGH)
    assert "no: you entered a result" in got(browser(analyst), reverse("laboratory-review"))
    own = got(browser(analyst), review_page(prepared))
    assert "Another person signs them." in own
    assert 'value="review"' not in own
    assert 'value="review"' in got(browser(reviewer), review_page(prepared))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_review_by_one_and_authorisation_by_another(
    language: str, prepared: Sample, analyst: Actor, reviewer: Actor, signatory: Actor
) -> None:
    entered(analyst, prepared, HIGH)
    posted(browser(reviewer, language), review_page(prepared), "review")
    prepared.refresh_from_db()
    assert prepared.state == "reviewed"
    assert 'value="authorise"' not in got(browser(reviewer), review_page(prepared))
    posted(browser(signatory, language), review_page(prepared), "authorise")
    prepared.refresh_from_db()
    assert prepared.state == "reported"


def test_results_go_back_with_a_reason_and_stand_on_the_bench_again(
    prepared: Sample, analyst: Actor, reviewer: Actor
) -> None:
    entered(analyst, prepared, HIGH)
    client = browser(reviewer)
    assert "This field is required" in posted(client, review_page(prepared), "return", reason="")
    posted(client, review_page(prepared), "return", reason="check the dilution")
    prepared.refresh_from_db()
    assert prepared.state == "prepared"
    bench = got(browser(analyst), reverse("laboratory-bench"))
    assert "sent back" in bench
    assert "Why it is changed" in bench


def test_turnaround_is_told_per_section(report: Report, signatory: Actor) -> None:
    page = got(browser(signatory), reverse("laboratory-turnaround"), days="365")
    assert "without a registered method" in page or "Nothing was reported" in page


def test_strangers_and_traders_do_not_open_the_pages(prepared: Sample) -> None:
    trader = people.person(Role.TRADER, "GM1001")
    for name in ("laboratory-bench", "laboratory-review", "laboratory-turnaround"):
        assert browser(trader).get(reverse(name)).status_code == 403
    stranger = people.person(Role.LABORATORY_ANALYST, "GM20")
    assert browser(stranger).get(review_page(prepared)).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_anybody_verifies_a_report_and_reads_only_its_face(language: str, report: Report, signatory: Actor) -> None:
    nobody = browser(None, language)
    where = reverse("laboratory-check", args=[report.code])
    page = got(nobody, where)
    assert report.document_digest in page
    assert "consignment:12" not in page
    told = json.loads(nobody.get(reverse("laboratory-check-json", args=[report.code])).content)
    assert (told["answer"], told["sha256"]) == ("valid", report.document_digest)
    operations.withdraw_report(actor=signatory, at=AT, label=report.sample.label, reason="samples were swapped")
    assert "samples were swapped" in got(nobody, where)
    assert json.loads(nobody.get(reverse("laboratory-check-json", args=[report.code])).content)["answer"] == "withdrawn"


def test_a_code_that_is_not_ours_is_answered_404_and_says_what_to_do(report: Report) -> None:
    response = browser(None).get(reverse("laboratory-check", args=["0" * 21]))
    assert response.status_code == 404
    assert "is not ours" in html.unescape(response.content.decode())


def test_the_paper_and_its_twin_are_for_those_who_may_read_the_sample(report: Report, officer: Actor) -> None:
    number = f"{report.sample.label}-R1"
    for name, kind in (("laboratory-report-paper", "application/pdf"), ("laboratory-report-twin", "application/json")):
        response = browser(officer).get(reverse(name, args=[number]))
        assert (response.status_code, response["Content-Type"]) == (200, kind)
        stranger = people.person(Role.PORT_OFFICER, "GM2001")
        assert browser(stranger).get(reverse(name, args=[number])).status_code == 404


def test_the_certificate_is_public(report: Report) -> None:
    assert b"BEGIN CERTIFICATE" in browser(None).get(reverse("laboratory-certificate")).content


def test_low_results_are_reported_as_conforming(prepared: Sample, analyst: Actor, signatory: Actor) -> None:
    entered(analyst, prepared, LOW)
    assert people.signed_off(prepared.label, signatory, AT).conform is True
