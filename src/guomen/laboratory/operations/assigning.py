"""Giving tests to people: only to one who is authorised for the method (ISO/IEC 17025:2017, 6.2.5, 6.2.6)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require, sees_office
from guomen.kernel.terms import Capability, Conflict, Missing, NotPermitted, SubjectRef, Text
from guomen.laboratory.models import TestRequest
from guomen.laboratory.resources import events
from guomen.laboratory.resources.queries import ScopeBook, competences_on, scope_book
from guomen.laboratory.resources.terms import CompetenceLevel
from guomen.laboratory.terms import SampleState

_OVER = {
    SampleState.REFUSED,
    SampleState.REVIEWED,
    SampleState.AUTHORISED,
    SampleState.REPORTED,
    SampleState.STORED,
    SampleState.DISPOSED,
    SampleState.CANCELLED,
}


@transaction.atomic
def assign_tests(*, actor: Actor, at: datetime, requests: Sequence[int], person: Actor) -> list[TestRequest]:
    """Give tests to a person, all or none. Where the laboratory keeps a method for a test the person must be
    authorised for one of them; where it keeps none, anybody of the laboratory may be given it.

    Raises Missing, NotPermitted (capability, not of the laboratory, no competence), Conflict (the sample is done).
    """
    rows = list(_locked(requests))
    if not rows or len(rows) < len(set(requests)):
        raise Missing(
            "laboratory.request_missing",
            Text("没有这项检测。", "That test was not asked for."),
            Text("请刷新列表。", "Look at the list again."),
        )
    on = timezone.localdate(at)
    books = {row.sample.laboratory: scope_book(laboratory=row.sample.laboratory, on=on) for row in rows}
    performs = competences_on(on).filter(person=person, level=CompetenceLevel.PERFORM)
    held = set(performs.values_list("method_id", flat=True))
    for row in rows:
        require(actor, Capability.MANAGE_LABORATORY, row.sample.laboratory)
        _fit(row, person, books[row.sample.laboratory], held)
        row.assigned_to = person
    TestRequest.objects.bulk_update(rows, ["assigned_to"])
    labels = sorted({row.sample.label for row in rows})
    subjects = [SubjectRef("sample", label) for label in labels]
    told = {"person": person.username, "requests": [row.pk for row in rows]}
    record(events.TESTS_ASSIGNED, actor=actor, at=at, subjects=subjects, payload=told)
    return rows


def _locked(requests: Sequence[int]) -> Sequence[TestRequest]:
    rows = TestRequest.objects.select_for_update(of=("self",)).select_related("sample__laboratory")
    return list(rows.filter(pk__in=set(requests)).order_by("pk"))


def _fit(row: TestRequest, person: Actor, book: ScopeBook, held: set[int]) -> None:
    if row.sample.state in _OVER:
        raise Conflict(
            "laboratory.test_over",
            Text(f"样品{row.sample.label}的检测已结束。", f"The tests of sample {row.sample.label} are over."),
            Text("请从列表中去掉它。", "Leave it out."),
        )
    if not sees_office(person, row.sample.laboratory):
        raise NotPermitted(
            "laboratory.not_of_laboratory",
            Text(f"{person.name_zh}不是该实验室的人员。", f"{person.name_en} is not of that laboratory."),
            Text("请指派该实验室的人员。", "Choose one of its people."),
        )
    methods = {scope.method_id for scope in book.find(Text(row.analyte_zh, row.analyte_en), row.sample.goods_code)}
    if methods and not methods & held:
        raise NotPermitted(
            "laboratory.no_competence",
            Text(
                f"{person.name_zh}没有检测{row.analyte_zh}的有效授权。",
                f"{person.name_en} is not authorised to test {row.analyte_en}.",
            ),
            Text("请指派有授权的人员，或先授权。", "Choose one who is, or grant the competence first."),
        )
