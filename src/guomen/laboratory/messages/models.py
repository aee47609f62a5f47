"""Tables of instrument profiles and of the messages read by them."""

from django.db import models
from django.db.models import Q

from guomen.laboratory.messages.terms import LineState, MessageState, ProfileState, Wire


class Profile(models.Model):
    """How the messages of one instrument are read. definition: see messages.rules; a change is a new version.

    tried: the sample message it was tried on; only a profile that read it without a fault may be used.
    """

    laboratory = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    wire = models.CharField(max_length=5, choices=[(one.value, one.value) for one in Wire])
    instrument = models.ForeignKey(
        "laboratory.Instrument", null=True, blank=True, on_delete=models.PROTECT, related_name="profiles"
    )
    definition = models.JSONField()
    state = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in ProfileState], default=ProfileState.DRAFT.value
    )
    tried = models.BinaryField(null=True, blank=True)
    written_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["laboratory", "name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["laboratory", "name", "version"], name="laboratory_profile_once"),
            models.UniqueConstraint(
                fields=["laboratory", "name"],
                condition=Q(state="in_use"),
                name="laboratory_profile_one_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Message(models.Model):
    """What an instrument sent, as it came. digest: SHA-256 of the bytes: the same message again is known by it."""

    profile = models.ForeignKey("laboratory.Profile", on_delete=models.PROTECT, related_name="messages")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField(max_length=8, choices=[(one.value, one.value) for one in MessageState])
    fault = models.JSONField(null=True, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["profile", "digest"], name="laboratory_message_once")]

    def __str__(self) -> str:
        return self.name


class MessageLine(models.Model):
    """One value of a message, as it was written and what became of it. fault: {"code", "problem", "remedy"}."""

    # No indexes that the constraint repeats or nobody asks by: ten thousand lines come at once.
    message = models.ForeignKey("laboratory.Message", on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveIntegerField()
    sample = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=80, blank=True)
    value = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    more = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in LineState])
    fault = models.JSONField(null=True, blank=True)
    result = models.ForeignKey("laboratory.Result", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_by = models.ForeignKey(
        "kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_because = models.TextField(blank=True)

    class Meta:
        ordering = ["message", "position"]
        constraints = [
            models.UniqueConstraint(fields=["message", "position"], name="laboratory_message_line_once"),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(fault__isnull=False),
                name="laboratory_message_held_why",
                violation_error_message="what is held says why",
            ),
        ]
        indexes = [
            models.Index(fields=["state"], condition=Q(state="held"), name="laboratory_message_held"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}/{self.position}"
