"""Dossiers, their members, what statistics found for them, and what each night's detection promised and delivered."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guomen.surveillance.clusters.terms import Closing, DossierState, Opening


class Dossier(models.Model):
    """One risk: a hazard in goods of origins (empty: any), whoever reports it. All bureaus see the same.

    goods: code prefixes, ingredients' and those of what contains them. centre: the responsible assessment centre;
    due_at: when its assessment is due.
    """

    number = models.CharField(max_length=20, unique=True)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    hazard = models.CharField(max_length=60, blank=True)
    goods = ArrayField(models.CharField(max_length=13), default=list)
    origins = ArrayField(models.CharField(max_length=2), default=list)
    place = models.CharField(max_length=120, blank=True)
    state = models.CharField(
        max_length=9, choices=[(one.value, one.value) for one in DossierState], default=DossierState.OPEN.value
    )
    opening = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Opening])
    reasons = models.JSONField(default=list)
    centre = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closing = models.CharField(max_length=9, blank=True, choices=[(one.value, one.value) for one in Closing])
    closed_because = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="surveillance_dossier_serial_once"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="surveillance_dossier_merged"
            ),
        ]
        indexes = [
            models.Index(
                fields=["hazard"], name="surveillance_dossier_live", condition=~Q(state__in=["closed", "merged"])
            ),
            models.Index(fields=["centre", "due_at"], name="surveillance_dossier_due"),
        ]

    def __str__(self) -> str:
        return self.number


class Member(models.Model):
    """A signal that bears on a dossier, and why. path: through which composition, where it is not the goods itself."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="members")
    signal = models.ForeignKey("surveillance.Signal", on_delete=models.PROTECT, related_name="memberships")
    reasons = models.JSONField(default=list)
    path = models.JSONField(default=list)
    added_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_because = models.TextField(blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "signal"], condition=Q(removed_at__isnull=True), name="surveillance_member_once"
            )
        ]
        indexes = [models.Index(fields=["dossier", "added_at"], name="surveillance_member_dossier")]

    def __str__(self) -> str:
        return f"signal {self.signal_id} in {self.dossier_id}"


class DetectionRun(models.Model):
    """One look at every series: how many there were, how many false alarms were promised, how many alarms came."""

    ran_at = models.DateTimeField()
    week_on = models.DateField()
    series = models.PositiveIntegerField()
    promised = models.FloatField()
    alarms = models.PositiveIntegerField()
    methods = models.JSONField(default=dict)

    class Meta:
        ordering = ["-week_on", "-id"]

    def __str__(self) -> str:
        return f"{self.week_on}: {self.alarms} of {self.series}"


class Detection(models.Model):
    """A series that was odd in a week: its key, method, what was expected and what was seen, and the curve before it.

    key: {"what": "signals" | "findings" | "results", "hazard", "goods", "origin", "office" …}; curve: the weeks shown,
    [[day, count, expected, bound], ...]; population where the series has a denominator.
    """

    run = models.ForeignKey(DetectionRun, null=True, on_delete=models.PROTECT, related_name="detections")
    dossier = models.ForeignKey(Dossier, null=True, on_delete=models.PROTECT, related_name="detections")
    key = models.JSONField()
    method = models.CharField(max_length=40)
    options = models.JSONField(default=dict)
    week_on = models.DateField()
    observed = models.FloatField()
    population = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    bound = models.FloatField(null=True)
    score = models.FloatField(null=True)
    probability = models.FloatField(null=True)
    curve = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    detected_at = models.DateTimeField()

    class Meta:
        ordering = ["-week_on", "-score", "id"]
        indexes = [models.Index(fields=["week_on"], name="surveillance_detection_week")]

    def __str__(self) -> str:
        return f"{self.method} {self.week_on} {self.key}"
