"""A sample's way as a table: what may be done in which state, and where it leads. Nothing skips a step."""

from guomen.kernel.terms import Conflict, Text
from guomen.laboratory.terms import Deed, SampleState

_S, _D = SampleState, Deed

STEPS: dict[tuple[SampleState, Deed], SampleState] = {
    (_S.ORDERED, _D.DRAW): _S.DRAWN,
    (_S.DRAWN, _D.HAND_OVER): _S.HANDED_OVER,
    (_S.HANDED_OVER, _D.HAND_OVER): _S.HANDED_OVER,
    (_S.HANDED_OVER, _D.RECEIVE): _S.RECEIVED,
    (_S.HANDED_OVER, _D.REFUSE): _S.REFUSED,
    (_S.RECEIVED, _D.PREPARE): _S.PREPARED,
    (_S.PREPARED, _D.TEST): _S.TESTED,
    (_S.TESTED, _D.REVIEW): _S.REVIEWED,
    (_S.REVIEWED, _D.AUTHORISE): _S.AUTHORISED,
    (_S.AUTHORISED, _D.REPORT): _S.REPORTED,
    (_S.TESTED, _D.RETURN): _S.PREPARED,
    (_S.REVIEWED, _D.RETURN): _S.TESTED,
    (_S.TESTED, _D.CORRECT): _S.TESTED,
    (_S.REVIEWED, _D.CORRECT): _S.TESTED,
    (_S.AUTHORISED, _D.CORRECT): _S.TESTED,
    (_S.REPORTED, _D.CORRECT): _S.TESTED,
    (_S.STORED, _D.CORRECT): _S.TESTED,
    (_S.REPORTED, _D.STORE): _S.STORED,
    (_S.REPORTED, _D.DISPOSE): _S.DISPOSED,
    (_S.STORED, _D.DISPOSE): _S.DISPOSED,
    (_S.REFUSED, _D.DISPOSE): _S.DISPOSED,
    (_S.ORDERED, _D.CANCEL): _S.CANCELLED,
    (_S.DRAWN, _D.CANCEL): _S.CANCELLED,
    (_S.HANDED_OVER, _D.CANCEL): _S.CANCELLED,
    (_S.RECEIVED, _D.CANCEL): _S.CANCELLED,
    (_S.PREPARED, _D.CANCEL): _S.CANCELLED,
}

DEED_NAMES = {
    _D.DRAW: Text("抽取", "draw"),
    _D.HAND_OVER: Text("交接", "hand over"),
    _D.RECEIVE: Text("接收", "receive"),
    _D.REFUSE: Text("拒收", "refuse"),
    _D.PREPARE: Text("制备", "prepare"),
    _D.TEST: Text("检测", "test"),
    _D.CORRECT: Text("更正结果", "correct a result"),
    _D.REVIEW: Text("复核", "review"),
    _D.RETURN: Text("退回", "send back"),
    _D.AUTHORISE: Text("批准", "authorise"),
    _D.REPORT: Text("出具报告", "report"),
    _D.STORE: Text("留存", "store"),
    _D.DISPOSE: Text("处置", "dispose of"),
    _D.CANCEL: Text("取消", "cancel"),
}


def next_state(state: SampleState, deed: Deed) -> SampleState:
    """The state after the deed. Raises Conflict where the sample is not at that step."""
    following = STEPS.get((state, deed))
    if following is None:
        here, what = state.text, DEED_NAMES[deed]
        possible = [DEED_NAMES[done] for (before, done) in STEPS if before is state]
        zh = "、".join(text.zh for text in possible) or "无"
        en = ", ".join(text.en for text in possible) or "nothing"
        raise Conflict(
            "sample.step",
            Text(
                f"样品目前为“{here.zh}”，不能进行“{what.zh}”。",
                f"The sample is {here.en}: it is not the time to {what.en}.",
            ),
            Text(f"此时可进行：{zh}。", f"What can be done now: {en}."),
        )
    return following


def broken_seal(handed: str, found: str) -> bool:
    """Whether the seal found on receipt is not the one that was set (a sample may travel unsealed)."""
    return handed.strip().upper() != found.strip().upper()
