"""Papers: numbered without gaps, printed in both languages, sealed, ended once and with a ground."""

import io
import threading
from pathlib import Path

import pypdf
import pytest
from django.conf import settings
from django.db import close_old_connections, connection
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from guomen.decisions.models import Certificate, CertificateEnd, Disposition
from guomen.decisions.operations import (
    issue_certificate,
    release_on_documents,
    replace_certificate,
    revoke_certificate,
)
from guomen.decisions.queries import certificates_of, paper_of, state_of
from guomen.kernel.ledger.models import Entry
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role
from tests.decisions import world
from tests.decisions.world import NOON, found, issued, lodged, person

pytestmark = pytest.mark.usefixtures("agency")
LABEL = found("label", "major", 1, "")


def words(certificate: Certificate) -> str:
    reader = pypdf.PdfReader(io.BytesIO(paper_of(certificate)))
    return "".join(page.extract_text() for page in reader.pages)


def intact(pdf: bytes) -> bool:
    """Whether the seal is the agency's and covers every byte; a file that can no longer be read is not."""
    authority = load_cert_from_pemder(str(settings.HOME / "secrets" / "signing" / "authority.crt"))
    try:
        [seal] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        status = validate_pdf_signature(seal, ValidationContext(trust_roots=[authority], allow_fetching=False))
    except (PdfError, SignatureValidationError, ValueError):
        return False
    return bool(status.intact and status.valid and status.trusted and status.bottom_line)


def test_the_paper_says_everything_in_both_languages() -> None:
    certificate = issued(found()).certificates.get()
    said = words(certificate).replace("\n", "")
    for word in (
        certificate.number,
        "检验检疫处理通知书",
        "Notice of Inspection and Quarantine Disposition",
        "洋山分支机构",
        "Yangshan Branch",
        "退运",
        "Return",
        "夹心饼干",
        "Red wine",
        "意大利",
        "Italy",
        "1905310000101",
        "重金属超标",
        "heavy metal above limit",
        "不合格",
        "not conforming",
        "first先生",
        "Second",
        "海关总署令第249号",
        "2018-08-16",
    ):
        assert word in said.replace(" ", "") or word in said, word


def test_the_seal_is_valid_and_one_flipped_bit_breaks_it() -> None:
    pdf = paper_of(issued(LABEL).certificates.get())
    assert intact(pdf)
    for place in (200, len(pdf) // 3, len(pdf) // 2):
        changed = bytearray(pdf)
        changed[place] ^= 1
        assert not intact(bytes(changed)), place


def test_keys_are_made_once_and_only_their_owner_reads_them() -> None:
    issued(LABEL)
    folder = Path(settings.HOME) / "secrets" / "signing"
    assert (folder / "signer.key").stat().st_mode & 0o777 == 0o600
    assert (folder / "authority.key").stat().st_mode & 0o777 == 0o600
    before = (folder / "signer.crt").read_bytes()
    issued(LABEL, reference="R2")
    assert (folder / "signer.crt").read_bytes() == before


def test_an_automatic_release_says_that_no_person_signed() -> None:
    world.lay_down("decisions.certificate_on_automatic_release", "always")
    [row] = release_on_documents(at=NOON, cases=[lodged()])
    said = words(row.certificates.get())
    assert "no person signed" in said
    assert "入境货物检验检疫证明" in said


def test_a_paper_that_we_do_not_print_is_refused_before_anything_is_issued() -> None:
    world.lay_down("decisions.document.import.treat", "97")
    with pytest.raises(Refusal, match="paper_unknown"):
        issued(LABEL)
    assert not Certificate.objects.exists()


def test_no_reason_of_the_profile_is_printed() -> None:
    row = issued(LABEL)
    Disposition.objects.filter(pk=row.pk).update(reasons=[{"code": "x", "zh": "线人举报", "en": "informer"}])
    certificate = replace_certificate(
        actor=person("wang"), at=NOON, number=row.certificates.get().number, ground="更正"
    )
    assert "线人" not in words(certificate)
    assert "依法决定技术处理" in words(certificate)


class TestNumbers:
    """Numbers have no gaps and no duplicates for an office, a kind and a year."""

    def test_they_follow_each_other(self) -> None:
        world.lay_down("decisions.number_format", "{office}-{kind}-{year}-{serial:06d}")
        for number in range(3):
            issued(LABEL, reference=f"R{number}")
        numbers = [one.number for one in Certificate.objects.order_by("id")]
        assert numbers == ["910100-98-2018-000001", "910100-98-2018-000002", "910100-98-2018-000003"]

    def test_a_paper_that_was_not_issued_uses_none(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        issued(LABEL)
        full = tmp_path / "full"
        full.write_text("a file where a folder should be")
        monkeypatch.setattr(settings, "MEDIA_ROOT", full)
        with pytest.raises(Refusal, match="not_kept"):
            issued(LABEL, reference="R2")
        monkeypatch.undo()

    @pytest.mark.django_db(transaction=True)
    def test_many_at_once_get_different_numbers_without_gaps(self) -> None:
        rows = release_on_documents(at=NOON, cases=[lodged(f"R{number}") for number in range(8)])
        actor = person("wang")
        failures: list[BaseException] = []

        def ask(row: Disposition) -> None:
            close_old_connections()
            try:
                issue_certificate(actor=actor, at=NOON, disposition=row.pk)
            except BaseException as error:
                failures.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=ask, args=(row,)) for row in rows]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures
        assert sorted(Certificate.objects.values_list("serial", flat=True)) == list(range(1, 9))


class TestAsking:
    """A trader may ask for the paper of a release that was issued without one."""

    def test_the_trader_gets_it_once(self) -> None:
        [row] = release_on_documents(at=NOON, cases=[lodged()])
        trader = person("trader", Role.TRADER, office="", represents=world.IMPORTER)
        certificate = issue_certificate(actor=trader, at=NOON, disposition=row.pk)
        assert certificate.kind == "21"
        with pytest.raises(Conflict, match=r"certificate\.exists"):
            issue_certificate(actor=trader, at=NOON, disposition=row.pk)

    def test_another_trader_does_not_learn_that_it_exists(self) -> None:
        [row] = release_on_documents(at=NOON, cases=[lodged()])
        stranger = person("stranger", Role.TRADER, office="", represents="91110000000000000X")
        with pytest.raises(Missing):
            issue_certificate(actor=stranger, at=NOON, disposition=row.pk)

    def test_a_proposal_has_no_paper(self) -> None:
        row = world.proposed(LABEL)
        with pytest.raises(Conflict, match="not_in_force"):
            issue_certificate(actor=person("wang"), at=NOON, disposition=row.pk)


class TestEnding:
    """A certificate ends once, with a ground, and stays on record."""

    def test_revoked_with_a_ground(self) -> None:
        certificate = issued(LABEL).certificates.get()
        revoke_certificate(actor=person("wang"), at=NOON, number=certificate.number, ground="录入错误")
        certificate = Certificate.objects.get()
        assert state_of(certificate) == "revoked"
        assert Entry.objects.get(kind="decisions.certificate.revoked").payload["ground"] == "录入错误"
        assert paper_of(certificate)

    def test_replaced_by_a_new_number_that_names_it(self) -> None:
        old = issued(LABEL).certificates.get()
        new = replace_certificate(actor=person("wang"), at=NOON, number=old.number, ground="收货人名称更正")
        assert [one.number for one in certificates_of(old.disposition.consignment_id)] == [old.number, new.number]
        assert old.number in words(new)
        assert CertificateEnd.objects.get().successor == new

    def test_without_a_ground_nothing_ends(self) -> None:
        number = issued(LABEL).certificates.get().number
        with pytest.raises(Refusal, match="needs_ground"):
            revoke_certificate(actor=person("wang"), at=NOON, number=number, ground="  ")

    def test_what_ended_does_not_end_again(self) -> None:
        number = issued(LABEL).certificates.get().number
        actor = person("wang")
        revoke_certificate(actor=actor, at=NOON, number=number, ground="x")
        with pytest.raises(Conflict, match=r"certificate\.ended"):
            revoke_certificate(actor=actor, at=NOON, number=number, ground="x")
        with pytest.raises(Conflict, match=r"certificate\.ended"):
            replace_certificate(actor=actor, at=NOON, number=number, ground="x")

    def test_another_office_cannot_end_it(self) -> None:
        number = issued(LABEL).certificates.get().number
        with pytest.raises(NotPermitted, match=r"actor\.office"):
            revoke_certificate(actor=person("wang", office="910200"), at=NOON, number=number, ground="x")

    def test_a_number_that_is_not_there_is_missing(self) -> None:
        with pytest.raises(Missing):
            revoke_certificate(actor=person("wang"), at=NOON, number="910100-98-2018-999999", ground="x")

    def test_a_file_that_was_changed_on_disk_is_not_handed_out(self) -> None:
        certificate = issued(LABEL).certificates.get()
        file = next(Path(settings.MEDIA_ROOT).rglob("*.pdf"))
        file.write_bytes(file.read_bytes() + b" ")
        with pytest.raises(Missing, match=r"document\.damaged"):
            paper_of(certificate)
