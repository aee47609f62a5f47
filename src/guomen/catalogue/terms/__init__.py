"""The catalogue's vocabulary: pure values, no tables, no clock."""

from guomen.catalogue.terms.conditions import Condition
from guomen.catalogue.terms.facts import (
    CommodityRisk,
    CountryRisk,
    Limit,
    MarketAccess,
    MeasureInForce,
    PolicyValue,
    PortDesignation,
    Requirement,
)
from guomen.catalogue.terms.sampling import Plan, SamplingTables, SwitchingRule
from guomen.catalogue.terms.snapshots import CatalogueSnapshot
from guomen.catalogue.terms.words import (
    AccessState,
    Channel,
    Confidence,
    DesignationState,
    Direction,
    LimitKind,
    OriginRisk,
    ProductRisk,
    RequirementKind,
    SupervisionMode,
    strictest,
)

__all__ = [
    "AccessState",
    "CatalogueSnapshot",
    "Channel",
    "CommodityRisk",
    "Condition",
    "Confidence",
    "CountryRisk",
    "DesignationState",
    "Direction",
    "Limit",
    "LimitKind",
    "MarketAccess",
    "MeasureInForce",
    "OriginRisk",
    "Plan",
    "PolicyValue",
    "PortDesignation",
    "ProductRisk",
    "Requirement",
    "RequirementKind",
    "SamplingTables",
    "SupervisionMode",
    "SwitchingRule",
    "strictest",
]
