"""The catalogue's vocabulary: pure values, no tables, no clock."""

from guomen.catalogue.terms.conditions import Condition
from guomen.catalogue.terms.facts import (
    CheckFrequency,
    CommodityRisk,
    CountryRisk,
    Limit,
    MarketAccess,
    MeasureInForce,
    PolicyValue,
    PortDesignation,
    RatePlan,
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
    PlanKind,
    ProductRisk,
    RequirementKind,
    SupervisionMode,
    strictest,
)

__all__ = [
    "AccessState",
    "CatalogueSnapshot",
    "Channel",
    "CheckFrequency",
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
    "PlanKind",
    "PolicyValue",
    "PortDesignation",
    "ProductRisk",
    "RatePlan",
    "Requirement",
    "RequirementKind",
    "SamplingTables",
    "SupervisionMode",
    "SwitchingRule",
    "strictest",
]
