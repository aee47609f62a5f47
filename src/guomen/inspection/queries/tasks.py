"""Tasks by who sees them, by consignment, by who has how many."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from guomen.catalogue.queries import ports
from guomen.inspection.models import ChecklistLine, Conclusion, Task
from guomen.inspection.terms import TaskState
from guomen.kernel.offices.models import Actor, Grant, Office
from guomen.kernel.terms import Capability, Missing, Text

_LIVE = Q(state__in=[TaskState.OPEN, TaskState.CLAIMED])


def visible_tasks(actor: Actor) -> QuerySet[Task]:
    """Tasks of the actor's office and of those below it; none for one who has no office."""
    if actor.office is None:
        return Task.objects.none()
    own = Task.objects.filter(office__path__startswith=actor.office.path)
    return own.select_related("office", "officer", "consignment")


def task(actor: Actor, task_id: int) -> Task:
    """One task. Raises Missing for one that the actor may not see, as for one that is not there."""
    found = visible_tasks(actor).filter(pk=task_id).first()
    if found is None:
        raise Missing(
            "task.missing",
            Text("没有这项任务。", "There is no such task."),
            Text(
                "请从工作清单进入；任务也可能属于其他机构。",
                "Go there from your work list; it may be another office's.",
            ),
        )
    return found


def tasks_for(actor: Actor, shift_on: date | None = None, station: str | None = None) -> QuerySet[Task]:
    """Live tasks that the actor sees, the most urgent first; of one day and one station where these are named."""
    found = visible_tasks(actor).filter(_LIVE)
    if shift_on is not None:
        found = found.filter(shift_on=shift_on)
    if station is not None:
        found = found.filter(station=station)
    return found.order_by("due_at", "id")


def tasks_of(consignment: int) -> QuerySet[Task]:
    """Every task of a consignment, of all its versions, oldest first."""
    return Task.objects.filter(consignment_id=consignment).select_related("office", "officer").order_by("id")


def lines_of(task: Task) -> Sequence[ChecklistLine]:
    """The questions of a task, in order."""
    return list(task.lines.select_related("answered_by").order_by("position"))


def open_counts(actor: Actor, at: datetime | None = None) -> dict[str, int]:
    """For the first page: numbers of tasks open, claimed, mine (the actor's), overdue at `at` (default: now)."""
    overdue = Q(due_at__lt=at or timezone.now())
    counts: dict[str, int] = tasks_for(actor).aggregate(
        open=Count("pk", filter=Q(state=TaskState.OPEN)),
        claimed=Count("pk", filter=Q(state=TaskState.CLAIMED)),
        mine=Count("pk", filter=Q(officer=actor.pk)),
        overdue=Count("pk", filter=overdue),
    )
    return counts


def stations(actor: Actor) -> list[str]:
    """Stations that have live tasks."""
    return sorted(tasks_for(actor).order_by().values_list("station", flat=True).distinct())


def station_names(codes: Collection[str]) -> dict[str, Text]:
    """What stations are called: an office or a port by its name, any other place as it is written."""
    offices = {row.code: Text(row.name_zh, row.name_en) for row in Office.objects.filter(code__in=codes)}
    known = ports() | offices
    return {code: known.get(code, Text(code, code)) for code in codes}


def colleagues(actor: Actor, office: Office | None = None) -> QuerySet[Actor]:
    """Active people of the actor's office and below who may inspect; of them those who see `office`, where named."""
    roles = list(Grant.objects.filter(capability=Capability.INSPECT).values_list("role", flat=True))
    if actor.office is None:
        return Actor.objects.none()
    own = Actor.objects.filter(is_active=True, office__path__startswith=actor.office.path, roles__overlap=roles)
    if office is not None:
        codes = [code for code in office.path.split("/") if code]
        own = own.filter(office__code__in=codes)
    return own.select_related("office")


def load(actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """For each colleague: how many tasks they have and how many of those are overdue, the busiest first."""
    rows = (
        tasks_for(actor)
        .filter(officer__isnull=False)
        .order_by()
        .values("officer__username", "officer__name_zh", "officer__name_en")
        .annotate(tasks=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=at)))
    )
    return [dict(row) for row in rows.order_by("-tasks", "officer__username")]


def concluded(consignment: int, version: int) -> Conclusion | None:
    """The last conclusion on a version; None where there is none yet."""
    return Conclusion.objects.filter(consignment_id=consignment, version=version).order_by("-revision").first()
