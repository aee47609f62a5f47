"""Entries and seals, which the database itself refuses to change, and deliveries."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """One operation: who, when, what, on whose authority, under which edition, with which reasons.

    at is the instant of the deed as the operation was told; recorded_at is the database's own clock.
    subjects are "kind:key" names; corrects points to the entry that this one sets right.
    """

    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey("kernel.Office", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.TextField(blank=True)
    edition = models.BigIntegerField(null=True)
    subjects = ArrayField(models.CharField(max_length=80))
    payload = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")

    class Meta:
        db_table = "kernel_entry"
        ordering = ["id"]
        indexes = [
            GinIndex(fields=["subjects"], name="kernel_entry_subjects", fastupdate=True),
            models.Index(fields=["actor", "-id"], name="kernel_entry_by_actor"),
            models.Index(fields=["kind", "-id"], name="kernel_entry_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Seal(models.Model):
    """An entry's place in the chain: digest = SHA-256 over the previous digest and the entry's canonical JSON."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="seal")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "kernel_seal"
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.digest[:12]}"


class Delivery(models.Model):
    """One entry on its way to one handler. A failed one stays until an operator retries it."""

    class State(models.TextChoices):
        PENDING = "pending"
        DONE = "done"
        FAILED = "failed"

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    handler = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_delivery"
        constraints = [models.UniqueConstraint(fields=["entry", "handler"], name="kernel_delivery_once")]
        indexes = [
            models.Index(fields=["id"], name="kernel_delivery_pending", condition=models.Q(state="pending")),
            models.Index(fields=["id"], name="kernel_delivery_failed", condition=models.Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} to {self.handler}: {self.state}"
