"""Alerts and their versions, where they are sent, what was sent when, who acknowledged."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guomen.kernel.terms import Text
from guomen.surveillance.alerts.terms import AlertKind, AlertLevel, AlertState, Change, OutletKind, SendingState


class Alert(models.Model):
    """One version of a warning. number stays, version counts; replaces is the version before it.

    Mandatory content (Emergency Response Law 2024 Art. 64): category, level, starts_at, scope, warning, action,
    issuer, issued_at. condition: the goods, origins, producers it is about, as measures say it. audience: words.
    promoted_from: the office whose local case it was (circulars).
    """

    number = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField(default=1)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    dossier = models.ForeignKey("surveillance.Dossier", null=True, on_delete=models.PROTECT, related_name="alerts")
    assessment = models.ForeignKey(
        "surveillance.Assessment", null=True, on_delete=models.PROTECT, related_name="alerts"
    )
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    change = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Change])
    level = models.CharField(max_length=6, choices=[(one.value, one.value) for one in AlertLevel])
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in AlertKind])
    state = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in AlertState], default=AlertState.PROPOSED.value
    )
    category = models.CharField(max_length=20)
    condition = models.JSONField(default=dict)
    goods = ArrayField(models.CharField(max_length=13), default=list)
    origins = ArrayField(models.CharField(max_length=2), default=list)
    hazard = models.CharField(max_length=60, blank=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    scope_zh = models.TextField()
    scope_en = models.TextField()
    warning_zh = models.TextField()
    warning_en = models.TextField()
    action_zh = models.TextField()
    action_en = models.TextField()
    audience = models.CharField(max_length=40, blank=True)
    reasons = models.JSONField(default=list)
    ground = models.TextField(blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    issuer = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    promoted_from = models.ForeignKey(
        "kernel.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    signed_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)
    declined_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["number", "version"], name="surveillance_alert_once"),
            models.UniqueConstraint(fields=["year", "serial", "version"], name="surveillance_alert_serial"),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(state="proposed", dossier__isnull=False),
                name="surveillance_alert_one_proposal",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "declined"]) | Q(signed_by__isnull=False, issued_at__isnull=False),
                name="surveillance_alert_signed",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("proposed_by")),
                name="surveillance_alert_two_people",
                violation_error_message="one proposes, another signs",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="surveillance_alert_period"
            ),
        ]
        indexes = [models.Index(fields=["state", "-issued_at"], name="surveillance_alert_issued")]

    def __str__(self) -> str:
        return f"{self.number} v{self.version}"

    @property
    def proposer(self) -> Text:
        """Who proposed it; the program itself, by policy, where nobody did."""
        who = self.proposed_by
        return Text(who.name_zh, who.name_en) if who else Text("系统按政策", "the program, by policy")


class Outlet(models.Model):
    """Where issued alerts are sent. levels: which (empty: all). kinds: which (empty: notices and announcements;
    circulars leave the agency only where they are named). secret signs what a webhook is sent.
    """

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=7, choices=[(one.value, one.value) for one in OutletKind])
    address = models.CharField(max_length=400)
    language = models.CharField(max_length=2, default="zh")
    levels = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    kinds = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    secret = models.CharField(max_length=80, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Sending(models.Model):
    """One version of an alert for one outlet: exactly one row, claimed before it is sent.

    delay: seconds from the assessment's signature (from the alert's own where there is none) to the sending.
    """

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="sendings")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="sendings")
    state = models.CharField(
        max_length=7, choices=[(one.value, one.value) for one in SendingState], default=SendingState.WAITING.value
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    delay = models.FloatField(null=True)
    answer = models.TextField(blank=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "outlet"], name="surveillance_sending_once")]

    def __str__(self) -> str:
        return f"{self.alert_id} to {self.outlet_id}: {self.state}"


class Acknowledgement(models.Model):
    """An office that a circular must reach, by when, and who there has read it."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="acknowledgements")
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    given_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "office"], name="surveillance_acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.office_id} for {self.alert_id}"
