"""Tables of methods, competences, instruments and reference materials. laboratory is an office of the agency."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guomen.laboratory.resources.terms import CompetenceLevel, InstrumentState, VerificationKind


class Method(models.Model):
    """A way to test, as one laboratory practises it. A change of the method is a new version (revision).

    recovery_low, recovery_high: limits for spikes and reference materials, in per cent; rpd_max: relative percent
    difference allowed between duplicates; blank_share: a blank may reach this share of the LOQ.
    decision_rule: code of the decision rule where no requirement states one (terms.DecisionRule).
    """

    laboratory = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    revision = models.PositiveSmallIntegerField(default=1)
    standard = models.CharField(max_length=80, blank=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    section = models.CharField(max_length=60, blank=True)
    hours = models.DecimalField(max_digits=6, decimal_places=2, default=24)
    recovery_low = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    recovery_high = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    rpd_max = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    blank_share = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    decision_rule = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["laboratory", "code", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["laboratory", "code", "revision"], name="laboratory_method_once"),
            models.CheckConstraint(
                condition=Q(recovery_low__isnull=True) | Q(recovery_low__lt=F("recovery_high")),
                name="laboratory_method_recovery",
                violation_error_message="the lower recovery limit lies below the upper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} rev {self.revision}"


class MethodScope(models.Model):
    """One analyte in goods (prefixes; empty: any) by a method: range, LOD, LOQ and uncertainty, in `unit`.

    uncertainty_relative: expanded relative uncertainty U (k = coverage_factor) as a share of the value, 0.12 for 12 %;
    uncertainty_absolute: the same in `unit`; the larger of both is used. accreditation: number, "" where there is none.
    """

    method = models.ForeignKey("laboratory.Method", on_delete=models.CASCADE, related_name="scopes")
    analyte_zh = models.CharField(max_length=120)
    analyte_en = models.CharField(max_length=120)
    goods = ArrayField(models.CharField(max_length=13), default=list, blank=True)
    unit = models.CharField(max_length=30)
    low = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    high = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    lod = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    loq = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    uncertainty_relative = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    uncertainty_absolute = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    coverage_factor = models.DecimalField(max_digits=5, decimal_places=3, default=2)
    accreditation = models.CharField(max_length=60, blank=True)
    accredited_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["method", "analyte_en"]
        indexes = [models.Index(fields=["analyte_en"], name="laboratory_scope_analyte")]

    def __str__(self) -> str:
        return f"{self.method_id}: {self.analyte_en}"


class Competence(models.Model):
    """That a person may perform or review a method, from a day until a day, on evidence (6.2.5)."""

    person = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    method = models.ForeignKey("laboratory.Method", on_delete=models.CASCADE, related_name="competences")
    level = models.CharField(max_length=8, choices=[(one.value, one.value) for one in CompetenceLevel])
    granted_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.TextField(blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        ordering = ["person", "method", "-granted_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_because=""),
                name="laboratory_competence_withdrawn",
                violation_error_message="a competence is withdrawn with a reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.level} {self.method_id}"


class Instrument(models.Model):
    """A measuring instrument: of a laboratory, or of an institution outside whose instruments the agency verifies.

    owner: who has it (institution outside; "" for the laboratory's own); place: where, e.g. a county.
    interval: months between verifications. legal: verification is compulsory by law (强制检定).
    """

    laboratory = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=60, blank=True)
    maker = models.CharField(max_length=120, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    section = models.CharField(max_length=60, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=120, blank=True)
    interval = models.PositiveSmallIntegerField(default=12)
    legal = models.BooleanField(default=False)
    state = models.CharField(
        max_length=16,
        choices=[(one.value, one.value) for one in InstrumentState],
        default=InstrumentState.IN_SERVICE.value,
    )
    methods = models.ManyToManyField("laboratory.Method", related_name="instruments", blank=True)

    class Meta:
        ordering = ["laboratory", "code"]
        constraints = [
            models.UniqueConstraint(fields=["laboratory", "code"], name="laboratory_instrument_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Verification(models.Model):
    """An instrument was calibrated, verified or checked; the newest one that passed holds until due_on."""

    instrument = models.ForeignKey("laboratory.Instrument", on_delete=models.CASCADE, related_name="verifications")
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in VerificationKind])
    on = models.DateField()
    due_on = models.DateField()
    passed = models.BooleanField()
    certificate = models.CharField(max_length=80, blank=True)
    by = models.CharField(max_length=120)
    deviation = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["instrument", "-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("on")),
                name="laboratory_verification_due",
                violation_error_message="the next verification is due after this one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.on} {'passed' if self.passed else 'failed'}"


class ReferenceMaterial(models.Model):
    """A certified reference material or quality-control material: value ± uncertainty (k = 2) of one analyte."""

    laboratory = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    lot = models.CharField(max_length=60, blank=True)
    certified = models.BooleanField(default=True)
    analyte_zh = models.CharField(max_length=120)
    analyte_en = models.CharField(max_length=120)
    value = models.DecimalField(max_digits=20, decimal_places=8)
    uncertainty = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    unit = models.CharField(max_length=30)
    expires_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["laboratory", "code"]
        constraints = [models.UniqueConstraint(fields=["laboratory", "code", "lot"], name="laboratory_material_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.lot}".strip()
