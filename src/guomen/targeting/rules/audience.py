"""What each audience reads of a decision."""

from typing import Any

from guomen.targeting.terms import Instruction


def line_seen(line: dict[str, Any], officer: bool) -> dict[str, Any]:
    """A line (LineDecision as JSON) as the caller may see it: a trader reads public reasons, and what he is to bring.

    What a trader reads follows from the line's channel and from public rows alone, never from a model.
    """
    reasons = [
        {"code": one["code"], "text": _sentence(one), "basis": one.get("basis", ""), "source": one.get("source", "")}
        if officer
        else {"code": one["code"], "text": one["public"], "basis": one.get("basis", "")}
        for one in line["reasons"]
        if officer or "public" in one
    ]
    asked = [
        {"kind": one["kind"], "code": one["code"], "text": _sentence(one), "basis": one.get("basis", ""),
         "units": one.get("units")}
        for one in line["instructions"]
        if officer or Instruction.from_json(one).asked_of_trader
    ]  # fmt: skip
    return {"item_no": line["item_no"], "channel": line["channel"], "reasons": reasons, "instructions": asked}


def _sentence(one: dict[str, Any]) -> dict[str, str]:
    return {"zh": one["zh"], "en": one["en"]}
