"""Words of adverse records: in which role a party has one, and about what."""

from dataclasses import dataclass
from enum import StrEnum

from guomen.kernel.terms import Text


class PartyRole(StrEnum):
    """Importer, overseas producer and overseas exporter are recorded each by itself (AQSIQ 2014-43)."""

    IMPORTER = "importer"
    PRODUCER = "producer"
    EXPORTER = "exporter"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _ROLES[self]


_ROLES = {
    PartyRole.IMPORTER: Text("进口商", "Importer"),
    PartyRole.PRODUCER: Text("境外生产企业", "Producer"),
    PartyRole.EXPORTER: Text("境外出口商", "Exporter"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose record it is and about what: goods are a heading, item a hazard or a kind of finding."""

    party: str
    role: PartyRole
    goods: str
    item: str
