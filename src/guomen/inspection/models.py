"""Tasks, their checklists, findings with evidence, samples waited for, conclusions."""

from django.db import models
from django.db.models import Q

from guomen.inspection.terms import (
    Answer,
    FindingKind,
    LegState,
    MediaType,
    OrderState,
    SealState,
    Severity,
    Shift,
    SisterState,
    TaskKind,
    TaskState,
)


class Task(models.Model):
    """One kind of check of one version of one consignment, for a station and a shift.

    assignment is the key of targeting's assignment that ordered it; due_at is when it becomes overdue;
    ground says why it was closed undone.
    """

    consignment = models.ForeignKey("consignments.Consignment", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    assignment = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in TaskKind])
    station = models.CharField(max_length=60)
    shift_on = models.DateField()
    shift = models.CharField(max_length=10, choices=[(shift.value, shift.value) for shift in Shift])
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in TaskState], default=TaskState.OPEN.value
    )
    officer = models.ForeignKey(
        "kernel.Actor", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    ground = models.TextField(blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(
                fields=["office", "due_at"], name="inspection_task_live", condition=Q(state__in=["open", "claimed"])
            ),
            models.Index(fields=["officer", "state"], name="inspection_task_officer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["consignment", "version", "kind"],
                condition=Q(state__in=["open", "claimed", "done"]),
                name="inspection_task_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(officer__isnull=False),
                name="inspection_task_claimed_by",
                violation_error_message="a claimed task has an officer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of consignment {self.consignment_id} v{self.version}"


class ChecklistLine(models.Model):
    """One question of a task and its answer. units, accept, reject plan a lot; inspected, defects are its counts."""

    # No index of their own here and below: constraints begin with them, and every declaration writes a score of lines.
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=80)
    text_zh = models.TextField()
    text_en = models.TextField()
    basis = models.CharField(max_length=200, blank=True)
    item_no = models.PositiveIntegerField(null=True, blank=True)
    units = models.PositiveIntegerField(null=True, blank=True)
    accept = models.PositiveIntegerField(null=True, blank=True)
    reject = models.PositiveIntegerField(null=True, blank=True)
    inspected = models.PositiveIntegerField(null=True, blank=True)
    defects = models.PositiveIntegerField(null=True, blank=True)
    answer = models.CharField(max_length=14, blank=True, choices=[(answer.value, answer.value) for answer in Answer])
    note = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        "kernel.Actor", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["task", "position"]
        constraints = [models.UniqueConstraint(fields=["task", "position"], name="inspection_line_once")]

    def __str__(self) -> str:
        return f"{self.task_id}/{self.position} {self.code}"


class TestOrder(models.Model):
    """One test that a sampling task is to have done on one goods item, as targeting instructed; limit as written.

    programmes: the lines of programmes that ask for it, named apart by blanks; waited: whether anything else asks for
    it, so that the conclusion waits for it.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="tests", db_index=False)
    item_no = models.PositiveIntegerField()
    analyte = models.CharField(max_length=120)
    text_zh = models.TextField()
    text_en = models.TextField()
    limit = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=30, blank=True)
    units = models.PositiveIntegerField(default=1)
    accept = models.PositiveIntegerField(default=0)
    basis = models.CharField(max_length=200, blank=True)
    programmes = models.CharField(max_length=200, blank=True, default="", db_default="")
    waited = models.BooleanField(default=True, db_default=True)

    class Meta:
        ordering = ["task", "item_no", "id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "item_no", "analyte"], name="inspection_test_order_once")
        ]

    def __str__(self) -> str:
        return f"{self.task_id} item {self.item_no}: {self.analyte}"


class SampleOrder(models.Model):
    """A sample of one goods item; label is the laboratory's. waited: whether the conclusion waits for its report, as it
    does for all but those that only a programme asks for.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="samples")
    item_no = models.PositiveIntegerField()
    label = models.CharField(max_length=12, unique=True)
    state = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in OrderState], default=OrderState.PENDING.value
    )
    statements = models.JSONField(default=list)
    report = models.PositiveSmallIntegerField(default=0)
    drawn_at = models.DateTimeField()
    waited = models.BooleanField(default=True, db_default=True)

    class Meta:
        ordering = ["task", "id"]

    def __str__(self) -> str:
        return f"{self.label}: {self.state}"


class Finding(models.Model):
    """What is wrong with a consignment or one of its goods items. goods, origin, producer are as declared then."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="findings")
    consignment = models.ForeignKey("consignments.Consignment", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in FindingKind])
    severity = models.CharField(max_length=8, choices=[(severity.value, severity.value) for severity in Severity])
    hazard = models.CharField(max_length=60, blank=True)
    item_no = models.PositiveIntegerField(null=True, blank=True)
    goods_code = models.CharField(max_length=13, blank=True)
    origin = models.CharField(max_length=2, blank=True)
    producer = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    sample = models.CharField(max_length=12, blank=True)
    recorded_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["office", "-recorded_at"], name="inspection_finding_office")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.severity}) in consignment {self.consignment_id}"


class Evidence(models.Model):
    """A file that shows a finding; digest is the SHA-256 of its bytes and its name in the store."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="evidence")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=20, choices=[(one.value, one.value) for one in MediaType])
    size = models.PositiveIntegerField()
    added_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["finding", "digest"], name="inspection_evidence_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:12]}"


class SisterLot(models.Model):
    """A goods item that is still here and whose sister failed: label is the failing sample's, why says their kinship.

    A person decides what is done with it.
    """

    label = models.CharField(max_length=12)
    failing = models.ForeignKey("consignments.Consignment", on_delete=models.PROTECT, related_name="+")
    failing_item = models.PositiveIntegerField()
    consignment = models.ForeignKey("consignments.Consignment", on_delete=models.PROTECT, related_name="+")
    item_no = models.PositiveIntegerField()
    why_zh = models.CharField(max_length=200)
    why_en = models.CharField(max_length=200)
    found_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in SisterState], default=SisterState.PROPOSED.value
    )
    decided_by = models.ForeignKey("kernel.Actor", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    ground = models.TextField(blank=True)

    class Meta:
        ordering = ["-found_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["label", "consignment", "item_no"], name="inspection_sister_once")
        ]

    def __str__(self) -> str:
        return f"sister of {self.label}: consignment {self.consignment_id}/{self.item_no}"


class Conclusion(models.Model):
    """All tasks of a version are done and no sample is waited for. A later laboratory report may revise it."""

    consignment = models.ForeignKey("consignments.Consignment", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    revision = models.PositiveSmallIntegerField()
    assignment = models.BigIntegerField()
    conforming = models.BooleanField()
    findings = models.JSONField()
    lines = models.JSONField()
    concluded_at = models.DateTimeField()

    class Meta:
        ordering = ["consignment", "version", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["consignment", "version", "revision"], name="inspection_conclusion_once")
        ]

    def __str__(self) -> str:
        return f"consignment {self.consignment_id} v{self.version}: {self.conforming}"


class Leg(models.Model):
    """The way of a direct release from the port to the office that inspects, under seal; one for a consignment."""

    consignment = models.OneToOneField("consignments.Consignment", on_delete=models.PROTECT, related_name="+")
    from_office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    to_office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in LegState], default=LegState.TO_SEAL.value
    )
    opened_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"consignment {self.consignment_id} to {self.to_office_id}: {self.state}"


class Seal(models.Model):
    """One seal: unit is the container's or vehicle's number. seen, state, finding: what the destination found of it."""

    leg = models.ForeignKey(Leg, on_delete=models.PROTECT, related_name="seals")
    unit = models.CharField(max_length=60)
    number = models.CharField(max_length=40)
    applied_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField()
    state = models.CharField(max_length=10, blank=True, choices=[(one.value, one.value) for one in SealState])
    seen = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey("kernel.Actor", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["leg", "id"]
        constraints = [models.UniqueConstraint(fields=["leg", "number"], name="inspection_seal_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.number} {self.state}".rstrip()
