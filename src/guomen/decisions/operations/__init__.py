"""What decides: proposals, signatures, certificates, appeals."""

from guomen.decisions.operations.appeals import accept_appeal, answer_appeal, hear_retest, lodge_appeal
from guomen.decisions.operations.certificates import issue_certificate, replace_certificate, revoke_certificate
from guomen.decisions.operations.drafts import Case, Evidence
from guomen.decisions.operations.proposing import (
    close_proposals,
    propose_disposition,
    propose_dispositions,
    reconsider_disposition,
    release_all,
    release_on_documents,
)
from guomen.decisions.operations.questioning import question_dispositions
from guomen.decisions.operations.signing import decline_signature, issue_disposition

__all__ = [
    "Case",
    "Evidence",
    "accept_appeal",
    "answer_appeal",
    "close_proposals",
    "decline_signature",
    "hear_retest",
    "issue_certificate",
    "issue_disposition",
    "lodge_appeal",
    "propose_disposition",
    "propose_dispositions",
    "question_dispositions",
    "reconsider_disposition",
    "release_all",
    "release_on_documents",
    "replace_certificate",
    "revoke_certificate",
]
