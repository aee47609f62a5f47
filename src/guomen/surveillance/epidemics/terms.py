"""Words of epidemics: whom a disease strikes, the state of an area, the three lines."""

from enum import StrEnum

from guomen.kernel.terms import Text


class Host(StrEnum):
    """Whom the disease strikes."""

    HUMAN = "human"
    ANIMAL = "animal"
    PLANT = "plant"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _HOSTS[self]


_HOSTS = {Host.HUMAN: Text("人", "Humans"), Host.ANIMAL: Text("动物", "Animals"), Host.PLANT: Text("植物", "Plants")}


class Line(StrEnum):
    """The three quarantine lines (rule R053)."""

    ABROAD = "abroad"
    EN_ROUTE = "en_route"
    PORT = "port"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _LINES[self]


_LINES = {
    Line.ABROAD: Text("境外", "Abroad"),
    Line.EN_ROUTE: Text("途中", "En route"),
    Line.PORT: Text("口岸", "At the port"),
}


class LineState(StrEnum):
    """Whether a line holds."""

    PREPARED = "prepared"
    IN_PLACE = "in_place"
    BREACHED = "breached"
    STOOD_DOWN = "stood_down"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _STATES[self]


_STATES = {
    LineState.PREPARED: Text("已部署", "Prepared"),
    LineState.IN_PLACE: Text("运行中", "In place"),
    LineState.BREACHED: Text("被突破", "Breached"),
    LineState.STOOD_DOWN: Text("已解除", "Stood down"),
}
