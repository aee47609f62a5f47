"""What all deeds of the bench share: the worksheet, locked, and its entry in the ledger."""

from datetime import datetime

from django.utils import timezone

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, SubjectRef, Text
from guomen.laboratory.models import Worksheet
from guomen.laboratory.resources.queries import require_competence
from guomen.laboratory.worksheets import queries
from guomen.laboratory.worksheets.terms import WorksheetState


def locked_sheet(actor: Actor, at: datetime, number: str, *states: WorksheetState) -> Worksheet:
    """The worksheet, locked until the transaction ends, in one of these states, of a method the person may perform.

    Raises Missing, NotPermitted, Conflict.
    """
    row = queries.worksheet(actor, number)
    require(actor, Capability.TEST, row.laboratory)
    sheet = (
        Worksheet.objects.select_for_update(of=("self",))
        .select_related("laboratory", "method__laboratory", "instrument", "nonconformity")
        .get(pk=row.pk)
    )
    if WorksheetState(sheet.state) not in states:
        here = WorksheetState(sheet.state).text
        raise Conflict(
            "worksheet.state",
            Text(f"检测批{number}目前为“{here.zh}”。", f"The worksheet {number} is {here.en}."),
            Text("请刷新页面查看现状。", "Look at the page again to see what can be done."),
        )
    require_competence(actor, sheet.method, timezone.localdate(at))
    return sheet


def tell(kind: str, sheet: Worksheet, *, actor: Actor | None, at: datetime, **more: object) -> None:
    """One entry of the ledger about a worksheet, under its samples too."""
    labels = dict.fromkeys(sheet.lines.filter(kind="sample").values_list("request__sample__label", flat=True))
    subjects = [SubjectRef("worksheet", sheet.number), SubjectRef("office", sheet.laboratory.code)]
    subjects += [SubjectRef("sample", label) for label in labels if label]
    payload = {
        "worksheet": sheet.number,
        "laboratory": sheet.laboratory.code,
        "method": str(sheet.method),
        "state": str(sheet.state),
        **more,
    }
    record(kind, actor=actor, at=at, subjects=subjects, payload=payload)
