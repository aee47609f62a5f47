"""The grid: lines of a worksheet with what was read, saved cell by cell, and the checks as they come."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Fault, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.laboratory.models import WorksheetLine
from guomen.laboratory.worksheets import operations, queries
from guomen.laboratory.worksheets.operations.reading import shown
from guomen.laboratory.worksheets.queries.standing import Standing
from guomen.laboratory.worksheets.terms import LineKind, WorksheetState
from guomen.laboratory.worksheets.web.forms import read_text


@dataclass(slots=True)
class Shown:
    """A line as the grid shows it. verdicts: (ok, text) of each check; wrong: why what was typed was not saved."""

    line: WorksheetLine
    kind: Text
    analyte: Text
    text: str
    dilution: str
    verdicts: list[tuple[bool, Text]]
    earlier: list[dict[str, object]]
    wrong: Refusal | Fault | None = None


def rows_of(standing: Standing, wrong: dict[int, Refusal | Fault] | None = None) -> list[Shown]:
    """Every line of the worksheet; what was judged at acceptance stands, else how the controls stand now."""
    closed = standing.worksheet.state not in (WorksheetState.OPEN, WorksheetState.VOID)
    return [_shown(line, standing, closed, (wrong or {}).get(line.pk)) for line in standing.lines]


def _shown(line: WorksheetLine, standing: Standing, closed: bool, wrong: Refusal | Fault | None) -> Shown:
    kept = (line.verdict or {}).get("checks", []) if closed else []
    verdicts = [(bool(one["ok"]), Text.from_json(one["text"])) for one in kept]
    if not closed:
        verdicts = [(one.ok, one.text) for one in standing.verdicts.get(line.pk, [])]
    earlier = list((line.verdict or {}).get("earlier", []))
    dilution = "" if line.dilution == 1 else f"{line.dilution.normalize():f}"
    return Shown(
        line, LineKind(line.kind).text, queries.analyte_of(line), shown(line), dilution, verdicts, earlier, wrong
    )


@page(Capability.TEST)
def _read(request: SignedIn, number: str) -> HttpResponse:
    """Save what was typed; with htmx the grid's answers come back, else the page."""
    sheet = queries.worksheet(request.user, number)
    wrong = _saved(request, number)
    if not request.headers.get("HX-Request") and not wrong:
        return redirect("laboratory-worksheet", number)
    standing = queries.standing_of(sheet)
    context = {"sheet": sheet, "rows": rows_of(standing, wrong), "unread": len(standing.unread),
               "failed": len(standing.failed), "swap": True, "works": may(request.user, Capability.TEST)}  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "laboratory/worksheets/answers.html", context)
    refusal = next(iter(wrong.values()))
    return render(request, "components/refusal.html", {"refusal": refusal}, status=422)


def read(request: HttpRequest, number: str) -> HttpResponse:
    """Only what is posted is read."""
    return require_POST(_read)(request, number=number)  # type: ignore[return-value]


def _saved(request: SignedIn, number: str) -> dict[int, Refusal | Fault]:
    """Write every line that was typed differently; gives what could not be, by line."""
    sheet = queries.worksheet(request.user, number)
    wrong: dict[int, Refusal | Fault] = {}
    readings = {}
    for line in sheet.lines.all():
        text, dilution = request.POST.get(f"reading-{line.pk}"), request.POST.get(f"dilution-{line.pk}", "")
        if text is None or not text.strip():
            continue
        try:
            typed = read_text(text, dilution)
        except Refusal as refusal:
            wrong[line.pk] = refusal
            continue
        if not line.read or tuple(line.readings) != typed.values or line.dilution != typed.dilution:
            readings[line.pk] = typed
    for key, reading in readings.items():
        try:
            operations.enter_readings(actor=request.user, at=timezone.now(), worksheet=number, readings={key: reading})
        except Refusal as refusal:
            wrong[key] = refusal.faults[0] if refusal.faults else refusal
    return wrong
