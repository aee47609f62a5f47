"""Dispositions, their certificates, and appeals. What ended a certificate is a row of its own, never an overwrite."""

from django.db import models
from django.db.models import F, Q

from guomen.decisions.terms import AppealState, CertificateKind, CertificateState, DispositionKind, DispositionState


class Disposition(models.Model):
    """One act, from its proposal to its signature. A later version or a changed appeal writes a new row.

    proposed_kind is what the evidence asked for; kind is what is (to be) signed. facts, lines and reasons are the
    evidence as it stood; heard is the ledger entry that brought it. automatic: signed by the program under policy, on
    behalf of the office.
    conforming None: released without anybody having looked.
    """

    consignment = models.ForeignKey("consignments.Consignment", on_delete=models.PROTECT, related_name="dispositions")
    version = models.PositiveIntegerField()
    assignment = models.BigIntegerField(null=True)
    heard = models.BigIntegerField(null=True)
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    importer = models.CharField(max_length=40, db_index=True)
    direction = models.CharField(max_length=6)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in DispositionKind])
    proposed_kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in DispositionKind])
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in DispositionState])
    conforming = models.BooleanField(null=True)
    facts = models.JSONField()
    lines = models.JSONField()
    reasons = models.JSONField()
    proposed_at = models.DateTimeField()
    automatic = models.BooleanField(default=False)
    deviation = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    signed_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    seconded_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["consignment"],
                condition=Q(state__in=["proposed", "signed"]),
                name="decisions_one_open_proposal",
                violation_error_message="a consignment has one open proposal at a time",
            ),
            models.UniqueConstraint(
                fields=["consignment"],
                condition=Q(state="issued"),
                name="decisions_one_disposition_in_force",
                violation_error_message="a consignment has one disposition in force at a time",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | Q(seconded_by__isnull=True) | ~Q(signed_by=F("seconded_by")),
                name="decisions_two_different_people",
                violation_error_message="the second signature is another person's",
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "-id"], name="decisions_waiting", condition=Q(state__in=["proposed", "signed"])
            ),
            models.Index(fields=["office", "-id"], name="decisions_by_office"),
        ]

    def __str__(self) -> str:
        return f"disposition {self.pk}: {self.kind} ({self.state})"


class Certificate(models.Model):
    """A numbered, sealed paper. sha256 names the file's content; the file itself lies under that name."""

    disposition = models.ForeignKey(Disposition, on_delete=models.PROTECT, related_name="certificates")
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=2, choices=[(kind.value, kind.value) for kind in CertificateKind])
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=21, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    valid_until = models.DateField(null=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "year", "serial"],
                name="decisions_certificate_serial_once",
                violation_error_message="each serial of an office, kind and year is used once",
            )
        ]

    def __str__(self) -> str:
        return self.number


class CertificateEnd(models.Model):
    """Why and when a certificate stopped being valid; a certificate ends once."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="end")
    state = models.CharField(
        max_length=8,
        choices=[(state.value, state.value) for state in (CertificateState.REVOKED, CertificateState.REPLACED)],
    )
    at = models.DateTimeField()
    by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    ground = models.TextField()
    successor = models.OneToOneField(Certificate, null=True, on_delete=models.PROTECT, related_name="predecessor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="revoked", successor__isnull=True) | Q(state="replaced", successor__isnull=False),
                name="decisions_replaced_names_successor",
                violation_error_message="a replaced certificate names its successor, a revoked one has none",
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.state}"


class Appeal(models.Model):
    """A trader's request for re-inspection of a disposition, and its answer by an officer who did not sign it.

    sample: the label of the sample whose result it disputes, "" for another ground; retest: that of the re-test that
    was ordered on it; retest_refused: why none was ({"zh", "en"}); retested_at: when the re-test's report was heard.
    """

    disposition = models.OneToOneField(Disposition, on_delete=models.PROTECT, related_name="appeal")
    lodged_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    lodged_at = models.DateTimeField()
    grounds = models.TextField()
    sample = models.CharField(max_length=12, blank=True)
    accepted_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    retest = models.CharField(max_length=12, blank=True)
    retest_refused = models.JSONField(default=dict, blank=True)
    retested_at = models.DateTimeField(null=True)
    answer_due_on = models.DateField()
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in AppealState], default=AppealState.LODGED.value
    )
    answered_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["retest"], condition=~Q(retest=""), name="decisions_appeal_retest")]

    def __str__(self) -> str:
        return f"appeal against disposition {self.disposition_id}: {self.state}"
