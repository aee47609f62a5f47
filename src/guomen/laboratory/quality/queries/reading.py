"""Series, nonconformities and audits that a person may read."""

from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Missing, Text
from guomen.laboratory.quality.models import Audit, ControlSeries, Nonconformity
from guomen.laboratory.quality.terms import NcState

M = TypeVar("M", bound=Model)


def visible_series(actor: Actor) -> QuerySet[ControlSeries]:
    """The control series of laboratories in the actor's office or below."""
    return _below(ControlSeries.objects.select_related("method__laboratory", "material"), actor, "method__laboratory")


def series(actor: Actor, key: int) -> ControlSeries:
    """One control series. Raises Missing."""
    return _one(visible_series(actor).filter(pk=key), Text("质控图", "control chart"))


def visible_nonconformities(actor: Actor) -> QuerySet[Nonconformity]:
    """The nonconformities of laboratories in the actor's office or below, newest first."""
    rows = Nonconformity.objects.select_related("laboratory", "method", "instrument", "opened_by", "closed_by")
    return _below(rows, actor, "laboratory")


def nonconformity(actor: Actor, number: str) -> Nonconformity:
    """One nonconformity. Raises Missing."""
    return _one(visible_nonconformities(actor).filter(number=number), Text("不符合项", "nonconformity"))


def visible_audits(actor: Actor) -> QuerySet[Audit]:
    """The audits of laboratories in the actor's office or below, newest first."""
    return _below(Audit.objects.select_related("laboratory", "led_by"), actor, "laboratory")


def audit(actor: Actor, key: int) -> Audit:
    """One audit. Raises Missing."""
    return _one(visible_audits(actor).filter(pk=key), Text("检查记录", "audit"))


def overdue(rows: QuerySet[Nonconformity], today: date) -> QuerySet[Nonconformity]:
    """Those that are not closed although an action of theirs should have been done by now."""
    late = Q(actions__done_at__isnull=True, actions__due_on__lt=today)
    return rows.exclude(state=NcState.CLOSED).filter(late).distinct()


def _below(rows: QuerySet[M], actor: Actor, laboratory: str) -> QuerySet[M]:
    if actor.office is None:
        return rows.none()
    return rows.filter(**{f"{laboratory}__path__startswith": actor.office.path})


def _one(rows: QuerySet[M], what: Text) -> M:
    found = rows.first()
    if found is None:
        raise Missing(
            "quality.missing",
            Text(f"没有这个{what.zh}。", f"There is no such {what.en}."),
            Text("请从列表重新进入；也可能属于其他实验室。", "Go there from the list; it may be another laboratory's."),
        )
    return found
