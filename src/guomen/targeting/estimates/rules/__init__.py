"""Judgements from numbers alone: no table, no clock, no randomness."""

from guomen.targeting.estimates.rules.calibration import calibration
from guomen.targeting.estimates.rules.consignments import consignment_leakage, consignment_prevalence
from guomen.targeting.estimates.rules.off_policy import Limits, off_policy
from guomen.targeting.estimates.rules.rates import (
    answered,
    by_group,
    cost_per_detection,
    hit_rate,
    leakage,
    lift,
    out_of_reach,
    prevalence,
    sample_of,
)

__all__ = [
    "Limits",
    "answered",
    "by_group",
    "calibration",
    "consignment_leakage",
    "consignment_prevalence",
    "cost_per_detection",
    "hit_rate",
    "leakage",
    "lift",
    "off_policy",
    "out_of_reach",
    "prevalence",
    "sample_of",
]
