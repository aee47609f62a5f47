"""Tables of what the agency sets: policies, plans for the share of lots, schemes of fixed frequencies."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from guomen.catalogue.models.shapes import Fact
from guomen.catalogue.terms import PlanKind


class Policy(Fact):
    """A number, word or list that the agency sets, for everywhere (office empty) or an office and all below it.

    enacted_by: who signed it, where it was enacted in the program; empty for a row of the reference files.
    """

    name = models.CharField(max_length=80)
    office = models.CharField(max_length=10, blank=True)
    type = models.CharField(max_length=6)
    value = models.TextField()
    unit = models.CharField(max_length=20, blank=True)
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    enacted_by = models.CharField(max_length=150, blank=True, default="")

    class Meta(Fact.Meta):
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return f"{self.name}{f' at {self.office}' if self.office else ''} = {self.value}"


class RatePlan(Fact):
    """A plan for the share of lots; see terms.RatePlan."""

    code = models.CharField(max_length=30)
    kind = models.CharField(max_length=9, choices=[(one.value, one.value) for one in PlanKind])
    goods = models.CharField(max_length=13, blank=True)
    origin = models.CharField(max_length=2, blank=True)
    office = models.CharField(max_length=10, blank=True)
    i = models.PositiveSmallIntegerField(null=True)
    f = models.FloatField(null=True)
    i2 = models.PositiveSmallIntegerField(null=True)
    f2 = models.FloatField(null=True)
    back = models.PositiveSmallIntegerField(null=True)
    points = models.PositiveSmallIntegerField(null=True)
    name_zh = models.TextField()
    name_en = models.TextField()

    def __str__(self) -> str:
        return f"{self.code} {self.goods or '*'} {self.origin or '*'}: {self.kind}"


class CheckFrequency(Fact):
    """A row of a scheme of fixed frequencies; see terms.CheckFrequency."""

    scheme = models.CharField(max_length=30)
    number = models.CharField(max_length=10)
    goods = ArrayField(models.CharField(max_length=13))
    origins = ArrayField(models.CharField(max_length=2), default=list)
    origins_negated = models.BooleanField(default=False)
    identity = models.FloatField()
    physical = models.FloatField()
    exact = models.BooleanField()
    name_zh = models.TextField()
    name_en = models.TextField()

    class Meta(Fact.Meta):
        verbose_name_plural = "check frequencies"

    def __str__(self) -> str:
        return f"{self.scheme} {self.number}: {self.physical}"
