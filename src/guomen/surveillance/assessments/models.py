"""Assessments of dossiers, and who does not agree."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from guomen.surveillance.assessments.terms import AssessmentMethod, AssessmentState, RiskLevel, Uncertainty


class Assessment(models.Model):
    """One version of the assessment of a dossier.

    factors: what the method asked, as answered; steps: how the level came out of them (reasons); sensitivity: which
    single factor, answered otherwise, would give another level. groups: exposed and vulnerable groups. urgency, scope:
    words that the grading of an alert asks besides the level. valid_until: the day from which it is to be done again.
    """

    dossier = models.ForeignKey("surveillance.Dossier", on_delete=models.PROTECT, related_name="assessments")
    version = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=14, choices=[(one.value, one.value) for one in AssessmentMethod])
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in AssessmentState], default=AssessmentState.DRAFT.value
    )
    factors = models.JSONField()
    level = models.CharField(max_length=7, choices=[(one.value, one.value) for one in RiskLevel])
    steps = models.JSONField(default=list)
    sensitivity = models.JSONField(default=list)
    uncertainty = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Uncertainty])
    uncertain_because = models.TextField(blank=True)
    groups = ArrayField(models.CharField(max_length=40), default=list)
    urgency = models.CharField(max_length=12, blank=True)
    scope = models.CharField(max_length=12, blank=True)
    summary = models.TextField()
    reference_edition = models.BigIntegerField()
    valid_until = models.DateField()
    centre = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    assessors = models.ManyToManyField("kernel.Actor", related_name="+")
    drafted_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    signed_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["dossier", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "version"], name="surveillance_assessment_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(state="signed"), name="surveillance_assessment_in_force"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="surveillance_assessment_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} v{self.version}: {self.level}"


class Dissent(models.Model):
    """An assessor's differing level, with the ground; it stays with the version it was said of."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="dissents")
    level = models.CharField(max_length=7, choices=[(one.value, one.value) for one in RiskLevel])
    ground = models.TextField()
    said_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at"]
        constraints = [models.UniqueConstraint(fields=["assessment", "said_by"], name="surveillance_dissent_once")]

    def __str__(self) -> str:
        return f"{self.said_by_id}: {self.level}"
