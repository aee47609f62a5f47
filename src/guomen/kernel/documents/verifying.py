"""Whether a PDF is what was sealed: offline, against certificates that are named, down to the last byte."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from guomen.kernel.documents.sealing import FIELD
from guomen.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the seal of a PDF says. sound: all of it holds; problem: the first thing that does not.

    signer: the name in the certificate; signed_at: the instant that the signer states.
    """

    sound: bool
    problem: Text | None = None
    signer: str = ""
    signed_at: datetime | None = None


_UNREADABLE = Text("文件不是完整的PDF，或已被改动。", "The file is not a whole PDF, or it was altered.")
_UNSEALED = Text("文件没有我们的电子签章。", "The file does not carry our seal.")
_ALTERED = Text("签章之后文件被改动过。", "The file was altered after it was sealed.")
_PARTIAL = Text("签章没有覆盖整个文件。", "The seal does not cover the whole file.")
_FOREIGN = Text("签章不是由我们的证书作出的。", "The seal was not made with our certificate.")
_ENVELOPE = Text("签章本身被改动过。", "The seal itself was altered.")


def verified(pdf: bytes, *, certificates: Sequence[Path]) -> Verdict:
    """What the seal says. certificates: PEM files, the signer's own first, then the authority's.

    Nothing is fetched; the signer's certificate is compared itself, so its validity is that of the paper.
    """
    # Loaded here: only a process that verifies pays for it.
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    ours = [
        x509.load_pem_x509_certificate(file.read_bytes()).public_bytes(Encoding.DER)
        for file in certificates
        if file.exists()
    ]
    try:
        return _checked(pdf, ours)
    # A PDF that was altered breaks its reader in as many ways as there are bytes.
    except Exception:
        return Verdict(False, _UNREADABLE)


def _checked(pdf: bytes, ours: Sequence[bytes]) -> Verdict:
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    reader = PdfFileReader(BytesIO(pdf), strict=True)
    seals = list(reader.embedded_signatures)
    if len(seals) != 1 or seals[0].field_name != FIELD:
        return Verdict(False, _UNSEALED)
    (seal,) = seals
    if seal.signer_cert.dump() not in ours[:1]:
        return Verdict(False, _FOREIGN)
    known = ValidationContext(trust_roots=[x509.Certificate.load(one) for one in ours], allow_fetching=False)
    status = validate_pdf_signature(seal, signer_validation_context=known)
    if not (status.intact and status.valid):
        return Verdict(False, _ALTERED)
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        return Verdict(False, _PARTIAL)
    if not _envelope_untouched(pdf, seal, ours):
        return Verdict(False, _ENVELOPE)
    name = seal.signer_cert.subject.native.get("common_name", "")
    return Verdict(True, None, name, seal.self_reported_timestamp)


def _envelope_untouched(pdf: bytes, seal: Any, ours: Sequence[bytes]) -> bool:
    """Whether the bytes that the signature cannot cover, its own, stand as they were written: its DER in upper-case
    hexadecimal with zeros behind, no certificates in it but ours, and nothing else that is not signed."""
    from asn1crypto import cms

    start, length, behind, _rest = (int(one) for one in seal.byte_range)
    gap = pdf[start + length : behind]
    given = cms.ContentInfo.load(bytes.fromhex(gap[1:-1].decode("ascii")))
    der = given.dump()
    if gap != b"<" + der.hex().upper().encode().ljust(len(gap) - 2, b"0") + b">":
        return False
    data = given["content"]
    held = [one.chosen.dump() for one in data["certificates"]]
    (told,) = data["signer_infos"]
    rebuilt = cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v1",
                    "digest_algorithms": cms.DigestAlgorithms([told["digest_algorithm"]]),
                    "encap_content_info": {"content_type": "data"},
                    "certificates": [cms.CertificateChoices("certificate", one.chosen) for one in data["certificates"]],
                    "signer_infos": [told],
                }
            ),
        }
    )
    return set(held) <= set(ours) and rebuilt.dump(force=True) == der
