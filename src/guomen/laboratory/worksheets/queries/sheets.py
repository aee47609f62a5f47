"""Worksheets by number, and tests that wait for a method."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import visible_offices
from guomen.kernel.terms import Missing, Text
from guomen.laboratory.models import Method, Result, TestRequest, Worksheet, WorksheetLine
from guomen.laboratory.terms import SampleState
from guomen.laboratory.worksheets.terms import WorksheetState

LIVE = (WorksheetState.OPEN, WorksheetState.BLOCKED)


def visible_worksheets(actor: Actor) -> QuerySet[Worksheet]:
    """Worksheets of the person's laboratory and of those below it, newest first."""
    rows = Worksheet.objects.filter(laboratory__in=visible_offices(actor))
    return rows.select_related("laboratory", "method", "instrument", "analyst", "nonconformity")


def worksheet(actor: Actor, number: str) -> Worksheet:
    """The worksheet of this number. Raises Missing for one that the person may not see."""
    found = visible_worksheets(actor).filter(number=number).first()
    if found is None:
        raise Missing(
            "worksheet.missing",
            Text(f"没有编号为{number[:20]}的检测批。", f"There is no worksheet {number[:20]}."),
            Text("请从检测批列表进入。", "Go there from the list of worksheets."),
        )
    return found


def held_by(requests: Collection[int]) -> dict[int, Worksheet]:
    """The live worksheet (open or blocked) that each of these tests is on."""
    lines = WorksheetLine.objects.filter(request__in=requests, kind="sample", worksheet__state__in=LIVE)
    return {one.request_id: one.worksheet for one in lines.select_related("worksheet") if one.request_id}


def waiting_for(method: Method) -> list[TestRequest]:
    """Tests without a result, of prepared samples in the method's laboratory, that it covers and no worksheet holds.

    Those due first stand first.
    """
    done = Result.objects.filter(request=OuterRef("pk"))
    held = WorksheetLine.objects.filter(request=OuterRef("pk"), worksheet__state__in=LIVE)
    names = Q(pk__in=())
    for scope in method.scopes.all():
        covered = Q(analyte_en__iexact=scope.analyte_en) | Q(analyte_zh=scope.analyte_zh)
        goods = Q()
        for prefix in scope.goods:
            goods |= Q(sample__goods_code__startswith=prefix)
        names |= covered & goods
    rows = TestRequest.objects.filter(
        names, ~Exists(done), ~Exists(held), sample__laboratory=method.laboratory_id, sample__state=SampleState.PREPARED
    )
    by_method = rows.filter(Q(method_used__isnull=True) | Q(method_used=method))
    return list(by_method.select_related("sample").order_by("due_at", "sample__due_at", "pk"))


def requests_of(keys: Collection[int]) -> dict[int, TestRequest]:
    """Tests by key, with their samples."""
    return {one.pk: one for one in TestRequest.objects.filter(pk__in=keys).select_related("sample__laboratory")}


def analyte_of(line: WorksheetLine) -> Text:
    """The line's analyte."""
    return Text(line.analyte_zh, line.analyte_en)
