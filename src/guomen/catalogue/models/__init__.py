"""The catalogue's tables."""

from guomen.catalogue.models.codes import CodeName, Country, Goods, Hazard, Port
from guomen.catalogue.models.demands import CommodityRisk, CountryRisk, MarketAccess, PortDesignation, Requirement
from guomen.catalogue.models.limits import Limit, SamplingCell, SamplingLetter, SwitchingRule
from guomen.catalogue.models.measures import Measure
from guomen.catalogue.models.shapes import Change, Fact
from guomen.catalogue.models.values import Policy

__all__ = [
    "Change",
    "CodeName",
    "CommodityRisk",
    "Country",
    "CountryRisk",
    "Fact",
    "Goods",
    "Hazard",
    "Limit",
    "MarketAccess",
    "Measure",
    "Policy",
    "Port",
    "PortDesignation",
    "Requirement",
    "SamplingCell",
    "SamplingLetter",
    "SwitchingRule",
]
