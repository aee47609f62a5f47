"""Reading the story of a warning: its steps, its measures' effect, what passed before and in spite of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min, QuerySet

from guomen.catalogue.queries import policy
from guomen.catalogue.terms import Condition
from guomen.consignments.queries import lines_meeting
from guomen.consignments.terms import CIVIL_ZONE
from guomen.decisions.queries import issued_for
from guomen.decisions.terms import DispositionKind
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.clusters.models import Dossier
from guomen.surveillance.clusters.queries import dossier, dossiers
from guomen.surveillance.measures.matching import Effect, effect_of
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.queries import measures_of
from guomen.surveillance.review.rules import Balance, Passed, Step, balance, steps
from guomen.targeting.queries import assignments, assignments_meeting


@dataclass(frozen=True, slots=True)
class Story:
    """One dossier looked back upon. hours: officers' time that the measures' checks took, by policy's hours a check."""

    dossier: Dossier
    steps: tuple[Step, ...]
    measures: tuple[tuple[Measure, Effect], ...]
    alerts: tuple[Alert, ...]
    balance: Balance
    hours: float


def acted_upon() -> QuerySet[Dossier]:
    """Dossiers that led to an alert or a measure, newest first."""
    rows = dossiers()
    return (rows.exclude(alerts=None) | rows.exclude(measures=None)).distinct()


def story(number: str) -> Story:
    """What a dossier's warning and measures did. Raises Missing."""
    row = dossier(number)
    measures = list(measures_of(number))
    effects = tuple((measure, effect_of(measure.number)) for measure in measures)
    alerts = tuple(row.alerts.exclude(issued_at=None).select_related("issuer").order_by("issued_at"))
    times = _times(row, effects, alerts)
    met = {measure.number: _met(measure) for measure in measures}
    passed = _passed(row, measures, met, times["signal"])
    return Story(row, steps(times), effects, alerts, balance(passed, times), _checking_hours(measures, met))


def _times(
    row: Dossier, effects: tuple[tuple[Measure, Effect], ...], alerts: tuple[Alert, ...]
) -> dict[str, datetime | None]:
    signals = row.members.filter(removed_at__isnull=True).aggregate(first=Min("signal__received_at"))
    assessed = row.assessments.exclude(signed_at=None).aggregate(first=Min("signed_at"))
    detected = row.detections.aggregate(first=Min("detected_at"))
    ends = [getattr(measure, "lifting", None) for measure, _ in effects]
    lifted = [end.lifted_at for end in ends if end is not None]
    first = [effect.first for _, effect in effects if effect.first is not None]
    last = [effect.last for _, effect in effects if effect.last is not None]
    return {
        "signal": signals["first"],
        "detected": detected["first"],
        "opened": row.opened_at,
        "assessed": assessed["first"],
        "issued": alerts[0].issued_at if alerts else None,
        "measure": min((measure.ordered_at for measure, _ in effects), default=None),
        "met": min(first, default=None),
        "last": max(last, default=None),
        "lifted": max(lifted) if lifted and len(lifted) == len(ends) else None,
        "closed": row.closed_at,
    }


Met = dict[str, list[tuple[int, str]]]


def _passed(row: Dossier, measures: list[Measure], met: Met, begun: datetime | None) -> list[Passed]:
    """Consignments with goods of the risk, decided since some weeks before its first signal."""
    opened = (begun or row.opened_at).astimezone(CIVIL_ZONE).date()
    since = opened - timedelta(days=policy("surveillance.review.days_before", on=opened).whole)
    conditions = [Condition.from_json(measure.condition) for measure in measures]
    conditions = conditions or [Condition(goods=tuple(row.goods), origins=frozenset(row.origins))]
    keys = {
        key for one in conditions for key in lines_meeting(one, since).values_list("version__consignment", flat=True)
    }
    acts = {act.consignment_id: act for act in issued_for(list(keys)).filter(state="issued")}
    by_measure = {consignment for found in met.values() for consignment, _ in found}
    return [
        Passed(
            consignment=key,
            decided_at=assigned.decided_at,
            settled_at=acts[key].issued_at if key in acts else None,
            let_go=key in acts and DispositionKind(acts[key].kind).lets_go,
            conforming=acts[key].conforming if key in acts else None,
            met=key in by_measure,
        )
        for key, assigned in assignments(sorted(keys)).items()
    ]


def _met(measure: Measure) -> list[tuple[int, str]]:
    rows = assignments_meeting(f"measure:{measure.number}").values_list("consignment_id", "channel")
    return [(int(key), str(channel)) for key, channel in rows.distinct()]


def _checking_hours(measures: list[Measure], met: Met) -> float:
    """Hours that the checks which the measures ordered took, by the hours that policy counts for each channel."""
    return sum(_hours_of(channel, row.valid_from) for row in measures for _, channel in met[row.number])


def _hours_of(channel: str, on: date) -> float:
    try:
        return policy(f"surveillance.review.hours.{channel}", on=on).number
    except LookupError:
        return 0.0
