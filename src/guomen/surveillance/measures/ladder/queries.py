"""Reading the ladder: where each key stands, how it came there, and what policy says of it."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Window
from django.db.models.functions import RowNumber

from guomen.catalogue.queries import hazard_kinds, policy
from guomen.catalogue.terms import Condition, Direction
from guomen.kernel.terms import Missing, Text
from guomen.surveillance.measures.ladder.terms import Key, Move, MoveKind, Position, Step, Terms
from guomen.surveillance.measures.models import LadderStep, Measure
from guomen.surveillance.measures.program import USERNAME
from guomen.surveillance.measures.queries import entries_if_laid_down, measures
from guomen.surveillance.measures.terms import MeasureKind, MeasureState

_KEY = ("goods", "origin", "producer", "hazard")


def steps() -> QuerySet[LadderStep]:
    """The newest row of every key, the highest steps first."""
    numbered = LadderStep.objects.annotate(
        place=Window(RowNumber(), partition_by=list(_KEY), order_by="-id"),
    )
    return numbered.filter(place=1).select_related("measure").order_by("-proposed", "-step", "-moved_at", "-id")


def proposed_steps() -> QuerySet[LadderStep]:
    """Keys whose next step waits for headquarters, the oldest first."""
    return steps().filter(proposed=True).order_by("moved_at", "id")


def step(row: int) -> LadderStep:
    """One row. Raises Missing."""
    found = LadderStep.objects.filter(pk=row).first()
    if found is None:
        raise Missing(
            "ladder.missing",
            Text("没有这条阶梯记录。", "There is no such row of the ladder."),
            Text("请从清单进入。", "Go there from the list."),
        )
    return found


def rows_of(key: Key) -> QuerySet[LadderStep]:
    """Everything that happened to a key, oldest first."""
    return LadderStep.objects.filter(**fields_of(key)).select_related("measure").order_by("id")


def fields_of(key: Key) -> dict[str, str]:
    """The key as the table's columns."""
    return {name: getattr(key, name) for name in _KEY}


def key_of(row: LadderStep) -> Key:
    """What the row is about."""
    return Key(row.goods, row.origin, row.producer, row.hazard)


def keys_beside(goods: str, origin: str, producer: str) -> list[Key]:
    """Keys that there are of these goods, whatever they failed on."""
    rows = LadderStep.objects.filter(goods=goods, origin=origin, producer=producer)
    return [Key(goods, origin, producer, hazard) for hazard in rows.values_list("hazard", flat=True).distinct()]


def keys_moved_by(consignment: int) -> set[Key]:
    """Keys that an outcome of this consignment moved."""
    rows = LadderStep.objects.filter(reasons__0__source=f"consignment:{consignment}")
    return {Key(*values) for values in rows.values_list(*_KEY)}


def position_in(row: LadderStep | None) -> Position:
    """Where a row says that its key stands; None: normal."""
    return Position(Step(row.step), row.conforming_run, row.proposed) if row else Position()


def move_in(row: LadderStep) -> Move:
    """What happened, as the row's first reason tells it."""
    told: dict[str, Any] = row.reasons[0]
    kind, _, value = told.get("source", "").partition(":")
    step_now = Step(int(value)) if kind == "step" else Step.NORMAL
    return Move(MoveKind(told["code"]), value if kind == "consignment" else "", step_now)


def ladder_goods(on: date) -> tuple[str, ...]:
    """Prefixes of the goods that the ladder is for; none where policy names none."""
    return entries_if_laid_down("surveillance.ladder.goods", on)


def digits(on: date) -> int:
    """Digits of the goods code that one ladder is kept by."""
    return policy("surveillance.ladder.goods_digits", on=on).whole


def terms_for(hazard: str, on: date) -> Terms:
    """What policy says on a day of a key that failed on this item."""
    by_itself = frozenset(int(one) for one in policy("surveillance.ladder.by_itself", on=on).entries)
    enough = {number: policy(f"surveillance.ladder.conforming.{number}", on=on).whole for number in (1, 2)}
    kinds = policy("surveillance.ladder.hazard_kinds", on=on).entries
    return Terms(by_itself - {int(Step.SUSPENDED)}, enough, hazard_kinds().get(hazard, hazard) in kinds)


def condition_of(key: Key) -> Condition:
    """The declarations that a key is about."""
    return Condition(
        direction=Direction.IMPORT,
        goods=(key.goods,),
        origins=frozenset({key.origin} - {""}),
        producers=frozenset({key.producer} - {""}),
    )


def standing(key: Key, kind: MeasureKind, on: date) -> Measure | None:
    """The measure of this kind that stands for the key: ordered by rule, or on a proposal of the ladder."""
    rows = measures(on, MeasureState.IN_FORCE).filter(kind=kind, condition=condition_of(key).as_json())
    own = rows_of(key).filter(measure__isnull=False).values("measure")
    return rows.filter(Q(ordered_by__username=USERNAME, hazard=key.hazard) | Q(pk__in=own)).first()
