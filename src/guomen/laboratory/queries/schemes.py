"""Staged sampling: schemes, where each stands, and whether what it follows may be exported."""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Missing, Outcome, Reason, SubjectRef, Text
from guomen.laboratory.models import Sample, SamplingScheme, SchemeStage
from guomen.laboratory.queries.standing import counted
from guomen.laboratory.rules.schemes import StageFacts, scheme_outcome
from guomen.laboratory.terms import SampleState, SchemeState

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
    return [_facts(stage) for stage in found.stages.all()]


def _facts(stage: SchemeStage) -> StageFacts:
    sample = sample_of(stage)
    report = counted(sample) if sample is not None else None
    return StageFacts(
        stage.position,
        Text(stage.name_zh, stage.name_en),
        stage.from_on,
        stage.to_on,
        drawn=sample is not None and sample.state not in _VOID,
        reported=report is not None,
        conform=report.conform if report else None,
    )


def scheme_state(found: SamplingScheme, on: date) -> Outcome[SchemeState]:
    """Where a scheme stands on a day, with a reason for every stage."""
    return scheme_outcome(stage_facts(found), on)


def eligibility(subject: SubjectRef, goods: str, season: int, on: date) -> Outcome[SchemeState] | None:
    """Whether what is followed (an orchard's registration) may be exported; None where no scheme follows it.

    goods: a goods code; a scheme for a shorter code, or for none, covers it.
    """
    rows = _whole(SamplingScheme.objects.filter(subject=str(subject), season=season)).order_by("id")
    found = [one for one in rows if goods.startswith(one.goods_code)]
    if not found:
        return None
    said = [scheme_state(one, on) for one in found]
    reasons: tuple[Reason, ...] = tuple(reason for one in said for reason in one.reasons)
    for state in (SchemeState.BARRED, SchemeState.RUNNING):
        if any(one.value is state for one in said):
            return Outcome(state, reasons)
    return Outcome(SchemeState.ELIGIBLE, reasons)
