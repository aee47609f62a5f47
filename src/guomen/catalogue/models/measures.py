"""The table of measures in force."""

from django.db import models
from django.db.models import Q

from guomen.catalogue.terms import Channel
from guomen.kernel.records import Dated


class Measure(Dated):
    """A control measure as enacted; ending it closes this row and writes its successor with the earlier last day.

    withdrawn: ended on the very day it began, so that from then on it holds on no day at all.
    """

    number = models.CharField(max_length=40)
    condition = models.JSONField()
    hazard = models.CharField(max_length=120, blank=True)
    orders = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Channel])
    tests = models.JSONField(default=list)
    rate = models.FloatField(null=True)
    text = models.JSONField()
    public = models.JSONField(null=True)
    basis = models.TextField(blank=True)
    withdrawn = models.BooleanField(default=False)
    ground = models.JSONField(null=True)
    enacted_at = models.DateTimeField()
    enacted_by = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)

    class Meta(Dated.Meta):
        ordering = ["-valid_from", "-id"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(until_edition__isnull=True),
                name="catalogue_measure_once",
                violation_error_message="a measure of this number is there already",
            ),
            models.CheckConstraint(
                condition=Q(rate__isnull=True) | Q(rate__gt=0, rate__lte=1),
                name="catalogue_measure_rate",
                violation_error_message="a rate lies above 0 and at most 1",
            ),
        ]
        indexes = [models.Index(fields=["since_edition", "until_edition"], name="catalogue_measure_ed")]

    def __str__(self) -> str:
        return self.number
