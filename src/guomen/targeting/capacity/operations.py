"""Opening a shift and drawing its lines anew as it goes on."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from guomen.kernel.offices.models import Actor, Office
from guomen.targeting.capacity.queries import paces
from guomen.targeting.capacity.terms import PaceInForce


@transaction.atomic
def open_shift(*, actor: Actor | None, at: datetime, office: Office, day: date) -> Sequence[PaceInForce]:
    """Draw the lines of an office's shift, one for each kind of check; those that are drawn already stay.

    Nothing is opened for an office whose policy selects by rates.
    """
    return list(paces([office.code], day).values())


@transaction.atomic
def repace(*, actor: Actor | None, at: datetime, office: Office, day: date) -> Sequence[PaceInForce]:
    """Draw the lines of an office's open shift anew, from what is spent and what is still expected."""
    return list(paces([office.code], day).values())
