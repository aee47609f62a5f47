"""Making the paper of a report: once, in the worker, after the report was made."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from guomen.kernel.documents.codes import CODE_ENTROPY_BYTES, verification_code
from guomen.kernel.documents.keys import LABORATORY
from guomen.kernel.documents.sealing import sealed
from guomen.kernel.documents.store import keep
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.laboratory import events, queries
from guomen.laboratory.models import Report
from guomen.laboratory.reports.printing import printed
from guomen.laboratory.reports.queries import paper_folder
from guomen.laboratory.reports.wording import number_of, twin_of


@transaction.atomic
def publish_report(*, actor: Actor | None, at: datetime, report: int) -> Report:
    """Word, print, seal and keep the paper of a report; one that has its paper is left as it is.

    Raises Refusal where the disk does not take it.
    """
    rows = Report.objects.select_for_update(of=("self",))
    row = rows.select_related("sample__office", "sample__laboratory", "authorised_by").get(pk=report)
    if row.document:
        return row
    row.code = verification_code(secrets.token_bytes(CODE_ENTROPY_BYTES))
    row.twin = twin_of(row, address=settings.PUBLIC_ADDRESS)
    content = sealed(
        printed(row.twin, at=row.reported_at),
        secrets=settings.HOME / "secrets",
        reason=number_of(row),
        place=row.sample.laboratory.name_en,
        signer=LABORATORY,
    )
    row.document_digest = keep(paper_folder(), content)
    row.document = f"{paper_folder().name}/{row.document_digest}"
    row.save(update_fields=["code", "twin", "document", "document_digest"])
    record(
        events.REPORT_PUBLISHED,
        actor=actor,
        at=at,
        subjects=queries.subjects_of(row.sample),
        payload={
            "sample": row.sample.label,
            "subject": row.sample.subject,
            "report": row.version,
            "number": number_of(row),
            "sha256": row.document_digest,
        },
    )
    return row
