"""Samples and results by subject, by label, by who waits for them."""

from django.db.models import F, Q, QuerySet

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Missing, SubjectRef, Text
from guomen.laboratory.models import Result, Sample
from guomen.laboratory.terms import SampleState, read_label, whole_of

WAITING = (
    SampleState.HANDED_OVER,
    SampleState.RECEIVED,
    SampleState.PREPARED,
    SampleState.TESTED,
    SampleState.REVIEWED,
    SampleState.AUTHORISED,
)


def visible_samples(actor: Actor) -> QuerySet[Sample]:
    """Samples that were ordered by, or are tested in, the actor's office or one below it."""
    if actor.office is None:
        return Sample.objects.none()
    path = actor.office.path
    ours = Q(office__path__startswith=path) | Q(laboratory__path__startswith=path)
    return Sample.objects.filter(ours).select_related("office", "laboratory")


def sample(actor: Actor, label: str) -> Sample:
    """The sample with this label, however it was typed. Raises Missing for one that the actor may not see."""
    code = read_label(label)
    found = visible_samples(actor).filter(label=code).first()
    if found is None:
        raise Missing(
            "sample.missing",
            Text(f"没有标签为 {code} 的样品。", f"There is no sample with the label {code}."),
            Text("请核对标签；样品也可能属于其他机构。", "Check the label; the sample may be another office's."),
        )
    return found


def samples_of(subject: SubjectRef) -> QuerySet[Sample]:
    """Samples of a subject and of its parts, also those drawn in advance and found to be of it; oldest first."""
    own = Q(subject=str(subject)) | Q(subject__startswith=f"{subject}/")
    own |= Q(bound_to=str(subject)) | Q(bound_to__startswith=f"{subject}/")
    return Sample.objects.filter(own).select_related("office", "laboratory").order_by("id")


def queue(actor: Actor) -> QuerySet[Sample]:
    """Samples that the actor sees and that wait for the laboratory, oldest first."""
    return visible_samples(actor).filter(state__in=WAITING).order_by("ordered_at", "id")


def _newest(which: Q) -> QuerySet[Result]:
    """Of these results the newest version of each test's: picked among theirs alone, however many there are else."""
    newest = Result.objects.filter(which).order_by("request_id", "-version").distinct("request_id").values("pk")
    return Result.objects.filter(pk__in=newest).select_related(
        "request", "request__sample", "analyst", "method_used", "instrument"
    )


def results_of(subject: SubjectRef) -> QuerySet[Result]:
    """The newest version of every result of a subject and its parts."""
    own = Q(request__sample__subject=str(subject)) | Q(request__sample__subject__startswith=f"{subject}/")
    return _newest(own).order_by(F("request__sample_id"), F("request__position"))


def current_results(sample: Sample) -> dict[int, Result]:
    """The newest result of each test request of a sample, by the request's key."""
    return {result.request_id: result for result in _newest(Q(request__sample=sample))}


def subjects_of(sample: Sample) -> list[SubjectRef]:
    """What an entry about the sample is about: the sample, who ordered it and what it was found to be, and the wholes
    of which these are parts; of a re-test also the first sample.
    """
    told = [SubjectRef("sample", sample.label)]
    if sample.retest_of is not None:
        told.append(SubjectRef("sample", sample.retest_of.label))
    for text in (sample.subject, sample.bound_to):
        if text:
            told += [SubjectRef.parse(text), whole_of(SubjectRef.parse(text))]
    return list(dict.fromkeys(told))
