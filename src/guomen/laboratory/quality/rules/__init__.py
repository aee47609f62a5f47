"""Judging control values: the control rules, and the mean and standard deviation that they are judged by."""

from guomen.laboratory.quality.rules.estimates import Estimate, estimate
from guomen.laboratory.quality.rules.westgard import (
    MEMORY,
    RULES,
    WESTGARD,
    Rule,
    rejects,
    violations,
    violations_across,
)

__all__ = [
    "MEMORY",
    "RULES",
    "WESTGARD",
    "Estimate",
    "Rule",
    "estimate",
    "rejects",
    "violations",
    "violations_across",
]
