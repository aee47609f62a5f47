"""Which measures there are, what state they are in, and which means a line of goods."""

from datetime import date

from django.db.models import Q, QuerySet

from guomen.kernel.terms import Missing, Text
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.terms import MeasureState, state_on


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
