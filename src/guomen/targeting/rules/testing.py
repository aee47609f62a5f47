"""What a test instruction says: analyte, limit, and for pests how many units of the lot to look at."""

from datetime import date
from typing import Any

from guomen.kernel.terms import Text
from guomen.targeting.rules.rule import by_lot
from guomen.targeting.rules.rulebook import Rulebook
from guomen.targeting.sampling.rules import detection_sample
from guomen.targeting.terms import Instruction, InstructionKind, stated_limit


def asked_test(
    rulebook: Rulebook,
    parameters: dict[str, Any],
    text: Text,
    basis: str,
    source: str,
    lot: int | None,
    on: date | None,
) -> Instruction:
    """What to test for and against which limit.

    Pests: the units to look at by ISPM 31, none may be infested. A three-class microbiological plan (n, c, m, M)
    brings its own number of units. Any other test is made on the units of the line's sampling plan.
    """
    analyte = str(parameters.get("analyte", ""))
    units, accept, reject = _units(rulebook, parameters, lot, on)
    return Instruction(
        InstructionKind.TEST,
        str(parameters.get("test", analyte)),
        text if text.zh else Text(f"检测{parameters.get('analyte_zh') or analyte}", f"Test for {analyte}"),
        basis,
        analyte,
        stated_limit(parameters),
        str(parameters.get("unit", "") or ""),
        units,
        accept,
        reject,
        source,
        str(parameters.get("programme", "") or ""),
    )


def _units(
    rulebook: Rulebook, parameters: dict[str, Any], lot: int | None, on: date | None
) -> tuple[int | None, int | None, int | None]:
    """(units, accept, reject); nothing where the lot's size is not stated."""
    if parameters.get("limit_kind") == "nmcM" and parameters.get("n"):
        return int(parameters["n"]), None, None
    if not by_lot(parameters) or not lot or on is None:
        return None, None, None
    level = rulebook.policy("targeting.detection.level", on).number
    confidence = rulebook.policy("targeting.detection.confidence", on).number
    return detection_sample(lot, level, confidence), 0, 1
