"""Tables of the words that sources use: for hazards, products and origins; and which hazard is a kind of which."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from guomen.catalogue.models.codes import Named
from guomen.catalogue.models.shapes import Fact

_NAME, _CODE = 200, 60


class Word(Fact):
    """A fact that is one more name of something; the name is its key."""

    key = models.CharField(max_length=_NAME)
    name = models.CharField(max_length=_NAME)

    class Meta(Fact.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


class HazardName(Word):
    """Another name of a hazard; whole: only where it is all that is written."""

    hazard = models.CharField(max_length=_CODE)
    whole = models.BooleanField(default=False)


class OriginName(Word):
    """Another name of a country or region (ISO 3166-1 alpha-2)."""

    country = models.CharField(max_length=2)


class ProductName(Word):
    """What notices call a product: its category, and its chapter or heading where the name tells it."""

    category = models.CharField(max_length=_CODE)
    goods = models.CharField(max_length=13, blank=True)


class ProductCategory(Named):
    """A category of products; goods: the prefixes of goods codes that it is made of."""

    code = models.CharField(max_length=_CODE)
    goods = ArrayField(models.CharField(max_length=13))

    class Meta(Named.Meta):
        verbose_name_plural = "product categories"


class HazardGroup(Fact):
    """A hazard is a kind of a broader one; interchangeable: notices write now the one, now the other."""

    hazard = models.CharField(max_length=_CODE)
    broader = models.CharField(max_length=_CODE)
    interchangeable = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.hazard} is a kind of {self.broader}"
