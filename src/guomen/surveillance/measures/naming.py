"""Names of what goods fail on: a hazard, or a kind of finding where no hazard is named."""

from guomen.catalogue.queries import hazard_name
from guomen.inspection.terms import FindingKind
from guomen.kernel.terms import Text


def item_name(item: str) -> Text:
    """The name of a hazard or of a kind of finding; the word itself where nobody knows it."""
    return FindingKind(item).text if item in set(FindingKind) else hazard_name(item)
