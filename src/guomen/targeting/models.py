"""Targeting's tables: what was decided, control orders, overrides, the days' secrets, compliance history."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from guomen.catalogue.terms import Channel
from guomen.kernel.records import Dated
from guomen.targeting.terms import Arm

_CHANNELS = [(channel, channel) for channel in Channel]


class Assignment(models.Model):
    """The channel of one version of a consignment, with everything that is needed to decide it again.

    inputs: SHA-256 of the declaration's canonical form. sources: the rows whose rulings were applied or weighed.
    conforming: what the goods were found to be, once a disposition was issued on an examination; None till then.
    paces: the shifts' lines that were read, by kind of check; asked: digests of the models in charge that
    were asked, by kind of check; shadows: what challengers would have said, digest -> item number -> value.
    """

    consignment = models.ForeignKey(
        "consignments.Consignment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField()
    decided_at = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=_CHANNELS)
    probability = models.FloatField()
    arm = models.CharField(max_length=9, choices=[(arm, arm) for arm in Arm])
    edition = models.BigIntegerField()
    drawn_on = models.DateField()
    commitment = models.CharField(max_length=64)
    control_rate = models.FloatField()
    uniform = models.FloatField(null=True)
    inputs = models.CharField(max_length=64)
    reasons = models.JSONField(default=list)
    lines = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    conforming = models.BooleanField(null=True)
    paces = models.JSONField(default=dict)
    asked = models.JSONField(default=dict)
    shadows = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["consignment", "version"], name="targeting_assignment_once"),
            models.CheckConstraint(
                condition=Q(probability__gte=0) & Q(probability__lte=1), name="targeting_assignment_probability"
            ),
        ]
        indexes = [
            models.Index(fields=["drawn_on"], name="targeting_assignment_day"),
            GinIndex(fields=["sources"], name="targeting_assignment_sources", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.consignment_id} v{self.version}: {self.channel}"


class ControlOrder(Dated):
    """An order to stop or look at goods that meet its condition (布控指令), and who gave it and why.

    rate: share of matching lots it is applied to; empty means every lot. ground: why it was issued; closed_ground:
    why it was withdrawn.
    """

    number = models.CharField(max_length=30)
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    condition = models.JSONField()
    orders = models.CharField(max_length=8, choices=_CHANNELS)
    rate = models.FloatField(null=True, blank=True)
    tests = models.JSONField(default=list, blank=True)
    text_zh = models.TextField()
    text_en = models.TextField()
    ground = models.TextField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    closed_ground = models.TextField(blank=True)

    class Meta(Dated.Meta):
        abstract = False
        ordering = ["number"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["number"], condition=Q(until_edition__isnull=True), name="targeting_order_current"
            ),
            models.CheckConstraint(
                condition=Q(rate__isnull=True) | Q(rate__gt=0) & Q(rate__lte=1),
                name="targeting_order_rate",
                violation_error_message="a rate is more than 0 and at most 1",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.orders}"


class Override(models.Model):
    """An officer's decision to take another channel than the one assigned."""

    class State(models.TextChoices):
        WAITING = "waiting"
        IN_FORCE = "in_force"
        DECLINED = "declined"

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="overrides")
    from_channel = models.CharField(max_length=8, choices=_CHANNELS)
    to_channel = models.CharField(max_length=8, choices=_CHANNELS)
    ground = models.TextField()
    proposed_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="targeting_override_second_person",
                violation_error_message="the second person is somebody else",
            ),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state="waiting"), name="targeting_override_one_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.from_channel} to {self.to_channel} ({self.state})"


class DrawDay(models.Model):
    """One day's secret: its commitment beforehand, the secret itself (hexadecimal) once revealed."""

    date = models.DateField(unique=True)
    commitment = models.CharField(max_length=64)
    committed_at = models.DateTimeField()
    secret = models.CharField(max_length=64, blank=True)
    revealed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.commitment[:12]}"


class SamplingState(models.Model):
    """Compliance history of an importer's goods of an origin, append-only: the newest sequence is where it stands.

    heading: first four digits of the goods code. run: lots found conforming in a row since the last that was not.
    failed: whether any lot ever failed. record: the last RECORD outcomes, oldest first, "1" for a conforming lot and
    "0" for one that was not: what every rate plan's state follows from. consignment: whose lot it was.
    entry: the ledger entry that told of it.
    """

    RECORD = 200

    importer = models.CharField(max_length=50)
    heading = models.CharField(max_length=4)
    origin = models.CharField(max_length=2)
    sequence = models.PositiveIntegerField()
    run = models.PositiveIntegerField()
    failed = models.BooleanField()
    conforming = models.BooleanField()
    record = models.CharField(max_length=RECORD, default="")
    consignment = models.ForeignKey(
        "consignments.Consignment", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entry = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["importer", "heading", "origin", "sequence"], name="targeting_history_sequence"
            ),
            models.UniqueConstraint(fields=["entry", "importer", "heading", "origin"], name="targeting_history_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.importer} {self.heading} {self.origin}: {self.run} in a row"


class LineOutcome(models.Model):
    """What an examined line was found to be: the label of the next training. Append-only, the newest entry counts.

    checked: the strictest channel in which the line was looked at. hazards: codes of what was found. harm: its weight
    under policy on the day it became known, 0 where it conformed. entry: the ledger entry that told of it.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="outcomes")
    item_no = models.PositiveIntegerField()
    checked = models.CharField(max_length=8, choices=_CHANNELS)
    conforming = models.BooleanField()
    hazards = models.JSONField(default=list)
    harm = models.FloatField(default=0.0)
    entry = models.BigIntegerField()
    known_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "assignment", "item_no"], name="targeting_outcome_once"),
            models.CheckConstraint(condition=Q(harm__gte=0), name="targeting_outcome_harm"),
        ]
        indexes = [models.Index(fields=["known_at"], name="targeting_outcome_known")]

    def __str__(self) -> str:
        return f"{self.assignment_id}/{self.item_no}: {'conforming' if self.conforming else 'not conforming'}"


class RiskModel(models.Model):
    """A trained model. digest: SHA-256 of its manifest, which names the SHA-256 of each of its files.

    target: the kind of check whose findings it foretells (a channel: physical or sample). trained_until: the last day
    of which it knows an outcome. card: what the training run wrote about it.
    """

    digest = models.CharField(max_length=64, unique=True)
    family = models.CharField(max_length=20)
    target = models.CharField(max_length=8, choices=_CHANNELS)
    trained_at = models.DateTimeField()
    trained_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    trained_until = models.DateField()
    card = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.target} {self.digest[:12]}"


class ModelFile(models.Model):
    """One file of a model's artefact, as the training run wrote it."""

    model = models.ForeignKey(RiskModel, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=60)
    content = models.BinaryField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["model", "name"], name="targeting_modelfile_once")]

    def __str__(self) -> str:
        return f"{self.model_id}: {self.name}"


class Promotion(models.Model):
    """A model's change of standing, proposed by one person with evidence and signed by another.

    to: champion (in charge of its target), challenger (asked, and not obeyed) or retired. The newest in force counts.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        IN_FORCE = "in_force"
        DECLINED = "declined"

    class Standing(models.TextChoices):
        CHAMPION = "champion"
        CHALLENGER = "challenger"
        RETIRED = "retired"

    model = models.ForeignKey(RiskModel, on_delete=models.PROTECT, related_name="promotions")
    to = models.CharField(max_length=10, choices=Standing)
    ground = models.TextField()
    evidence = models.JSONField(default=dict)
    proposed_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="targeting_promotion_second_person",
                violation_error_message="the second person is somebody else",
            ),
            models.UniqueConstraint(
                fields=["model"], condition=Q(state="waiting"), name="targeting_promotion_one_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_id} to {self.to} ({self.state})"


class EpisodeState(models.Model):
    """How likely it was, when a day began, that something had lately happened to goods. Append-only.

    target: the kind of check whose model and whose findings say so. levels: heading, or heading*origin -> chance;
    usual: of all others. woken: whether an office's picks had stopped finding, so that every level was raised.
    """

    target = models.CharField(max_length=8, choices=_CHANNELS)
    day = models.DateField()
    usual = models.FloatField()
    levels = models.JSONField(default=dict)
    woken = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["target", "day"], name="targeting_episodes_once")]

    def __str__(self) -> str:
        return f"{self.target} {self.day}"


class Pace(models.Model):
    """What an office may still spend on a kind of check in a shift, and the line it draws for it. Append-only.

    capacity: consignments that may be opened in the shift. threshold: lines of a value from here on are picked; None
    where no model is in charge. random_rate: the share of everything else that the random arm picks; random_unit: the
    value by which it picks those of more value rather, None where all alike. episodes: what the shift knows to have
    befallen goods. sequence: the newest of a shift is in force.
    """

    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    shift_on = models.DateField()
    shift = models.CharField(max_length=10, default="day")
    check_kind = models.CharField(max_length=8, choices=_CHANNELS)
    sequence = models.PositiveIntegerField()
    capacity = models.PositiveIntegerField()
    spent = models.PositiveIntegerField(default=0)
    threshold = models.FloatField(null=True)
    random_rate = models.FloatField()
    random_unit = models.FloatField(null=True)
    model = models.ForeignKey(RiskModel, null=True, on_delete=models.PROTECT, related_name="+")
    episodes = models.ForeignKey(EpisodeState, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "shift_on", "shift", "check_kind", "sequence"], name="targeting_pace_sequence"
            ),
            models.CheckConstraint(
                condition=Q(random_rate__gte=0) & Q(random_rate__lte=1), name="targeting_pace_random_rate"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.shift_on} {self.check_kind} #{self.sequence}"
