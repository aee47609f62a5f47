"""The vocabulary of decisions: pure values, no tables, no clock."""

from guomen.decisions.terms.facts import DispositionLine, Facts, FaultFact
from guomen.decisions.terms.words import (
    OPEN_STATES,
    WAITING_APPEALS,
    AppealState,
    CertificateKind,
    CertificateState,
    DispositionKind,
    DispositionState,
)
from guomen.kernel.documents.codes import CODE_ENTROPY_BYTES, grouped, read_code, verification_code

__all__ = [
    "CODE_ENTROPY_BYTES",
    "OPEN_STATES",
    "WAITING_APPEALS",
    "AppealState",
    "CertificateKind",
    "CertificateState",
    "DispositionKind",
    "DispositionLine",
    "DispositionState",
    "Facts",
    "FaultFact",
    "grouped",
    "read_code",
    "verification_code",
]
