"""A row as all wires give it: places and their texts."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One row, record or observation, with what it belongs to (an ASTM result belongs to an order).

    number: where it stands in the message; status: final, preliminary, correction … as it was written.
    """

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    status: str = ""

    def at(self, place: str) -> str:
        """The text at a place; "" where there is none."""
        return self.cells.get(place, "").strip()
