"""Which way a suggestion to those who keep a standard may go. Pure."""

from guomen.kernel.terms import Conflict, Refusal, Text
from guomen.supervision.programmes.terms import SuggestionState

NEXT = {
    SuggestionState.PROPOSED: (SuggestionState.SENT,),
    SuggestionState.SENT: (SuggestionState.ACCEPTED, SuggestionState.DECLINED),
    SuggestionState.ACCEPTED: (SuggestionState.REVISED,),
    SuggestionState.DECLINED: (),
    SuggestionState.REVISED: (),
}


def made_fault(text: str, addressee: str) -> Refusal | None:
    """Why a suggestion cannot be made; None where it can."""
    if not text.strip():
        return Refusal(
            "suggestion.empty",
            Text("建议内容为空。", "The suggestion says nothing."),
            Text("请写明建议修改什么。", "Write what should change."),
        )
    if not addressee.strip():
        return Refusal(
            "suggestion.to_nobody",
            Text("未写明建议送交给谁。", "The suggestion is to nobody."),
            Text("请写明负责该标准或产品的单位。", "Name who keeps the standard, or makes the goods."),
        )
    return None


def move_fault(before: SuggestionState, after: SuggestionState, answer: str, revised: str) -> Refusal | None:
    """Why a suggestion cannot go from one state to another; None where it can."""
    if after not in NEXT[before]:
        return Conflict(
            "suggestion.not_now",
            Text(
                f"建议{before.text.zh}，不能改为“{after.text.zh}”。",
                f"The suggestion is {before.text.en}: it cannot become {after.text.en}.",
            ),
            Text("请刷新页面后再试。", "Load the page again."),
        )
    if after in (SuggestionState.ACCEPTED, SuggestionState.DECLINED) and not answer.strip():
        return Refusal(
            "suggestion.unanswered",
            Text("未写明对方如何答复。", "What was answered is not said."),
            Text("请录入答复内容。", "Enter the answer."),
        )
    if after is SuggestionState.REVISED and not revised.strip():
        return Refusal(
            "suggestion.no_standard",
            Text("未写明采纳建议的标准。", "The standard that took it up is not named."),
            Text("请填写修订后的标准号和年份。", "Enter its number and edition."),
        )
    return None
