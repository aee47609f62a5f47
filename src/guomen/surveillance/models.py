"""Measures and their liftings. Both are written once and never changed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guomen.catalogue.terms import Channel
from guomen.surveillance.terms import MeasureKind


class Measure(models.Model):
    """A measure as it was ordered. What declarations meet is its enactment in the catalogue, under the same number.

    goods (code prefixes), origins and producers repeat the condition for filtering; condition is the whole of it.
    rate None means every lot.
    """

    number = models.CharField(max_length=20, unique=True)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in MeasureKind])
    finding = models.BigIntegerField(null=True)
    consignment = models.ForeignKey(
        "consignments.Consignment", null=True, on_delete=models.PROTECT, related_name="measures"
    )
    condition = models.JSONField()
    goods = ArrayField(models.CharField(max_length=13), default=list)
    origins = ArrayField(models.CharField(max_length=2), default=list)
    producers = ArrayField(models.CharField(max_length=60), default=list)
    hazard = models.CharField(max_length=60, blank=True)
    orders = models.CharField(max_length=10, choices=[(channel.value, channel.value) for channel in Channel])
    tests = models.JSONField(default=list)
    rate = models.FloatField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    basis = models.TextField()
    ground = models.TextField()
    text_zh = models.TextField()
    text_en = models.TextField()
    public_zh = models.TextField(blank=True)
    public_en = models.TextField(blank=True)
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    ordered_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-serial"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "serial"],
                name="surveillance_measure_serial_once",
                violation_error_message="each serial of a year is used once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="surveillance_measure_period",
                violation_error_message="a measure ends after it starts",
            ),
            models.CheckConstraint(
                condition=Q(rate__isnull=True) | Q(rate__gt=0, rate__lte=1),
                name="surveillance_measure_rate",
                violation_error_message="a rate is above 0 and at most 1",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Lifting(models.Model):
    """The end of a measure before its time. ends_on is the first day on which it no longer holds."""

    measure = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="lifting")
    ends_on = models.DateField()
    ground_zh = models.TextField()
    ground_en = models.TextField()
    lifted_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.measure_id} lifted on {self.ends_on}"
