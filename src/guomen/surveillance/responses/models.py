"""What was chosen to answer a risk, and what was expected of every option then."""

from django.db import models
from django.db.models import Q

from guomen.kernel.terms import Text


class Choice(models.Model):
    """One choice, written once and never changed; the newest of a dossier is what holds.

    option: its code; place: where it stood in the ranking, 1 being first; ranking: every option with its expected
    effect as shown then; until_on: the first day that the expectation no longer speaks of.
    """

    dossier = models.ForeignKey("surveillance.Dossier", on_delete=models.PROTECT, related_name="choices")
    option = models.CharField(max_length=60)
    place = models.PositiveSmallIntegerField()
    ranking = models.JSONField()
    reasons = models.JSONField(default=list)
    until_on = models.DateField()
    ground = models.TextField()
    chosen_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["-chosen_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__gte=1),
                name="surveillance_choice_place",
                violation_error_message="the first option has place 1",
            )
        ]

    def __str__(self) -> str:
        return f"{self.option} for {self.dossier_id}"

    @property
    def told(self) -> Text:
        """What the option was called."""
        return Text.from_json(self.ranking[self.place - 1]["text"])
