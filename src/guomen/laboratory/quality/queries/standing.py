"""How a laboratory stands: what is due, what is overdue, what blocks, how much of its nonconforming work is closed."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Count, Q

from guomen.kernel.offices.models import Office
from guomen.kernel.terms import Text
from guomen.laboratory.quality.models import CorrectiveAction, Nonconformity
from guomen.laboratory.quality.terms import Closure, Due, NcState
from guomen.laboratory.resources.models import Competence, MethodScope, ReferenceMaterial
from guomen.laboratory.resources.queries import instruments_due, valid_methods


def closures(laboratories: Collection[int], today: date) -> list[Closure]:
    """How far each laboratory has got with its nonconforming work, by the laboratory's key (S77)."""
    late = Q(actions__done_at__isnull=True, actions__due_on__lt=today) & ~Q(state=NcState.CLOSED)
    rows = (
        Nonconformity.objects.filter(laboratory__in=laboratories)
        .values("laboratory")
        .order_by("laboratory")
        .annotate(
            opened=Count("pk", distinct=True),
            closed=Count("pk", filter=Q(state=NcState.CLOSED), distinct=True),
            overdue=Count("pk", filter=late, distinct=True),
            preventive=Count("actions", filter=Q(actions__preventive=True), distinct=True),
        )
    )
    return [Closure(**row) for row in rows]


def due_soon(laboratory: Office, today: date, days: int) -> list[Due]:
    """Everything of a laboratory that runs out within so many days or has run out, the most urgent first."""
    until = today + timedelta(days=days)
    found = [
        *_instruments(laboratory, today, until),
        *_materials(laboratory, today, until),
        *_competences(laboratory, today, until),
        *_accreditations(laboratory, today, until),
        *_actions(laboratory, today, until),
    ]
    return sorted(found, key=lambda one: (one.on or date.min, one.kind, one.code))


def _due(kind: str, key: int, code: str, name: Text, on: date | None, today: date) -> Due:
    return Due(kind, key, code, name, on, (on - today).days if on else None)


def _instruments(laboratory: Office, today: date, until: date) -> list[Due]:
    return [
        _due("instrument", row.pk, row.code, Text(row.name_zh, row.name_en), due, today)
        for row, due in instruments_due(laboratory)
        if due is None or due <= until
    ]


def _materials(laboratory: Office, today: date, until: date) -> list[Due]:
    rows = ReferenceMaterial.objects.filter(laboratory=laboratory, withdrawn_on__isnull=True, expires_on__lte=until)
    return [_due("material", row.pk, row.code, Text(row.name_zh, row.name_en), row.expires_on, today) for row in rows]


def _competences(laboratory: Office, today: date, until: date) -> list[Due]:
    """Those that run out, but for what was granted anew."""
    methods = valid_methods(laboratory=laboratory, on=today)
    held = Competence.objects.filter(method__in=methods, withdrawn_on__isnull=True).select_related("person", "method")
    lasting = {(row.person_id, row.method_id, row.level) for row in held if row.until is None or row.until > until}
    rows = list(held.filter(until__lte=until, until__gte=today - timedelta(days=365)))
    return [
        _due(
            "competence", row.method_id, str(row.method), Text(row.person.name_zh, row.person.name_en), row.until, today
        )
        for row in rows
        if (row.person_id, row.method_id, row.level) not in lasting
    ]


def _accreditations(laboratory: Office, today: date, until: date) -> list[Due]:
    methods = valid_methods(laboratory=laboratory, on=today)
    rows = MethodScope.objects.filter(method__in=methods, accredited_until__lte=until).select_related("method")
    return [
        _due(
            "accreditation", row.method_id, row.method.code, Text(row.analyte_zh, row.analyte_en), row.accredited_until,
            today,
        )
        for row in rows
    ]  # fmt: skip


def _actions(laboratory: Office, today: date, until: date) -> list[Due]:
    rows = CorrectiveAction.objects.select_related("nonconformity").filter(
        nonconformity__laboratory=laboratory, done_at__isnull=True, due_on__lte=until
    )
    rows = rows.exclude(nonconformity__state=NcState.CLOSED)
    return [
        _due("action", row.pk, row.nonconformity.number, Text(row.what, row.what), row.due_on, today) for row in rows
    ]


def waiting_to_be_verified(laboratory: Office) -> list[CorrectiveAction]:
    """Actions that were done and that another person still has to verify."""
    rows = CorrectiveAction.objects.select_related("nonconformity", "responsible")
    return list(rows.filter(nonconformity__laboratory=laboratory, done_at__isnull=False, verified_at__isnull=True))
