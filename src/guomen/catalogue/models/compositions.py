"""Tables of what products are made of, and of the clauses that measures rest on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from guomen.catalogue.models.shapes import Fact
from guomen.catalogue.terms import IngredientShare


class Composition(Fact):
    """Goods of the prefix `product` contain goods of the prefix `ingredient`; see terms.Composition."""

    product = models.CharField(max_length=13)
    ingredient = models.CharField(max_length=13)
    share = models.CharField(max_length=5, choices=[(one.value, one.value) for one in IngredientShare])

    def __str__(self) -> str:
        return f"{self.ingredient} in {self.product}"


class MeasureBasis(Fact):
    """A clause that lets a kind of measure be ordered; see terms.MeasureBasis."""

    kind = models.CharField(max_length=24)
    law = models.CharField(max_length=30)
    article = models.CharField(max_length=20)
    name_zh = models.TextField()
    name_en = models.TextField()
    words_zh = models.TextField()
    words_en = models.TextField()
    targets = ArrayField(models.CharField(max_length=13))

    class Meta(Fact.Meta):
        verbose_name_plural = "measure bases"

    def __str__(self) -> str:
        return f"{self.kind}: {self.law} {self.article}"
