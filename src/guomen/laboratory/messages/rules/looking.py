"""A message read by a profile, line by line, before anything is looked up: what would be read, and its faults."""

from dataclasses import dataclass

from guomen.kernel.terms import Refusal
from guomen.laboratory.messages.rules.meaning import meaning
from guomen.laboratory.messages.rules.values import values_of
from guomen.laboratory.messages.terms import Definition, Meant, Value, Wire
from guomen.laboratory.messages.wires import rows_of


@dataclass(frozen=True, slots=True)
class Looked:
    """One value: what it means, or what is wrong with it."""

    value: Value
    meant: Meant | None = None
    refusal: Refusal | None = None


def look(content: bytes, wire: Wire, definition: Definition) -> list[Looked]:
    """Every value of the message. Raises Refusal where the message as a whole cannot be read."""
    return [looked_at(value, definition) for value in values_of(rows_of(content, wire, definition), definition)]


def looked_at(value: Value, definition: Definition) -> Looked:
    """One value under the profile."""
    try:
        return Looked(value, meaning(value, definition))
    except Refusal as refusal:
        return Looked(value, refusal=refusal)
