"""The arsenal: measures to carry out, steps that the ladder proposes, measures that may end, the newest in force."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.catalogue.queries import commodity_name, country_name, hazard_name
from guomen.catalogue.terms import Channel
from guomen.interfaces.web.desks.shape import SHOWN, Card, Desk, ToDo, address, asked
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import OfficeLevel, Text
from guomen.surveillance.measures.ladder.queries import proposed_steps
from guomen.surveillance.measures.models import LadderStep, Measure
from guomen.surveillance.measures.queries import measures, open_executions, ready_to_lift
from guomen.surveillance.measures.terms import MeasureKind, MeasureState

_LATE = Text("超时", "overdue")
_OPEN = Text("待执行", "to carry out")
_PROPOSED = Text("待总署决定", "headquarters decides")
_READY = Text("可解除", "may end")


def measures_desk(actor: Actor, at: datetime) -> Desk:
    """What waits for whoever may order: the ladder's proposals (headquarters), what may end, tasks; then what holds."""
    today = timezone.localdate(at)
    decides = actor.office is not None and actor.office.level == OfficeLevel.HEADQUARTERS
    proposed = list(proposed_steps()) if decides else []
    ready, in_force = ready_to_lift(today), measures(today, MeasureState.IN_FORCE)
    ending = list(in_force.filter(number__in=ready))
    tasks = open_executions(actor).count()
    waiting = [*map(_step, proposed), *(_measure(one, _READY) for one in ending), *execution_todos(actor, at)]
    held = [_measure(one) for one in in_force.exclude(number__in=ready)[:SHOWN]] if len(waiting) < SHOWN else []
    return Desk(
        title=_("Measures"),
        cards=[
            *([_steps_card(len(proposed))] if decides else []),
            Card(_("measures to lift"), len(ending), address("surveillance-measures"), asked(len(ending))),
            executions_card(tasks),
        ],
        todos=[*waiting, *held][:SHOWN],
        when=_("Since or due"),
        href=address("surveillance-measures"),
        nothing=_("No measure is in force."),
    )


def executions_card(count: int) -> Card:
    """How many tasks of measures wait for the offices of a person."""
    return Card(_("measures to carry out"), count, address("surveillance-executions", query="state=open"), asked(count))


def execution_todos(actor: Actor, at: datetime) -> Iterator[ToDo]:
    """The tasks of measures that wait for the offices of a person, the one due first first."""
    for one in open_executions(actor)[:SHOWN]:
        late, kind = one.due_at < at, MeasureKind(one.kind).text
        yield ToDo(
            text=Text(f"{kind.zh}：{one.task_zh}", f"{kind.en}: {one.task_en}"),
            href=address("surveillance-execution", one.pk),
            at=one.due_at,
            badge="overdue" if late else "waiting",
            badge_text=_LATE if late else _OPEN,
            note=f"{one.measure.number} · {one.office.code}",
        )


def _steps_card(count: int) -> Card:
    return Card(_("steps proposed by the ladder"), count, address("surveillance-ladder"), asked(count))


def _step(row: LadderStep) -> ToDo:
    goods, item = commodity_name(row.goods), hazard_name(row.hazard)
    origin = country_name(row.origin) if row.origin else Text("", "")
    return ToDo(
        text=Text(f"{origin.zh}{goods.zh}：{item.zh}", f"{goods.en}, {origin.en}: {item.en}"),
        href=address("surveillance-ladder-key", row.pk),
        at=row.moved_at,
        badge="waiting",
        badge_text=_PROPOSED,
        note=row.producer,
    )


def _measure(one: Measure, asks: Text | None = None) -> ToDo:
    """A measure; with what is asked of it, else with what it orders, or that people carry it out."""
    orders = Channel(one.orders).text if one.orders else MeasureKind(one.kind).text
    return ToDo(
        text=Text(f"{one.number} {one.text_zh}", f"{one.number} {one.text_en}"),
        href=address("surveillance-measure", one.number),
        at=one.ordered_at,
        badge="waiting" if asks else one.orders or "watch",
        badge_text=asks or orders,
        note=one.hazard,
    )
