"""Samples, the steps of their custody, what is to be tested, what was found, what was reported."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from guomen.laboratory.terms import Conformity, Deed, LimitKind, Receipt, SampleState


class Sample(models.Model):
    """What was drawn under one label. subject is "kind:key" of whoever ordered, e.g. "consignment:12/3".

    office ordered it; laboratory tests it. units counts sample units in the bag.
    """

    label = models.CharField(max_length=12, unique=True)
    subject = models.CharField(max_length=80)
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    laboratory = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    goods_code = models.CharField(max_length=13, blank=True)
    description = models.CharField(max_length=300)
    units = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, choices=[(state.value, state.value) for state in SampleState])
    receipt = models.CharField(
        max_length=10, blank=True, choices=[(receipt.value, receipt.value) for receipt in Receipt]
    )
    remark = models.TextField(blank=True)
    ordered_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-ordered_at", "-id"]
        indexes = [
            models.Index(fields=["subject"], name="laboratory_sample_subject", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["laboratory", "state"], name="laboratory_sample_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=SampleState.REFUSED) | ~Q(remark=""),
                name="laboratory_refusal_reason",
                violation_error_message="a sample is refused with a reason",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class CustodyStep(models.Model):
    """One hand to the next: who did it, who holds it now, when, where, under which seal, how cold (°C)."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=10, choices=[(deed.value, deed.value) for deed in Deed])
    at = models.DateTimeField()
    actor = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=100)
    place = models.CharField(max_length=100, blank=True)
    seal = models.CharField(max_length=40, blank=True)
    temperature = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.deed} {self.holder}"


class TestRequest(models.Model):
    """One analyte to be tested against one limit, which is kept as it stood on the day of the law."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="requests")
    position = models.PositiveSmallIntegerField()
    analyte_zh = models.CharField(max_length=120)
    analyte_en = models.CharField(max_length=120)
    method = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    limit_kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in LimitKind])
    limit_value = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    limit_low = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    unit = models.CharField(max_length=30, blank=True)
    units = models.PositiveIntegerField(default=1)
    accept = models.PositiveIntegerField(default=0)
    standard = models.CharField(max_length=80, blank=True)
    edition = models.CharField(max_length=40, blank=True)
    clause = models.CharField(max_length=80, blank=True)
    condition = models.CharField(max_length=200, blank=True)
    limit_key = models.CharField(max_length=80, blank=True)
    limit_confidence = models.CharField(max_length=10, blank=True)
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["sample", "position"]
        constraints = [models.UniqueConstraint(fields=["sample", "position"], name="laboratory_request_once")]

    def __str__(self) -> str:
        return f"{self.sample_id}/{self.position} {self.analyte_en}"


class Result(models.Model):
    """What was measured, in one version. readings holds one value for each unit; null means not detected."""

    request = models.ForeignKey(TestRequest, on_delete=models.CASCADE, related_name="results")
    version = models.PositiveSmallIntegerField()
    readings = ArrayField(models.DecimalField(max_digits=20, decimal_places=8, null=True))
    unit = models.CharField(max_length=30, blank=True)
    lod = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    loq = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    conformity = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Conformity])
    statement = models.JSONField()
    analyst = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    change_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["request", "version"]
        constraints = [
            models.UniqueConstraint(fields=["request", "version"], name="laboratory_result_version"),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(change_reason=""),
                name="laboratory_change_reason",
                violation_error_message="a changed result states its reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} v{self.version}: {self.conformity}"


class Report(models.Model):
    """The laboratory's word on a sample, authorised by a second person. conform None: inconclusive."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="reports")
    version = models.PositiveSmallIntegerField()
    conform = models.BooleanField(null=True)
    statements = models.JSONField()
    authorised_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ["sample", "version"]
        constraints = [models.UniqueConstraint(fields=["sample", "version"], name="laboratory_report_version")]

    def __str__(self) -> str:
        return f"{self.sample_id} report {self.version}"
