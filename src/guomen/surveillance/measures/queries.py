"""Reading measures: what is in force, what was, why each began and ended, what it answers and whether it can end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from guomen.catalogue.queries import commodity_name, contained_in, measure_bases, policy
from guomen.catalogue.terms import Condition, MeasureBasis
from guomen.decisions.queries import issued_for
from guomen.inspection.queries import evidence_bytes, finding
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import visible_offices
from guomen.kernel.terms import Missing, Reason, Refusal, SubjectRef, Text
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.terms import AlertLevel, AlertState
from guomen.surveillance.clusters.models import Dossier
from guomen.surveillance.measures import conditions, events, rules
from guomen.surveillance.measures.models import Execution, Measure
from guomen.surveillance.measures.terms import MeasureKind, MeasureState, state_on
from guomen.targeting.queries import assignments_meeting


def measures(on: date | None = None, state: MeasureState | None = None) -> QuerySet[Measure]:
    """Every measure, newest first; with a day and a state, those that are in that state on the day."""
    rows = Measure.objects.select_related("office", "ordered_by", "lifting", "lifting__lifted_by", "dossier")
    return rows if on is None or state is None else rows.filter(_in_state(state, on))


def _in_state(state: MeasureState, on: date) -> Q:
    """The condition that `state_on` is, for the database."""
    lifted, expired = Q(lifting__ends_on__lte=on), Q(valid_to__isnull=False, valid_to__lte=on)
    ended, begun = lifted | expired, Q(valid_from__lte=on)
    return {
        MeasureState.LIFTED: lifted,
        MeasureState.EXPIRED: expired & ~lifted,
        MeasureState.IN_FORCE: begun & ~ended,
        MeasureState.COMING: ~begun & ~ended,
    }[state]


def measure(number: str) -> Measure:
    """One measure. Raises Missing."""
    found = measures().filter(number=number).first()
    if found is None:
        raise Missing(
            "measure.unknown",
            Text(f"没有编号为{number}的措施。", f"There is no measure {number}."),
            Text("请核对措施编号。", "Check the number in the list of measures."),
        )
    return found


def measures_on(goods: str, origin: str, on: date) -> QuerySet[Measure]:
    """Measures in force on a day whose goods prefixes and origins a goods line of this code and origin would meet."""
    prefixes = [goods[:length] for length in range(1, len(goods) + 1)]
    return measures(on, MeasureState.IN_FORCE).filter(
        Q(goods=[]) | Q(goods__overlap=prefixes), Q(origins=[]) | Q(origins__contains=[origin])
    )


def measures_of(dossier: str) -> QuerySet[Measure]:
    """The measures that answer a dossier (its number), newest first."""
    return measures().filter(dossier__number=dossier)


def measures_answering(alert: str) -> QuerySet[Measure]:
    """The measures that answer an alert (its number), newest first."""
    return measures().filter(alert=alert)


def state_of(row: Measure, on: date) -> MeasureState:
    """The measure's state on a day."""
    lifting = getattr(row, "lifting", None)
    return state_on(on, row.valid_from, row.valid_to, lifting.ends_on if lifting else None)


def laid_down(name: str, kind: str, *, on: date, office: str = "") -> tuple[str, ...]:
    """The list that the policy "surveillance.<name>.<kind>" gives. Raises Refusal where none is laid down."""
    full = f"surveillance.{name}.{kind}"
    try:
        return policy(full, on=on, office=office).entries
    except LookupError as error:
        raise Refusal(
            "measure.policy_missing",
            Text(f"未规定政策“{full}”。", f"The policy “{full}” is not laid down."),
            Text("请在参考数据policies.csv中补充。", "Add it to policies.csv of the reference data and load it."),
        ) from error


def kinds_for(actor: Actor, on: date, alert: str = "") -> list[MeasureKind]:
    """Kinds of measures that the actor's office may order, and of these only what the alert's level permits."""
    if actor.office is None:
        return []
    office = actor.office
    mine = [kind for kind in MeasureKind if office.level in laid_down("levels", kind, on=on, office=office.code)]
    if not alert:
        return mine
    permitted = permitted_at(alert_answered(alert).level, on=on)
    return [kind for kind in mine if kind in permitted]


def condition_of_finding(finding_id: int) -> Condition:
    """What a measure on this finding would be about: its goods heading, origin and producer. Raises Missing."""
    row = finding(finding_id)
    return Condition(
        goods=(row.goods_code[:4],) if row.goods_code else (),
        origins=frozenset({row.origin} - {""}),
        producers=frozenset({row.producer} - {""}),
    )


def bases() -> tuple[MeasureBasis, ...]:
    """Every clause that measures rest on, in all times."""
    return _bases(current_edition())


@lru_cache(maxsize=4)
def _bases(edition: int) -> tuple[MeasureBasis, ...]:
    return measure_bases()


def clauses_of(row: Measure) -> list[Text]:
    """The clauses that a measure rests on, by their names; as it was written where it is none that we know."""
    names = {one.name.zh: one.name for one in bases()}
    return [names.get(clause, Text(clause, clause)) for clause in row.basis.split("；")]


def contained(goods: Sequence[str], on: date) -> list[dict[str, Any]]:
    """The products that contain goods of these prefixes, with their paths: {"goods", "share", "zh", "en"}."""
    paths = {path.product: path for prefix in reversed(goods) for path in contained_in(prefix, on=on)}
    fresh = [paths[product] for product in sorted(paths) if not product.startswith(tuple(goods))]
    names = {prefix: commodity_name(prefix) for path in fresh for prefix in path.goods}
    return [
        {"goods": list(path.goods), "share": str(path.share), **path.told(names).as_json()}
        for path in sorted(fresh, key=lambda path: (len(path.steps), path.product))
    ]


@dataclass(frozen=True, slots=True)
class AlertAnswered:
    """The alert that a measure answers: its level, and the id of its dossier."""

    level: str
    dossier: int | None

    @property
    def level_text(self) -> Text:
        """The level's name."""
        return AlertLevel(self.level).text


def alert_answered(number: str) -> AlertAnswered:
    """The version of an alert that stands, or waits to be signed where none stands yet. Raises Missing."""
    standing = [AlertState.ISSUED, AlertState.PROPOSED]
    found = Alert.objects.filter(number=number, state__in=standing).order_by("state", "-version").first()
    if found is None:
        raise Missing(
            "measure.no_alert",
            Text(f"没有生效或待签发的预警{number}。", f"No alert {number} stands or waits to be signed."),
            Text("请核对预警编号。", "Check the number in the list of alerts."),
        )
    return AlertAnswered(found.level, found.dossier_id)


def dossier_answered(number: str) -> int:
    """The id of a dossier. Raises Missing."""
    found = Dossier.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise Missing(
            "measure.no_dossier",
            Text(f"没有编号为{number}的风险案卷。", f"There is no dossier {number}."),
            Text("请核对案卷编号。", "Check the number in the list of dossiers."),
        )
    return found


def permitted_at(level: str, *, on: date) -> tuple[str, ...]:
    """Kinds of measures that an alert of this level permits, by policy."""
    return laid_down("alert_measures", level, on=on)


def headquarters() -> Office:
    """The office above all. Raises Office.DoesNotExist where there is none."""
    return Office.objects.filter(parent=None).order_by("path")[0]


def executions_of(row: Measure) -> QuerySet[Execution]:
    """The tasks of a measure, the one due first first."""
    return row.executions.select_related("office", "done_by")


def unproven(row: Measure) -> int:
    """How many of its tasks lack their evidence."""
    return row.executions.filter(done_at=None).count()


def executions_for(actor: Actor) -> QuerySet[Execution]:
    """Tasks of the offices that the actor sees, open ones first by when they are due, then the newest done."""
    rows = Execution.objects.filter(office__in=visible_offices(actor)).select_related("office", "measure", "done_by")
    return rows.order_by(F("done_at").desc(nulls_first=True), "due_at", "id")


def largest_evidence(on: date, office: str) -> int:
    """Bytes that a file of evidence may have; the same as for findings."""
    return evidence_bytes(on, office)


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


def entries_if_laid_down(name: str, on: date) -> tuple[str, ...]:
    """The list that a policy gives; nothing where it is not laid down."""
    try:
        return policy(name, on=on).entries
    except LookupError:
        return ()


def lifting_proposed(row: Measure, because: list[str]) -> bool:
    """Whether lifting it was proposed for these very conditions already."""
    last = _entries(row, events.LIFTING_PROPOSED).last()
    return last is not None and last.payload["because"] == because


def waiting_for_conformity(on: date) -> QuerySet[Measure]:
    """Measures that have not ended and wait for conforming consignments."""
    return measures(on, MeasureState.IN_FORCE).filter(lift_when__has_key=conditions.CONFORMING)


def with_open_tasks(rows: QuerySet[Measure]) -> QuerySet[Measure]:
    """Those of which a task lacks its evidence; each with how many (`open_tasks`)."""
    open_ones = Execution.objects.filter(measure=OuterRef("pk"), done_at=None)
    return rows.filter(Exists(open_ones)).annotate(open_tasks=Count("executions", filter=Q(executions__done_at=None)))


def ready_to_lift(on: date) -> list[str]:
    """Numbers of the measures in force of which a condition of lifting is met."""
    waiting = measures(on, MeasureState.IN_FORCE).filter(
        lift_when__has_any_keys=[conditions.CONFORMING, conditions.REMEDY]
    )
    return [row.number for row in waiting if met_conditions(row)]


def execution(actor: Actor, number: int) -> Execution:
    """One task of an office that the actor sees. Raises Missing."""
    found = executions_for(actor).filter(pk=number).first()
    if found is None:
        raise rules.no_such_execution()
    return found


def alert_about(number: str) -> tuple[Condition, str]:
    """What an alert that stands or waits is about: its condition and hazard. Raises Missing."""
    alert_answered(number)
    row = Alert.objects.filter(number=number).order_by("-version")[0]
    said = dict(row.condition) or {"goods": row.goods, "origins": row.origins}
    return Condition.from_json(said), row.hazard


def dossier_about(number: str) -> tuple[Condition, str]:
    """What a dossier is about: its goods and origins, and its hazard. Raises Missing."""
    row = Dossier.objects.get(pk=dossier_answered(number))
    return Condition(goods=tuple(row.goods), origins=frozenset(row.origins)), row.hazard
