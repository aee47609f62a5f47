"""Tables of limits and of the sampling standard's plans."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from guomen.catalogue.models.shapes import Fact
from guomen.catalogue.terms import LimitKind


class Limit(Fact):
    """A limit of a standard for an analyte in a group of goods (prefixes); see terms.Limit.

    components: [{"zh", "en", "factor"}] of a sum; places: decimals that the standard prints; market: whose limit it
    is, a country or a code of the set "market"; "" is ours.
    """

    market = models.CharField(max_length=8, blank=True)
    number = models.CharField(max_length=20)
    standard = models.CharField(max_length=80)
    edition = models.CharField(max_length=20, blank=True)
    clause = models.CharField(max_length=80, blank=True)
    goods = ArrayField(models.CharField(max_length=13))
    food_zh = models.TextField()
    food_en = models.TextField()
    analyte = models.CharField(max_length=120)
    analyte_zh = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in LimitKind])
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    low = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    n = models.PositiveSmallIntegerField(null=True)
    c = models.PositiveSmallIntegerField(null=True)
    m = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    M = models.DecimalField(max_digits=18, decimal_places=6, null=True, db_column="big_m")
    unit = models.CharField(max_length=20)
    condition_zh = models.TextField(blank=True)
    condition_en = models.TextField(blank=True)
    method = models.TextField(blank=True)
    basis = models.CharField(max_length=8, blank=True)
    components = models.JSONField(default=list, blank=True)
    decision_rule = models.CharField(max_length=20, blank=True)
    comparison = models.CharField(max_length=8, blank=True)
    places = models.SmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.standard} {self.analyte} in {self.food_en}: {self.value} {self.unit}"


class SamplingLetter(Fact):
    """Code letter of a lot size and inspection level (GB/T 2828.1-2012, table 1)."""

    lot_min = models.PositiveIntegerField()
    lot_max = models.PositiveIntegerField(null=True)
    level = models.CharField(max_length=4)
    letter = models.CharField(max_length=1)

    def __str__(self) -> str:
        return f"{self.lot_min}..{self.lot_max or ''} {self.level}: {self.letter}"


class SamplingCell(Fact):
    """A cell of a master table (tables 2-A, 2-B, 2-C) with the plan that its arrow leads to."""

    state = models.CharField(max_length=9)
    letter = models.CharField(max_length=1)
    aql = models.CharField(max_length=6)
    cell = models.CharField(max_length=4)
    resolved_letter = models.CharField(max_length=1)
    resolved_n = models.PositiveSmallIntegerField()
    resolved_ac = models.PositiveSmallIntegerField()
    resolved_re = models.PositiveSmallIntegerField()
    disputed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.state} {self.letter} {self.aql}: {self.resolved_n} {self.resolved_ac}/{self.resolved_re}"


class SwitchingRule(Fact):
    """One move between severities of inspection; see terms.SwitchingRule."""

    number = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12)
    to_state = models.CharField(max_length=12)
    reject = models.PositiveSmallIntegerField(null=True)
    within = models.PositiveSmallIntegerField(null=True)
    accept = models.PositiveSmallIntegerField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    authority = models.BooleanField(default=False)
    clause = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.number}: {self.from_state} to {self.to_state}"
