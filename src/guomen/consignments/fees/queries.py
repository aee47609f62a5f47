"""What a declaration has to pay."""

from decimal import Decimal

from guomen.catalogue.queries import policy
from guomen.catalogue.terms import Confidence
from guomen.consignments.fees.rules import FeeShare, assessed_fee
from guomen.consignments.terms import Declaration
from guomen.kernel.terms import Outcome


def fee_of(declaration: Declaration) -> Outcome[Decimal | None]:
    """The inspection fee in yuan by the rule of the day of declaration, and why; None where it cannot be told."""
    return assessed_fee(declaration.items, declaration.declared_on, _share(declaration))


def _share(declaration: Declaration) -> FeeShare | None:
    if declaration.declared_on is None:
        return None
    try:
        held = policy("consignments.fee_share", on=declaration.declared_on, office=declaration.office)
    except LookupError:
        return None
    sure = held.confidence is not Confidence.LOW
    return FeeShare(Decimal(held.value), held.valid_from, held.key, sure)
