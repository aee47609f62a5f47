"""The catalogue's tables."""

from guomen.catalogue.models.codes import CodeName, Country, Goods, Hazard, Port
from guomen.catalogue.models.compositions import Composition, MeasureBasis
from guomen.catalogue.models.demands import CommodityRisk, CountryRisk, MarketAccess, PortDesignation, Requirement
from guomen.catalogue.models.limits import Limit, SamplingCell, SamplingLetter, SwitchingRule
from guomen.catalogue.models.measures import Measure
from guomen.catalogue.models.proposals import PolicyProposal
from guomen.catalogue.models.shapes import Change, Fact
from guomen.catalogue.models.standards import Equivalent, MarketMember, Standard, StandardComment
from guomen.catalogue.models.values import CheckFrequency, Policy, RatePlan
from guomen.catalogue.models.words import HazardGroup, HazardName, OriginName, ProductCategory, ProductName

__all__ = [
    "Change",
    "CheckFrequency",
    "CodeName",
    "CommodityRisk",
    "Composition",
    "Country",
    "CountryRisk",
    "Equivalent",
    "Fact",
    "Goods",
    "Hazard",
    "HazardGroup",
    "HazardName",
    "Limit",
    "MarketAccess",
    "MarketMember",
    "Measure",
    "MeasureBasis",
    "OriginName",
    "Policy",
    "PolicyProposal",
    "Port",
    "PortDesignation",
    "ProductCategory",
    "ProductName",
    "RatePlan",
    "Requirement",
    "SamplingCell",
    "SamplingLetter",
    "Standard",
    "StandardComment",
    "SwitchingRule",
]
