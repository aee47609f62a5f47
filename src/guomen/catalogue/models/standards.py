"""Tables of standards and their editions, of what others ask, and of what the public says of them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from guomen.catalogue.models.shapes import Fact
from guomen.catalogue.terms import CommentState, CommentTopic, StandardKind, StandardStatus


class Standard(Fact):
    """One edition of a standard; see terms.Standard."""

    number = models.CharField(max_length=80)
    edition = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in StandardKind])
    title_zh = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    about_zh = models.CharField(max_length=300, blank=True)
    about_en = models.CharField(max_length=300, blank=True)
    mandatory = models.BooleanField(null=True)
    status = models.CharField(max_length=10, choices=[(one.value, one.value) for one in StandardStatus])
    superseded_by = models.CharField(max_length=80, blank=True)

    class Meta(Fact.Meta):
        indexes = [*Fact.Meta.indexes, models.Index(fields=["number"], name="catalogue_standard_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.edition}".strip()


class Equivalent(Fact):
    """What China, Codex and others ask, side by side; see terms.Equivalent."""

    number = models.CharField(max_length=20)
    analyte = models.CharField(max_length=120)
    analyte_zh = models.CharField(max_length=120)
    matrix_zh = models.CharField(max_length=120)
    matrix_en = models.CharField(max_length=120)
    goods = ArrayField(models.CharField(max_length=13))
    china = models.CharField(max_length=120)
    codex = models.CharField(max_length=120, blank=True)
    elsewhere = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.analyte} in {self.matrix_en}"


class MarketMember(Fact):
    """A country whose limits are those of a common market, from the day it joined; market: code of the set "market"."""

    market = models.CharField(max_length=8)
    country = models.CharField(max_length=2)

    def __str__(self) -> str:
        return f"{self.country} of {self.market}"


class StandardComment(models.Model):
    """What somebody of the public says of a standard, and what was answered.

    contact: sealed, "" where none was given; place: digest of the day and network address, to bound how many come.
    """

    number = models.CharField(max_length=80)
    limit_number = models.CharField(max_length=20, blank=True)
    topic = models.CharField(max_length=10, choices=[(one.value, one.value) for one in CommentTopic])
    text = models.TextField(max_length=2000)
    name = models.CharField(max_length=60, blank=True)
    contact = models.BinaryField(null=True)
    place = models.CharField(max_length=32)
    told_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in CommentState], default=CommentState.WAITING.value
    )
    answer = models.TextField(blank=True, max_length=4000)
    reason = models.TextField(blank=True, max_length=1000)
    decided_by = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-told_at", "-id"]
        indexes = [
            models.Index(fields=["number", "state"], name="catalogue_comment_standard"),
            models.Index(fields=["told_at"], name="catalogue_comment_told"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=CommentState.DECLINED.value) | ~Q(reason=""),
                name="catalogue_comment_declined",
                violation_error_message="a comment is declined with a reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.text[:40]}"
