"""What can be done on a measure's page: lifting it, recording a remedy, giving a task."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.kernel.offices.queries import may, sees_office
from guomen.kernel.terms import Capability, Text
from guomen.kernel.web.access import SignedIn
from guomen.kernel.web.deeds import Offer
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.operations import lift_measure, order_execution, record_remedy
from guomen.surveillance.measures.terms import MeasureState
from guomen.surveillance.measures.web.forms import LiftForm, RemedyForm, TaskForm


def offers_on(request: SignedIn, row: Measure, state: MeasureState) -> dict[str, Offer]:
    """The deeds that this person may do on a measure that stands."""
    standing = state in (MeasureState.COMING, MeasureState.IN_FORCE)
    if not (standing and may(request.user, Capability.IMPOSE_MEASURE) and sees_office(request.user, row.office)):
        return {}
    asked: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "number": row.number}
    return {
        "lift": Offer(LiftForm, lambda form: _lift(asked, form.cleaned_data), _("The measure was lifted.")),
        "remedy": Offer(
            RemedyForm, lambda form: record_remedy(**asked, **form.cleaned_data), _("The remedy is on record.")
        ),
        "task": Offer(TaskForm, lambda form: order_execution(**asked, task=form.task()), _("The task was given.")),
    }


def _lift(asked: dict[str, Any], said: dict[str, Any]) -> object:
    ground = Text(said["ground_zh"], said["ground_en"])
    return lift_measure(**asked, ground=ground, ends_on=said["ends_on"])
