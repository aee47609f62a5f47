"""Methods, instruments and materials that a person may read."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Missing, Text
from guomen.laboratory.resources.models import Instrument, Method, ReferenceMaterial

M = TypeVar("M", bound=Model)


def visible_methods(actor: Actor) -> QuerySet[Method]:
    """The methods of laboratories in the actor's office or below."""
    return _below(Method.objects.select_related("laboratory"), actor)


def method(actor: Actor, key: int) -> Method:
    """One method. Raises Missing."""
    return _one(visible_methods(actor).filter(pk=key), Text("方法", "method"))


def visible_instruments(actor: Actor) -> QuerySet[Instrument]:
    """The instruments on the registers of laboratories in the actor's office or below."""
    return _below(Instrument.objects.select_related("laboratory"), actor)


def instrument(actor: Actor, key: int) -> Instrument:
    """One instrument. Raises Missing."""
    return _one(visible_instruments(actor).filter(pk=key), Text("仪器", "instrument"))


def visible_materials(actor: Actor) -> QuerySet[ReferenceMaterial]:
    """The reference materials of laboratories in the actor's office or below."""
    return _below(ReferenceMaterial.objects.select_related("laboratory"), actor)


def laboratories(actor: Actor) -> list[Office]:
    """Offices in sight that keep methods or instruments, and the actor's own."""
    if actor.office is None:
        return []
    methods, instruments = visible_methods(actor).order_by(), visible_instruments(actor).order_by()
    keeping = methods.values("laboratory").union(instruments.values("laboratory"))
    keys = {row["laboratory"] for row in keeping} | {actor.office.pk}
    return list(Office.objects.filter(pk__in=keys).order_by("path"))


def _below(rows: QuerySet[M], actor: Actor) -> QuerySet[M]:
    if actor.office is None:
        return rows.none()
    return rows.filter(laboratory__path__startswith=actor.office.path)


def _one(rows: QuerySet[M], what: Text) -> M:
    found = rows.first()
    if found is None:
        raise Missing(
            "resources.missing",
            Text(f"没有这个{what.zh}。", f"There is no such {what.en}."),
            Text("请从列表重新进入；也可能属于其他实验室。", "Go there from the list; it may be another laboratory's."),
        )
    return found
