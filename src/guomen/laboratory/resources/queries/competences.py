"""Who may do what with a method. The last day counts."""

from datetime import date

from django.db.models import Q, QuerySet

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import NotPermitted, Text
from guomen.laboratory.resources.models import Competence, Method
from guomen.laboratory.resources.terms import CompetenceLevel


def competences_on(on: date) -> QuerySet[Competence]:
    """Competences that hold on a day: granted, not run out (the last day counts), not withdrawn."""
    running = Q(until__isnull=True) | Q(until__gte=on)
    kept = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on)
    return Competence.objects.filter(running, kept, granted_on__lte=on)


def may_perform(actor: Actor, method: Method, on: date) -> bool:
    """Whether the person is authorised to perform the method on a day (ISO/IEC 17025:2017, 6.2.6)."""
    return competences_on(on).filter(person=actor, method=method, level=CompetenceLevel.PERFORM).exists()


def may_review(actor: Actor, method: Method, on: date) -> bool:
    """Whether the person is authorised to review results of the method on a day."""
    return competences_on(on).filter(person=actor, method=method, level=CompetenceLevel.REVIEW).exists()


def require_competence(actor: Actor, method: Method, on: date) -> None:
    """Let pass who may perform the method. Raises NotPermitted."""
    if not may_perform(actor, method, on):
        raise NotPermitted(
            "laboratory.no_competence",
            Text(
                f"{actor.name_zh}没有{method}的有效检测授权。",
                f"{actor.name_en} is not authorised to perform {method}.",
            ),
            Text("请由有授权的人员检测，或先授权。", "Have somebody do it who is authorised, or grant it first."),
        )


def people_of(laboratory: Office) -> QuerySet[Actor]:
    """The active people whose office is the laboratory's, or below it."""
    return Actor.objects.filter(office__path__startswith=laboratory.path, is_active=True).order_by("name_en", "id")


def matrix(laboratory: Office, methods: QuerySet[Method], on: date) -> dict[tuple[int, int], list[Competence]]:
    """Competences that hold on a day, by person and method: people × methods."""
    found: dict[tuple[int, int], list[Competence]] = {}
    rows = competences_on(on).filter(method__in=methods, person__office__path__startswith=laboratory.path)
    for row in rows.select_related("person", "method").order_by("level"):
        found.setdefault((row.person_id, row.method_id), []).append(row)
    return found
