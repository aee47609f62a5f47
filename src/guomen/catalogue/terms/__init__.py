"""The catalogue's vocabulary: pure values, no tables, no clock."""

from guomen.catalogue.terms.compositions import Composition, CompositionPath, MeasureBasis
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
from guomen.catalogue.terms.names import HazardGroups, OtherName, ProductCategory, ProductName
from guomen.catalogue.terms.sampling import Plan, SamplingTables, SwitchingRule
from guomen.catalogue.terms.snapshots import CatalogueSnapshot
from guomen.catalogue.terms.words import (
    AccessState,
    Channel,
    Confidence,
    DesignationState,
    Direction,
    IngredientShare,
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
    "Composition",
    "CompositionPath",
    "Condition",
    "Confidence",
    "CountryRisk",
    "DesignationState",
    "Direction",
    "HazardGroups",
    "IngredientShare",
    "Limit",
    "LimitKind",
    "MarketAccess",
    "MeasureBasis",
    "MeasureInForce",
    "OriginRisk",
    "OtherName",
    "Plan",
    "PlanKind",
    "PolicyValue",
    "PortDesignation",
    "ProductCategory",
    "ProductName",
    "ProductRisk",
    "RatePlan",
    "Requirement",
    "RequirementKind",
    "SamplingTables",
    "SupervisionMode",
    "SwitchingRule",
    "strictest",
]
