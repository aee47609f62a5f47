"""From a paper to its PDF, with the template beside this file."""

from pathlib import Path

from guomen.decisions.documents.terms import Paper
from guomen.kernel.documents.printing import compiled, qr_picture

_TEMPLATE = Path(__file__).with_name("certificate.typ")


def printed(paper: Paper) -> bytes:
    """The paper as PDF."""
    return compiled(_TEMPLATE, paper.as_json() | {"qr": qr_picture(paper.address)})
