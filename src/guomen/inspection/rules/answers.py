"""What an officer may answer to a line of a checklist."""

from collections.abc import Mapping, Sequence

from guomen.inspection.rules.lots import lot_answer
from guomen.inspection.terms import Answer, Answered, Lot
from guomen.kernel.terms import Fault, Refusal, Text, Where


def answer_faults(lots: Mapping[int, Lot], answers: Sequence[Answered]) -> list[Fault]:
    """What is wrong with answers, one fault for each line at most. lots: the plan of each line by its position."""
    return [fault for one in answers if (fault := _fault(lots.get(one.position), one)) is not None]


def _fault(lot: Lot | None, one: Answered) -> Fault | None:
    if lot is None:
        return _said(
            one,
            "no_such_line",
            Text("没有这一项。", "There is no such line."),
            Text("请刷新页面。", "Load the page again."),
        )
    if lot.units is not None and one.answer is not Answer.NOT_APPLICABLE:
        return _count_fault(lot, one)
    if one.answer is None:
        return _said(
            one,
            "answer_missing",
            Text("该项未作答。", "The line has no answer."),
            Text("请选择一项。", "Choose one."),
        )
    if one.answer is not Answer.CONFORM and not one.note.strip():
        return _said(
            one,
            "note_missing",
            Text("“不符合”或“不适用”须说明。", "“Does not conform” and “not applicable” need a note."),
            Text("请写明情况。", "State what was seen, or why it does not apply."),
        )
    return None


def _count_fault(lot: Lot, one: Answered) -> Fault | None:
    if one.count is None:
        return _said(
            one,
            "count_missing",
            Text("请填写检查数和不合格数。", "State how many units were looked at and how many were defective."),
            Text("两项都要填。", "Both numbers are needed."),
        )
    try:
        lot_answer(lot, one.count)
    except Refusal as refusal:
        return _said(one, refusal.code, refusal.problem, refusal.remedy)
    return None


def _said(one: Answered, code: str, problem: Text, remedy: Text) -> Fault:
    return Fault(f"checklist.{code}", Where(row=one.position), one.answer or "", problem, remedy)
