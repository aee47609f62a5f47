"""Screens of inspection: an officer and a duty manager walk through them; strangers find nothing there."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from guomen.catalogue.terms import Channel
from guomen.inspection import operations
from guomen.inspection.models import Evidence, Finding, SampleOrder, Task
from guomen.inspection.terms import FindingKind, Severity, TaskKind
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Role
from tests.inspection.world import AT, CADMIUM, COLD, UNITS, line, opened
from tests.kernel.test_files import JPEG
from tests.laboratory.people import person

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
FOUND = {"act": "record", "kind": "packaging", "severity": "major", "item_no": "1", "text": "torn cartons"}


def browser(actor: Actor | None, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    if actor is not None:
        client.force_login(actor)
    return client


def page_of(task: Task) -> str:
    return reverse("inspection-task", args=[task.pk])


def upload(content: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def said(client: Client, address: str, data: dict[str, Any] | None = None, status: int = 200) -> str:
    """What the page says; of a deed, the page that follows it."""
    response = client.get(address) if data is None else client.post(address, data, follow=True)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


@pytest.fixture
def physical(port: None) -> Task:
    return opened(Channel.PHYSICAL, line(1, Channel.PHYSICAL, COLD, UNITS)).task(TaskKind.PHYSICAL)


@pytest.fixture
def claimed(physical: Task, officer: Actor) -> Task:
    return operations.claim_task(actor=officer, at=AT, task=physical.pk)


@pytest.fixture
def sampling(officer: Actor) -> Task:
    task = opened(Channel.SAMPLE, line(1, Channel.SAMPLE, CADMIUM)).task(TaskKind.SAMPLING)
    return operations.claim_task(actor=officer, at=AT, task=task.pk)


@pytest.fixture
def shown(claimed: Task, officer: Actor) -> Evidence:
    """A finding with a picture."""
    finding = operations.record_finding(
        actor=officer, at=AT, task=claimed.pk, kind=FindingKind.PACKAGING, severity=Severity.MAJOR, text="torn cartons",
        item_no=1, files=[("../a.jpg", JPEG)],
    )  # fmt: skip
    return finding.evidence.get()


def answers(task: Task, wrong: int | None = None) -> dict[str, str]:
    """The checklist as it is sent; the line at position `wrong` does not conform, without a note."""
    sent = {"act": "answer"}
    for one in task.lines.all():
        if one.units is not None:
            sent |= {f"inspected-{one.position}": str(one.units), f"defects-{one.position}": "0"}
        else:
            sent[f"answer-{one.position}"] = "not_conform" if one.position == wrong else "conform"
    return sent


@LANGUAGES
def test_an_officer_claims_answers_finds_and_completes(physical: Task, officer: Actor, language: str) -> None:
    client, address = browser(officer, language), page_of(physical)
    assert "2018" in said(client, reverse("inspection-tasks"))
    assert 'value="answer"' not in said(client, address)
    assert 'value="answer"' in said(client, address, {"act": "claim"})
    faults = said(client, address, answers(physical, wrong=1), 422)
    assert ("need a note" if language == "en" else "须说明") in faults
    said(client, address, answers(physical, wrong=1) | {"note-1": "torn"})
    unfinished = said(client, address, {"act": "complete"}, 422)
    assert ("no finding was recorded" if language == "en" else "未记录查验发现") in unfinished
    assert "torn cartons" in said(client, address, FOUND | {"photos": [upload(JPEG), upload(JPEG + b"\0", "b.jpg")]})
    finding = Finding.objects.get()
    assert (finding.goods_code, finding.evidence.count()) == ("1006302000999", 2)
    assert ("The task is completed." if language == "en" else "任务已完成。") in said(
        client, address, {"act": "complete"}
    )
    assert 'value="complete"' not in said(client, address)
    for place in (reverse("inspection-findings"), reverse("inspection-finding", args=[finding.pk])):
        assert ("packaging not conforming" if language == "en" else "包装不合格") in said(client, place)


@LANGUAGES
def test_a_duty_manager_sees_the_load_and_assigns_from_the_list(
    physical: Task, manager: Actor, officer: Actor, language: str
) -> None:
    client, here = browser(manager, language), reverse("inspection-tasks") + "?kind=physical"
    assert ("unassigned tasks" if language == "en" else "未指派任务") in said(client, here)
    response = client.post(page_of(physical), {"act": "assign", "officer": officer.username, "back": here})
    assert response["Location"] == here
    physical.refresh_from_db()
    assert physical.officer == officer
    assert ("Who has how much" if language == "en" else "人员任务量") in said(client, here)
    assert ("Assign" if language == "en" else "指派") in said(client, page_of(physical))


def test_nobody_is_led_off_the_house_after_a_deed(physical: Task, officer: Actor) -> None:
    response = browser(officer).post(page_of(physical), {"act": "claim", "back": "https://elsewhere.example/"})
    assert response["Location"].startswith(page_of(physical))


def test_an_officer_is_not_offered_the_shift_and_may_not_assign(physical: Task, officer: Actor) -> None:
    client = browser(officer)
    for address in (reverse("inspection-tasks"), page_of(physical)):
        assert 'value="assign"' not in said(client, address)
    client.post(page_of(physical), {"act": "assign", "officer": officer.username})
    physical.refresh_from_db()
    assert physical.officer is None


def test_who_comes_second_is_told_that_the_task_is_taken(claimed: Task) -> None:
    other = browser(person(Role.PORT_OFFICER, "GM1001", "other"))
    assert "no longer open" in said(other, page_of(claimed), {"act": "claim"}, 409)
    assert "Another officer has this task" in said(other, page_of(claimed), answers(claimed), 403)


def test_a_task_is_given_back_with_its_answers(claimed: Task, officer: Actor) -> None:
    client = browser(officer)
    said(client, page_of(claimed), {"act": "answer", "answer-1": "conform"})
    assert "given back" in said(client, page_of(claimed), {"act": "give_back"})
    assert claimed.lines.get(position=1).answer == "conform"
    assert 'value="claim"' in said(client, page_of(claimed))


def test_only_lines_that_were_touched_are_sent_and_a_lot_needs_both_counts(claimed: Task, officer: Actor) -> None:
    lot = claimed.lines.get(units__isnull=False).position
    client = browser(officer)
    assert "Both numbers are needed" in said(
        client, page_of(claimed), {"act": "answer", f"inspected-{lot}": "8", "answer-1": "conform"}, 422
    )
    assert not claimed.lines.exclude(answer="").exists()
    said(client, page_of(claimed), {"act": "answer", f"inspected-{lot}": "8", f"defects-{lot}": "2"})
    assert list(claimed.lines.exclude(answer="").values_list("position", "answer")) == [(lot, "not_conform")]
    said(client, page_of(claimed), {"act": "answer", f"skip-{lot}": "on", f"note-{lot}": "bulk goods"})
    assert claimed.lines.get(position=lot).answer == "not_applicable"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty"),
        (b"MZ\x90 a program", "Only JPEG, PNG and WebP"),
        (JPEG[:-2], "cut off"),
        (JPEG[:-2] + b"<script>alert(1)</script>" + JPEG[-2:], "active or foreign"),
        (JPEG[:-2] + b"\x01" * (20 * 1024 * 1024) + JPEG[-2:], "larger than 20 MB"),
    ],
    ids=["empty", "program", "cut", "polyglot", "large"],
)
def test_a_hostile_file_is_refused_in_place_and_nothing_is_recorded(
    claimed: Task, officer: Actor, content: bytes, told: str
) -> None:
    answer = said(browser(officer), page_of(claimed), FOUND | {"photos": [upload(JPEG), upload(content)]}, 422)
    assert told in answer
    assert "torn cartons" in answer
    assert not Finding.objects.exists()


def test_more_evidence_is_added_to_a_finding_of_ones_own_task(shown: Evidence, officer: Actor) -> None:
    sent = {"act": "show", "finding": str(shown.finding_id), "photos": [upload(JPEG + b"\0", "..\\..\\b.exe")]}
    said(browser(officer), page_of(shown.finding.task), sent)
    assert {one.name for one in Evidence.objects.all()} == {"a.jpg", "b.jpg"}
    assert "This field is required" in said(browser(officer), page_of(shown.finding.task), sent | {"photos": []})


def test_evidence_is_handed_out_as_a_file_and_never_as_a_page(shown: Evidence, officer: Actor) -> None:
    response = browser(officer).get(reverse("inspection-evidence", args=[shown.pk]))
    assert b"".join(response.streaming_content) == JPEG  # type: ignore[attr-defined]
    assert response["Content-Disposition"] == 'attachment; filename="a.jpg"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "image/jpeg"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_file_that_the_disk_has_lost_is_told(shown: Evidence, officer: Actor, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    assert "not in the store" in said(browser(officer), reverse("inspection-evidence", args=[shown.pk]), status=404)


def test_a_sample_is_drawn_handed_over_by_its_label_and_the_task_completed(sampling: Task, officer: Actor) -> None:
    client, address = browser(officer), page_of(sampling)
    assert "Test for cadmium" in said(client, address)
    drawn = {"act": "draw", "item_no": "1", "seal": "S-1", "place": "berth 7", "further": "lead，镉"}
    assert "to be handed over" in said(client, address, drawn)
    label = SampleOrder.objects.get().label
    assert label in said(client, address, {"act": "complete"}, 422)
    wrong = {"act": "hand_over", "label": label, "scanned": "000-0000", "holder": "courier"}
    assert 'role="alert"' in said(client, address, wrong, 422)
    assert "waiting for the laboratory" in said(client, address, wrong | {"scanned": label})
    assert "The task is completed." in said(client, address, {"act": "complete"})


def test_an_item_that_is_not_declared_cannot_be_chosen(sampling: Task, officer: Actor) -> None:
    drawn = {"act": "draw", "item_no": "9", "seal": "S-1", "place": "berth 7"}
    assert "Select a valid choice" in said(browser(officer), page_of(sampling), drawn)
    assert not SampleOrder.objects.exists()


@LANGUAGES
def test_a_finding_is_withdrawn_with_a_reason(shown: Evidence, officer: Actor, language: str) -> None:
    client, address = browser(officer, language), reverse("inspection-finding", args=[shown.finding_id])
    said(client, address, {"reason": ""})
    assert Finding.objects.get().withdrawn_at is None
    assert "thermometer broken" in said(client, address, {"reason": "thermometer broken"})
    assert "<textarea" not in said(client, address)
    assert "torn" not in said(client, reverse("inspection-findings"))


def test_another_officer_may_not_withdraw_what_i_recorded_but_the_manager_may(shown: Evidence, manager: Actor) -> None:
    address = reverse("inspection-finding", args=[shown.finding_id])
    other = browser(person(Role.PORT_OFFICER, "GM1001", "other"))
    assert "<textarea" not in said(other, address)
    other.post(address, {"reason": "x"})
    assert Finding.objects.get().withdrawn_at is None
    assert "The finding was withdrawn." in said(browser(manager), address, {"reason": "wrong lot"})


def test_an_analyst_is_led_to_a_measure_and_an_officer_is_not(shown: Evidence, officer: Actor) -> None:
    link = f"{reverse('surveillance-impose')}?finding={shown.finding_id}"
    for address in (reverse("inspection-findings"), reverse("inspection-finding", args=[shown.finding_id])):
        assert link in said(browser(person(Role.RISK_ANALYST, "GM10")), address)
        assert link not in said(browser(officer), address)


def test_another_branch_is_told_that_there_is_no_such_thing(shown: Evidence) -> None:
    far = browser(person(Role.DUTY_MANAGER, "GM2001"))
    task = shown.finding.task
    for name, number in (
        ("inspection-task", task.pk), ("inspection-finding", shown.finding_id), ("inspection-evidence", shown.pk),
    ):  # fmt: skip
        assert far.get(reverse(name, args=[number])).status_code == 404
        assert far.get(reverse(name, args=[999999])).status_code == 404
    assert far.post(page_of(task), {"act": "claim"}).status_code == 404
    assert page_of(task) not in said(far, reverse("inspection-tasks"))
    assert reverse("inspection-finding", args=[shown.finding_id]) not in said(far, reverse("inspection-findings"))


def test_traders_and_strangers_are_kept_out(shown: Evidence) -> None:
    trader = browser(person(Role.TRADER, "GM1001"))
    names = [("inspection-tasks", None), ("inspection-findings", None), ("inspection-task", shown.finding.task_id),
             ("inspection-finding", shown.finding_id), ("inspection-evidence", shown.pk)]  # fmt: skip
    for name, number in names:
        address = reverse(name, args=[number] if number else [])
        assert trader.get(address).status_code == 403
        assert browser(None).get(address).status_code == 302


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({}, True),
        ({"kind": "physical"}, True),
        ({"kind": "sampling"}, False),
        ({"state": "done"}, False),
        ({"state": "claimed"}, True),
        ({"station": "310001"}, True),
        ({"shift_on": "2018-08-01", "shift": "morning"}, True),
        ({"shift_on": "2018-08-02"}, False),
        ({"mine": "1", "overdue": "1"}, True),
    ],
)
def test_the_work_list_is_filtered(claimed: Task, officer: Actor, query: dict[str, str], seen: bool) -> None:
    assert (page_of(claimed) in browser(officer).get(reverse("inspection-tasks"), query).content.decode()) is seen


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({"kind": "packaging", "severity": "major"}, True),
        ({"kind": "pest"}, False),
        ({"goods": "1006"}, True),
        ({"goods": "19"}, False),
        ({"origin": "th"}, True),
        ({"origin": "Atlantis"}, False),
        ({"hazard": "lead"}, False),
        ({"days": "1"}, False),
    ],
)
def test_findings_are_filtered(shown: Evidence, officer: Actor, query: dict[str, str], seen: bool) -> None:
    address = reverse("inspection-finding", args=[shown.finding_id])
    assert (address in browser(officer).get(reverse("inspection-findings"), query).content.decode()) is seen


def test_one_page_of_the_work_list_asks_no_more_of_the_database_for_more_tasks(
    officer: Actor, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        opened(Channel.PHYSICAL, line(1, Channel.PHYSICAL, COLD), reference=f"M{number}")
    client = browser(officer)
    with django_assert_max_num_queries(25):
        assert "M11" in said(client, reverse("inspection-tasks"))
