"""Sources and their signals; attachments, links, names not yet known, informants apart, what each reading brought."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guomen.surveillance.signals.terms import (
    Axis,
    Credibility,
    FeedKind,
    InformantStatus,
    LinkKind,
    SignalState,
    SourceKind,
)


class SignalSource(models.Model):
    """Somebody or something that reports. quiet_days: silence longer than that is told; None where it may be silent.

    address: of the feed, fetched every fetch_minutes. layout: how its files are read (source columns by signal field).
    office: whose source it is; none means the whole agency's.
    """

    code = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in SourceKind])
    credibility = models.CharField(
        max_length=9, choices=[(one.value, one.value) for one in Credibility], default=Credibility.UNKNOWN.value
    )
    office = models.ForeignKey("kernel.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    quiet_days = models.PositiveSmallIntegerField(null=True, blank=True)
    feed = models.CharField(max_length=4, blank=True, choices=[(one.value, one.value) for one in FeedKind])
    address = models.URLField(max_length=400, blank=True)
    fetch_minutes = models.PositiveSmallIntegerField(default=60)
    layout = models.JSONField(default=dict, blank=True)
    active = models.BooleanField(default=True)
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class SignalReading(models.Model):
    """One file, batch or fetch of a source: what it brought. faults: the refused rows, as far as they are kept."""

    source = models.ForeignKey(SignalSource, on_delete=models.PROTECT, related_name="readings")
    via = models.CharField(max_length=10)
    digest = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField()
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    failed_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-read_at", "-id"]
        indexes = [models.Index(fields=["source", "-read_at"], name="surveillance_reading_source")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.via} at {self.read_at}"


class Signal(models.Model):
    """One piece of risk information, as its source told it (…_words, original) and as the catalogue knows it.

    reference: the source's own number; version counts what the source said under it. happened_on: when the harm or the
    finding was; reported_on: when the source told it; received_at: when it came in. goods: a code prefix; hazard,
    origin: codes, empty where not known (yet). origins: further countries named. place: where it was noticed.
    harm: what it did (details: cases, deaths, injury …, without anybody's name). finding, sample, consignment: keys
    downstairs where it is our own.
    """

    source = models.ForeignKey(SignalSource, on_delete=models.PROTECT, related_name="signals")
    reading = models.ForeignKey(SignalReading, null=True, on_delete=models.PROTECT, related_name="signals")
    reference = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in SourceKind])
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in SignalState], default=SignalState.CURRENT.value
    )
    credibility = models.CharField(max_length=9, choices=[(one.value, one.value) for one in Credibility])
    title = models.CharField(max_length=300)
    original = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    goods_words = models.CharField(max_length=300, blank=True)
    hazard_words = models.CharField(max_length=300, blank=True)
    origin_words = models.CharField(max_length=120, blank=True)
    goods = models.CharField(max_length=13, blank=True)
    hazard = models.CharField(max_length=60, blank=True)
    origin = models.CharField(max_length=2, blank=True)
    hazards = ArrayField(models.CharField(max_length=60), default=list)
    origins = ArrayField(models.CharField(max_length=2), default=list)
    party = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    reported_on = models.DateField()
    received_at = models.DateTimeField()
    cases = models.PositiveIntegerField(null=True, blank=True)
    deaths = models.PositiveIntegerField(null=True, blank=True)
    details = models.JSONField(default=dict)
    office = models.ForeignKey("kernel.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finding = models.BigIntegerField(null=True, blank=True)
    sample = models.CharField(max_length=12, blank=True)
    consignment = models.ForeignKey(
        "consignments.Consignment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "reference", "version"], name="surveillance_signal_once"),
            models.CheckConstraint(
                condition=Q(deaths__isnull=True) | Q(cases__isnull=True) | Q(deaths__lte=F("cases")),
                name="surveillance_signal_deaths",
                violation_error_message="there are no more deaths than cases",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="surveillance_signal_newest"),
            models.Index(fields=["hazard", "origin", "reported_on"], name="surveillance_signal_key"),
            models.Index(fields=["goods", "reported_on"], name="surveillance_signal_goods"),
            models.Index(fields=["source", "reported_on"], name="surveillance_signal_source"),
            models.Index(fields=["digest"], name="surveillance_signal_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.reference} v{self.version}"


class Attachment(models.Model):
    """A file that came with a signal; digest is the SHA-256 of its bytes and its name in the store."""

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="attachments")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name


class Informant(models.Model):
    """Who told it, kept apart from what was told: seen only with the capability for it, and every look is recorded.

    sealed: name and contact, encrypted under the installation's secret. token: SHA-256 of what the informant may ask
    the status with.
    """

    signal = models.OneToOneField(Signal, on_delete=models.PROTECT, related_name="informant")
    sealed = models.BinaryField()
    token = models.CharField(max_length=64, unique=True)
    status = models.CharField(
        max_length=13,
        choices=[(one.value, one.value) for one in InformantStatus],
        default=InformantStatus.RECEIVED.value,
    )
    reward = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    reward_ground = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"informant of signal {self.signal_id}"


class SignalLink(models.Model):
    """One signal hangs together with an earlier one, and why; taken back, it stays visible."""

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="links")
    earlier = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="later_links")
    kind = models.CharField(max_length=9, choices=[(one.value, one.value) for one in LinkKind])
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    made_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signal", "earlier"], condition=Q(undone_at__isnull=True), name="surveillance_link_once"
            ),
            models.CheckConstraint(condition=~Q(signal=F("earlier")), name="surveillance_link_two"),
        ]

    def __str__(self) -> str:
        return f"{self.signal_id} {self.kind} of {self.earlier_id}"


class HeardName(models.Model):
    """A name that no catalogue entry was found for, waiting for a person; settled, it is a synonym from then on.

    code empty and settled_at set: the name means nothing that the catalogue should know.
    """

    axis = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Axis])
    words = models.CharField(max_length=300)
    seen = models.PositiveIntegerField(default=1)
    first_seen_at = models.DateTimeField()
    suggestions = models.JSONField(default=list)
    code = models.CharField(max_length=60, blank=True)
    settled_by = models.ForeignKey("kernel.Actor", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-seen", "words"]
        constraints = [models.UniqueConstraint(fields=["axis", "words"], name="surveillance_name_once")]

    def __str__(self) -> str:
        return f"{self.axis}: {self.words}"
