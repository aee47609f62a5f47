"""Reading measures: what is in force, what was, and why each began and ended."""

from datetime import date

from django.db.models import Q, QuerySet

from guomen.catalogue.queries import policy
from guomen.catalogue.terms import Condition
from guomen.inspection.queries import finding
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Missing, Refusal, Text
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.terms import MeasureKind, MeasureState, state_on


def measures(on: date | None = None, state: MeasureState | None = None) -> QuerySet[Measure]:
    """Every measure, newest first; with a day and a state, those that are in that state on the day."""
    rows = Measure.objects.select_related("office", "ordered_by", "lifting", "lifting__lifted_by")
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


def state_of(row: Measure, on: date) -> MeasureState:
    """The measure's state on a day."""
    lifting = getattr(row, "lifting", None)
    return state_on(on, row.valid_from, row.valid_to, lifting.ends_on if lifting else None)


def laid_down(name: str, kind: MeasureKind, *, on: date, office: str) -> tuple[str, ...]:
    """The list that the policy "surveillance.<name>.<kind>" gives. Raises Refusal where none is laid down."""
    full = f"surveillance.{name}.{kind}"
    try:
        return policy(full, on=on, office=office).entries
    except LookupError as error:
        raise Refusal(
            "measure.policy_missing",
            Text(
                f"未规定政策“surveillance.{name}.{kind}”。",
                f"The policy “surveillance.{name}.{kind}” is not laid down.",
            ),
            Text("请在参考数据policies.csv中补充。", "Add it to policies.csv of the reference data and load it."),
        ) from error


def kinds_for(actor: Actor, on: date) -> list[MeasureKind]:
    """Kinds of measures that the actor's office may order."""
    if actor.office is None:
        return []
    office = actor.office
    return [kind for kind in MeasureKind if office.level in laid_down("levels", kind, on=on, office=office.code)]


def condition_of_finding(finding_id: int) -> Condition:
    """What a measure on this finding would be about: its goods heading, origin and producer. Raises Missing."""
    row = finding(finding_id)
    return Condition(
        goods=(row.goods_code[:4],) if row.goods_code else (),
        origins=frozenset({row.origin} - {""}),
        producers=frozenset({row.producer} - {""}),
    )
