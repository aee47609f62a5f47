"""A seal inside a PDF: a PAdES signature over every byte, so that one changed byte shows."""

from io import BytesIO
from pathlib import Path

from guomen.kernel.documents.keys import CERTIFICATES, Signer, signing_folder

FIELD = "Guomen"


def sealed(pdf: bytes, *, secrets: Path, reason: str, place: str, signer: Signer = CERTIFICATES) -> bytes:
    """The PDF with the signer's seal. Raises ValueError where the key below <secrets> cannot be read."""
    # Loaded here: only a process that seals pays for it.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
    from pyhanko.sign.fields import SigSeedSubFilter

    folder = signing_folder(secrets, signer)
    authority = folder / "authority.crt"
    key = SimpleSigner.load(
        str(folder / "signer.key"),
        str(folder / "signer.crt"),
        ca_chain_files=(str(authority),) if authority.exists() else (),
    )
    if key is None:
        raise ValueError(f"the signing key in {folder} cannot be read")
    told = PdfSignatureMetadata(
        field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", reason=reason, location=place
    )
    out: BytesIO = sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), told, signer=key)
    return out.getvalue()
