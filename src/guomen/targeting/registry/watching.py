"""Whether what a model is asked about, and what it answers, is still what it was trained on."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from django.db import transaction
from django.db.models import F
from numpy.typing import NDArray

from guomen.catalogue.queries import policy
from guomen.consignments.queries import declarations
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.ledger.operations import record
from guomen.kernel.terms import SubjectRef
from guomen.targeting import events
from guomen.targeting.model_v1.keys import entity_marks
from guomen.targeting.model_v1.terms import LINE_ROLES, ModelDamaged
from guomen.targeting.models import Assignment, RiskModel
from guomen.targeting.registry.frames import line_frame
from guomen.targeting.registry.judging import Ratio, observed_over_expected, stability
from guomen.targeting.registry.queries import asked_digests, learning_log, read_files, scorer, stored_files
from guomen.targeting.terms import Arm

if TYPE_CHECKING:
    from guomen.kernel.offices.models import Actor

Counts = NDArray[np.float64]

# Decisions of a period that are read at most, and values of a column that are told apart; ways of measuring.
_READ, _TOLD_APART, _PARTS = 10_000, 20, 10


def watch_models(*, actor: "Actor | None", at: datetime) -> dict[str, list[str]]:
    """Measure the drift of every model that is asked, and put it on record. Gives what passed policy's thresholds, by
    the model's digest.
    """
    return {digest: _watch(digest, actor, at) for digest in sorted(asked_digests())}


@transaction.atomic
def _watch(digest: str, actor: "Actor | None", at: datetime) -> list[str]:
    today = at.astimezone(CIVIL_ZONE).date()
    row = RiskModel.objects.get(digest=digest)
    try:
        # As stored, not as this process read it once: damage shows the night it happens.
        read_files(stored_files(digest), digest)
        found = {"features": drifted(row, today), **_answers(row, today)}
    except ModelDamaged as damaged:
        found = {"damaged": damaged.problem.as_json()}
    breaches = _breaches(found, today)
    record(
        events.DRIFT_MEASURED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("model", digest)],
        payload={**found, "breaches": breaches, "on": today.isoformat()},
    )
    return breaches


def drifted(row: RiskModel, today: date) -> dict[str, float]:
    """The stability index of each column that the model reads: the period before its training against the last one.

    Empty where either period had no declarations, or they share a day.
    """
    days = timedelta(days=policy("targeting.model.drift.days", on=today).whole)
    end, start = row.trained_until + timedelta(days=1), today - days
    if start < end:
        return {}
    before, after = _decided(end - days, end), _decided(start, today)
    if before.is_empty() or after.is_empty():
        return {}
    names = [*LINE_ROLES.entities, *LINE_ROLES.numbers]
    return {name: round(_moved(name, before, after), 4) for name in names}


def _decided(start: date, end: date) -> pl.DataFrame:
    """Lines of the decisions drawn on the days [start, end), every n-th where they are many."""
    rows = Assignment.objects.filter(drawn_on__gte=start, drawn_on__lt=end)
    step = rows.count() // _READ + 1
    places = rows.annotate(place=F("id") % step).filter(place=0).values_list("consignment_id", "version")
    return line_frame(declarations(list(places)).values())


def _moved(name: str, before: pl.DataFrame, after: pl.DataFrame) -> float:
    if name in LINE_ROLES.numbers:
        return stability(*_by_parts(before[name].cast(pl.Float64), after[name].cast(pl.Float64)))
    return stability(*_by_value(entity_marks(before, name), entity_marks(after, name)))


def _by_value(before: Any, after: Any) -> tuple[Counts, ...]:
    """Counts of the values most frequent before, all others together."""
    values, counts = np.unique(np.asarray(before), return_counts=True)
    kept = values[np.argsort(-counts, kind="stable")[:_TOLD_APART]]
    return tuple(_counted(np.asarray(column), kept) for column in (before, after))


def _counted(column: Any, kept: Any) -> Counts:
    named = np.array([(column == value).sum() for value in kept], dtype=np.float64)
    return np.append(named, len(column) - named.sum())


def _by_parts(before: pl.Series, after: pl.Series) -> tuple[Counts, ...]:
    """Counts between the deciles of before, and of what is empty."""
    known = before.drop_nulls().to_numpy()
    edges = np.unique(np.quantile(known, np.linspace(0, 1, _PARTS + 1)[1:-1])) if len(known) else np.array([])
    return tuple(_between(column, edges) for column in (before, after))


def _between(column: pl.Series, edges: Counts) -> Counts:
    places = np.searchsorted(edges, column.drop_nulls().to_numpy())
    counts = np.bincount(places, minlength=len(edges) + 1).astype(np.float64)
    return np.append(counts, column.null_count())


def _answers(row: RiskModel, today: date) -> dict[str, Any]:
    """Observed over expected since the training: of what chance picked, and of everything that was looked at."""
    log = learning_log(until=today, target=row.target).filter(pl.col("declared_on") > row.trained_until)
    drawn = log.filter(pl.col("arm").is_in([Arm.CONTROL, Arm.LOT]))
    return {"random": _ratio(row, drawn), "inspected": _ratio(row, log)}


def _ratio(row: RiskModel, lines: pl.DataFrame) -> dict[str, Any] | None:
    if lines.is_empty():
        return None
    probability = scorer(row.digest).probability(lines.drop("nonconforming", "known_on", "harm"))
    return asdict(observed_over_expected(lines["nonconforming"].to_numpy().astype(np.float64), probability))


def _breaches(found: dict[str, Any], today: date) -> list[str]:
    """What passed policy's thresholds: columns by their name, "random", "inspected", "damaged"."""
    if "damaged" in found:
        return ["damaged"]
    far = policy("targeting.model.drift.stability", on=today).number
    factor = policy("targeting.model.drift.calibration", on=today).number
    columns = [name for name, index in found["features"].items() if index >= far]
    ratios = {name: Ratio(**found[name]) for name in ("random", "inspected") if found[name] is not None}
    return [*columns, *(name for name, ratio in ratios.items() if ratio.beyond(factor))]
