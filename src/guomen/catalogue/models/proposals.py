"""Policies that somebody proposed and somebody else has to sign."""

from django.db import models
from django.db.models import F, Q


class PolicyProposal(models.Model):
    """A value that a policy shall have at an office and all below it, in [valid_from, valid_to), and why.

    value empty: the office's own value shall end on valid_from, and the one above it holds again. edition: in which
    it took force.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        IN_FORCE = "in_force"
        DECLINED = "declined"

    name = models.CharField(max_length=80)
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    value = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    ground = models.TextField()
    proposed_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State)
    edition = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="catalogue_proposal_second_person",
                violation_error_message="the second person is somebody else",
            ),
            models.UniqueConstraint(
                fields=["name", "office"], condition=Q(state="waiting"), name="catalogue_proposal_one_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.office_id} = {self.value or 'ended'} ({self.state})"
