"""Judgements of the pool: what may be accepted, how often it is verified, who tests what. Pure."""

from guomen.laboratory.pool.rules.acceptance import Claim, Issuer, acceptable, agrees
from guomen.laboratory.pool.rules.routing import Placement, kilometres, place
from guomen.laboratory.pool.rules.verification import Agreement, verification_share

__all__ = [
    "Agreement",
    "Claim",
    "Issuer",
    "Placement",
    "acceptable",
    "agrees",
    "kilometres",
    "place",
    "verification_share",
]
