"""Opening a worksheet: a competent person, a verified instrument, tests that the method covers, controls among them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from guomen.kernel.documents.numbering import next_number
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Missing, Refusal, Text
from guomen.laboratory.models import Instrument, Method, Worksheet
from guomen.laboratory.resources.queries import require_competence, require_verified
from guomen.laboratory.worksheets import events
from guomen.laboratory.worksheets.operations.filling import put_controls, put_tests
from guomen.laboratory.worksheets.operations.sheets import locked_sheet, tell
from guomen.laboratory.worksheets.terms import ControlAsked, WorksheetState


@transaction.atomic
def open_worksheet(
    *,
    actor: Actor,
    at: datetime,
    method: int,
    instrument: int | None = None,
    requests: Sequence[int] = (),
    controls: Sequence[ControlAsked] = (),
) -> Worksheet:
    """Open a worksheet and put tests and controls on it; the tests are the method's from now on.

    Raises Missing, NotPermitted (no competence), Conflict (instrument overdue, a test that is not waiting), Refusal (a
    test that the method does not cover, a control that it has no limits for).
    """
    row = _method(method)
    on = timezone.localdate(at)
    require(actor, Capability.TEST, row.laboratory)
    require_competence(actor, row, on)
    if row.valid_from > on or (row.valid_to is not None and row.valid_to <= on):
        raise Conflict(
            "worksheet.method",
            Text(f"方法{row}当日无效。", f"The method {row} is not in force on that day."),
            Text("请选用有效版本。", "Choose the revision in force."),
        )
    tool = _instrument(row, instrument, at) if instrument is not None else None
    sheet = Worksheet.objects.create(
        number=next_number(Worksheet, "WS", on.year),
        laboratory=row.laboratory,
        method=row,
        instrument=tool,
        analyst=actor,
        opened_at=at,
    )
    put_tests(sheet, requests, actor=actor)
    put_controls(sheet, controls)
    if not sheet.lines.exists():
        raise Refusal(
            "worksheet.empty",
            Text("检测批上没有任何项目。", "There is nothing on the worksheet."),
            Text("请至少选择一项检测。", "Choose at least one test."),
        )
    tell(events.WORKSHEET_OPENED, sheet, actor=actor, at=at, lines=sheet.lines.count())
    return sheet


@transaction.atomic
def extend_worksheet(
    *,
    actor: Actor,
    at: datetime,
    worksheet: str,
    requests: Sequence[int] = (),
    controls: Sequence[ControlAsked] = (),
) -> Worksheet:
    """Put further tests and controls on an open worksheet. Raises as `open_worksheet`."""
    sheet = locked_sheet(actor, at, worksheet, WorksheetState.OPEN)
    put_tests(sheet, requests, actor=actor)
    put_controls(sheet, controls)
    tell(events.WORKSHEET_EXTENDED, sheet, actor=actor, at=at, lines=sheet.lines.count())
    return sheet


def _method(key: int) -> Method:
    row = Method.objects.select_related("laboratory").filter(pk=key).first()
    if row is None:
        raise Missing(
            "worksheet.no_method",
            Text("没有这个方法。", "There is no such method."),
            Text("请从方法列表中选择。", "Choose one of the list."),
        )
    return row


def _instrument(method: Method, key: int, at: datetime) -> Instrument:
    row = Instrument.objects.filter(pk=key, laboratory=method.laboratory).prefetch_related("methods").first()
    if row is None:
        raise Missing(
            "worksheet.no_instrument",
            Text("本实验室没有这台仪器。", "The laboratory has no such instrument."),
            Text("请从本实验室的仪器中选择。", "Choose one of the laboratory's own."),
        )
    kept = list(row.methods.all())
    if kept and method not in kept:
        raise Conflict(
            "worksheet.other_instrument",
            Text(f"仪器{row.code}不用于方法{method}。", f"The instrument {row.code} is not used for {method}."),
            Text("请换用其他仪器。", "Choose another instrument."),
        )
    require_verified(row, timezone.localdate(at))
    return row
