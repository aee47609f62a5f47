"""What may be ordered by whom, at which level, on which clause."""

from datetime import date
from functools import lru_cache

from guomen.catalogue.queries import measure_bases, policy
from guomen.catalogue.terms import MeasureBasis
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Refusal, Text
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.queries.answering import alert_answered
from guomen.surveillance.measures.terms import MeasureKind


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


def entries_if_laid_down(name: str, on: date) -> tuple[str, ...]:
    """The list that a policy gives; nothing where it is not laid down."""
    try:
        return policy(name, on=on).entries
    except LookupError:
        return ()


def permitted_at(level: str, *, on: date) -> tuple[str, ...]:
    """Kinds of measures that an alert of this level permits, by policy."""
    return laid_down("alert_measures", level, on=on)


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


def headquarters() -> Office:
    """The office above all. Raises Office.DoesNotExist where there is none."""
    return Office.objects.filter(parent=None).order_by("path")[0]
