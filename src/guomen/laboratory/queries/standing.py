"""Results that already stand for a lot, so that nobody tests it twice; which of test and re-test counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from guomen.kernel.terms import SubjectRef, Text
from guomen.laboratory.models import Report, Sample
from guomen.laboratory.rules.retests import Counting, counting
from guomen.laboratory.terms import SampleState

# States of a sample whose report is out, and of a re-test that came to nothing.
_OUT = (SampleState.REPORTED, SampleState.STORED, SampleState.DISPOSED)
_ENDED = (SampleState.CANCELLED, SampleState.REFUSED)


@dataclass(frozen=True, slots=True)
class Stands:
    """A conforming statement that stands for a lot: what was tested, in which sample, by which report."""

    analyte: Text
    sample: str
    report: int
    on: date


def standing_report(sample: Sample) -> Report | None:
    """The newest report of a sample that was not withdrawn; None while it is being corrected."""
    if sample.state not in _OUT:
        return None
    newest = sample.reports.order_by("-version").first()
    return newest if newest is not None and newest.withdrawn_at is None else None


def conforming_for(subject: SubjectRef, analytes: Collection[str], on: date) -> dict[str, Stands]:
    """Which of these analytes already conform for a subject, by the name that was asked for.

    They stand where the reported sample is of the subject itself or was drawn in advance and found to be of it, before
    the end of the day `on`. What was re-tested stands as the result that counts.
    """
    found: dict[str, Stands] = {}
    own = Q(subject=str(subject)) | Q(bound_to=str(subject))
    for sample in _reported(own):
        report = counted(sample)
        if report is None or timezone.localdate(report.reported_at) > on:
            continue
        reported_on = timezone.localdate(report.reported_at)
        for statement in report.statements:
            names = statement["analyte"]
            for name in {names["zh"], names["en"]} & set(analytes):
                if statement["conformity"] == "conform":
                    stands = Stands(Text.from_json(names), sample.label, report.version, reported_on)
                    found[name] = stands
                else:
                    found.pop(name, None)
    return found


def counted(sample: Sample) -> Report | None:
    """The report that counts for a sample: its own, or that of its re-test."""
    return counted_of([sample]).get(sample.pk)


def counted_of(samples: Collection[Sample]) -> dict[int, Report]:
    """The report that counts for each of the samples that has one, by the sample's key; two queries in all."""
    if not samples:
        return {}
    retests = Sample.objects.filter(retest_of__in=samples).exclude(state__in=_ENDED).order_by("id")
    again = {one.retest_of_id: one for one in retests}
    newest = Report.objects.filter(sample__in=[*samples, *again.values()]).order_by("sample_id", "-version")
    states = {one.pk: one.state for one in (*samples, *again.values())}
    stands = {
        one.sample_id: one
        for one in newest.distinct("sample_id")
        if one.withdrawn_at is None and states[one.sample_id] in _OUT
    }
    found: dict[int, Report] = {}
    for sample in samples:
        first, second = stands.get(sample.pk), stands.get(again[sample.pk].pk) if sample.pk in again else None
        said = counting(first.conform if first else None, second is not None, second.conform if second else None)
        counts = second if said.retest else first
        if counts is not None:
            found[sample.pk] = counts
    return found


def retest_of(sample: Sample) -> Sample | None:
    """The newest re-test of a sample that was not called off or refused."""
    return sample.retests.exclude(state__in=_ENDED).select_related("office", "laboratory").order_by("-id").first()


@dataclass(frozen=True, slots=True)
class Retested:
    """The re-test of a sample: its label, where it stands, whether its report is out, which of both results counts."""

    label: str
    state: SampleState
    reported: bool
    conform: bool | None
    counting: Counting


def retested(label: str) -> Retested | None:
    """The newest re-test, not called off or refused, of the sample with this label; None where there is none."""
    first = Sample.objects.filter(label=label).first()
    again = retest_of(first) if first is not None else None
    said = counting_of(first) if first is not None else None
    if again is None or said is None:
        return None
    report = standing_report(again)
    return Retested(again.label, SampleState(again.state), report is not None, report.conform if report else None, said)


def tested_again(label: str) -> str:
    """The label of the sample that the one with this label tests again; empty where it is no re-test."""
    found = Sample.objects.filter(label=label).values_list("retest_of__label", flat=True).first()
    return found or ""


def counting_of(sample: Sample) -> Counting | None:
    """Of a sample that was tested again: which result counts, and why; None where nothing was tested again."""
    again = retest_of(sample)
    if again is None:
        return None
    first, second = standing_report(sample), standing_report(again)
    return counting(first.conform if first else None, second is not None, second.conform if second else None)


def _reported(own: Q) -> QuerySet[Sample]:
    rows = Sample.objects.filter(own, retest_of=None).exclude(reports=None)
    return rows.select_related("office", "laboratory").order_by("id")
