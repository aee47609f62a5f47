"""Screens of what carries measures out and of what runs by itself; the public list is anybody's."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import Settings

from guomen.decisions.terms import DispositionKind
from guomen.kernel.ledger.operations import deliver_pending
from guomen.kernel.models import Actor
from guomen.kernel.terms import Role, Text
from guomen.surveillance.measures.ladder.queries import steps
from guomen.surveillance.measures.models import AdverseRecord, Execution, LadderStep, Measure
from guomen.surveillance.measures.queries import executions_of
from guomen.surveillance.measures.refused.queries import batches
from guomen.surveillance.measures.terms import MeasureKind, Task
from tests.decisions.world import NOON, found, issued, person
from tests.surveillance.measures.test_operations import impose
from tests.surveillance.measures.test_web import ASKED, browser

pytestmark = pytest.mark.usefixtures("agency")
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def boss() -> Actor:
    return person("boss", Role.HEADQUARTERS, "900000")


def refuse(*references: str) -> None:
    for reference in references:
        issued(found("metal", "critical", 1, "lead"), reference=reference, kind=DispositionKind.DESTROY)
        deliver_pending()


def task() -> Task:
    return Task("910100", MeasureKind.TRACE_BACK, Text("核查库存", "check the stock"), NOON + timedelta(hours=30))


@LANGUAGES
def test_the_public_list_needs_no_account_and_names_the_columns_of_the_law(language: str) -> None:
    refuse("R1")
    said = browser(None, language).get(reverse("surveillance-refused")).content.decode()
    for word in ("夹心饼干 Biscuits", "1905310000101", "2018-08"):
        assert word in said
    assert ("意大利" if language == "zh-hans" else "Italy") in said
    assert ("未准入境的事实" if language == "zh-hans" else "Reason for rejection") in said
    assert "Correct the list" not in said


def test_the_public_list_is_searched_and_saved_as_it_is_searched() -> None:
    refuse("R1")
    stranger = browser(None)
    assert "Biscuits" not in stranger.get(reverse("surveillance-refused"), {"text": "香蕉"}).content.decode()
    assert "Biscuits" not in stranger.get(reverse("surveillance-refused"), {"month": "yesterday"}).content.decode()
    response = stranger.get(reverse("surveillance-refused-csv"), {"month": "2018-08"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith("No.,HS code,Inspection number,Product name")
    assert "夹心饼干 Biscuits,Italy" in lines[1]
    assert len(lines) == 2


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    from guomen.surveillance.measures.web.refused import _harmless

    assert _harmless("=cmd|' /C calc'!A0").startswith("'=")
    assert _harmless("饼干") == "饼干"


def test_an_officer_corrects_the_list_and_the_correction_is_told(boss: Actor) -> None:
    refuse("R1")
    row = batches()[0]
    asked = {"act": "correct", "name": "威化饼干", "origin": "it", "reason": "5", "ground": "品名有误"}
    from guomen.catalogue.models import CodeName

    CodeName.objects.create(
        key="rejection_reason/5", code_set="rejection_reason", code="5", name_zh="重金属超标", name_en="heavy metal",
        valid_from=NOON.date(), since_edition=1, confidence="source",
    )  # fmt: skip
    address = reverse("surveillance-refused-correct", args=[row.pk])
    said = browser(boss).post(address, asked, follow=True).content.decode()
    assert "The list was corrected." in said
    assert "品名有误" in browser(None).get(reverse("surveillance-refused")).content.decode()
    assert browser(person("trader", Role.TRADER, "")).get(address).status_code == 403


@LANGUAGES
def test_the_ladder_shows_where_goods_stand_and_why(boss: Actor, language: str) -> None:
    refuse("R1", "R2", "R3")
    listed = browser(boss, language).get(reverse("surveillance-ladder")).content.decode()
    assert ("已提请升级" if language == "zh-hans" else "next step proposed") in listed
    shown = browser(boss, language).get(reverse("surveillance-ladder-key", args=[steps()[0].pk])).content.decode()
    assert "第三十四条第（一）项" in shown
    assert "第三十五条第（三）项" in shown


def test_headquarters_takes_the_step_and_resumes_import(boss: Actor) -> None:
    refuse("R1", "R2", "R3")
    address = reverse("surveillance-ladder-key", args=[steps()[0].pk])
    client = browser(boss)
    assert (
        "The step was taken."
        in client.post(address, {"act": "take", "ground": "体系失效"}, follow=True).content.decode()
    )
    said = client.post(address, {"act": "resume", "step": "1", "ground": "已整改"}, follow=True).content.decode()
    assert "Import was resumed." in said
    assert steps()[0].step == 1


def test_a_bureau_is_offered_no_decision_of_headquarters() -> None:
    refuse("R1", "R2", "R3")
    bureau = browser(person("analyst", Role.RISK_ANALYST, "910000"))
    said = bureau.get(reverse("surveillance-ladder-key", args=[LadderStep.objects.all()[0].pk])).content.decode()
    assert "Take the step" not in said


@LANGUAGES
def test_adverse_records_are_listed_by_party_and_taken_off(boss: Actor, language: str) -> None:
    refuse("R1", "R2", "R3")
    client = browser(boss, language)
    listed = client.get(reverse("surveillance-adverse"), {"role": "importer"}).content.decode()
    assert ("已列入" if language == "zh-hans" else "listed") in listed
    row = AdverseRecord.objects.all()[0]
    address = reverse("surveillance-adverse-record", args=[row.pk])
    assert "登记有误" in client.post(address, {"act": "remove", "ground": "登记有误"}, follow=True).content.decode()


@LANGUAGES
def test_an_office_sees_its_tasks_with_their_clock_and_shows_them_done(
    language: str, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = impose(executions=[task()])
    officer = browser(person("officer", Role.PORT_OFFICER), language)
    listed = officer.get(reverse("surveillance-executions")).content.decode()
    assert ("剩余30小时" if language == "zh-hans" else "30 hours left") in listed
    one = executions_of(row).get()
    address = reverse("surveillance-execution", args=[one.pk])
    assert officer.post(address, {"act": "done", "evidence": ""}).status_code == 200
    assert Execution.objects.get().done_at is None
    proof = SimpleUploadedFile("proof.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    officer.post(address, {"act": "done", "evidence": "已查封", "file": proof}, follow=True)
    assert Execution.objects.get().done_at == NOON
    saved = officer.get(reverse("surveillance-execution-file", args=[one.pk]))
    assert b"".join(saved.streaming_content) == b"%PDF-1.4\n%%EOF\n"  # type: ignore[attr-defined]
    assert (saved["Content-Type"], saved["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert saved["Content-Disposition"].startswith("attachment")
    assert browser(person("far", Role.PORT_OFFICER, "910200"), language).get(address).status_code == 404


@LANGUAGES
def test_the_law_page_dates_every_clause(boss: Actor, language: str) -> None:
    said = browser(boss, language).get(reverse("surveillance-law")).content.decode()
    assert ("质检总局令第1号" if language == "zh-hans" else "AQSIQ Decree 1") in said
    assert "2024-12-01" in said


def test_a_deed_is_imposed_from_the_form_with_its_task(boss: Actor) -> None:
    asked = ASKED | {
        "kind": "trace_back", "orders": "", "task_office": "910100", "task_due": "2018-08-03T12:00",
        "task_zh": "核查库存", "task_en": "check the stock",
    }  # fmt: skip
    said = browser(boss).post(reverse("surveillance-impose"), asked, follow=True).content.decode()
    assert "its tasks are with the offices" in said
    assert Measure.objects.get().executions.get().kind == "trace_back"


def test_what_the_form_lacks_is_said_at_its_field(boss: Actor) -> None:
    client = browser(boss)
    said = client.post(reverse("surveillance-impose"), ASKED | {"kind": "trace_back", "orders": ""}).content.decode()
    assert "needs a task" in said
    said = client.post(reverse("surveillance-impose"), ASKED | {"orders": ""}).content.decode()
    assert "must order a channel" in said


@LANGUAGES
def test_the_board_counts_what_waits_and_the_page_shows_how_far_it_is(boss: Actor, language: str) -> None:
    row = impose(follow=True, condition=_eggs(), lift_when={"conforming": 3, "remedy": "整改"}, executions=[task()])
    client = browser(boss, language)
    board = client.get(reverse("surveillance-measures"), {"board": "evidence"}).content.decode()
    assert row.number in board
    assert row.number not in client.get(reverse("surveillance-measures"), {"board": "ready"}).content.decode()
    shown = client.get(reverse("surveillance-measure", args=[row.number])).content.decode()
    assert ("已连续合格0批（须3批）" if language == "zh-hans" else "0 of 3 conforming consignments in a row") in shown
    assert "→" in shown


def _eggs() -> object:
    from guomen.catalogue.terms import Condition

    return Condition(goods=("0407",), origins=frozenset({"IT"}))


@pytest.mark.parametrize("deed", ["remedy", "task"])
def test_deeds_on_the_page(boss: Actor, deed: str) -> None:
    row = impose(lift_when={"remedy": "整改"})
    asked = {
        "remedy": {"authority": "意大利卫生部", "words": "已整改", "sufficient": "on"},
        "task": {
            "office": "910100",
            "kind": "trace_back",
            "due": "2018-08-03T12:00",
            "task_zh": "核查",
            "task_en": "check",
        },
    }[deed]
    client, address = browser(boss), reverse("surveillance-measure", args=[row.number])
    said = client.post(address, asked | {"act": deed}, follow=True).content.decode()
    assert {"remedy": "Ready to be lifted", "task": "check"}[deed] in said
    if deed == "remedy":
        assert row.number in client.get(reverse("surveillance-measures"), {"board": "ready"}).content.decode()
