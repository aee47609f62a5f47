"""The nightly look: every series of signals and of inspected lines, emerging keys; what is odd finds its dossier."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import polars as pl
from django.db import transaction

from guomen.catalogue.queries import policy
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Reason, Text
from guomen.surveillance.clusters import events
from guomen.surveillance.clusters.emerging import Settings, alarms
from guomen.surveillance.clusters.grouping import Alarm, grouped, with_notices
from guomen.surveillance.clusters.keys import occurrences
from guomen.surveillance.clusters.models import Detection, DetectionRun, Dossier
from guomen.surveillance.clusters.operations.dossiers import open_dossier
from guomen.surveillance.clusters.queries import told_before
from guomen.surveillance.clusters.reading import hazard_families, inspected_lines, notices, title_of
from guomen.surveillance.clusters.series import WEEK, Odd, Weekly, odd_counts, odd_rates, promised_in_all, rates, weekly
from guomen.surveillance.clusters.terms import Opening

_EMERGING = "gamma-poisson"


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
    settings = Settings(false_per_look=_number("false_emerging", on))
    emerging = with_notices(alarms(rows, on, settings, kinds), rows, on)
    run = DetectionRun.objects.create(
        ran_at=at,
        week_on=on - timedelta(days=WEEK - 1),
        series=counted.series + rated.series,
        promised=promised_in_all([counted, rated]) + settings.false_per_look,
        alarms=len(counted.odd) + len(rated.odd) + len(emerging),
        methods={
            "counts": counted.expected,
            "rates": rated.expected,
            _EMERGING: settings.false_per_look,
            "carried": counted.carried,
        },
    )
    told = [*_of_series([*counted.odd, *rated.odd], rows, on), *((alarm, None) for alarm in emerging)]
    opened = _follow(run, told, actor=actor, at=at)
    _tell(run, opened, actor=actor, at=at)
    return run


def _promised(series: Weekly, on: date) -> float:
    """False alarms that tonight may raise: what policy allows in all, at most its level for each series."""
    return min(_number("false_alarms", on), _number("level", on) * len(series.keys))


def _number(name: str, on: date) -> float:
    return policy(f"surveillance.detection.{name}", on=on).number


Found = tuple[Alarm, Odd | None]


def _of_series(odd: Iterable[Odd], rows: pl.DataFrame, on: date) -> list[Found]:
    """The odd series as alarms, each with the notices of its last week."""
    found: list[Found] = []
    for one in odd:
        mine = [pl.col(name) == value for name, value in zip(one.key._fields, one.key, strict=True) if value]
        week = pl.col("day").is_between(on - timedelta(days=WEEK - 1), on)
        keys = frozenset(rows.filter(week, *mine)["notice"]) if one.what == "signals" else frozenset[str]()
        alarm = Alarm(one.key, WEEK, round(one.observed), 0, one.expected or 0.0, one.probability, keys)
        found.append((alarm, one))
    return found


def _follow(run: DetectionRun, told: Sequence[Found], *, actor: Actor | None, at: datetime) -> list[Dossier]:
    """Alarms that belong together lead to one dossier; what a closed one of the same risk knew is not raised again."""
    details = {id(alarm): odd for alarm, odd in told}
    opened = []
    for group in grouped([alarm for alarm, _ in told]):
        lead = group[0]
        signals = sorted({int(notice) for alarm in group for notice in alarm.notices})
        if told_before(lead.key, signals, at):
            continue
        row = open_dossier(
            actor=actor,
            at=at,
            hazard=lead.key.hazard,
            goods=[lead.key.product] if lead.key.product else [],
            origins=[lead.key.origin] if lead.key.origin else [],
            title=title_of(lead.key),
            opening=Opening.EMERGING if details[id(lead)] is None else Opening.DETECTED,
            reasons=[_reason(alarm, details[id(alarm)]) for alarm in group[:3]],
            signals=signals,
        )
        Detection.objects.bulk_create(_detection(run, row, alarm, details[id(alarm)], at) for alarm in group)
        opened.append(row)
    return opened


def _reason(alarm: Alarm, odd: Odd | None) -> Reason:
    name = title_of(alarm.key)
    p = f"{alarm.probability:.2g}"
    if odd is not None and odd.population is not None:
        found, looked = f"{odd.observed:.3g}", f"{odd.population:.3g}"
        text = Text(
            f"{name.zh}：7天内查验折合{looked}行，不合格{found}行，按此前一年应为{alarm.expected:.2g}行（p={p}）。",
            f"{name.en}: in 7 days {found} of {looked} lines (weighted) were nonconforming, {alarm.expected:.2g} to be "
            f"expected from the year before (p={p}).",
        )
        return Reason("cluster.rate", text, "beta-binomial rate, weights 1/inclusion probability")
    text = Text(
        f"{name.zh}：{alarm.window}天内{alarm.recent}条信号，按此前情况应为{alarm.expected:.2g}条（p={p}）。",
        f"{name.en}: {alarm.recent} signals in {alarm.window} days, {alarm.expected:.2g} to be expected (p={p}).",
    )
    return Reason("cluster.counts" if odd else "cluster.emerging", text, odd.method if odd else _EMERGING)


def _detection(run: DetectionRun, row: Dossier, alarm: Alarm, odd: Odd | None, at: datetime) -> Detection:
    return Detection(
        run=run,
        dossier=row,
        key={"what": odd.what if odd else "signals", **alarm.key._asdict()},
        method=odd.method if odd else _EMERGING,
        options={"window": alarm.window},
        week_on=run.week_on,
        observed=odd.observed if odd else alarm.recent,
        population=odd.population if odd else None,
        expected=alarm.expected,
        bound=odd.bound if odd else None,
        probability=alarm.probability,
        curve=list(odd.curve) if odd else [],
        reasons=[_reason(alarm, odd).as_json()],
        detected_at=at,
    )


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
