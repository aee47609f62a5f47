"""At the port: the officer's tasks, the duty manager's shift, proposals to sign."""

from datetime import datetime

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.catalogue.terms import Channel
from guomen.decisions.queries import open_counts as decision_counts
from guomen.decisions.queries import waiting_for
from guomen.decisions.terms import DispositionKind, DispositionState
from guomen.inspection.models import Task
from guomen.inspection.queries import open_counts, open_sisters, tasks_for
from guomen.inspection.terms import TaskKind, TaskState
from guomen.interfaces.web.desks.arsenal import execution_todos, executions_card
from guomen.interfaces.web.desks.shape import SHOWN, Card, Desk, ToDo, address, asked
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Text
from guomen.surveillance.measures.queries import open_executions
from guomen.targeting.queries import waiting_overrides


def inspection_desk(actor: Actor, at: datetime) -> Desk:
    """The officer's: what measures ask of the office, what is mine, then what anybody may claim, the urgent on top."""
    counts = open_counts(actor, at)
    here = address("inspection-tasks")
    tasks = tasks_for(actor)
    orders = open_executions(actor).count()
    if may(actor, Capability.MANAGE_SHIFT):  # what nobody has taken stands on the manager's other desk
        tasks = tasks.filter(officer=actor)
    return Desk(
        title=_("Inspection"),
        cards=[
            Card(_("my tasks"), counts["mine"], address("inspection-tasks", query="mine=1"), asked(counts["mine"])),
            Card(_("to be claimed"), counts["open"], here, asked(counts["open"])),
            Card(_("overdue"), counts["overdue"], here, "stop" if counts["overdue"] else ""),
            *([executions_card(orders)] if orders else []),
        ],
        todos=[*execution_todos(actor, at), *(_task(task, at) for task in _mine_first(actor, tasks)[:SHOWN])][:SHOWN],
        when=_("Due"),
        href=here,
        nothing=_("No task is open. New ones appear as declarations are assigned."),
    )


def _mine_first(actor: Actor, tasks: QuerySet[Task]) -> QuerySet[Task]:
    mine = Case(When(officer=actor, then=Value(0)), default=Value(1), output_field=IntegerField())
    return tasks.select_related("consignment").order_by(mine, "due_at", "id")


def _task(task: Task, at: datetime) -> ToDo:
    late = task.due_at < at
    return ToDo(
        text=TaskKind(task.kind).text,
        href=address("inspection-task", task.pk),
        at=task.due_at,
        badge="overdue" if late else str(task.state),
        badge_text=Text("超时", "overdue") if late else TaskState(task.state).text,
        note=f"{task.consignment.reference} · {task.station}",
    )


def shift_desk(actor: Actor, at: datetime) -> Desk:
    """The duty manager's: what nobody has taken, and what is late."""
    counts = open_counts(actor, at)
    here = address("inspection-tasks")
    sisters = open_sisters(actor).count()
    unassigned = tasks_for(actor).filter(officer__isnull=True).select_related("consignment")
    return Desk(
        title=_("The shift"),
        cards=[
            Card(_("unassigned tasks"), counts["open"], here, asked(counts["open"])),
            Card(_("being worked on"), counts["claimed"], here),
            Card(_("overdue"), counts["overdue"], here, "stop" if counts["overdue"] else ""),
            Card(_("due today"), tasks_for(actor, timezone.localdate(at)).count(), here),
            Card(_("sister lots to decide"), sisters, address("inspection-sisters"), asked(sisters)),
        ],
        todos=[_task(task, at) for task in unassigned[:SHOWN]],
        when=_("Due"),
        href=here,
        nothing=_("Every task has its officer."),
    )


def signing_desk(actor: Actor, at: datetime) -> Desk:
    """Proposals that wait for this person's signature, and appeals that wait for an answer."""
    counts = decision_counts(actor)
    here = address("decisions-waiting")
    return Desk(
        title=_("To sign"),
        cards=[
            Card(_("proposals to sign"), counts["sign"], here, asked(counts["sign"])),
            Card(_("second signatures"), counts["second"], here, asked(counts["second"])),
            Card(_("appeals to answer"), counts["appeals"], address("decisions-appeals"), asked(counts["appeals"])),
        ],
        todos=[
            ToDo(
                text=DispositionKind(one.kind).text,
                href=address("decisions-disposition", one.pk),
                at=one.proposed_at,
                badge=one.state,
                badge_text=DispositionState(one.state).text,
                note=f"{one.consignment.reference} · {one.consignment.importer_name}",
            )
            for one in waiting_for(actor)[:SHOWN]
        ],
        when=_("Proposed"),
        href=here,
        nothing=_("Nothing waits for your signature."),
    )


def overrides_desk(actor: Actor, at: datetime) -> Desk:
    """Overrides that wait for a second person; not one's own."""
    waiting = waiting_overrides(actor).exclude(proposed_by=actor)
    count = waiting.count()
    here = address("targeting-overrides")
    return Desk(
        title=_("Overrides"),
        cards=[Card(_("overrides to approve"), count, here, asked(count))],
        todos=[
            ToDo(
                text=Text(
                    f"{Channel(one.from_channel).text.zh} → {Channel(one.to_channel).text.zh}",
                    f"{Channel(one.from_channel).text.en} → {Channel(one.to_channel).text.en}",
                ),
                href=address("targeting-overrides-decide", one.pk) or here,
                at=one.proposed_at,
                badge="waiting",
                badge_text=Text("待批准", "waiting"),
                note=f"{one.assignment.consignment.reference} · {one.ground[:120]}",
            )
            for one in waiting[:SHOWN]
        ],
        when=_("Proposed"),
        href=here,
        nothing=_("No override waits for you."),
    )
