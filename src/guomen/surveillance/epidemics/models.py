"""Which places are affected by which disease, from when to when, as each edition knew it; the lines of defence."""

from django.db import models

from guomen.kernel.records import Dated
from guomen.surveillance.epidemics.terms import Host, Line, LineState


class AffectedArea(Dated):
    """A place affected by a disease. valid_from, valid_to: the days on which it was; editions: what we knew when.

    country: ISO 3166-1 alpha-2; area: a part of it, empty for all of it. incubation_days: how far a look back goes.
    source: who says so, in words; signal, alert: keys where they are ours.
    """

    number = models.CharField(max_length=20)
    disease = models.CharField(max_length=60)
    host = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Host])
    country = models.CharField(max_length=2)
    area = models.CharField(max_length=120, blank=True)
    incubation_days = models.PositiveSmallIntegerField(null=True, blank=True)
    cases = models.PositiveIntegerField(null=True, blank=True)
    deaths = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    signal = models.BigIntegerField(null=True, blank=True)
    alert = models.CharField(max_length=20, blank=True)
    ground = models.TextField(blank=True)

    class Meta(Dated.Meta):
        ordering = ["-valid_from", "country"]
        indexes = [models.Index(fields=["country", "disease"], name="surveillance_area_place")]

    def __str__(self) -> str:
        return f"{self.disease} {self.country} {self.area}".strip()


class DefenceLine(models.Model):
    """What one line does about the risk of one dossier, written anew at each change."""

    dossier = models.ForeignKey("surveillance.Dossier", on_delete=models.PROTECT, related_name="lines")
    line = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Line])
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in LineState])
    controls_zh = models.TextField()
    controls_en = models.TextField()
    ground = models.TextField(blank=True)
    set_by = models.ForeignKey("kernel.Actor", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["dossier", "set_at", "id"]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.line}: {self.state}"
