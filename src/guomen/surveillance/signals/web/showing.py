"""What the pages of the radar have in common: names of codes, and a signal in a line."""

from dataclasses import dataclass

from guomen.catalogue.queries import commodity_name, country_name, hazard_name
from guomen.kernel.terms import Text
from guomen.surveillance.signals.models import Signal
from guomen.surveillance.signals.terms import Credibility, SignalState, SourceKind


@dataclass(frozen=True, slots=True)
class Shown:
    """A signal with the names of its codes."""

    row: Signal
    kind: Text
    state: Text
    credibility: Text
    hazard: Text | None
    goods: Text | None
    origin: Text | None


class Names:
    """Names of codes, each looked up once a page."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Text] = {}

    def of(self, what: str, code: str) -> Text | None:
        """The name of a code; None for no code."""
        if not code:
            return None
        look = {"hazard": hazard_name, "goods": commodity_name, "origin": country_name}[what]
        if (what, code) not in self._known:
            self._known[what, code] = look(code)
        return self._known[what, code]

    def shown(self, row: Signal) -> Shown:
        """A signal as pages show it."""
        return Shown(
            row,
            SourceKind(row.kind).text,
            SignalState(row.state).text,
            Credibility(row.credibility).text,
            self.of("hazard", row.hazard),
            self.of("goods", row.goods),
            self.of("origin", row.origin),
        )
