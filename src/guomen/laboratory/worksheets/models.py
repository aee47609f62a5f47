"""Tables of the bench: worksheets and their lines."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from guomen.laboratory.worksheets.terms import LineKind, WorksheetState


class Worksheet(models.Model):
    """One run of a method. nonconformity: what blocked it."""

    number = models.CharField(max_length=20, unique=True)
    laboratory = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    method = models.ForeignKey("laboratory.Method", on_delete=models.PROTECT, related_name="worksheets")
    instrument = models.ForeignKey(
        "laboratory.Instrument", null=True, blank=True, on_delete=models.PROTECT, related_name="worksheets"
    )
    analyst = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in WorksheetState], default=WorksheetState.OPEN.value
    )
    nonconformity = models.ForeignKey(
        "laboratory.Nonconformity", null=True, blank=True, on_delete=models.PROTECT, related_name="worksheets"
    )
    note = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["laboratory", "state"], name="laboratory_worksheet_state")]

    def __str__(self) -> str:
        return self.number


class WorksheetLine(models.Model):
    """One line: what was put in, and what the instrument read. reading None with nd True: not detected.

    of: the sample line that a spike or duplicate was made of; added: the amount spiked, in `unit`; material: the
    reference material read; verdict: {"ok", "checks": [{"check", "value", "low", "high", "ok", "text": {zh, en}}]} once
    judged, and under "earlier" the readings and checks of runs that failed.
    """

    worksheet = models.ForeignKey("laboratory.Worksheet", on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in LineKind])
    request = models.ForeignKey(
        "laboratory.TestRequest", null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="controls")
    material = models.ForeignKey(
        "laboratory.ReferenceMaterial", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    analyte_zh = models.CharField(max_length=120)
    analyte_en = models.CharField(max_length=120)
    unit = models.CharField(max_length=30, blank=True)
    added = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    readings = ArrayField(models.DecimalField(max_digits=20, decimal_places=8, null=True), default=list, blank=True)
    read = models.BooleanField(default=False)
    dilution = models.DecimalField(max_digits=12, decimal_places=4, default=1)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    message_line = models.ForeignKey(
        "laboratory.MessageLine", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.JSONField(null=True, blank=True)
    result = models.ForeignKey(
        "laboratory.Result", null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )

    class Meta:
        ordering = ["worksheet", "position"]
        constraints = [
            models.UniqueConstraint(fields=["worksheet", "position"], name="laboratory_line_once"),
            models.CheckConstraint(
                condition=~Q(kind="sample") | Q(request__isnull=False),
                name="laboratory_line_sample",
                violation_error_message="a sample's line names its test",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worksheet_id}/{self.position} {self.kind}"
