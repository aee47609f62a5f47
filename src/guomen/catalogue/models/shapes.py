"""What every table of facts shares, and the record of what each edition changed."""

from django.db import models

from guomen.catalogue.terms import Confidence
from guomen.kernel.records import Dated


class Fact(Dated):
    """A dated, sourced row of reference/.

    key is what the row is about, from the key columns of its file ("0201/AU"); of one key the periods never overlap.
    """

    key = models.CharField(max_length=120)
    source = models.TextField(blank=True)
    confidence = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Confidence])

    class Meta(Dated.Meta):
        abstract = True
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["key", "valid_from"],
                condition=models.Q(until_edition__isnull=True),
                name="%(app_label)s_%(class)s_once",
                violation_error_message="a row of this key that begins on this day is there already",
            ),
        ]
        indexes = [
            models.Index(fields=["since_edition", "until_edition"], name="%(app_label)s_%(class)s_ed"),
        ]


class Change(models.Model):
    """One edition in which the catalogue changed, and which part; so that a snapshot is read once, not per edition."""

    class Part(models.TextChoices):
        REFERENCE = "reference"
        MEASURES = "measures"

    edition = models.BigIntegerField()
    part = models.CharField(max_length=9, choices=Part)

    class Meta:
        ordering = ["edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "edition"],
                name="catalogue_change_once",
                violation_error_message="this change is noted already",
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} in edition {self.edition}"
