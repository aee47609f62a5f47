"""What an analyst has before them, and what waits for review and authorisation."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Text
from guomen.laboratory.models import CustodyStep, MethodScope, Result, Sample, TestRequest
from guomen.laboratory.resources.queries import ScopeBook, competences_on, scope_book
from guomen.laboratory.resources.terms import CompetenceLevel
from guomen.laboratory.terms import Deed, SampleState

REVIEWED_HERE = (SampleState.TESTED, SampleState.REVIEWED, SampleState.AUTHORISED)


def bench_of(actor: Actor, on: date, most: int) -> list[tuple[TestRequest, MethodScope | None]]:
    """Tests of prepared samples that the person may do now, each with the scope it would be done under.

    Those given to the person come first, then by when they are due; tests given to somebody else, and tests by methods
    that the person may not perform, are left out. Tests of a sample that was sent back are there again.
    """
    if actor.office is None:
        return []
    held = set(
        competences_on(on).filter(person=actor, level=CompetenceLevel.PERFORM).values_list("method_id", flat=True)
    )
    mine = Q(assigned_to=actor) | Q(assigned_to__isnull=True)
    returned = CustodyStep.objects.filter(sample=OuterRef("sample"), deed=Deed.RETURN)
    open_ones = ~Exists(Result.objects.filter(request=OuterRef("pk"))) | Exists(returned)
    rows = (
        TestRequest.objects.filter(mine, open_ones, sample__state=SampleState.PREPARED)
        .filter(sample__laboratory__path__startswith=actor.office.path)
        .select_related("sample__laboratory", "assigned_to", "method_used")
        .order_by(F("assigned_to").asc(nulls_last=True), due().asc(nulls_last=True), "sample_id", "position")
        .annotate(due=due(), again=Exists(Result.objects.filter(request=OuterRef("pk"))))
    )
    books: dict[int, ScopeBook] = {}
    found: list[tuple[TestRequest, MethodScope | None]] = []
    for row in rows.iterator(chunk_size=most):
        laboratory = row.sample.laboratory
        if laboratory.pk not in books:
            books[laboratory.pk] = scope_book(laboratory=laboratory, on=on)
        known = books[laboratory.pk].find(Text(row.analyte_zh, row.analyte_en), row.sample.goods_code)
        able = [scope for scope in known if scope.method_id in held]
        if known and not able:
            continue
        chosen = next((scope for scope in able if scope.method_id == row.method_used_id), able[0] if able else None)
        found.append((row, chosen))
        if len(found) == most:
            break
    return found


def due() -> Coalesce:
    """When a test is due: its own hour, else the sample's."""
    return Coalesce(F("due_at"), F("sample__due_at"))


def review_queue(actor: Actor) -> QuerySet[Sample]:
    """Samples of the person's laboratories that wait for review or authorisation: overdue first, then the oldest."""
    if actor.office is None:
        return Sample.objects.none()
    rows = Sample.objects.filter(state__in=REVIEWED_HERE, laboratory__path__startswith=actor.office.path)
    return rows.select_related("laboratory", "office").order_by(F("due_at").asc(nulls_last=True), "ordered_at", "id")


def with_results(samples: QuerySet[Sample]) -> QuerySet[Sample]:
    """The samples with the newest result of every test, as requests[…].newest, a list of at most one."""
    results = Result.objects.select_related("analyst").order_by("request_id", "-version").distinct("request_id")
    requests = TestRequest.objects.prefetch_related(Prefetch("results", queryset=results, to_attr="newest"))
    return samples.prefetch_related(Prefetch("requests", queryset=requests.order_by("position")))


def overdue(samples: Sequence[Sample], at: datetime) -> set[int]:
    """Of these samples, those whose hour has passed."""
    return {one.pk for one in samples if one.due_at is not None and one.due_at < at}
