"""Tables of control charts, nonconforming work, corrective actions and audits."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guomen.laboratory.quality.terms import AuditKind, NcSeverity, NcSource, NcState


class ControlSeries(models.Model):
    """One control material by one method: the mean and standard deviation that its points are judged by, in `unit`.

    points_from: number of points that mean and sd were computed from; 0 where they were assigned.
    """

    method = models.ForeignKey("laboratory.Method", on_delete=models.PROTECT, related_name="control_series")
    material = models.ForeignKey("laboratory.ReferenceMaterial", on_delete=models.PROTECT, related_name="series")
    analyte_zh = models.CharField(max_length=120)
    analyte_en = models.CharField(max_length=120)
    unit = models.CharField(max_length=30)
    mean = models.DecimalField(max_digits=20, decimal_places=8)
    sd = models.DecimalField(max_digits=20, decimal_places=8)
    points_from = models.PositiveIntegerField(default=0)
    rules = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["method", "analyte_en", "-started_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sd__gt=0),
                name="laboratory_series_sd",
                violation_error_message="a standard deviation is above zero",
            ),
            models.UniqueConstraint(
                fields=["method", "material", "analyte_en"],
                condition=Q(ended_on__isnull=True),
                name="laboratory_series_one_live",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.analyte_en} {self.mean:f} ± {self.sd:f}"


class ControlPoint(models.Model):
    """One control value. z: distance from the mean in standard deviations; violations: codes of the rules broken."""

    series = models.ForeignKey("laboratory.ControlSeries", on_delete=models.CASCADE, related_name="points")
    at = models.DateTimeField()
    value = models.DecimalField(max_digits=20, decimal_places=8)
    z = models.FloatField()
    violations = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    line = models.ForeignKey(
        "laboratory.WorksheetLine", null=True, blank=True, on_delete=models.SET_NULL, related_name="points"
    )
    analyst = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    excluded_because = models.TextField(blank=True)

    class Meta:
        ordering = ["series", "at", "id"]
        indexes = [models.Index(fields=["series", "at"], name="laboratory_point_at")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.at:%F} {self.value:f}"


class Nonconformity(models.Model):
    """Nonconforming work. Its scope: a method, an instrument, or (both empty) the whole laboratory.

    opened_by None: the program itself. subject: what it is about ("worksheet:12", "instrument:3").
    """

    number = models.CharField(max_length=20, unique=True)
    laboratory = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    method = models.ForeignKey("laboratory.Method", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey(
        "laboratory.Instrument", null=True, blank=True, on_delete=models.PROTECT, related_name="nonconformities"
    )
    severity = models.CharField(max_length=8, choices=[(one.value, one.value) for one in NcSeverity])
    source = models.CharField(max_length=10, choices=[(one.value, one.value) for one in NcSource])
    subject = models.CharField(max_length=80, blank=True)
    what_zh = models.TextField()
    what_en = models.TextField()
    cause = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    state = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in NcState], default=NcState.OPEN.value
    )
    opened_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closing = models.TextField(blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["laboratory", "state", "severity"], name="laboratory_nc_open")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False) & ~Q(closing=""),
                name="laboratory_nc_closed",
                violation_error_message="a nonconformity is closed with what was verified",
            )
        ]

    def __str__(self) -> str:
        return self.number


class CorrectiveAction(models.Model):
    """What is done so that it does not happen again; verified by someone else than who did it (8.7)."""

    nonconformity = models.ForeignKey("laboratory.Nonconformity", on_delete=models.CASCADE, related_name="actions")
    what = models.TextField()
    preventive = models.BooleanField(default=False)
    responsible = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done = models.TextField(blank=True)
    verified_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    effective = models.BooleanField(null=True)

    class Meta:
        ordering = ["nonconformity", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("responsible")),
                name="laboratory_action_two_people",
                violation_error_message="one acts, another verifies",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nonconformity_id}: {self.what[:40]}"


class Audit(models.Model):
    """A laboratory was looked at: by itself, by the agency, by an accreditation body (S77)."""

    laboratory = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in AuditKind])
    title = models.CharField(max_length=200)
    on = models.DateField()
    led_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.title} {self.on}"


class AuditItem(models.Model):
    """One item of an audit: the clause or question, and what was found; a fault has its nonconformity.

    required: set by the programme of the campaign; otherwise the laboratory's own item.
    """

    audit = models.ForeignKey("laboratory.Audit", on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    clause = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=300)
    required = models.BooleanField(default=True)
    conform = models.BooleanField(null=True)
    found = models.TextField(blank=True)
    nonconformity = models.ForeignKey(
        "laboratory.Nonconformity", null=True, blank=True, on_delete=models.PROTECT, related_name="audit_items"
    )

    class Meta:
        ordering = ["audit", "position"]
        constraints = [models.UniqueConstraint(fields=["audit", "position"], name="laboratory_audit_item_once")]

    def __str__(self) -> str:
        return f"{self.audit_id}/{self.position}"
