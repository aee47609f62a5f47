"""Accepting a worksheet: its controls are judged; all hold and the results are entered, or it is blocked."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from guomen.catalogue.queries import policy
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, Text
from guomen.laboratory.models import ControlSeries, Nonconformity, Worksheet, WorksheetLine
from guomen.laboratory.operations.results import enter_results
from guomen.laboratory.quality.operations import add_control_point, open_nonconformity
from guomen.laboratory.quality.queries import open_of_series
from guomen.laboratory.quality.rules import rejects
from guomen.laboratory.quality.terms import NcSeverity, NcSource
from guomen.laboratory.resources.queries import require_verified
from guomen.laboratory.terms import Entry, Measured, ResultSource
from guomen.laboratory.worksheets import events, rules
from guomen.laboratory.worksheets.operations.sheets import locked_sheet, tell
from guomen.laboratory.worksheets.queries import standing_of
from guomen.laboratory.worksheets.queries.standing import Standing, amount, plain
from guomen.laboratory.worksheets.terms import Check, LineKind, WorksheetState


@transaction.atomic
def accept_worksheet(*, actor: Actor, at: datetime, worksheet: str) -> Worksheet:
    """Judge the controls. Where all hold, the results are entered in one go; where one fails, the worksheet is blocked,
    a nonconformity is opened, and no result of it is entered.

    Raises Missing, NotPermitted, Conflict (not open, not all read, no control on it, instrument overdue), and what
    entering the results raises: then nothing of it was done.
    """
    sheet = locked_sheet(actor, at, worksheet, WorksheetState.OPEN)
    if sheet.instrument is not None:
        require_verified(sheet.instrument, timezone.localdate(at))
    standing = standing_of(sheet)
    _complete(standing)
    charted = _chart(standing, actor, at)
    _keep(standing)
    if standing.failed:
        return _block(standing, charted, at)
    _enter(standing, actor, at)
    sheet.state, sheet.closed_at = WorksheetState.ACCEPTED, at
    sheet.save(update_fields=["state", "closed_at"])
    tell(events.WORKSHEET_ACCEPTED, sheet, actor=actor, at=at)
    return sheet


def _complete(standing: Standing) -> None:
    unread = standing.unread
    if unread:
        places = ", ".join(str(line.position) for line in unread[:20])
        raise Conflict(
            "worksheet.unread",
            Text(f"以下各行尚无读数：{places}。", f"These lines have no reading yet: {places}."),
            Text("请填完所有读数。", "Fill in every reading first."),
        )
    if not standing.controls:
        raise Conflict(
            "worksheet.no_controls",
            Text("检测批上没有质控样。", "There is no control on the worksheet."),
            Text("请加入空白、加标、平行样或标准物质。", "Add a blank, a spike, a duplicate or a reference material."),
        )


def _chart(standing: Standing, actor: Actor, at: datetime) -> list[Nonconformity]:
    """Readings of reference materials go on their charts; what a chart rejects fails the line. Gives what it opened."""
    sheet, opened = standing.worksheet, []
    for line in standing.controls:
        found = amount(line)
        if line.kind != LineKind.REFERENCE or found is None:
            continue
        series = ControlSeries.objects.filter(
            method=sheet.method, material=line.material, analyte_en=line.analyte_en, unit=line.unit, ended_on=None
        ).first()
        if series is None:
            continue
        point = add_control_point(actor=actor, at=at, series=series.pk, value=found, line=line.pk)
        bad = rejects(point.violations)
        standing.verdicts[line.pk].append(rules.chart(point.violations, rejected=bad, z=point.z))
        if bad and (row := open_of_series(series)):
            opened.append(row)
    return opened


def _keep(standing: Standing) -> None:
    """Every control's verdicts are written beside its reading."""
    for line in standing.controls:
        verdicts = standing.verdicts.get(line.pk, [])
        line.verdict = (line.verdict or {}) | {
            "ok": all(one.ok for one in verdicts),
            "checks": [one.as_json() for one in verdicts],
        }
    WorksheetLine.objects.bulk_update(standing.controls, ["verdict"])


def _block(standing: Standing, charted: list[Nonconformity], at: datetime) -> Worksheet:
    """The program blocks the sheet; where only a chart rejected, the chart's own nonconformity stands for it."""
    sheet = standing.worksheet
    failed = [one for _, one in standing.failed if one.check is not Check.CHART]
    said = [one.text for _, one in standing.failed]
    if failed or not charted:
        opened = open_nonconformity(
            actor=None,
            at=at,
            laboratory=sheet.laboratory,
            severity=NcSeverity(policy("laboratory.worksheet.severity", on=timezone.localdate(at)).value),
            source=NcSource.BATCH,
            what=_what(sheet, said),
            method=sheet.method,
            instrument=sheet.instrument,
            subject=f"worksheet:{sheet.number}",
        )
    else:
        opened = charted[0]
    sheet.state, sheet.nonconformity = WorksheetState.BLOCKED, opened
    sheet.save(update_fields=["state", "nonconformity"])
    told = [text.as_json() for text in said]
    tell(events.WORKSHEET_BLOCKED, sheet, actor=None, at=at, nonconformity=opened.number, failed=told)
    return sheet


def _what(sheet: Worksheet, said: list[Text]) -> Text:
    zh, en = "".join(one.zh for one in said), " ".join(one.en for one in said)
    return Text(f"检测批{sheet.number}质控失败：{zh}", f"Controls of the worksheet {sheet.number} failed: {en}")


def _enter(standing: Standing, actor: Actor, at: datetime) -> None:
    """One result for each test; the components of a sum together."""
    by_test: dict[int, list[WorksheetLine]] = defaultdict(list)
    for line in standing.lines:
        if line.kind == LineKind.SAMPLE and line.request_id is not None:
            by_test[line.request_id].append(line)
    results = enter_results(actor=actor, at=at, entries=[_entry(standing.worksheet, one) for one in by_test.values()])
    changed = []
    for result in results:
        for line in by_test[result.request_id]:
            line.result = result
            changed.append(line)
    WorksheetLine.objects.bulk_update(changed, ["result"], batch_size=1000)


def _entry(sheet: Worksheet, lines: list[WorksheetLine]) -> Entry:
    first, request = lines[0], lines[0].request
    if request is None:
        raise ValueError("a sample's line names its test")
    source = ResultSource.INSTRUMENT if all(one.message_line_id for one in lines) else ResultSource.WORKSHEET
    if request.components:
        parts = {line.analyte_en: amount(line) for line in lines}
        measured = Measured((), first.unit, components=parts)
    else:
        read = tuple(None if one is None else plain(one) for one in first.readings)
        measured = Measured(read, first.unit, dilution=plain(first.dilution))
    return Entry(
        request.sample.label,
        request.pk,
        measured,
        method=sheet.method_id,
        instrument=sheet.instrument_id,
        source=source,
    )
