"""Pages of what carries measures out and of what runs by itself: tasks, the ladder, adverse records."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.kernel.files.terms import type_of
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, sees_office
from guomen.kernel.terms import Capability, OfficeLevel, Reason, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.kernel.web.files import to_save
from guomen.kernel.web.forms import read_files
from guomen.kernel.web.timeline import Moment
from guomen.surveillance.measures import queries
from guomen.surveillance.measures.adverse import queries as records
from guomen.surveillance.measures.adverse.operations import remove_record
from guomen.surveillance.measures.adverse.terms import PartyRole
from guomen.surveillance.measures.ladder import queries as ladder
from guomen.surveillance.measures.ladder.operations import decide_step, resume_import
from guomen.surveillance.measures.ladder.terms import Step
from guomen.surveillance.measures.models import Execution, LadderStep
from guomen.surveillance.measures.naming import item_name
from guomen.surveillance.measures.operations import complete_execution
from guomen.surveillance.measures.operations.executing import DOERS
from guomen.surveillance.measures.terms import MeasureKind
from guomen.surveillance.measures.web.forms import EvidenceForm, GroundForm, ResumeForm
from guomen.surveillance.measures.web.lists import (
    ExecutionFilter,
    ExecutionTable,
    LadderFilter,
    LadderTable,
    RecordFilter,
    RecordTable,
    clock,
    goods_said,
    step_badge,
)

READERS = (Capability.IMPOSE_MEASURE, Capability.VIEW_PROFILE_REASONS, Capability.WATCH_RISKS, Capability.AUDIT)
_ROWS, _STANDINGS = 50, 20


@page(*DOERS, Capability.AUDIT)
def execution_list(request: SignedIn) -> HttpResponse:
    """Tasks of the offices that the reader sees, with their clocks."""
    mine = queries.executions_for(request.user)
    found = ExecutionFilter(request.GET, queryset=mine)
    table = ExecutionTable(found.qs)
    RequestConfig(request, paginate={"per_page": _ROWS}).configure(table)
    waiting = mine.filter(done_at=None)
    context = {
        "table": table,
        "filter": found,
        "waiting": waiting.count(),
        "late": waiting.filter(due_at__lt=timezone.now()).count(),
    }
    return render(request, "surveillance/measures/execution_list.html", context)


@page(*DOERS, Capability.AUDIT)
def one_execution(request: SignedIn, number: int) -> HttpResponse:
    """One task: what is to be done by when, and showing that it is done."""
    row = queries.execution(request.user, number)
    offers = {}
    if row.done_at is None and any(may(request.user, one) for one in DOERS):
        offers["done"] = Offer(
            lambda data: EvidenceForm(data, request.FILES if data is not None else None),
            lambda form: _complete(request.user, row, form.cleaned_data),
            _("The task is done; its evidence is kept."),
        )
    done, forms = tried(request, offers)
    if done:
        return redirect("surveillance-execution", number)
    context = {
        "row": row,
        "kind": MeasureKind(row.kind),
        "task": Text(row.task_zh, row.task_en),
        "words": Text(row.measure.text_zh, row.measure.text_en),
        "clock": clock(row.due_at, row.done_at),
        "forms": forms,
    }
    return render(request, "surveillance/measures/execution.html", context)


def _complete(actor: Actor, row: Execution, said: dict[str, Any]) -> Execution:
    largest = queries.largest_evidence(timezone.localdate(), row.office.code)
    [(name, content)] = read_files([said["file"]], largest) if said["file"] else [("", b"")]
    return complete_execution(
        actor=actor,
        at=timezone.now(),
        execution=row.pk,
        evidence=said["evidence"],
        name=name,
        content=content,
    )


@page(*DOERS, Capability.AUDIT)
def execution_file(request: SignedIn, number: int) -> FileResponse:
    """The file that shows it, to be saved, never run."""
    row = queries.execution(request.user, number)
    return to_save(queries.evidence_of(row), name=row.name, kind=type_of(row.name))


@page(*READERS)
def ladder_list(request: SignedIn) -> HttpResponse:
    """Where imported food stands: proposed steps first, then the highest."""
    found = LadderFilter(request.GET, queryset=ladder.steps())
    table = LadderTable(found.qs)
    RequestConfig(request, paginate={"per_page": _ROWS}).configure(table)
    now = list(ladder.steps().values_list("step", "proposed"))
    cards = [(step, step.text, sum(one == step for one, _proposed in now)) for step in Step if step is not Step.NORMAL]
    proposed = sum(waits for _step, waits in now)
    context = {"table": table, "filter": found, "cards": cards, "proposed": proposed}
    return render(request, "surveillance/measures/ladder_list.html", context)


@page(*READERS)
def one_ladder(request: SignedIn, number: int) -> HttpResponse:
    """One key: how it came to its step; what headquarters decides."""
    key = ladder.key_of(ladder.step(number))
    rows = list(ladder.rows_of(key))
    last = rows[-1]
    done, forms = tried(request, _ladder_offers(request, last))
    if done:
        return redirect("surveillance-ladder-key", number)
    context = {
        "row": last,
        "stands": step_badge(last),
        "goods": goods_said(key.goods),
        "key": key,
        "item": item_name(key.hazard),
        "moments": [_moment(one) for one in rows],
        "measures": [one.measure for one in rows if one.measure is not None],
        "forms": forms,
    }
    return render(request, "surveillance/measures/ladder.html", context)


def _moment(row: LadderStep) -> Moment:
    reasons = tuple(Reason.from_json(one) for one in row.reasons)
    tone = {0: "good", 1: "watch", 2: "watch", 3: "stop"}[row.step]
    run = row.conforming_run
    detail = Text(f"连续合格{run}批", f"{run} conforming in a row") if run else None
    return Moment(row.moved_at, Step(row.step).text, tone=tone, reasons=reasons, detail=detail)


def _ladder_offers(request: SignedIn, last: LadderStep) -> dict[str, Offer]:
    office = request.user.office
    if office is None or office.level != OfficeLevel.HEADQUARTERS or not may(request.user, Capability.IMPOSE_MEASURE):
        return {}
    asked: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "row": last.pk}
    if last.proposed:
        return {
            "take": Offer(
                GroundForm, lambda form: decide_step(**asked, approve=True, **form.cleaned_data),
                _("The step was taken."), "decide",
            ),
            "decline": Offer(
                GroundForm, lambda form: decide_step(**asked, approve=False, **form.cleaned_data),
                _("The step was declined."), "decide",
            ),
        }  # fmt: skip
    if last.step != Step.SUSPENDED:
        return {}
    return {
        "resume": Offer(
            ResumeForm,
            lambda form: _resume(asked, form.cleaned_data),
            _("Import was resumed."),
        )
    }  # fmt: skip


def _resume(asked: dict[str, Any], said: dict[str, Any]) -> object:
    return resume_import(**asked, step=Step(said["step"]), ground=said["ground"])


@page(*READERS)
def record_list(request: SignedIn) -> HttpResponse:
    """Adverse records: who has how many, and each of them."""
    found = RecordFilter(request.GET, queryset=records.records())
    table = RecordTable(found.qs)
    RequestConfig(request, paginate={"per_page": _ROWS}).configure(table)
    listing = records.listing_lots(timezone.localdate())
    standings = [
        {**one, "role": PartyRole(one["role"]).text, "goods": goods_said(one["goods"]), "item": item_name(one["item"]),
         "listed": one["lots"] >= listing}
        for one in records.standings()[:_STANDINGS]
    ]  # fmt: skip
    context = {"table": table, "filter": found, "standings": standings, "listing": listing}
    return render(request, "surveillance/measures/adverse_list.html", context)


@page(*READERS)
def one_record(request: SignedIn, number: int) -> HttpResponse:
    """One record, and taking it off the list."""
    row = records.record_of(number)
    offers = {}
    may_act = may(request.user, Capability.IMPOSE_MEASURE) and sees_office(request.user, row.consignment.office)
    if row.removed_at is None and may_act:
        offers["remove"] = Offer(
            GroundForm,
            lambda form: remove_record(
                actor=request.user, at=timezone.now(), number=number, ground=form.cleaned_data["ground"]
            ),
            _("The record was taken off the list."),
        )
    done, forms = tried(request, offers)
    if done:
        return redirect("surveillance-adverse-record", number)
    context = {
        "row": row,
        "role": PartyRole(row.role).text,
        "goods": goods_said(row.goods),
        "item": item_name(row.item),
        "forms": forms,
    }
    return render(request, "surveillance/measures/adverse.html", context)
