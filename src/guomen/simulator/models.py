"""Trials that were asked for on the page, and what came of them."""

from django.db import models


class Trial(models.Model):
    """A policy tried in the page's world under an edition; who asks the same again is given this one.

    key: SHA-256 of edition, world and values. values: policy names and what they are set to; sliders: where they stood.
    done, of: days played. answer: the report once it is played, why where it was refused.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        PLAYING = "playing"
        PLAYED = "played"
        REFUSED = "refused"
        FAILED = "failed"

    key = models.CharField(max_length=64, unique=True)
    edition = models.BigIntegerField()
    values = models.JSONField()
    sliders = models.JSONField()
    asked_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    answer = models.JSONField(default=dict)

    class Meta:
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.key[:12]} ({self.state})"

    @property
    def underway(self) -> bool:
        """Whether its answer is still to come."""
        return self.state in (self.State.WAITING, self.State.PLAYING)
