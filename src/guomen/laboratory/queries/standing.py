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


@dataclass(frozen=True, slots=True)
class Stands:
    """A conforming statement that stands for a lot: what was tested, in which sample, by which report."""

    analyte: Text
    sample: str
    report: int
    on: date


def standing_report(sample: Sample) -> Report | None:
    """The newest report of a sample that was not withdrawn; None while it is being corrected."""
    if sample.state not in (SampleState.REPORTED, SampleState.STORED, SampleState.DISPOSED):
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
    said = counting_of(sample)
    if said is not None and said.retest:
        again = retest_of(sample)
        return standing_report(again) if again else None
    return standing_report(sample)


def retest_of(sample: Sample) -> Sample | None:
    """The newest re-test of a sample that was not called off or refused."""
    ended = (SampleState.CANCELLED, SampleState.REFUSED)
    return sample.retests.exclude(state__in=ended).select_related("office", "laboratory").order_by("-id").first()


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
