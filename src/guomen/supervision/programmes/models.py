"""Programmes, their lines and shares; what was picked, drawn and found; suggestions to those who keep standards."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guomen.supervision.programmes.terms import (
    Frame,
    PickState,
    ProgrammeKind,
    ProgrammeState,
    SuggestionState,
    reference_of,
)


def _choices(words: Any) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in words]


class Programme(models.Model):
    """A plan of samples from its first day to its last (not including valid_to). office: whose plan it is; total: how
    many samples there is room for, None where that is not limited. previous: the programme that it follows.
    """

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12, choices=_choices(ProgrammeKind))
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    basis = models.TextField()
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField()
    total = models.PositiveIntegerField(null=True, blank=True)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="following")
    state = models.CharField(max_length=10, choices=_choices(ProgrammeState), default=ProgrammeState.DRAFT.value)
    drafted_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    proposed_by = models.ForeignKey("kernel.Actor", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey("kernel.Actor", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    ground = models.TextField(blank=True)

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")),
                name="supervision_programme_days",
                violation_error_message="a programme ends after it begins",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("proposed_by")),
                name="supervision_programme_second_person",
                violation_error_message="who signs is not who proposed",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Line(models.Model):
    """One product (goods code prefixes) of some origins (none: any), what is tested in it, and how many samples.

    tests: each a dict with the keys of a test requirement's parameters (analyte, limit_kind, limit, unit …);
    hazard: the group they belong to. census: every lot or premise there is, number is then what is expected. harm: the
    weight of a nonconformity beside those of other lines. side, group: of a comparison, whose goods these are
    ("domestic", "foreign", a country) and which lines are compared. why: how the number came about, as reasons.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=80, blank=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    goods = ArrayField(models.CharField(max_length=13))
    origins = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    hazard = models.CharField(max_length=60)
    tests = models.JSONField()
    frame = models.CharField(max_length=10, choices=_choices(Frame))
    number = models.PositiveIntegerField()
    census = models.BooleanField(default=False)
    harm = models.FloatField(default=1.0)
    group = models.CharField(max_length=60, blank=True)
    side = models.CharField(max_length=40, blank=True)
    why = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["programme", "position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "position"], name="supervision_line_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="supervision_line_number",
                violation_error_message="a line asks for at least one sample",
            ),
            models.CheckConstraint(
                condition=Q(harm__gt=0), name="supervision_line_harm", violation_error_message="a weight is above 0"
            ),
        ]

    def __str__(self) -> str:
        return reference_of(self.programme.number, self.position)


class Share(models.Model):
    """The part of a line that one office draws in one period (to_on not included).

    order, rate: of declarations, the control order that holds now and its rate; empty before and after. expected:
    how many lots the number was based on, None where nothing is known of the trade.
    """

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="shares")
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    number = models.PositiveIntegerField()
    expected = models.FloatField(null=True, blank=True)
    order = models.CharField(max_length=30, blank=True)
    rate = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["line", "from_on", "office"]
        constraints = [
            models.UniqueConstraint(fields=["line", "office", "from_on"], name="supervision_share_once"),
            models.CheckConstraint(
                condition=Q(to_on__gt=F("from_on")),
                name="supervision_share_days",
                violation_error_message="a period ends after it begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.office_id} {self.from_on}"


class Pick(models.Model):
    """One of the frame that the draw fell on, in the order of the draw. chance: with which it was picked; proof: what
    proves the number once the day's secret is public.
    """

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="picks")
    rank = models.PositiveIntegerField()
    subject = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    number = models.FloatField()
    chance = models.FloatField()
    proof = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=_choices(PickState), default=PickState.WAITING.value)
    ground = models.TextField(blank=True)

    class Meta:
        ordering = ["share", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["share", "subject"], name="supervision_pick_once"),
            models.CheckConstraint(
                condition=~Q(state="impossible") | ~Q(ground=""),
                name="supervision_pick_ground",
                violation_error_message="why it could not be drawn is said",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share_id}/{self.rank} {self.subject}"


class ProgrammeSample(models.Model):
    """A sample that counts for a line: what it is of, with which chance it was drawn, and what was found.

    chance None: chosen by hand, counted for coverage and never for a rate. conform None until it was reported, and
    where a test could not be judged; exceeded: analytes (English names) beyond their limits; values: analyte (English
    name) -> {"value", "unit", "conformity"}. One sample may count for several lines.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="samples")
    share = models.ForeignKey(Share, null=True, blank=True, on_delete=models.PROTECT, related_name="samples")
    pick = models.ForeignKey(Pick, null=True, blank=True, on_delete=models.PROTECT, related_name="samples")
    label = models.CharField(max_length=12)
    subject = models.CharField(max_length=80)
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")
    goods_code = models.CharField(max_length=13, blank=True)
    origin = models.CharField(max_length=2, blank=True)
    producer = models.CharField(max_length=80, blank=True)
    chance = models.FloatField(null=True, blank=True)
    drawn_at = models.DateTimeField()
    cancelled = models.BooleanField(default=False)
    report = models.PositiveSmallIntegerField(default=0)
    reported_at = models.DateTimeField(null=True, blank=True)
    conform = models.BooleanField(null=True)
    exceeded = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    values = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-drawn_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["line", "label"], name="supervision_sample_once"),
            models.CheckConstraint(
                condition=Q(chance__isnull=True) | Q(chance__gt=0, chance__lte=1),
                name="supervision_sample_chance",
                violation_error_message="a chance is above 0 and at most 1",
            ),
        ]
        indexes = [models.Index(fields=["label"], name="supervision_sample_label")]

    def __str__(self) -> str:
        return self.label


class Suggestion(models.Model):
    """What a comparison gives rise to: a change of a standard, or of how goods are made, and what became of it.

    standard: its number; addressee: who keeps it; revised: the number of the standard that took it up.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="suggestions")
    group = models.CharField(max_length=60, blank=True)
    analyte = models.CharField(max_length=120, blank=True)
    standard = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    addressee = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=_choices(SuggestionState), default=SuggestionState.PROPOSED.value)
    answer = models.TextField(blank=True)
    revised = models.CharField(max_length=80, blank=True)
    made_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.standard or self.analyte}"
