"""The tasks of measures: whose they are, and what lacks its evidence."""

from datetime import date
from io import BytesIO
from typing import BinaryIO

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from guomen.inspection.queries import evidence_bytes
from guomen.kernel.files.queries import unchanged
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import visible_offices
from guomen.surveillance.measures import rules
from guomen.surveillance.measures.models import Execution, Measure


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


def open_executions(actor: Actor) -> QuerySet[Execution]:
    """The tasks of the actor's offices that lack their evidence, the one due first first."""
    return executions_for(actor).filter(done_at=None).order_by("due_at", "id")


def execution(actor: Actor, number: int) -> Execution:
    """One task of an office that the actor sees. Raises Missing."""
    found = executions_for(actor).filter(pk=number).first()
    if found is None:
        raise rules.no_such_execution()
    return found


def with_open_tasks(rows: QuerySet[Measure]) -> QuerySet[Measure]:
    """Those of which a task lacks its evidence; each with how many (`open_tasks`)."""
    open_ones = Execution.objects.filter(measure=OuterRef("pk"), done_at=None)
    return rows.filter(Exists(open_ones)).annotate(open_tasks=Count("executions", filter=Q(executions__done_at=None)))


# The folder of the store in which the files lie that show what was done.
EVIDENCE = "measures"


def evidence_of(row: Execution) -> BinaryIO:
    """The file that shows that a task is done, as it was sent. Raises Missing where it is gone or damaged."""
    return BytesIO(unchanged(EVIDENCE, row.digest, row.name))


def largest_evidence(on: date, office: str) -> int:
    """Bytes that a file of evidence may have; the same as for findings."""
    return evidence_bytes(on, office)
