"""Tables of what goods must meet: risks, market access, designated ports, requirements."""

from django.db import models

from guomen.catalogue.models.shapes import Fact
from guomen.catalogue.terms import AccessState, DesignationState, OriginRisk, ProductRisk, RequirementKind


class CommodityRisk(Fact):
    """Risk grade of goods (prefix, empty for all)."""

    goods = models.CharField(max_length=13, blank=True)
    risk = models.CharField(max_length=8, choices=[(one.value, one.value) for one in ProductRisk])

    def __str__(self) -> str:
        return f"{self.goods or '*'} {self.risk}"


class CountryRisk(Fact):
    """Risk grade of an origin for goods (prefix, empty for all)."""

    origin = models.CharField(max_length=2)
    goods = models.CharField(max_length=13, blank=True)
    risk = models.CharField(max_length=8, choices=[(one.value, one.value) for one in OriginRisk])

    def __str__(self) -> str:
        return f"{self.origin} {self.goods or '*'} {self.risk}"


class MarketAccess(Fact):
    """Where goods (prefix) of an origin stand; the rows of one pair are its history."""

    goods = models.CharField(max_length=13)
    origin = models.CharField(max_length=2)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in AccessState])
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.goods} from {self.origin}: {self.state}"


class PortDesignation(Fact):
    """Whether a port is designated for goods (prefix)."""

    port = models.CharField(max_length=6)
    goods = models.CharField(max_length=13)
    state = models.CharField(max_length=9, choices=[(one.value, one.value) for one in DesignationState])

    def __str__(self) -> str:
        return f"{self.port} for {self.goods}: {self.state}"


class Requirement(Fact):
    """What lines that meet the condition must show, or what is checked or tested on them."""

    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=26, choices=[(one.value, one.value) for one in RequirementKind])
    condition = models.JSONField(default=dict)
    parameters = models.JSONField(default=dict)
    text_zh = models.TextField()
    text_en = models.TextField()
    basis = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.number} {self.text_en}"
