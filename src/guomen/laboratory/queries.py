"""Reading samples and results; who sees them is decided here."""

from django.db.models import QuerySet

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import SubjectRef
from guomen.laboratory.models import Result, Sample


def samples_of(subject: SubjectRef) -> QuerySet[Sample]:
    """Samples of a subject and of its parts, oldest first."""
    raise NotImplementedError


def queue(actor: Actor) -> QuerySet[Sample]:
    """Samples that the actor sees and that wait for a hand, oldest first."""
    raise NotImplementedError


def results_of(subject: SubjectRef) -> QuerySet[Result]:
    """The newest version of every result of a subject and its parts."""
    raise NotImplementedError
