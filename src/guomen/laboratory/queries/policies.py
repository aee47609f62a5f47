"""What the agency has laid down for laboratories; every value is dated data of the catalogue."""

from datetime import date

from guomen.catalogue.queries import policy
from guomen.kernel.offices.models import Office


def reviewer_may_authorise(laboratory: Office, on: date) -> bool:
    """Whether the person who reviewed results may also authorise them; not where nothing is laid down."""
    try:
        return policy("laboratory.reviewer_may_authorise", on=on, office=laboratory.code).value == "yes"
    except LookupError:
        return False
