"""Reading dossiers: what is open, what bears on one, whose it is, and what each night's detection promised."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet

from guomen.catalogue.queries import commodity_name, contained_in, hazard_kinds, policy
from guomen.catalogue.terms import CompositionPath
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.offices.models import Office
from guomen.kernel.offices.queries import office_of_code
from guomen.kernel.terms import Missing, Reason, Text
from guomen.surveillance.clusters.keys import Key
from guomen.surveillance.clusters.models import Detection, DetectionRun, Dossier, Member
from guomen.surveillance.clusters.rules import Risk, membership, through
from guomen.surveillance.clusters.terms import DossierState
from guomen.surveillance.signals.models import Signal
from guomen.surveillance.signals.terms import SignalState

_ENDED = [DossierState.CLOSED.value, DossierState.MERGED.value]


def dossiers() -> QuerySet[Dossier]:
    """Every dossier, newest first."""
    return Dossier.objects.select_related("centre", "opened_by", "merged_into").order_by("-opened_at", "-id")


def counted(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The same dossiers with how many signals bear on each, as `signals`."""
    return rows.annotate(signals=Count("members", filter=Q(members__removed_at__isnull=True)))


def live_dossiers() -> QuerySet[Dossier]:
    """Dossiers that have not ended, those due first."""
    return dossiers().exclude(state__in=_ENDED).order_by("due_at", "id")


def dossier(number: str) -> Dossier:
    """One dossier. Raises Missing."""
    found = dossiers().filter(number=number).first()
    if found is None:
        raise Missing(
            "dossier.missing",
            Text(f"没有编号为{number}的档案。", f"There is no dossier {number}."),
            Text("请核对编号。", "Check its number in the list of dossiers."),
        )
    return found


def overdue(at: datetime) -> QuerySet[Dossier]:
    """Dossiers whose assessment is late."""
    waiting = [DossierState.OPEN.value, DossierState.ASSESSING.value]
    return dossiers().filter(state__in=waiting, due_at__lt=at).order_by("due_at")


def members_of(number: str) -> QuerySet[Member]:
    """The signals that bear on a dossier, newest first."""
    rows = Member.objects.filter(dossier__number=number, removed_at__isnull=True)
    rows = rows.exclude(signal__state=SignalState.SUPERSEDED)
    return rows.select_related("signal__source", "signal__office", "added_by").order_by("-signal__reported_on", "-id")


def dossiers_holding(signal: int) -> QuerySet[Dossier]:
    """The live dossiers that a signal is in."""
    held = Member.objects.filter(signal_id=signal, removed_at__isnull=True).values("dossier")
    return live_dossiers().filter(pk__in=held)


def contributions(number: str) -> list[dict[str, object]]:
    """Who brought what to a dossier: by office and source, how many signals, from when to when."""
    rows = Member.objects.filter(dossier__number=number, removed_at__isnull=True)
    by = ("signal__office__code", "signal__office__name_zh", "signal__office__name_en", "signal__source__name_zh",
          "signal__source__name_en")  # fmt: skip
    found = rows.values(*by).annotate(
        count=Count("id"), first=Min("signal__reported_on"), last=Max("signal__reported_on")
    )
    return [
        {
            "office": Text(row[by[1]], row[by[2]]) if row[by[0]] else None,
            "source": Text(row[by[3]], row[by[4]]),
            "count": row["count"],
            "first": row["first"],
            "last": row["last"],
        }
        for row in found.order_by("-count", "signal__office__code")
    ]


def detections_of(number: str) -> QuerySet[Detection]:
    """What statistics found for a dossier, newest first."""
    return Detection.objects.filter(dossier__number=number).select_related("run").order_by("-week_on", "-score", "id")


def runs() -> QuerySet[DetectionRun]:
    """Every look at the series, newest first: what was promised and what came."""
    return DetectionRun.objects.order_by("-week_on", "-id")


def risk_of(row: Dossier) -> Risk:
    """What a dossier is about."""
    return Risk(row.hazard, frozenset(row.goods), frozenset(row.origins))


def risk_of_signal(row: Signal) -> list[Risk]:
    """What a signal is about: one risk for each hazard that it names."""
    goods = frozenset({row.goods} - {""})
    origins = frozenset({row.origin, *row.origins} - {""})
    return [Risk(hazard, goods, origins) for hazard in dict.fromkeys([row.hazard, *row.hazards])]


def same_risk(risk: Risk) -> Dossier | None:
    """The live dossier of this risk, the oldest where there are several; None where nobody has opened one."""
    rows = live_dossiers().filter(hazard=risk.hazard).order_by("opened_at", "id")
    return next((row for row in rows if risk_of(row).overlaps(risk)), None)


@dataclass(frozen=True, slots=True)
class Placement:
    """Signals that fall under a live dossier, and why; path: through which composition, where it is not the goods."""

    dossier: str
    reason: Reason
    path: Text | None
    signals: list[int]


def placements(signals: Iterable[Signal], at: datetime) -> list[Placement]:
    """For each live dossier the signals that fall under it, or are about goods that contain its goods."""
    live: dict[str, list[tuple[Dossier, Risk]]] = {}
    for row in live_dossiers():
        live.setdefault(row.hazard, []).append((row, risk_of(row)))
    products = _Products(at.astimezone(CIVIL_ZONE).date())
    found: dict[tuple[str, Reason], Placement] = {}
    for signal in signals:
        for risk in risk_of_signal(signal):
            for row, whole in live.get(risk.hazard, []):
                told = _placed(row, whole, risk, products)
                if told is not None:
                    key = (row.number, told[0])
                    found.setdefault(key, Placement(row.number, *told, [])).signals.append(signal.pk)
    return list(found.values())


def _placed(row: Dossier, whole: Risk, risk: Risk, products: "_Products") -> tuple[Reason, Text | None] | None:
    reason = membership(whole, risk)
    if reason is not None:
        return reason, None
    anything = Risk(whole.hazard, frozenset(), whole.origins)
    path = products.path(row.goods, risk.goods) if whole.hazard and anything.covers(risk) else None
    return (through(path), path) if path is not None else None


class _Products:
    """Which products contain goods, looked up once for each prefix."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._known: dict[str, tuple[CompositionPath, ...]] = {}

    def path(self, ingredients: Iterable[str], goods: Iterable[str]) -> Text | None:
        """The way from one of the ingredients to one of the goods; None where there is none."""
        for ingredient in ingredients:
            if ingredient not in self._known:
                self._known[ingredient] = contained_in(ingredient, on=self._on)
            for path in self._known[ingredient]:
                if any(code.startswith(path.product) for code in goods):
                    return path.told({prefix: commodity_name(prefix) for prefix in path.goods})
        return None


def centre_for(hazard: str, on: date) -> Office:
    """The assessment centre that a hazard of this kind goes to (policy `surveillance.centre.<kind>`, else `.other`)."""
    kind = hazard_kinds().get(hazard, "")
    try:
        code = policy(f"surveillance.centre.{kind}", on=on).value
    except LookupError:
        code = policy("surveillance.centre.other", on=on).value
    return office_of_code(code)


def told_before(key: Key, signals: Collection[int], at: datetime) -> bool:
    """Whether a closed dossier of the risk answers this already: it knew at least half of the signals or, where an
    alarm rests on none, was closed within the last weeks (policy `surveillance.detection.quiet_days`).
    """
    closed = Dossier.objects.filter(state=DossierState.CLOSED, hazard=key.hazard)
    if signals:
        known = Member.objects.filter(dossier__in=closed.values("pk"), signal_id__in=signals)
        return 2 * known.values("signal").distinct().count() >= len(signals)
    quiet = policy("surveillance.detection.quiet_days", on=at.astimezone(CIVIL_ZONE).date()).whole
    risk = Risk(key.hazard, frozenset({key.product} - {""}), frozenset({key.origin} - {""}))
    return any(risk_of(row).overlaps(risk) for row in closed.filter(closed_at__gte=at - timedelta(days=quiet)))
