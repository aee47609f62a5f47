"""Of a report a programme reads its own tests, and says nothing where it cannot."""

from typing import Any

import pytest

from guomen.supervision.programmes.rules.judging import verdict

TESTS = {"lead (Pb)": frozenset({"lead (Pb)", "铅"}), "cadmium (Cd)": frozenset({"cadmium (Cd)", "镉"})}


def said(zh: str, en: str, conformity: str) -> dict[str, Any]:
    return {"analyte": {"zh": zh, "en": en}, "conformity": conformity, "value": "0.1 mg/kg", "unit": "mg/kg"}


LEAD, CADMIUM = ("铅", "lead"), ("镉", "cadmium (Cd)")


@pytest.mark.parametrize(
    ("statements", "conform", "exceeded"),
    [
        ([said(*LEAD, "conform"), said(*CADMIUM, "conform")], True, ()),
        ([said(*LEAD, "nonconform"), said(*CADMIUM, "conform")], False, ("lead (Pb)",)),
        ([said(*LEAD, "nonconform")], False, ("lead (Pb)",)),
        ([said(*LEAD, "conform")], None, ()),
        ([said(*LEAD, "conform"), said(*CADMIUM, "inconclusive")], None, ()),
        ([said(*LEAD, "conform"), said(*CADMIUM, "not_assessed")], None, ()),
        ([said(*LEAD, "conform"), said(*CADMIUM, "conform"), said("汞", "mercury", "nonconform")], True, ()),
        ([], None, ()),
    ],
    ids=["all conform", "one exceeds", "one exceeds, one missing", "one missing", "one inconclusive", "no limit",
         "what nobody asked for exceeds", "nothing"],
)  # fmt: skip
def test_what_a_report_comes_to(statements: list[Any], conform: bool | None, exceeded: tuple[str, ...]) -> None:
    found = verdict(TESTS, statements)
    assert (found.conform, found.exceeded) == (conform, exceeded)
    assert set(found.values) <= set(TESTS)
