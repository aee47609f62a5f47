"""What a measure waits for to be lifted: a day, conforming consignments in a row, a remedy abroad. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from guomen.kernel.terms import Reason, Refusal, Text

CONFORMING, REMEDY, ON = "conforming", "remedy", "on"


def lift_when_fault(lift_when: Mapping[str, Any], today: date) -> Refusal | None:
    """Why these are no conditions of lifting; None where they are, or where there are none.

    {"on": day} and {"conforming": lots in a row, 1 to 999} and {"remedy": words}, one or several of them.
    """
    wrong = set(lift_when) - {ON, CONFORMING, REMEDY}
    lots = lift_when.get(CONFORMING, 1)
    if wrong or not isinstance(lots, int) or not 1 <= lots < 1000 or not str(lift_when.get(REMEDY, "–")).strip():
        return _no_condition()
    try:
        day = date.fromisoformat(str(lift_when[ON])) if ON in lift_when else None
    except ValueError:
        return _no_condition()
    return _no_condition() if day is not None and day <= today else None


def _no_condition() -> Refusal:
    return Refusal(
        "measure.lift_when",
        Text("解除条件有误。", "What is to end it is not understood."),
        Text(
            "可写：今后的日期、连续合格批数（1至999）、境外主管部门须采取的措施。",
            "Write a later day, a number of conforming lots in a row (1 to 999), or what the authority abroad must do.",
        ),
    )


def end_of(lift_when: Mapping[str, Any]) -> date | None:
    """The day on which it ends by itself, where one is named."""
    return date.fromisoformat(str(lift_when[ON])) if ON in lift_when else None


def conditions_met(lift_when: Mapping[str, Any], run: int, remedy: Mapping[str, Any] | None) -> tuple[Reason, ...]:
    """Which conditions of lifting are met. run: conforming consignments in a row; remedy: as recorded, or None."""
    met = []
    needed = lift_when.get(CONFORMING)
    if needed is not None and run >= needed:
        text = Text(f"连续{run}批合格（须{needed}批）", f"{run} conforming consignments in a row ({needed} needed)")
        met.append(Reason(CONFORMING, text))
    if REMEDY in lift_when and remedy is not None and remedy["sufficient"]:
        who, what = remedy["authority"], remedy["words"]
        met.append(Reason(REMEDY, Text(f"{who}已采取措施：{what}", f"{who} has acted: {what}")))
    return tuple(met)
