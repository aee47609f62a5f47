"""What a finished inspection says of a consignment and of each of its lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from guomen.inspection.terms import Severity

_GRAVE = (Severity.MAJOR, Severity.CRITICAL)


@dataclass(frozen=True, slots=True)
class Seen:
    """One finding as a conclusion weighs it; item_no None is about every line."""

    item_no: int | None
    severity: Severity


def conclusion(items: Sequence[int], seen: Sequence[Seen]) -> tuple[bool, dict[int, bool]]:
    """Whether the consignment conforms, and each of its lines.

    A minor finding does not bear on release (Decree 249, Art. 33: it is treated or put right); a major or critical one
    does. One that names no line is about all of them.
    """
    grave = [one for one in seen if one.severity in _GRAVE]
    named = {one.item_no for one in grave}
    return not grave, {item: None not in named and item not in named for item in items}
