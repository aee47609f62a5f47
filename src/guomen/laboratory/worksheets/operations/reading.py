"""What was read is written on the lines; a correction before acceptance is kept in the ledger."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Fault, Refusal, Text, Where
from guomen.laboratory.models import Worksheet, WorksheetLine
from guomen.laboratory.worksheets import events
from guomen.laboratory.worksheets.operations.sheets import locked_sheet, tell
from guomen.laboratory.worksheets.terms import LineKind, Reading, WorksheetState

_MOST = Decimal(10) ** 12


@transaction.atomic
def enter_readings(
    *,
    actor: Actor,
    at: datetime,
    worksheet: str,
    readings: Mapping[int, Reading],
    messages: Mapping[int, int] | None = None,
) -> Worksheet:
    """Write readings on lines of an open worksheet, by the lines' keys; all or none.

    messages: the message line that each was taken from, where an instrument sent it. Raises Missing, NotPermitted,
    Conflict (not open), Refusal with a fault for every reading that cannot be.
    """
    sheet = locked_sheet(actor, at, worksheet, WorksheetState.OPEN)
    lines = {line.pk: line for line in sheet.lines.select_related("request").filter(pk__in=readings)}
    faults = [_fault(key) for key in readings if key not in lines]
    faults += [fault for key, line in lines.items() if (fault := _impossible(line, readings[key]))]
    if faults:
        raise Refusal(
            "worksheet.readings",
            Text("有读数不能使用，均未保存。", "Some readings cannot be used; none was saved."),
            Text("请改正所列读数。", "Correct those that are listed."),
            tuple(faults),
        )
    told = []
    for key, line in lines.items():
        told.append(_written(line, readings[key], actor, at))
        line.message_line_id = (messages or {}).get(key)
    names = ["readings", "read", "dilution", "read_at", "read_by", "message_line"]
    WorksheetLine.objects.bulk_update(lines.values(), names, batch_size=1000)
    tell(events.WORKSHEET_READ, sheet, actor=actor, at=at, readings=told)
    return sheet


def _written(line: WorksheetLine, reading: Reading, actor: Actor, at: datetime) -> dict[str, object]:
    before = shown(line) if line.read else ""
    line.readings, line.read, line.dilution = list(reading.values), True, reading.dilution
    line.read_at, line.read_by = at, actor
    told: dict[str, object] = {"line": line.position, "reading": shown(line), "dilution": f"{line.dilution:f}"}
    return told | ({"before": before} if before else {})


def shown(line: WorksheetLine) -> str:
    """A line's readings as they are read out: "0.31", "ND 12 30"; "" where it was not read."""
    return " ".join("ND" if one is None else f"{one.normalize():f}" for one in line.readings) if line.read else ""


def _impossible(line: WorksheetLine, reading: Reading) -> Fault | None:
    units = line.request.units if line.request is not None and line.kind == LineKind.SAMPLE else 1
    numbers = [one for one in reading.values if one is not None]
    if len(reading.values) != max(1, units):
        said = Text(f"应有{units}个读数。", f"{units} readings are needed, one for each unit.")
    elif any(not one.is_finite() or one < 0 or one >= _MOST for one in numbers):
        said = Text("读数须为不小于零的数。", "A reading is a number that is not below zero.")
    elif not (reading.dilution.is_finite() and 0 < reading.dilution < 10**8):
        said = Text("稀释倍数须大于零。", "A dilution factor is above zero.")
    else:
        return None
    return _fault(line.pk, said)


def _fault(key: int, said: Text | None = None) -> Fault:
    gone = Text("该行不在此检测批上。", "The line is not on this worksheet.")
    return Fault(
        "worksheet.reading",
        Where(field=f"line-{key}"),
        "",
        said or gone,
        Text("请填数值，或填 ND 表示未检出。", "Write a number, or ND for not detected."),
    )
