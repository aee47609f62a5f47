"""What changes the catalogue: loading reference/, measures, policies of an office, comments on standards."""

from guomen.catalogue.operations.comments import comment_on_standard, decline_comment, publish_comment, see_contact
from guomen.catalogue.operations.measures import enact_measure, end_measure
from guomen.catalogue.operations.policies import decline_policy, propose_policy, sign_policy
from guomen.catalogue.operations.reference import Loaded, load_reference

__all__ = [
    "Loaded",
    "comment_on_standard",
    "decline_comment",
    "decline_policy",
    "enact_measure",
    "end_measure",
    "load_reference",
    "propose_policy",
    "publish_comment",
    "see_contact",
    "sign_policy",
]
