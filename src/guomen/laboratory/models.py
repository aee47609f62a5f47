"""Samples, their portions, the steps of their custody, what is to be tested, what was found, what was reported.

The tables of the alcoves are gathered here for Django.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from guomen.laboratory.messages.models import Message, MessageLine, Profile
from guomen.laboratory.pool.models import Offer, OutsideReport, Reuse, Route, Routing, ServiceOrder, TestingBody
from guomen.laboratory.quality.models import (
    Audit,
    AuditItem,
    ControlPoint,
    ControlSeries,
    CorrectiveAction,
    Nonconformity,
)
from guomen.laboratory.resources.models import (
    Competence,
    Instrument,
    Method,
    MethodScope,
    ReferenceMaterial,
    Verification,
)
from guomen.laboratory.terms import (
    Conformity,
    Deed,
    LimitKind,
    PortionKind,
    PortionState,
    Purpose,
    Receipt,
    ResultSource,
    SampleState,
    SchemeState,
)
from guomen.laboratory.worksheets.models import Worksheet, WorksheetLine

__all__ = [
    "Audit",
    "AuditItem",
    "Competence",
    "ControlPoint",
    "ControlSeries",
    "CorrectiveAction",
    "CustodyStep",
    "Instrument",
    "Message",
    "MessageLine",
    "Method",
    "MethodScope",
    "Nonconformity",
    "Offer",
    "OutsideReport",
    "Portion",
    "Profile",
    "ReferenceMaterial",
    "Report",
    "Result",
    "Reuse",
    "Route",
    "Routing",
    "Sample",
    "SampleFile",
    "SamplingScheme",
    "SchemeStage",
    "ServiceOrder",
    "TestRequest",
    "TestingBody",
    "Verification",
    "Worksheet",
    "WorksheetLine",
]


class SamplingScheme(models.Model):
    """Samples to be drawn in stages from something that grows or moves, e.g. an orchard four times through fruiting.

    subject: what is followed ("premises:…", "registration:…", "lot:…"); destination: whose limits apply (ISO 3166).
    """

    subject = models.CharField(max_length=80)
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    laboratory = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    goods_code = models.CharField(max_length=13, blank=True)
    destination = models.CharField(max_length=2, blank=True)
    season = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in SchemeState], default=SchemeState.RUNNING.value
    )
    opened_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "goods_code", "season"], name="laboratory_scheme_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.season}"


class SchemeStage(models.Model):
    """One stage of a scheme: its name, the days between which it is drawn, what is tested (names of analytes)."""

    scheme = models.ForeignKey("laboratory.SamplingScheme", on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    from_on = models.DateField()
    to_on = models.DateField()
    analytes = ArrayField(models.CharField(max_length=120))

    class Meta:
        ordering = ["scheme", "position"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "position"], name="laboratory_stage_once"),
            models.CheckConstraint(
                condition=Q(to_on__gte=models.F("from_on")),
                name="laboratory_stage_days",
                violation_error_message="a stage ends after it begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id}/{self.position}"


class Sample(models.Model):
    """What was drawn under one label. subject is "kind:key" of whoever ordered, e.g. "consignment:12/3".

    office ordered it; laboratory tests it. units counts sample units in the bag. purpose, requester: why and for whom
    it was ordered. plan: the sampling plan and its increments as they were drawn. An advance sample (purpose
    advance) is drawn before its lot arrives: lot is the lot's identity, bound_to the subject that it was found to be.
    retest_of: the sample whose archive portion is tested again.
    """

    label = models.CharField(max_length=12, unique=True)
    subject = models.CharField(max_length=80)
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    laboratory = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    goods_code = models.CharField(max_length=13, blank=True)
    description = models.CharField(max_length=300)
    units = models.PositiveIntegerField(default=1)
    purpose = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in Purpose], default=Purpose.INSPECTION.value
    )
    requester = models.CharField(max_length=120, blank=True)
    lot = models.CharField(max_length=80, blank=True)
    plan = models.JSONField(default=dict, blank=True)
    stage = models.OneToOneField(
        "laboratory.SchemeStage", null=True, blank=True, on_delete=models.PROTECT, related_name="sample"
    )
    retest_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="retests")
    bound_to = models.CharField(max_length=80, blank=True)
    bound_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    retain_until = models.DateField(null=True, blank=True)
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
            models.Index(
                fields=["laboratory", "due_at", "ordered_at"],
                condition=Q(state__in=["tested", "reviewed", "authorised"]),
                name="laboratory_sample_review",
            ),
            models.Index(fields=["lot"], condition=~Q(lot=""), name="laboratory_sample_lot"),
            models.Index(fields=["bound_to"], condition=~Q(bound_to=""), name="laboratory_sample_bound"),
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


class Portion(models.Model):
    """A part of a sample, under its own label: for the test, for a re-test, for the archive."""

    sample = models.ForeignKey("laboratory.Sample", on_delete=models.CASCADE, related_name="portions")
    label = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in PortionKind])
    amount = models.CharField(max_length=60, blank=True)
    seal = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=100, blank=True)
    state = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in PortionState], default=PortionState.KEPT.value
    )
    keep_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["sample", "id"]

    def __str__(self) -> str:
        return f"{self.label} {self.kind}"


class SampleFile(models.Model):
    """A photo or paper that came with a sample. digest: SHA-256; path: below the data folder's files."""

    sample = models.ForeignKey("laboratory.Sample", on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    added_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["sample", "id"]

    def __str__(self) -> str:
        return self.name


class CustodyStep(models.Model):
    """One hand to the next: who did it, who holds it now, when, where, under which seal, how cold (°C)."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="steps")
    portion = models.ForeignKey(
        "laboratory.Portion", null=True, blank=True, on_delete=models.PROTECT, related_name="steps"
    )
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
    """One analyte to be tested against one limit, which is kept as it stood on the day of the law.

    components: for a sum, [{"zh", "en", "factor"}] of what is added up; limit_basis: what the limit is stated on
    (as_is, dry, fat); decision_rule: how uncertainty is taken into account (terms.DecisionRule); comparison, places:
    GB/T 8170-2008 4.3 (terms.Limit). markets: of goods for export, {"destination", "market"}: {"code", "zh", "en"},
    whose limit was asked for and whose it is.
    """

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="requests", db_index=False)
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
    components = models.JSONField(default=list, blank=True)
    limit_basis = models.CharField(max_length=20, blank=True)
    decision_rule = models.CharField(max_length=20, blank=True)
    comparison = models.CharField(max_length=8, blank=True)
    places = models.SmallIntegerField(null=True, blank=True)
    markets = models.JSONField(default=dict, blank=True)
    method_used = models.ForeignKey(
        "laboratory.Method", null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    assigned_to = models.ForeignKey("kernel.Actor", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sample", "position"]
        indexes = [models.Index(fields=["assigned_to"], name="laboratory_request_person")]
        constraints = [models.UniqueConstraint(fields=["sample", "position"], name="laboratory_request_once")]

    def __str__(self) -> str:
        return f"{self.sample_id}/{self.position} {self.analyte_en}"


class Result(models.Model):
    """What was measured, in one version. readings holds one value for each unit; null means not detected.

    components: for a sum, {name: reading or null}; reported_basis: what the value is stated on; dry_matter: share of
    the sample, in per cent, where a basis was converted; uncertainty: expanded, in `unit`; risk: probability of a false
    accept (or false reject) that the statement carries, None where it was not computed.
    """

    # The constraint below begins with it: no index of its own.
    request = models.ForeignKey(TestRequest, on_delete=models.CASCADE, related_name="results", db_index=False)
    version = models.PositiveSmallIntegerField()
    readings = ArrayField(models.DecimalField(max_digits=20, decimal_places=8, null=True))
    unit = models.CharField(max_length=30, blank=True)
    lod = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    loq = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    conformity = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Conformity])
    statement = models.JSONField()
    analyst = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()
    change_reason = models.TextField(blank=True)
    source = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in ResultSource], default=ResultSource.PERSON.value
    )
    qualifier = models.CharField(max_length=4, blank=True)
    components = models.JSONField(default=dict, blank=True)
    dilution = models.DecimalField(max_digits=12, decimal_places=4, default=1)
    reported_basis = models.CharField(max_length=20, blank=True)
    dry_matter = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    uncertainty = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    coverage_factor = models.DecimalField(max_digits=5, decimal_places=3, default=2)
    decision_rule = models.CharField(max_length=20, blank=True)
    risk = models.FloatField(null=True, blank=True)
    method_used = models.ForeignKey(
        "laboratory.Method", null=True, blank=True, on_delete=models.PROTECT, related_name="results"
    )
    instrument = models.ForeignKey(
        "laboratory.Instrument", null=True, blank=True, on_delete=models.PROTECT, related_name="results"
    )
    reviewed_by = models.ForeignKey(
        "kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)

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
    """The laboratory's word on a sample, authorised by a second person. conform None: inconclusive.

    code: what the QR code of the document verifies; document, twin: paths of the signed PDF/A and of its JSON, with
    their SHA-256; amends: why it replaces the version before; withdrawn_at: since when it does not stand any more.
    """

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="reports")
    version = models.PositiveSmallIntegerField()
    conform = models.BooleanField(null=True)
    statements = models.JSONField()
    authorised_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    code = models.CharField(max_length=32, blank=True)
    document = models.CharField(max_length=200, blank=True)
    document_digest = models.CharField(max_length=64, blank=True)
    twin = models.JSONField(null=True, blank=True)
    amends = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)
    withdrawn_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["sample", "version"]
        indexes = [models.Index(fields=["reported_at"], name="laboratory_report_at")]
        constraints = [
            models.UniqueConstraint(fields=["sample", "version"], name="laboratory_report_version"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="laboratory_report_code"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
                name="laboratory_report_withdrawn",
                violation_error_message="a report is withdrawn with a reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} report {self.version}"
