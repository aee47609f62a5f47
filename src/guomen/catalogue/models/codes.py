"""Tables of codes and names: goods, countries, ports, hazards, code sets."""

from django.db import models

from guomen.catalogue.models.shapes import Fact


class Named(Fact):
    """A fact that is a code with a name in both languages."""

    code = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)

    class Meta(Fact.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.name_en}"


class Country(Named):
    """A country or region, ISO 3166-1 alpha-2."""


class Port(Named):
    """A port of entry or exit; office is the code of the branch that inspects there."""

    office = models.CharField(max_length=10, blank=True)
    transport = models.CharField(max_length=20)


class Goods(Named):
    """A chapter (2 digits), heading (4), subheading (6), tariff line (8, 10) or inspection code (13).

    categories: inspection categories M N P Q R S L V W; supervision: A (entry), B (exit), D; unit: code of the set
    "quantity_unit".
    """

    categories = models.CharField(max_length=12, blank=True)
    supervision = models.CharField(max_length=6, blank=True)
    unit = models.CharField(max_length=10, blank=True)


class CodeName(Named):
    """An entry of one of the smaller code sets (document_kind, trade_mode, check_kind …)."""

    code_set = models.CharField(max_length=40)


class Hazard(Named):
    """A hazard that findings, tests and measures name; kind is chemical, microbiological, pest …"""

    kind = models.CharField(max_length=30)
