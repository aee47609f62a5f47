"""What changes the catalogue: loading reference/, enacting and ending measures, policies of an office."""

from guomen.catalogue.operations.measures import enact_measure, end_measure
from guomen.catalogue.operations.policies import decline_policy, propose_policy, sign_policy
from guomen.catalogue.operations.reference import Loaded, load_reference

__all__ = [
    "Loaded",
    "decline_policy",
    "enact_measure",
    "end_measure",
    "load_reference",
    "propose_policy",
    "sign_policy",
]
