"""Reading assessments, and what the reference data lays down for the methods."""

from datetime import date

from django.db.models import QuerySet

from guomen.catalogue.queries import policy
from guomen.catalogue.terms import Confidence, PolicyValue
from guomen.kernel.terms import Missing, Text
from guomen.surveillance.assessments.models import Assessment
from guomen.surveillance.assessments.questions import DISEASE_QUESTIONS, LIKELIHOOD, SEVERITIES
from guomen.surveillance.assessments.terms import AssessmentState, RiskLevel, Tables


def tables(on: date) -> Tables:
    """What the methods read, as laid down for a day."""
    read: list[PolicyValue] = []

    def value(name: str) -> PolicyValue:
        read.append(policy(f"surveillance.{name}", on=on))
        return read[-1]

    def levels(name: str) -> tuple[RiskLevel, ...]:
        return tuple(RiskLevel(word) for word in value(name).entries)

    medium, high, serious = (float(share) for share in value("disease.thresholds").entries)
    return Tables(
        bands=tuple(float(low) for low in value("harm.bands").entries),
        harm={severity: levels(f"harm.severity.{severity}") for severity in SEVERITIES},
        rapid={answer.code: levels(f"rapid.{answer.code}") for answer in LIKELIHOOD.answers},
        weights={one.code: value(f"disease.weight.{one.code}").number for one in DISEASE_QUESTIONS},
        thresholds=(medium, high, serious),
        doubtful=tuple(sorted(one.name for one in read if one.confidence is Confidence.LOW)),
    )


def assessments_of(dossier: str) -> QuerySet[Assessment]:
    """Every version for a dossier, the newest first, with who said what."""
    rows = Assessment.objects.filter(dossier__number=dossier).select_related("drafted_by", "signed_by", "centre")
    return rows.prefetch_related("dissents__said_by", "assessors").order_by("-version")


def assessment(dossier: str, version: int) -> Assessment:
    """One version. Raises Missing."""
    found = assessments_of(dossier).filter(version=version).first()
    if found is None:
        raise Missing(
            "assessment.missing",
            Text(f"档案{dossier}没有第{version}版评估。", f"Dossier {dossier} has no assessment {version}."),
            Text("请核对编号。", "Check the number."),
        )
    return found


def assessment_in_force(dossier: str) -> Assessment | None:
    """The signed version that no later one has superseded; None before the first signature."""
    return assessments_of(dossier).filter(state=AssessmentState.SIGNED).first()


def assessments_due(on: date) -> QuerySet[Assessment]:
    """Signed versions that have run out, of dossiers that are still alive."""
    rows = Assessment.objects.filter(state=AssessmentState.SIGNED, valid_until__lte=on)
    return rows.exclude(dossier__state__in=["closed", "merged"]).select_related("dossier__centre")
