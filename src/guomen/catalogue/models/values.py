"""The table of policies: what the agency sets."""

from django.db import models

from guomen.catalogue.models.shapes import Fact


class Policy(Fact):
    """A number, word or list that the agency sets, for everywhere (office empty) or an office and all below it."""

    name = models.CharField(max_length=80)
    office = models.CharField(max_length=10, blank=True)
    type = models.CharField(max_length=6)
    value = models.TextField()
    unit = models.CharField(max_length=20, blank=True)
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta(Fact.Meta):
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return f"{self.name}{f' at {self.office}' if self.office else ''} = {self.value}"
