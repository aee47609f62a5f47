"""What the pages of the radar have in common: names of codes, and a signal in a line."""

from dataclasses import dataclass

from guomen.kernel.editions.queries import current_edition
from guomen.kernel.terms import Text
from guomen.surveillance.signals.models import Signal
from guomen.surveillance.signals.queries.words import code_names
from guomen.surveillance.signals.terms import Axis, Credibility, SignalState, SourceKind


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
    """Names of codes of the catalogue as it is now; of goods that of the longest known prefix."""

    def __init__(self) -> None:
        self._known = code_names(current_edition())

    def of(self, what: str, code: str) -> Text | None:
        """The name of a code, the code itself where nobody knows it; None for no code."""
        if not code:
            return None
        names, shortest = self._known[Axis(what)], 1 if what == Axis.GOODS else len(code)
        prefixes = (code[:length] for length in range(len(code), shortest - 1, -1))
        return next((names[one] for one in prefixes if one in names), Text(code, code))

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
