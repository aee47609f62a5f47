"""The laboratory's pages: analyst and manager from the scan to the report, and what each is refused, in place."""

import html
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from guomen.catalogue.operations import load_reference
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Role, SubjectRef, Text
from guomen.laboratory import operations
from guomen.laboratory.models import Sample
from guomen.laboratory.terms import Hand, Measured, label_of
from tests.laboratory import people
from tests.laboratory.conftest import AT, CADMIUM

LOW = Measured((Decimal("0.05"),), "mg/kg", lod=Decimal("0.002"))
WORDS = {
    "en": {"queue": "Scan a label", "state": "handed over", "limit": "Limit", "done": "The sample was taken in."},
    "zh-hans": {"queue": "扫描标签", "state": "已移交", "limit": "限量", "done": "样品已接收。"},
}


def browser(actor: Actor | None, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    if actor is not None:
        client.force_login(actor)
    return client


def address(sample: Sample) -> str:
    return reverse("laboratory-sample", args=[sample.label])


def got(client: Client, where: str, **asked: Any) -> str:
    response = client.get(where, asked, follow=True)
    assert response.status_code == 200, where
    return html.unescape(response.content.decode())


def sent(client: Client, sample: Sample, act: str, slot: str = "", **said: Any) -> str:
    data = {f"{slot or act}-{name}": value for name, value in said.items()}
    response = client.post(address(sample), data | {"act": act}, follow=True)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def result_of(sample: Sample) -> str:
    return f"result-{sample.requests.get().pk}"


@pytest.fixture
def tested(prepared: Sample, analyst: Actor) -> Sample:
    request = prepared.requests.get().pk
    operations.enter_result(actor=analyst, at=AT, label=prepared.label, request=request, measured=LOW)
    return prepared


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_analyst_and_a_manager_walk_from_the_scan_to_the_shelf(
    language: str, handed: Sample, analyst: Actor, signatory: Actor
) -> None:
    words = WORDS[language]
    bench, desk = browser(analyst, language), browser(signatory, language)
    queue = got(bench, reverse("laboratory-samples"))
    assert words["queue"] in queue
    assert words["state"] in queue
    page = got(bench, reverse("laboratory-samples"), scan=f"https://port.example{address(handed).lower()}")
    assert "GB 2762-2017" in page
    assert "≤ 0.2 mg/kg" in page
    assert words["limit"] in page
    said = sent(bench, handed, "receive", scanned=handed.label, seal="s-1", temperature="-18.5", place="cold room")
    assert words["done"] in said
    assert "-18.5 °C" in said
    assert 'value="result-' not in said
    sent(bench, handed, "prepare", scanned=handed.label, note="milled")
    said = sent(bench, handed, result_of(handed), readings="310", unit="µg/kg", lod="2")
    assert "310 µg/kg" in said
    assert ("outside the limit" if language == "en" else "不符合限量") in said
    assert 'value="report"' not in said
    people.signed_off(handed.label, signatory, AT)
    said = got(desk, address(handed))
    assert ("does not conform" if language == "en" else "不合格") in said
    sent(bench, handed, "store", "keep", place="shelf 4")
    said = sent(bench, handed, "dispose", "keep", holder="incinerator", ground="spoilt")
    assert [step.deed for step in handed.steps.all()] == [
        "draw", "hand_over", "receive", "prepare", "test", "review", "authorise", "report", "store", "dispose",
    ]  # fmt: skip
    assert "incinerator" in said


def test_the_chain_says_whether_the_seal_came_through(handed: Sample, analyst: Actor) -> None:
    said = sent(browser(analyst), handed, "receive", scanned=handed.label, seal="S-1")
    assert "unbroken" in said


def test_the_wrong_bag_is_said_at_the_label(handed: Sample, analyst: Actor) -> None:
    said = sent(browser(analyst), handed, "receive", scanned=label_of(31_000), seal="S-1", place="kept text")
    assert "Take the right bag" in said
    assert "kept text" in said
    handed.refresh_from_db()
    assert handed.state == "handed_over"


def test_a_broken_seal_is_said_at_the_seal_and_taken_in_with_a_remark(handed: Sample, analyst: Actor) -> None:
    bench = browser(analyst)
    assert "is not the one that was set" in sent(bench, handed, "receive", scanned=handed.label, seal="S-9")
    said = sent(bench, handed, "receive", scanned=handed.label, seal="S-9", remark="changed by customs")
    assert "taken in with a remark" in said
    assert "differs" in said


def test_a_sample_is_refused_only_with_a_reason(handed: Sample, analyst: Actor) -> None:
    bench = browser(analyst)
    assert "A reason is needed." in sent(bench, handed, "refuse", "receive", scanned=handed.label)
    said = sent(bench, handed, "refuse", "receive", scanned=handed.label, remark="thawed")
    assert "The sample was refused." in said
    assert "thawed" in said


def test_nobody_authorises_their_own_result(prepared: Sample, signatory: Actor) -> None:
    desk = browser(signatory)
    sent(desk, prepared, result_of(prepared), readings="0.05", unit="mg/kg", lod="0.002")
    where = reverse("laboratory-review-sample", args=[prepared.label])
    page = got(desk, where)
    assert "Another person signs them." in page
    assert 'value="review"' not in page
    desk.post(where, {"act": "review"})
    desk.post(where, {"act": "authorise"})
    prepared.refresh_from_db()
    assert prepared.state == "tested"
    assert not prepared.reports.exists()


def test_an_analyst_is_not_offered_to_authorise(tested: Sample, analyst: Actor) -> None:
    sent(browser(analyst), tested, "report")
    assert not tested.reports.exists()


def test_a_changed_result_needs_its_reason_and_keeps_the_old_version(tested: Sample, analyst: Actor) -> None:
    bench = browser(analyst)
    said = sent(bench, tested, result_of(tested), readings="0.06", unit="mg/kg", lod="0.002")
    assert "This field is required." in said
    assert tested.requests.get().results.count() == 1
    said = sent(
        bench, tested, result_of(tested), readings="0.06", unit="mg/kg", lod="0.002", change_reason="misread dilution"
    )
    assert "misread dilution" in said
    assert "Versions on record (2)" in said


def test_a_result_that_another_entered_meanwhile_is_not_overwritten(prepared: Sample, analyst: Actor) -> None:
    """The first form was sent after a colleague's: the operation's refusal stands in the form of the correction."""
    bench = browser(analyst)
    got(bench, address(prepared))
    operations.enter_result(
        actor=analyst, at=AT, label=prepared.label, request=prepared.requests.get().pk, measured=LOW
    )
    said = sent(bench, prepared, result_of(prepared), readings="0.9", unit="mg/kg")
    assert "This field is required." in said
    assert prepared.requests.get().results.count() == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"readings": "0.05", "unit": "mg/L"}, "cannot be turned into"),
        ({"readings": "0.05", "unit": "9**9**9"}, "This is not a unit."),
        ({"readings": "0.05", "unit": "mg/0 kg"}, "This is not a unit."),
        ({"readings": "0,31", "unit": "mg/kg"}, "is not a result"),
        ({"readings": "-1", "unit": "mg/kg"}, "is not a result"),
        ({"readings": "NaN", "unit": "mg/kg"}, "is not a result"),
        ({"readings": "0.1 0.2", "unit": "mg/kg"}, "one reading for each unit"),
        ({"readings": "", "unit": "mg/kg"}, "No reading was entered."),
        ({"readings": "0.001", "unit": "mg/kg", "lod": "0.01"}, "below the detection limit"),
        ({"readings": "ND", "unit": "mg/kg", "lod": "0.1", "loq": "0.01"}, "LOQ is not below LOD"),
        ({"readings": "0.1", "absent": "on", "unit": "mg/kg"}, "Either a result or this"),
    ],
)
def test_what_cannot_be_a_result_is_said_at_its_field(
    said: dict[str, str], told: str, prepared: Sample, analyst: Actor
) -> None:
    page = sent(browser(analyst), prepared, result_of(prepared), **said)
    assert told in page
    assert not prepared.requests.get().results.exists()


@pytest.mark.parametrize("said", [{"readings": "nd"}, {"readings": "未检出"}, {"absent": "on"}, {"readings": "ＮＤ"}])
def test_not_detected_is_a_word_or_a_tick(said: dict[str, str], prepared: Sample, analyst: Actor) -> None:
    page = sent(browser(analyst), prepared, result_of(prepared), unit="mg/kg", lod="0.002", **said)
    assert "ND (LOD 0.002 mg/kg)" in page
    assert prepared.requests.get().results.get().readings == [None]


def test_several_units_are_read_one_by_one(prepared: Sample, analyst: Actor) -> None:
    prepared.requests.update(limit_kind="nmcM", limit_low=100, limit_value=1000, units=5, accept=2, unit="CFU/g")
    page = got(browser(analyst), address(prepared))
    assert "5 readings, one for each unit" in page
    page = sent(browser(analyst), prepared, result_of(prepared), readings="ND 10 120 30 ND", unit="CFU/g", lod="10")
    assert "ND, 10, 120, 30, ND CFU/g" in page
    assert "1 of 5 units outside, 2 allowed" in page


def test_a_limit_that_nobody_verified_says_so(prepared: Sample, analyst: Actor) -> None:
    assert "unverified default" not in got(browser(analyst), address(prepared))
    prepared.requests.update(limit_confidence="low")
    assert "unverified default" in got(browser(analyst), address(prepared))


def test_another_limit_in_force_is_chosen_with_a_reason_as_long_as_no_result_was_judged(
    officer: Actor, analyst: Actor
) -> None:
    load_reference(actor=None, at=AT, folder=settings.REFERENCE)
    aflatoxin = replace(CADMIUM, analyte=Text("黄曲霉毒素M1", "aflatoxin M1"))
    sample = operations.order_sample(
        actor=officer, at=AT, subject=SubjectRef("lot", "1"), office=Office.objects.get(code="GM1001"),
        laboratory=Office.objects.get(code="GM10"), goods_code="0402210000101", description="milk powder",
        requests=[aflatoxin],
    )  # fmt: skip
    operations.draw_sample(actor=officer, at=AT, label=sample.label, scanned=sample.label, hand=Hand("officer"))
    operations.hand_over_sample(actor=officer, at=AT, label=sample.label, scanned=sample.label, hand=Hand("courier"))
    bench, slot = browser(analyst), f"limit-{sample.requests.get().pk}"
    sent(bench, sample, "receive", scanned=sample.label)
    said = sent(bench, sample, "prepare", scanned=sample.label)
    [key] = re.findall(rf'name="{slot}-key" value="([^"]+)"', said)
    assert "≤ 0.5 µg/kg" in said
    assert "This field is required." in sent(bench, sample, slot, key=key, reason=" ")
    assert "Select a valid choice." in sent(bench, sample, slot, key="limit:none", reason="milk powder")
    said = sent(bench, sample, slot, key=key, reason="milk powder is reckoned as raw milk")
    assert "The limit was chosen." in said
    assert "GB 2761" in said
    assert slot not in re.findall(r'value="(limit-[0-9]+)"', said)


def test_the_ordering_office_sees_the_sample_and_prints_the_label_but_reads_results_only_when_reported(
    tested: Sample, officer: Actor, signatory: Actor
) -> None:
    client = browser(officer)
    page = got(client, address(tested))
    assert "Chain of custody" in page
    assert "0.05 mg/kg" not in page
    assert "<textarea" not in page
    people.signed_off(tested.label, signatory, AT)
    assert "0.05 mg/kg" in got(client, address(tested))
    sent(client, tested, "dispose", "keep")
    tested.refresh_from_db()
    assert tested.state == "reported"


def test_the_label_carries_the_code_and_a_qr_picture(handed: Sample, officer: Actor) -> None:
    page = got(browser(officer), reverse("laboratory-label", args=[handed.label]))
    assert handed.label in page
    assert 'src="data:image/svg+xml' in page
    assert "S-1" in page


def test_a_stranger_of_another_office_is_told_that_there_is_no_such_sample(prepared: Sample) -> None:
    for role in (Role.LABORATORY_ANALYST, Role.PORT_OFFICER):
        client = browser(people.person(role, "GM2001"))
        assert client.get(address(prepared)).status_code == 404
        assert client.post(address(prepared), {"act": "report"}).status_code == 404
        assert client.get(reverse("laboratory-label", args=[prepared.label])).status_code == 404
        listed = got(client, reverse("laboratory-samples"), state="every")
        assert prepared.label not in listed
        scanned = got(client, reverse("laboratory-samples"), scan=prepared.label)
        assert "There is no sample with the label" in scanned


def test_a_trader_and_the_unknown_are_kept_out(prepared: Sample) -> None:
    for name, args in (("laboratory-samples", []), ("laboratory-sample", [prepared.label])):
        where = reverse(name, args=args)
        assert browser(people.person(Role.TRADER, "GM1001")).get(where).status_code == 403
        assert "sign-in" in browser(None).get(where)["Location"]


def test_a_misread_label_is_said_at_the_scan(prepared: Sample, analyst: Actor) -> None:
    assert "is not a sample label" in got(browser(analyst), reverse("laboratory-samples"), scan="000-00ZZ")


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ({}, True),
        ({"state": "received"}, True),
        ({"state": "tested"}, False),
        ({"state": "every"}, True),
        ({"text": "rice"}, True),
        ({"text": "beef"}, False),
        ({"laboratory": "GM10"}, True),
        ({"laboratory": "GM2001"}, True),  # not one of the choices: the filter says so and is not applied
        ({"days": "1"}, True),
        ({"days": "36500"}, False),
        ({"days": "-1"}, True),
    ],
)
def test_the_queue_is_asked_for_state_laboratory_age_and_text(
    asked: dict[str, str], listed: bool, received: Sample, analyst: Actor
) -> None:
    page = got(browser(analyst), reverse("laboratory-samples"), **asked)
    assert (address(received) in page) is listed


def test_what_was_reported_no_longer_waits(tested: Sample, analyst: Actor, signatory: Actor) -> None:
    people.signed_off(tested.label, signatory, AT)
    bench = browser(analyst)
    assert address(tested) not in got(bench, reverse("laboratory-samples"))
    assert address(tested) in got(bench, reverse("laboratory-samples"), state="every")
