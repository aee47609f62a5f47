"""The paper of a report: signed, whole, with its twin inside; what became of it since is said at its address."""

import hashlib
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from guomen.kernel.ledger.operations import deliver_pending
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role
from guomen.laboratory import operations
from guomen.laboratory.models import Report, Sample
from guomen.laboratory.reports import cli, queries
from guomen.laboratory.reports.operations import publish_report
from guomen.laboratory.reports.queries import Standing
from tests.laboratory import people
from tests.laboratory.conftest import AT
from tests.laboratory.test_operations import HIGH, LOW, entered


@pytest.fixture
def report(prepared: Sample, analyst: Actor, signatory: Actor) -> Report:
    entered(analyst, prepared, HIGH)
    made = people.signed_off(prepared.label, signatory, AT)
    return publish_report(actor=None, at=AT, report=made.pk)


def test_the_paper_is_pdf_a_3_and_carries_its_twin(report: Report) -> None:
    content = queries.paper_of(report)
    reader = PdfReader(BytesIO(content))
    about = reader.xmp_metadata
    assert about is not None
    assert b'pdfaid:part="3" pdfaid:conformance="B"' in about.stream.get_data()
    (twin,) = reader.attachments["report.json"]
    assert json.loads(twin) == report.twin
    assert hashlib.sha256(content).hexdigest() == report.document_digest


def test_the_twin_says_what_an_accredited_laboratory_must_say(report: Report) -> None:
    twin = report.twin
    assert twin is not None
    assert twin["schema"] == "guomen/laboratory-report/1"
    (result,) = twin["results"]
    assert result["standard"] == "GB 2762"
    assert result["edition"] == "2017"
    assert result["conformity"]["code"] == "nonconform"
    assert result["decision_rule"]["code"] == "simple"
    assert result["accreditation"] == ""
    assert twin["reviewers"] == [{"zh": "某人", "en": "Somebody"}]
    assert [step["deed"]["code"] for step in twin["custody"]] == ["draw", "hand_over", "receive", "prepare"]


def test_the_worker_makes_the_paper_once(prepared: Sample, analyst: Actor, signatory: Actor) -> None:
    entered(analyst, prepared, LOW)
    made = people.signed_off(prepared.label, signatory, AT)
    deliver_pending()
    made.refresh_from_db()
    digest = made.document_digest
    assert digest
    assert publish_report(actor=None, at=AT, report=made.pk).document_digest == digest


def test_a_paper_that_is_not_made_yet_says_so(prepared: Sample, analyst: Actor, signatory: Actor) -> None:
    entered(analyst, prepared, LOW)
    made = people.signed_off(prepared.label, signatory, AT)
    with pytest.raises(Missing, match=r"report\.no_paper"):
        queries.paper_of(made)


def test_the_seal_holds_and_one_changed_byte_anywhere_breaks_it(report: Report) -> None:
    content = queries.paper_of(report)
    assert queries.checked(content).sound
    start = content.index(b"/ByteRange")
    gap = [int(one) for one in content[start:].split(b"[", 1)[1].split(b"]", 1)[0].split()]
    everywhere = range(0, len(content), max(1, len(content) // 60))
    inside_the_seal = range(gap[1], gap[2], max(1, (gap[2] - gap[1]) // 60))
    for place in [*everywhere, *inside_the_seal, len(content) - 1]:
        for bit in (0x01, 0x20):
            altered = bytearray(content)
            altered[place] ^= bit
            assert not queries.checked(bytes(altered)).sound, f"byte {place}"


@pytest.mark.parametrize("tail", [b"\n", b"%%EOF\n", b"1 0 obj\n<<>>\nendobj\n"])
def test_something_appended_breaks_the_seal(report: Report, tail: bytes) -> None:
    assert not queries.checked(queries.paper_of(report) + tail).sound


def test_a_cut_file_or_no_pdf_at_all_is_not_sound(report: Report) -> None:
    content = queries.paper_of(report)
    for wrong in (b"", b"hello", content[:-1], content[: len(content) // 2]):
        assert not queries.checked(wrong).sound


def test_another_installations_seal_is_foreign(report: Report, tmp_path: Path) -> None:
    from guomen.kernel.documents.keys import LABORATORY, signing_folder

    folder = signing_folder(tmp_path, LABORATORY)
    verdict = queries.checked(queries.paper_of(report), [folder / "signer.crt", folder / "authority.crt"])
    assert not verdict.sound
    assert verdict.problem is not None
    assert "not made with our certificate" in verdict.problem.en


def test_the_public_address_says_valid_then_withdrawn_with_the_reason_then_replaced(
    report: Report, analyst: Actor, signatory: Actor, prepared: Sample
) -> None:
    first = queries.answer_to(report.code)
    assert first is not None
    assert first.standing is Standing.VALID
    entered(analyst, prepared, LOW, "dilution factor was missed")
    second = queries.answer_to(report.code.lower())
    assert second is not None
    assert (second.standing, second.report.withdrawn_because) == (Standing.WITHDRAWN, "dilution factor was missed")
    anew = people.signed_off(prepared.label, signatory, AT)
    assert (anew.version, anew.amends) == (2, "dilution factor was missed")
    third = queries.answer_to(report.code)
    assert third is not None
    assert third.standing is Standing.REPLACED
    assert third.successor == anew


def test_a_code_that_is_not_ours_is_not_known(report: Report) -> None:
    assert queries.answer_to("0" * 21) is None
    assert queries.answer_to("mistyped") is None


def test_a_report_is_withdrawn_with_a_reason_once_and_its_results_go_back(report: Report, signatory: Actor) -> None:
    label = report.sample.label
    with pytest.raises(Refusal, match=r"report\.reason"):
        operations.withdraw_report(actor=signatory, at=AT, label=label, reason=" ")
    operations.withdraw_report(actor=signatory, at=AT, label=label, reason="samples were swapped")
    report.sample.refresh_from_db()
    assert report.sample.state == "tested"
    with pytest.raises(Conflict, match=r"report\.none"):
        operations.withdraw_report(actor=signatory, at=AT, label=label, reason="again")


def test_an_analyst_does_not_withdraw_a_report(report: Report, analyst: Actor) -> None:
    with pytest.raises(NotPermitted):
        operations.withdraw_report(actor=analyst, at=AT, label=report.sample.label, reason="no")


def test_a_stranger_does_not_know_the_report(report: Report) -> None:
    stranger = people.person(Role.PORT_OFFICER, "GM2001")
    for number in (f"{report.sample.label}-R1", f"{report.sample.label}-R9", "nothing"):
        with pytest.raises(Missing, match=r"report\.missing"):
            queries.visible_report(stranger, number)


def verify(*words: str) -> Any:
    return CliRunner().invoke(cli.report, ["verify", *words], obj=lambda: None)


def test_the_command_line_verifies_a_paper_and_knows_what_became_of_the_report(
    report: Report, signatory: Actor, tmp_path: Path
) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(queries.paper_of(report))
    told = json.loads(verify(str(file), "--json").output)
    assert (told["sound"], told["record"]["standing"], told["sha256"]) == (True, "valid", report.document_digest)
    assert verify(str(file)).exit_code == 0
    operations.withdraw_report(actor=signatory, at=AT, label=report.sample.label, reason="samples were swapped")
    assert "withdrawn: samples were swapped" in verify(str(file)).output
    assert json.loads(verify(str(file), "--offline", "--json").output)["record"] is None


def test_the_command_line_fails_on_one_altered_byte_and_says_so(report: Report, tmp_path: Path) -> None:
    content = bytearray(queries.paper_of(report))
    content[len(content) // 3] ^= 1
    file = tmp_path / "report.pdf"
    file.write_bytes(content)
    outcome = verify(str(file))
    assert outcome.exit_code == 1
    assert "NOT SOUND" in outcome.output


def test_a_sound_paper_that_is_not_on_record_fails(report: Report, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(queries.paper_of(report))
    Report.objects.update(document_digest="0" * 64)
    outcome = verify(str(file))
    assert outcome.exit_code == 1
    assert "NOT ON RECORD" in outcome.output


def test_a_paper_is_verified_elsewhere_with_the_certificate_alone(report: Report, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(queries.paper_of(report))
    signer, authority = queries.certificates()
    words = (str(file), "--certificate", str(signer), "--certificate", str(authority))
    assert verify(*words).exit_code == 0
