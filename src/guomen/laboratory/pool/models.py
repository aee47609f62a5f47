"""Tables of the pool: testing bodies, what they offer, routing, outside reports, orders, tests not done twice."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from guomen.laboratory.pool.terms import OrderState, OutsideState, RoutedBy, Standing


class TestingBody(models.Model):
    """A laboratory of the directory. office: set where it is one of the agency's own; agency: who runs it.

    latitude, longitude in degrees (WGS 84); capacity: tests a day. token_of: the actor that its reports come from.
    """

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    agency = models.CharField(max_length=80)
    office = models.OneToOneField("kernel.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    accreditation = models.CharField(max_length=60, blank=True)
    accredited_until = models.DateField(null=True, blank=True)
    standing = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Standing], default=Standing.GOOD.value
    )
    standing_because = models.TextField(blank=True)
    capacity = models.PositiveIntegerField(default=100)
    contact = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(standing="good") | ~Q(standing_because=""),
                name="laboratory_standing_because",
                violation_error_message="a standing is lost with a reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_en}"


class Offer(models.Model):
    """One analyte that a body tests, in goods (prefixes; empty: any). price in CNY; days: working days needed."""

    body = models.ForeignKey("laboratory.TestingBody", on_delete=models.CASCADE, related_name="offers")
    analyte_zh = models.CharField(max_length=120)
    analyte_en = models.CharField(max_length=120)
    standard = models.CharField(max_length=80, blank=True)
    goods = ArrayField(models.CharField(max_length=13), default=list, blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    days = models.PositiveSmallIntegerField(default=5)
    accredited = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["analyte_en", "body"]
        indexes = [models.Index(fields=["analyte_en"], name="laboratory_offer_analyte")]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "analyte_en", "standard", "goods", "valid_from"], name="laboratory_offer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.analyte_en}"


class Routing(models.Model):
    """One run of the solver over samples that waited: objective in words, its value, the bound, the relative gap."""

    at = models.DateTimeField()
    run_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    objective = models.JSONField()
    weights = models.JSONField(default=dict)
    value = models.FloatField(null=True)
    bound = models.FloatField(null=True)
    gap = models.FloatField(null=True)
    unplaced = models.JSONField(default=list)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"routing {self.pk}"


class Route(models.Model):
    """Where one sample goes, and why. km: great-circle distance; hours, price: expected. newest row counts."""

    sample = models.ForeignKey("laboratory.Sample", on_delete=models.CASCADE, related_name="routes")
    body = models.ForeignKey("laboratory.TestingBody", on_delete=models.PROTECT, related_name="routes")
    routing = models.ForeignKey(
        "laboratory.Routing", null=True, blank=True, on_delete=models.PROTECT, related_name="routes"
    )
    by = models.CharField(max_length=10, choices=[(one.value, one.value) for one in RoutedBy])
    km = models.FloatField(null=True)
    hours = models.FloatField(null=True)
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    reasons = models.JSONField(default=list)
    actor = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["sample", "-at", "-id"]

    def __str__(self) -> str:
        return f"{self.sample_id} to {self.body_id}"


class OutsideReport(models.Model):
    """A report of another body on the goods `subject` (e.g. "consignment:12/3"), and whether it is accepted.

    lot: the lot's identity on the report; draw: proof of the verification draw; sample: the re-test ordered, if any.
    """

    body = models.ForeignKey("laboratory.TestingBody", on_delete=models.PROTECT, related_name="outside_reports")
    number = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    goods_code = models.CharField(max_length=13, blank=True)
    lot = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField()
    statements = models.JSONField()
    file = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in OutsideState])
    reasons = models.JSONField(default=list)
    probability = models.FloatField(default=0)
    draw = models.JSONField(null=True, blank=True)
    sample = models.ForeignKey("laboratory.Sample", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["-taken_at", "-id"]
        indexes = [models.Index(fields=["subject"], name="laboratory_outside_subject")]
        constraints = [models.UniqueConstraint(fields=["body", "number", "subject"], name="laboratory_outside_once")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.number}"


class ServiceOrder(models.Model):
    """Tests that an enterprise (uscc) orders from a body it chose, on goods that it hands in. price in CNY."""

    number = models.CharField(max_length=20, unique=True)
    uscc = models.CharField(max_length=18)
    placed_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("laboratory.TestingBody", on_delete=models.PROTECT, related_name="orders")
    offers = models.ManyToManyField("laboratory.Offer", related_name="+")
    goods_code = models.CharField(max_length=13, blank=True)
    description = models.CharField(max_length=300)
    lot = models.CharField(max_length=80, blank=True)
    units = models.PositiveIntegerField(default=1)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in OrderState], default=OrderState.PLACED.value
    )
    because = models.TextField(blank=True)
    sample = models.ForeignKey("laboratory.Sample", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-placed_at", "-id"]

    def __str__(self) -> str:
        return self.number


class Reuse(models.Model):
    """A test that was not done twice: the result that stood in, for which subject, what it saved (hours, CNY)."""

    subject = models.CharField(max_length=80)
    analyte_en = models.CharField(max_length=120)
    result = models.ForeignKey("laboratory.Result", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outside = models.ForeignKey(
        "laboratory.OutsideReport", null=True, blank=True, on_delete=models.PROTECT, related_name="reuses"
    )
    agency = models.CharField(max_length=80, blank=True)
    hours = models.FloatField(default=0)
    price = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    at = models.DateTimeField()
    actor = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result__isnull=False) | Q(outside__isnull=False), name="laboratory_reuse_of_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.analyte_en}"
