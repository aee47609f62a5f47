"""The nightly look: every series of signals and of inspected lines, emerging keys; what is odd finds its dossier."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import polars as pl
from django.db import transaction

from guomen.catalogue.queries import policy
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability
from guomen.surveillance.clusters import events
from guomen.surveillance.clusters.emerging import Settings, alarms
from guomen.surveillance.clusters.finds import EMERGING, Find, pair_detections, paired
from guomen.surveillance.clusters.grouping import Alarm, grouped, with_notices
from guomen.surveillance.clusters.keys import Key, occurrences
from guomen.surveillance.clusters.models import Detection, DetectionRun, Dossier
from guomen.surveillance.clusters.operations.dossiers import open_dossier
from guomen.surveillance.clusters.places import Places, odd_places
from guomen.surveillance.clusters.queries import told_before
from guomen.surveillance.clusters.reading import hazard_families, inspected_lines, located, notices, title_of
from guomen.surveillance.clusters.series import WEEK, Odd, Weekly, odd_counts, odd_rates, promised_in_all, rates, weekly
from guomen.surveillance.clusters.terms import Opening


@transaction.atomic
def detect_clusters(*, actor: Actor | None, at: datetime, on: date) -> DetectionRun:
    """Look at everything up to the day `on`. A look at a day is taken once; asked again, it gives the same run.

    What is odd opens a dossier, or is added to the one that the risk has. Raises NotPermitted.
    """
    if actor is not None:
        require(actor, Capability.WATCH_RISKS)
    known = DetectionRun.objects.filter(week_on=on - timedelta(days=WEEK - 1)).first()
    if known is not None:
        return known
    kinds = hazard_families(on)
    weeks = policy("surveillance.detection.weeks", on=on).whole
    rows = occurrences(notices(on - timedelta(days=WEEK * weeks), on), kinds)
    last = DetectionRun.objects.filter(week_on__lt=on - timedelta(days=WEEK - 1)).order_by("-week_on").first()
    series = weekly(rows, on, weeks=weeks, least=policy("surveillance.detection.least", on=on).whole)
    counted = odd_counts(
        series,
        promised=_promised(series, on),
        carried=float(last.methods.get("carried", 0.0)) if last else 0.0,
    )
    rated = odd_rates(
        rates(inspected_lines(on), on, least=policy("surveillance.detection.least_lines", on=on).whole),
        promised=_number("false_rates", on),
    )
    places = odd_places(
        located(on),
        on,
        level=_number("scan_level", on),
        least=policy("surveillance.detection.least_located", on=on).whole,
    )
    settings = Settings(false_per_look=_number("false_emerging", on))
    emerging = with_notices(alarms(rows, on, settings, kinds), rows, on)
    run = DetectionRun.objects.create(
        ran_at=at,
        week_on=on - timedelta(days=WEEK - 1),
        series=counted.series + rated.series + places.scanned,
        promised=promised_in_all([counted, rated]) + places.expected + settings.false_per_look,
        alarms=len(counted.odd) + len(rated.odd) + len(places.odd) + len(emerging),
        methods={
            "counts": counted.expected,
            "rates": rated.expected,
            "places": places.expected,
            EMERGING: settings.false_per_look,
            "carried": counted.carried,
        },
    )
    told = [*_of_series([*counted.odd, *rated.odd], rows, on), *_of_places(places), *map(Find, emerging)]
    opened = _follow(run, told, rows, on=on, actor=actor, at=at)
    _tell(run, opened, actor=actor, at=at)
    return run


def _promised(series: Weekly, on: date) -> float:
    """False alarms that tonight may raise: what policy allows in all, at most its level for each series."""
    return min(_number("false_alarms", on), _number("level", on) * len(series.keys))


def _number(name: str, on: date) -> float:
    return policy(f"surveillance.detection.{name}", on=on).number


def _of_series(odd: Iterable[Odd], rows: pl.DataFrame, on: date) -> list[Find]:
    """The odd series as alarms, each with the notices of its last week."""
    found: list[Find] = []
    for one in odd:
        mine = [pl.col(name) == value for name, value in zip(one.key._fields, one.key, strict=True) if value]
        week = pl.col("day").is_between(on - timedelta(days=WEEK - 1), on)
        keys = frozenset(rows.filter(week, *mine)["notice"]) if one.what == "signals" else frozenset[str]()
        alarm = Alarm(one.key, WEEK, round(one.observed), 0, one.expected or 0.0, one.probability, keys)
        found.append(Find(alarm, odd=one))
    return found


def _of_places(places: Places) -> list[Find]:
    """The circles that stand out as alarms."""
    return [
        Find(Alarm(Key(one.hazard), one.days, one.observed, 0, one.expected, one.probability, one.notices), place=one)
        for one in places.odd
    ]


def _follow(
    run: DetectionRun, told: Sequence[Find], rows: pl.DataFrame, *, on: date, actor: Actor | None, at: datetime
) -> list[Dossier]:
    """Alarms that belong together lead to one dossier; what a closed one of the same risk knew is not raised again."""
    found = {id(one.alarm): one for one in told}
    groups = [
        (group, sorted({int(one) for alarm in group for one in alarm.notices}))
        for group in grouped([one.alarm for one in told])
    ]
    fresh = [(group, signals) for group, signals in groups if not told_before(group[0].key, signals, at)]
    table = paired(rows, on) if fresh else None
    opened = []
    for group, signals in fresh:
        lead, finds = group[0], [found[id(alarm)] for alarm in group]
        row = open_dossier(
            actor=actor,
            at=at,
            hazard=lead.key.hazard,
            goods=[lead.key.product] if lead.key.product else [],
            origins=[lead.key.origin] if lead.key.origin else [],
            title=title_of(lead.key),
            opening=Opening.EMERGING if finds[0].emerging else Opening.DETECTED,
            reasons=[one.reason for one in finds[:3]],
            signals=signals,
        )
        shown = [one.detection() for one in finds] + ([] if table is None else pair_detections(table, group))
        for one in shown:
            one.run, one.dossier, one.week_on, one.detected_at = run, row, run.week_on, at
        Detection.objects.bulk_create(shown)
        opened.append(row)
    return opened


def _tell(run: DetectionRun, opened: Sequence[Dossier], *, actor: Actor | None, at: datetime) -> None:
    record(
        events.CLUSTERS_DETECTED,
        actor=actor,
        at=at,
        subjects=[],
        payload={
            "run": run.pk,
            "week": run.week_on.isoformat(),
            "series": run.series,
            "promised": run.promised,
            "alarms": run.alarms,
            "dossiers": [row.number for row in opened],
        },
    )
