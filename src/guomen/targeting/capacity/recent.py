"""An office's newest decisions, and what a model said of each: what a shift's line is drawn from."""

from collections.abc import Sequence
from datetime import date, timedelta
from threading import Lock
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, F, Func, JSONField, Q, Value

from guomen.kernel.offices.models import Office
from guomen.targeting.capacity.terms import KINDS
from guomen.targeting.models import Assignment
from guomen.targeting.terms import Arm


class Recent(NamedTuple):
    """A decision. by_rule: rules would have it opened whatever its value: no choice, or a rate that capacity does not
    replace.
    """

    assignment: int
    consignment: int
    version: int
    channel: str
    drawn_on: date
    by_rule: bool


# (model, decision) -> the value of its highest line; what was decided does not change.
_known: dict[tuple[str, int], float | None] = {}
_KEPT = 100_000
_UNREAD: Any = object()
_lock = Lock()
_BY_RULE = ExpressionWrapper(
    Q(arm=Arm.MANDATORY) | (Q(arm=Arm.LOT) & ~Q(paces={})), output_field=BooleanField()
)  # fmt: skip
_LINES = Func(F("lines"), Value("$[*].value"), function="jsonb_path_query_array", output_field=JSONField())


def recent(office: Office, day: date, *, days: int, newest: int) -> list[Recent]:
    """The office's decisions that drew in the last `days` days, newest first and not more than `newest`."""
    rows = Assignment.objects.filter(consignment__office=office, drawn_on__gt=day - timedelta(days=days))
    current = rows.filter(version=F("consignment__current_version")).order_by("-consignment_id")
    named = current.values_list("pk", "consignment_id", "version", "channel", "drawn_on", _BY_RULE)
    return [Recent(*row) for row in named[:newest]]


def highest_values(digest: str, rows: Sequence[Recent]) -> list[float | None]:
    """The value of each decision's highest line by a model; None where the model was not asked of it."""
    held = {row.assignment: _known.get((digest, row.assignment), _UNREAD) for row in rows}
    missing = [key for key, value in held.items() if value is _UNREAD]
    if missing:
        stored = Assignment.objects.filter(pk__in=missing).values_list("pk", "asked", "shadows", _LINES)
        read = {key: _highest(digest, *said) for key, *said in stored}
        held |= read
        with _lock:
            if len(_known) > _KEPT:
                _known.clear()
            _known.update({(digest, key): value for key, value in read.items()})
    return [held[row.assignment] for row in rows]


def _highest(digest: str, asked: dict[str, str], shadows: dict[str, dict[str, float]], main: list[Any]) -> float | None:
    if digest in shadows:
        return max(shadows[digest].values(), default=None)
    in_charge = next((asked[kind] for kind in KINDS if kind in asked), "")
    return max((value for value in main if value is not None), default=None) if in_charge == digest else None
