"""What a report says of the tests that a programme asked for. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guomen.laboratory.terms import Conformity


@dataclass(frozen=True, slots=True)
class Verdict:
    """values: analyte (as the line names it) -> value as written, unit, conformity. exceeded: analytes beyond their
    limits. conform: None where a test is missing or could not be judged, and none of the others failed.
    """

    values: dict[str, dict[str, str]]
    exceeded: tuple[str, ...]
    conform: bool | None


def verdict(tests: Mapping[str, frozenset[str]], statements: Sequence[Mapping[str, Any]]) -> Verdict:
    """tests: the line's analytes, each with every name it goes by; statements: those of a report.

    Whatever else the sample was tested for is not the programme's.
    """
    values: dict[str, dict[str, str]] = {}
    for one in statements:
        named = {one["analyte"]["zh"], one["analyte"]["en"]}
        told = {"value": str(one["value"]), "unit": str(one.get("unit", "")), "conformity": str(one["conformity"])}
        values |= {analyte: told for analyte, names in tests.items() if names & named}
    said = [values[analyte]["conformity"] if analyte in values else "" for analyte in tests]
    exceeded = tuple(one for one, word in zip(tests, said, strict=True) if word == Conformity.NONCONFORM)
    if exceeded:
        return Verdict(values, exceeded, False)
    return Verdict(values, (), True if all(word == Conformity.CONFORM for word in said) else None)
