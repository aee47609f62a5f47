"""Lines of a worksheet: a line for each test (for each component of a sum), and the controls."""

from collections.abc import Sequence

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, Missing, Refusal, Text
from guomen.laboratory.models import ReferenceMaterial, TestRequest, Worksheet, WorksheetLine
from guomen.laboratory.resources.queries import scope_of
from guomen.laboratory.terms import SampleState
from guomen.laboratory.worksheets.queries import analyte_of, held_by, requests_of
from guomen.laboratory.worksheets.terms import ControlAsked, LineKind


def put_tests(sheet: Worksheet, keys: Sequence[int], *, actor: Actor) -> None:
    """A line for each test. Raises Missing, Conflict (tested, not prepared, on another worksheet), Refusal (scope)."""
    wanted = list(dict.fromkeys(keys))
    rows = requests_of(wanted)
    held = held_by(wanted)
    place = _next(sheet)
    lines: list[WorksheetLine] = []
    for key in wanted:
        row = rows.get(key)
        if row is None or row.sample.laboratory_id != sheet.laboratory_id:
            raise Missing(
                "laboratory.request_missing",
                Text("本实验室没有这项检测。", "The laboratory has no such test."),
                Text("请从待检项目中选择。", "Choose one of those that wait."),
            )
        _waits(row, held.get(key))
        for analyte, unit in _analytes(sheet, row):
            line = WorksheetLine(worksheet=sheet, position=place + len(lines), kind=LineKind.SAMPLE, request=row)
            line.analyte_zh, line.analyte_en, line.unit = analyte.zh, analyte.en, unit
            lines.append(line)
    WorksheetLine.objects.bulk_create(lines)
    TestRequest.objects.filter(pk__in=wanted).update(method_used=sheet.method)
    TestRequest.objects.filter(pk__in=wanted, assigned_to__isnull=True).update(assigned_to=actor)


def _waits(row: TestRequest, held: Worksheet | None) -> None:
    label = row.sample.label
    if held is not None:
        raise Conflict(
            "worksheet.held",
            Text(f"样品{label}的该项已在检测批{held.number}上。", f"This test of {label} is on {held.number}."),
            Text("请选择其他项目。", "Choose another one."),
        )
    if row.sample.state != SampleState.PREPARED or row.results.exists():
        raise Conflict(
            "worksheet.not_waiting",
            Text(f"样品{label}的该项不在待检状态。", f"This test of the sample {label} does not wait to be measured."),
            Text("样品须已制备且该项尚无结果。", "The sample is prepared first, and the test has no result yet."),
        )


def _analytes(sheet: Worksheet, row: TestRequest) -> list[tuple[Text, str]]:
    """What is read for a test, each with the method's unit: the analyte, or every component of a sum."""
    whole = Text(row.analyte_zh, row.analyte_en)
    scope = scope_of(sheet.method, whole, row.sample.goods_code)
    if scope is None:
        raise Refusal(
            "worksheet.scope",
            Text(
                f"方法{sheet.method}不覆盖样品{row.sample.label}的{whole.zh}。",
                f"The method {sheet.method} does not cover {whole.en} in the sample {row.sample.label}.",
            ),
            Text("请选用覆盖该项目的方法。", "Choose a method that does."),
        )
    parts = [Text(part["zh"], part["en"]) for part in row.components]
    return [(part, scope.unit) for part in parts or [whole]]


def put_controls(sheet: Worksheet, asked: Sequence[ControlAsked]) -> None:
    """A line for each control. Raises Missing, Conflict (material run out), Refusal (nothing to judge it by)."""
    for one in asked:
        if one.kind is LineKind.BLANK:
            _put_blanks(sheet, one)
        elif one.kind is LineKind.REFERENCE:
            _put_reference(sheet, one)
        elif one.kind in (LineKind.SPIKE, LineKind.DUPLICATE):
            _put_of(sheet, one)


def _put_blanks(sheet: Worksheet, asked: ControlAsked) -> None:
    """A blank for the analyte, or for every analyte that the sheet's samples are read for."""
    seen = {line.analyte_en: line for line in sheet.lines.filter(kind=LineKind.SAMPLE)}
    for line in seen.values():
        if asked.analyte is None or asked.analyte.en == line.analyte_en:
            _add(sheet, LineKind.BLANK, analyte_of(line), line.unit)


def _put_reference(sheet: Worksheet, asked: ControlAsked) -> None:
    material = ReferenceMaterial.objects.filter(pk=asked.material or 0, laboratory=sheet.laboratory_id).first()
    if material is None:
        raise Missing(
            "worksheet.no_material",
            Text("本实验室没有这种标准物质。", "The laboratory has no such reference material."),
            Text("请从列表中选择。", "Choose one of the list."),
        )
    ended = [day for day in (material.expires_on, material.withdrawn_on) if day is not None]
    if any(day < sheet.opened_at.date() for day in ended):
        raise Conflict(
            "worksheet.material_expired",
            Text(f"标准物质{material}已过期或停用。", f"The reference material {material} has run out."),
            Text("请换用在有效期内的。", "Use one that has not."),
        )
    analyte = Text(material.analyte_zh, material.analyte_en)
    _add(sheet, LineKind.REFERENCE, analyte, material.unit, material=material)


def _put_of(sheet: Worksheet, asked: ControlAsked) -> None:
    """A spike or duplicate of every line of the test."""
    sources = list(sheet.lines.filter(kind=LineKind.SAMPLE, request=asked.of).order_by("position"))
    if not sources:
        raise Missing(
            "worksheet.no_source",
            Text("检测批上没有对应的样品。", "The sample that it is made of is not on the worksheet."),
            Text("请先把样品放到检测批上。", "Put the sample on it first."),
        )
    spiked = asked.kind is LineKind.SPIKE
    lacks = sheet.method.recovery_low is None if spiked else sheet.method.rpd_max is None
    if lacks or (spiked and not (asked.added and asked.added > 0)):
        raise Refusal(
            "worksheet.spike" if spiked else "worksheet.duplicate",
            Text("方法未规定该质控的限值，或未填加标量。", "The method has no limits for it, or no amount was added."),
            Text("请在方法中规定限值；加标须填加标量。", "Lay the limits down in the method; state the amount added."),
        )
    for line in sources:
        added = asked.added if spiked else None
        _add(sheet, asked.kind, analyte_of(line), line.unit, of=line, added=added)


def _add(sheet: Worksheet, kind: LineKind, analyte: Text, unit: str, **more: object) -> None:
    line = WorksheetLine(worksheet=sheet, position=_next(sheet), kind=kind, unit=unit)
    line.analyte_zh, line.analyte_en = analyte.zh, analyte.en
    for name, value in more.items():
        setattr(line, name, value)
    line.save()


def _next(sheet: Worksheet) -> int:
    last = sheet.lines.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1
