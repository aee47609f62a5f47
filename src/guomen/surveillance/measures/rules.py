"""Whether a measure may be imposed as asked, and lifted. Pure. What is wrong with its words, the catalogue says."""

from collections.abc import Collection
from datetime import date

from guomen.catalogue.terms import Channel, Condition
from guomen.kernel.terms import Conflict, NotPermitted, OfficeLevel, Refusal, Text
from guomen.surveillance.measures.terms import MeasureKind, MeasureState


def imposing_fault(
    kind: MeasureKind,
    orders: Channel,
    condition: Condition,
    valid_from: date,
    today: date,
    ground: str,
    *,
    level: OfficeLevel,
    may_order: Collection[str],
    channels: Collection[str],
    own_offices: Collection[str],
) -> Refusal | None:
    """Why this office may not impose this measure; None where it may.

    may_order: levels that policy lets order this kind; channels: what it may order. own_offices: codes of the
    ordering office and those below: below headquarters, a measure holds at one's own offices only (Decree 249
    Art. 34: the General Administration and the directly subordinate offices it authorises).
    """
    if level not in may_order:
        return NotPermitted(
            "measure.wrong_level",
            Text(f"本级机构无权决定“{kind.text.zh}”。", f"Offices of your level may not order: {kind.text.en}."),
            Text("请报请上级机构决定。", "Propose it to the office above."),
        )
    if orders not in channels:
        named = Text("、".join(channels), ", ".join(channels))
        return Refusal(
            "measure.orders",
            Text(f"“{kind.text.zh}”不能要求该通道。", f"{kind.text.en} cannot order this channel."),
            Text(f"可选通道：{named.zh}。", f"It may order: {named.en}."),
        )
    if level is not OfficeLevel.HEADQUARTERS and not (condition.offices and condition.offices <= set(own_offices)):
        return NotPermitted(
            "measure.beyond_offices",
            Text("该措施超出本机构管辖范围。", "The measure would hold beyond your own offices."),
            Text("请限定为本机构及下属机构。", "Name your own office or those below it."),
        )
    if valid_from < today:
        return Refusal(
            "measure.backdated",
            Text("措施不得溯及既往。", "A measure cannot start in the past."),
            Text("请选择今天或以后的日期。", "Choose today or a later day."),
        )
    if not ground.strip():
        return no_ground()
    return None


def lifting_fault(state: MeasureState, ground: Text) -> Refusal | None:
    """Why a measure cannot be lifted; None where it can."""
    if state in (MeasureState.LIFTED, MeasureState.EXPIRED):
        return Conflict(
            "measure.ended",
            Text(f"该措施{state.text.zh}。", f"This measure has ended already ({state.text.en.lower()})."),
            Text("无需解除。", "There is nothing to lift."),
        )
    return None if ground.zh.strip() and ground.en.strip() else no_ground()


def no_ground() -> Refusal:
    """For imposing or lifting without a ground."""
    return Refusal(
        "measure.needs_ground",
        Text("须说明理由。", "A ground is needed."),
        Text("请填写理由。", "Write the ground."),
    )


def no_office() -> NotPermitted:
    """For somebody who belongs to no office."""
    return NotPermitted(
        "measure.no_office",
        Text("您不属于任何机构。", "You belong to no office."),
        Text("请由有权机构的人员决定。", "Ask somebody of an office that may order it."),
    )


def no_such_hazard(code: str) -> Refusal:
    """For a hazard that the catalogue does not know."""
    return Refusal(
        "measure.hazard",
        Text(f"没有危害代码“{code}”。", f"There is no hazard code “{code}”."),
        Text("请从列表选择。", "Choose one of the list."),
    )
