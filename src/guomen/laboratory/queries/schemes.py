"""Staged sampling: schemes, where each stands, and whether what it follows may be exported."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from guomen.catalogue.terms import Confidence
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Missing, Outcome, SubjectRef, Text
from guomen.laboratory.models import Report, Sample, SamplingScheme, SchemeStage
from guomen.laboratory.queries.standing import counted_of
from guomen.laboratory.terms import SampleState, SchemeFacts, SchemeState, StageFacts, together

_VOID = (SampleState.ORDERED, SampleState.REFUSED, SampleState.CANCELLED)


def visible_schemes(actor: Actor) -> QuerySet[SamplingScheme]:
    """Schemes of the actor's office, of its laboratory, and of those below them, newest first."""
    if actor.office is None:
        return SamplingScheme.objects.none()
    path = actor.office.path
    ours = Q(office__path__startswith=path) | Q(laboratory__path__startswith=path)
    return _whole(SamplingScheme.objects.filter(ours)).order_by("-opened_at", "-id")


def _whole(rows: QuerySet[SamplingScheme]) -> QuerySet[SamplingScheme]:
    stages = SchemeStage.objects.select_related("sample", "sample__office").order_by("position")
    return rows.select_related("office", "laboratory", "opened_by").prefetch_related(Prefetch("stages", stages))


def scheme(actor: Actor, number: int) -> SamplingScheme:
    """One scheme. Raises Missing for one that the actor may not see."""
    found = visible_schemes(actor).filter(pk=number).first()
    if found is None:
        raise Missing(
            "scheme.missing",
            Text("没有这项分阶段取样方案。", "There is no such staged sampling."),
            Text("请从清单进入。", "Go there from the list."),
        )
    return found


def sample_of(stage: SchemeStage) -> Sample | None:
    """The sample of a stage, where one was ordered."""
    return getattr(stage, "sample", None)


def stage_facts(found: SamplingScheme) -> list[StageFacts]:
    """What is known of each stage, in order."""
    (facts,) = _facts([found])
    return list(facts.stages)


def scheme_state(found: SamplingScheme, on: date) -> Outcome[SchemeState]:
    """Where a scheme stands on a day, with a reason for every stage."""
    (facts,) = _facts([found])
    return facts.standing(on)


def schemes_following(subjects: Collection[SubjectRef] | None = None) -> list[SchemeFacts]:
    """The schemes that follow these subjects (None: every scheme), as they stand now; a few queries however many."""
    rows = SamplingScheme.objects.order_by("id")
    if subjects is not None:
        rows = rows.filter(subject__in=[str(one) for one in subjects])
    return _facts(list(_whole(rows)))


def open_schemes() -> list[int]:
    """The numbers of the schemes that were last found to be running."""
    return list(SamplingScheme.objects.filter(state=SchemeState.RUNNING).order_by("id").values_list("pk", flat=True))


def eligibility(subject: SubjectRef, goods: str, season: int, on: date) -> Outcome[SchemeState] | None:
    """Whether what is followed (an orchard's registration) may be exported; None where no scheme follows it.

    goods: a goods code; a scheme for a shorter code, or for none, covers it.
    """
    schemes = [one for one in schemes_following([subject]) if one.season == season and goods.startswith(one.goods_code)]
    return together(schemes, on) if schemes else None


def _facts(schemes: Sequence[SamplingScheme]) -> list[SchemeFacts]:
    stages = {one.pk: list(one.stages.all()) for one in schemes}
    samples = [sample for rows in stages.values() for stage in rows if (sample := sample_of(stage)) is not None]
    reports = counted_of(samples)
    return [
        SchemeFacts(one.pk, one.subject, one.goods_code, one.season,
                    tuple(_stage(stage, reports) for stage in stages[one.pk]))
        for one in schemes
    ]  # fmt: skip


def _stage(stage: SchemeStage, reports: Mapping[int, Report]) -> StageFacts:
    sample = sample_of(stage)
    drawn = sample is not None and sample.state not in _VOID
    report = reports.get(sample.pk) if sample is not None else None
    return StageFacts(
        stage.position,
        Text(stage.name_zh, stage.name_en),
        stage.from_on,
        stage.to_on,
        drawn=drawn,
        reported=report is not None,
        conform=report.conform if report else None,
        sample=sample.label if sample is not None and drawn else "",
        verified=_verified(report),
    )


def _verified(report: Report | None) -> bool:
    """Whether any limit that the sample does not conform to is more than an unverified default."""
    against = [one["confidence"] for one in report.statements if one["conformity"] == "nonconform"] if report else []
    return not against or any(not mark or Confidence(mark).verified for mark in against)
