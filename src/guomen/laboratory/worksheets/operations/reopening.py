"""After a failure: the worksheet is measured again once something was done about it, or given up with a reason."""

from datetime import datetime

from django.db import transaction

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, Refusal, Text
from guomen.laboratory.models import Worksheet, WorksheetLine
from guomen.laboratory.quality.terms import NcState
from guomen.laboratory.worksheets import events
from guomen.laboratory.worksheets.operations.reading import shown
from guomen.laboratory.worksheets.operations.sheets import locked_sheet, tell
from guomen.laboratory.worksheets.terms import WorksheetState


@transaction.atomic
def reopen_worksheet(*, actor: Actor, at: datetime, worksheet: str) -> Worksheet:
    """Open a blocked worksheet for a new run: every line is read again, what the failed run read stays on record.

    Raises Missing, NotPermitted, Conflict (not blocked, no corrective action was done yet).
    """
    sheet = locked_sheet(actor, at, worksheet, WorksheetState.BLOCKED)
    _corrected(sheet)
    lines = list(sheet.lines.select_related("read_by"))
    for line in lines:
        line.verdict = {"earlier": [*(line.verdict or {}).get("earlier", []), _run(line)]}
        line.readings, line.read, line.read_at, line.read_by, line.message_line = [], False, None, None, None
    names = ["verdict", "readings", "read", "read_at", "read_by", "message_line"]
    WorksheetLine.objects.bulk_update(lines, names, batch_size=1000)
    sheet.state = WorksheetState.OPEN
    sheet.save(update_fields=["state"])
    number = sheet.nonconformity.number if sheet.nonconformity else ""
    tell(events.WORKSHEET_REOPENED, sheet, actor=actor, at=at, nonconformity=number)
    return sheet


def _run(line: WorksheetLine) -> dict[str, object]:
    return {
        "reading": shown(line),
        "dilution": f"{line.dilution.normalize():f}",
        "read_at": line.read_at.isoformat() if line.read_at else "",
        "read_by": line.read_by.username if line.read_by else "",
        "checks": (line.verdict or {}).get("checks", []),
    }


def _corrected(sheet: Worksheet) -> None:
    found = sheet.nonconformity
    if found is None or found.state == NcState.CLOSED or found.actions.filter(done_at__isnull=False).exists():
        return
    raise Conflict(
        "worksheet.not_corrected",
        Text(
            f"不符合项{found.number}尚无已完成的整改措施。",
            f"No corrective action of the nonconformity {found.number} was done yet.",
        ),
        Text("请先商定并完成整改措施，再重测。", "Agree on one and do it first, then measure again."),
    )


@transaction.atomic
def void_worksheet(*, actor: Actor, at: datetime, worksheet: str, reason: str) -> Worksheet:
    """Give a worksheet up; its tests wait again. Raises Missing, NotPermitted, Conflict (accepted), Refusal."""
    sheet = locked_sheet(actor, at, worksheet, WorksheetState.OPEN, WorksheetState.BLOCKED)
    if not reason.strip():
        raise Refusal(
            "worksheet.reason",
            Text("作废须说明理由。", "A worksheet is given up with a reason."),
            Text("请写明理由。", "State it."),
        )
    sheet.state, sheet.note, sheet.closed_at = WorksheetState.VOID, reason.strip(), at
    sheet.save(update_fields=["state", "note", "closed_at"])
    tell(events.WORKSHEET_VOIDED, sheet, actor=actor, at=at, reason=sheet.note)
    return sheet
