"""Whether a measure can end: what conformed in a row, what the authority abroad did, what is proposed."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet

from guomen.decisions.queries import issued_for
from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.terms import Reason, SubjectRef
from guomen.surveillance.measures import conditions, events
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.queries.law import entries_if_laid_down
from guomen.surveillance.measures.queries.standing import measures
from guomen.surveillance.measures.terms import MeasureState
from guomen.targeting.queries import assignments_meeting


def outcomes_of(number: str) -> list[tuple[int, bool]]:
    """(consignment, whether it conformed) of what met a measure and was looked at, in the order of the decisions."""
    met = list(assignments_meeting(f"measure:{number}").values_list("consignment_id", flat=True))
    told: dict[int, bool] = {}
    for act in issued_for(met).filter(conforming__isnull=False):
        told[act.consignment_id] = bool(act.conforming)
    return list(told.items())


def conforming_run(number: str) -> int:
    """How many of the consignments that met it conformed in a row, counted back from the last that was looked at."""
    run = 0
    for _, conforming in reversed(outcomes_of(number)):
        if not conforming:
            break
        run += 1
    return run


def remedy_of(row: Measure) -> dict[str, Any] | None:
    """The foreign authority's remedy as it was recorded last, or None."""
    found = _entries(row, events.REMEDY_RECORDED).last()
    return found.payload if found else None


def _entries(row: Measure, kind: str) -> QuerySet[Any]:
    return entries_about(SubjectRef("measure", row.number)).filter(kind=kind)


def met_conditions(row: Measure) -> tuple[Reason, ...]:
    """Which of the conditions of its lifting are met now, and by what."""
    run = conforming_run(row.number) if conditions.CONFORMING in row.lift_when else 0
    remedy = remedy_of(row) if conditions.REMEDY in row.lift_when else None
    return conditions.conditions_met(row.lift_when, run, remedy)


def lifts_by_itself(met: Collection[str], on: date) -> bool:
    """Whether policy lets the program lift on one of these conditions; where nothing is laid down it proposes."""
    return any("lift" in entries_if_laid_down(f"surveillance.lifting.{one}", on) for one in met)


def lifting_proposed(row: Measure, because: list[str]) -> bool:
    """Whether lifting it was proposed for these very conditions already."""
    last = _entries(row, events.LIFTING_PROPOSED).last()
    return last is not None and last.payload["because"] == because


def waiting_for_conformity(on: date) -> QuerySet[Measure]:
    """Measures that have not ended and wait for conforming consignments."""
    return measures(on, MeasureState.IN_FORCE).filter(lift_when__has_key=conditions.CONFORMING)


def ready_to_lift(on: date) -> list[str]:
    """Numbers of the measures in force of which a condition of lifting is met."""
    waiting = measures(on, MeasureState.IN_FORCE).filter(
        lift_when__has_any_keys=[conditions.CONFORMING, conditions.REMEDY]
    )
    return [row.number for row in waiting if met_conditions(row)]
