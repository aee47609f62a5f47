"""Reading tasks, findings and conclusions; who sees them is decided here."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from guomen.inspection.models import Finding, Task
from guomen.kernel.offices.models import Actor


def tasks_for(actor: Actor, shift_on: date | None = None, station: str | None = None) -> QuerySet[Task]:
    """Live tasks of the offices that the actor sees, the most urgent first."""
    raise NotImplementedError


def tasks_of(consignment: int) -> QuerySet[Task]:
    """Every task of a consignment, of all its versions, oldest first."""
    raise NotImplementedError


def findings_of(consignment: int) -> QuerySet[Finding]:
    """Findings of a consignment that were not withdrawn, oldest first."""
    raise NotImplementedError


def finding(finding_id: int) -> Finding:
    """One finding. Raises Missing."""
    raise NotImplementedError


def open_counts(actor: Actor) -> dict[str, Any]:
    """For the first page: open, claimed, mine, overdue (numbers of tasks that the actor sees)."""
    raise NotImplementedError
