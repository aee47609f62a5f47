"""The laboratory's vocabulary: pure values, no tables, no clock."""

from guomen.laboratory.terms.deciding import Basis, Bound, Comparison, Component, DecisionRule, Grade
from guomen.laboratory.terms.labels import label_of, read_label
from guomen.laboratory.terms.limits import Conformity, Limit, LimitKind, Market, Measured, Statement, absent, read_limit
from guomen.laboratory.terms.results import Entry
from guomen.laboratory.terms.samples import (
    Deed,
    Hand,
    PortionKind,
    PortionState,
    Purpose,
    Receipt,
    Requested,
    ResultSource,
    SampleState,
    SchemeState,
    whole_of,
)
from guomen.laboratory.terms.sampling import (
    Increment,
    Kept,
    LotIdentity,
    PlanKind,
    PortionAsked,
    SamplingPlan,
    StageAsked,
)
from guomen.laboratory.terms.schemes import SchemeFacts, StageFacts, next_stage, together

__all__ = [
    "Basis",
    "Bound",
    "Comparison",
    "Component",
    "Conformity",
    "DecisionRule",
    "Deed",
    "Entry",
    "Grade",
    "Hand",
    "Increment",
    "Kept",
    "Limit",
    "LimitKind",
    "LotIdentity",
    "Market",
    "Measured",
    "PlanKind",
    "PortionAsked",
    "PortionKind",
    "PortionState",
    "Purpose",
    "Receipt",
    "Requested",
    "ResultSource",
    "SampleState",
    "SamplingPlan",
    "SchemeFacts",
    "SchemeState",
    "StageAsked",
    "StageFacts",
    "Statement",
    "absent",
    "label_of",
    "next_stage",
    "read_label",
    "read_limit",
    "together",
    "whole_of",
]
