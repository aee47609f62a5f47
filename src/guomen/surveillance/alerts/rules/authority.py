"""Of which kind an alert is, and who may issue it. Pure."""

from collections.abc import Collection

from guomen.kernel.terms import Conflict, NotPermitted, OfficeLevel, Outcome, Reason, Refusal, Text
from guomen.surveillance.alerts.terms import AlertKind, AlertLevel, AlertState, Audience

_KINDS = {
    Audience.PORTS: AlertKind.CIRCULAR,
    Audience.OPERATORS: AlertKind.NOTICE,
    Audience.PUBLIC: AlertKind.ANNOUNCEMENT,
}
KIND_BASIS = "国发〔2017〕43号第九条 State Council 2017-43 item 9; 海关风险管理办法第十四条 GACC Decree 271 Art. 14"
LEVEL_BASIS = "国发〔2017〕43号第十条 State Council 2017-43 item 10"


def kind_for(audience: Audience) -> Outcome[AlertKind]:
    """By whom it must reach: a circular for ports, a notice for operators, an announcement for the public.

    The kind is an axis of its own: it follows from the audience and never from the level.
    """
    kind = _KINDS[audience]
    text = Text(f"须告知{audience.text.zh}，形式为{kind.text.zh}", f"It must reach {audience.text.en}: {kind.text.en}")
    return Outcome(kind, (Reason("alert.kind", text, KIND_BASIS),))


def issuing_fault(level: AlertLevel, office: OfficeLevel, may_issue: Collection[str]) -> Refusal | None:
    """Why an office of this level may not issue an alert of this level; None where it may.

    Level I is the competent authority's as the State Council authorises it, II to IV the competent authority's
    (State Council 2017-43 item 10); which offices that means is policy `surveillance.alert.issue_levels.<level>`.
    """
    if office in may_issue:
        return None
    return NotPermitted(
        "alert.wrong_office",
        Text(f"本级机构无权发布{level.text.zh}预警。", f"Offices of this level may not issue: {level.text.en}."),
        Text("请由有权发布的机构签发。", "Have it signed at an office that may issue it."),
    )


def signing_fault(state: AlertState, proposer: str, signer: str) -> Refusal | None:
    """Why this person cannot sign it; None where they can."""
    if state is not AlertState.PROPOSED:
        return Conflict(
            "alert.not_proposed",
            Text(f"该版预警{state.text.zh}，无需签发。", f"This version is {state.text.en.lower()} already."),
            Text("请查看最新版本。", "Look at its newest version."),
        )
    if proposer == signer:
        return NotPermitted(
            "alert.own_proposal",
            Text("提出人不得签发自己的预警。", "Who proposed an alert cannot sign it."),
            Text("请由另一人签发。", "Have another person sign it."),
        )
    return None
