"""What was decided on a laboratory report that the laboratory has withdrawn: nobody signs it, and what is in force is
flagged until somebody has looked at it again."""

from datetime import datetime

from django.db import transaction

from guomen.decisions import events
from guomen.decisions.models import Disposition
from guomen.decisions.operations.enacting import subjects_of
from guomen.decisions.operations.proposing import close_proposals
from guomen.decisions.terms import DispositionState
from guomen.kernel.ledger.operations import record
from guomen.kernel.terms import Reason, Text


@transaction.atomic
def question_dispositions(*, at: datetime, consignment: int, sample: str, report: int, reason: str, heard: int) -> None:
    """Close the proposals on a consignment that rest on the withdrawn report, and flag the disposition in force.

    The inspection proposes anew when the laboratory has reported again. heard: the entry of the withdrawal.
    """
    close_proposals(at=at, consignments=[consignment], because="report_withdrawn", heard=heard)
    rows = Disposition.objects.select_for_update().filter(consignment_id=consignment, state=DispositionState.ISSUED)
    for row in rows:
        if not row.facts.get("inspected") or row.facts.get("questioned", {}).get("heard") == heard:
            continue
        row.facts = row.facts | {
            "questioned": {
                "heard": heard, "at": at.isoformat(), "sample": sample, "report": report, "reason": reason,
            }
        }  # fmt: skip
        row.save(update_fields=["facts"])
        said = Text(
            f"样品{sample}的检测报告第{report}版已撤回：{reason}",
            f"Report {report} on the sample {sample} was withdrawn: {reason}",
        )
        record(
            events.DISPOSITION_QUESTIONED,
            actor=None,
            at=at,
            subjects=subjects_of(row),
            payload={"consignment": consignment, "disposition": row.pk, "kind": row.kind, "sample": sample},
            reasons=[Reason("decision.questioned", said, "", f"sample:{sample}", said)],
        )
