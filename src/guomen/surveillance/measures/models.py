"""Measures and their liftings, written once and never changed; what carries them out; the ladder, the adverse records
and the public list of refused batches, which run by themselves from findings and dispositions.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guomen.catalogue.terms import Channel
from guomen.surveillance.measures.terms import MeasureKind


class Measure(models.Model):
    """A measure as it was ordered. What declarations meet is its enactment in the catalogue, under the same number.

    goods (code prefixes), origins and producers repeat the condition for filtering; condition is the whole of it.
    rate None means every lot. alert: the number of the alert that it answers. lift_when: what ends it, {"on": day} or
    {"conforming": n in a row} or {"remedy": words}. paths: through which compositions goods came into the condition.
    """

    number = models.CharField(max_length=20, unique=True)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in MeasureKind])
    finding = models.BigIntegerField(null=True)
    dossier = models.ForeignKey("surveillance.Dossier", null=True, on_delete=models.PROTECT, related_name="measures")
    alert = models.CharField(max_length=20, blank=True)
    lift_when = models.JSONField(default=dict)
    paths = models.JSONField(default=list)
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


class Execution(models.Model):
    """A task that carries a measure out at an office; no measure is closed while one lacks its evidence.

    digest, name: the file that shows it (SHA-256, its name in the store), where there is one.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="executions")
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    task_zh = models.TextField()
    task_en = models.TextField()
    due_at = models.DateTimeField()
    done_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    evidence = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["office", "due_at"], name="surveillance_execution_live", condition=Q(done_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.measure_id}"


class LadderStep(models.Model):
    """Where imported food of a key stands on the ladder after an entry; the newest row of a key is its state.

    step 0 normal, 1 raised sampling, 2 report per lot, 3 suspended (Decree 249 Art. 34-36). conforming_run: conforming
    consignments in a row since the step was taken. entry: of the ledger that moved it.
    """

    goods = models.CharField(max_length=13)
    origin = models.CharField(max_length=2)
    producer = models.CharField(max_length=80, blank=True)
    hazard = models.CharField(max_length=60)
    step = models.PositiveSmallIntegerField()
    conforming_run = models.PositiveIntegerField(default=0)
    measure = models.ForeignKey(Measure, null=True, on_delete=models.PROTECT, related_name="+")
    proposed = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    entry = models.BigIntegerField()
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "goods", "origin", "producer", "hazard"], name="surveillance_ladder_once"
            )
        ]
        indexes = [
            models.Index(fields=["goods", "origin", "producer", "hazard", "-id"], name="surveillance_ladder_key")
        ]

    def __str__(self) -> str:
        return f"{self.goods} {self.origin} {self.hazard}: step {self.step}"


class AdverseRecord(models.Model):
    """A party's bad record for a product and a failed item (AQSIQ 2014-43); taken off the list, it stays visible.

    role: importer, producer or exporter. disposition: key of the decision that it rests on.
    """

    party = models.CharField(max_length=120)
    role = models.CharField(max_length=10)
    goods = models.CharField(max_length=13)
    item = models.CharField(max_length=60)
    origin = models.CharField(max_length=2, blank=True)
    consignment = models.ForeignKey("consignments.Consignment", on_delete=models.PROTECT, related_name="+")
    disposition = models.BigIntegerField()
    entered_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-entered_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "role", "goods", "item", "disposition"], name="surveillance_adverse_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.party}: {self.item}"


class RefusedBatch(models.Model):
    """A line of the public list of batches that were returned or destroyed; corrected by a successor, never in place.

    Columns as the public list of food refused entry has them. reason: code of the list of reasons.
    """

    consignment = models.ForeignKey("consignments.Consignment", on_delete=models.PROTECT, related_name="+")
    disposition = models.BigIntegerField()
    item_no = models.PositiveIntegerField()
    month = models.DateField()
    goods = models.CharField(max_length=13)
    inspection_number = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    origin = models.CharField(max_length=2)
    producer = models.CharField(max_length=200, blank=True)
    importer = models.CharField(max_length=200, blank=True)
    net_mass = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    reason = models.CharField(max_length=60)
    reason_words = models.TextField(blank=True)
    disposal = models.CharField(max_length=20)
    port = models.CharField(max_length=6, blank=True)
    published_at = models.DateTimeField()
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    correction = models.TextField(blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["disposition", "item_no"], condition=Q(corrects=None), name="surveillance_refused_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.name}"
