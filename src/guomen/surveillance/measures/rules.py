"""Whether a measure may be imposed as asked, carried out, and lifted. Pure.

What is wrong with its words and condition, the catalogue says.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from guomen.catalogue.terms import Channel, Condition, MeasureBasis
from guomen.kernel.terms import Conflict, Missing, NotPermitted, OfficeLevel, Refusal, Text
from guomen.surveillance.measures.terms import MeasureKind, MeasureState, Task


def imposing_fault(
    kind: MeasureKind,
    orders: Channel | None,
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
    if orders is None if kind.acts else orders is not None:
        return deed_and_channel(kind)
    if orders is not None and orders not in channels:
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


def deed_and_channel(kind: MeasureKind) -> Refusal:
    """For a deed that orders a channel, or a measure on declarations that orders none."""
    if kind.acts:
        return Refusal(
            "measure.no_orders",
            Text(f"“{kind.text.zh}”须指定通道。", f"{kind.text.en} must order a channel."),
            Text("请选择通道。", "Choose the channel that it orders."),
        )
    return Refusal(
        "measure.deed_orders",
        Text(
            f"“{kind.text.zh}”由人员执行，不能要求通道。", f"{kind.text.en} is carried out by people: it orders none."
        ),
        Text("请不选通道，并指定执行任务。", "Leave the channel empty and name who does it by when."),
    )


def alert_fault(kind: MeasureKind, alert: str, level: Text, permitted: Collection[str]) -> Refusal | None:
    """Why a measure of this kind may not answer an alert of this level; None where it may."""
    if kind in permitted:
        return None
    return Refusal(
        "measure.beyond_level",
        Text(
            f"预警{alert}为{level.zh}，该级别不得采取“{kind.text.zh}”。",
            f"Alert {alert} is {level.en}, which does not permit: {kind.text.en}.",
        ),
        Text(
            "请选择该级别允许的措施，或先提升预警级别。", "Choose what the level permits, or have the alert upgraded."
        ),
    )


def basis_fault(kind: MeasureKind, given: str, known: Sequence[MeasureBasis], today: date) -> Refusal | None:
    """Why the kind cannot rest on this basis (empty: on what the catalogue has for it) today; None where it can."""
    gone = [one for one in known if one.name.zh in given and not one.in_force(today)] if given else []
    if gone:
        one = gone[0]
        until = f"{one.valid_from} – {one.valid_to or ''}"
        return Refusal(
            "measure.basis_not_law",
            Text(f"{one.name.zh}今天不是有效依据（{until}）。", f"{one.name.en} is not law today ({until})."),
            Text("请引用现行依据，或留空。", "Name a clause that is in force, or leave it empty."),
        )
    if given or any(one.kind == kind and one.in_force(today) for one in known):
        return None
    return Refusal(
        "measure.no_basis",
        Text(f"{today}没有采取“{kind.text.zh}”的依据。", f"On {today} no law that we know provides: {kind.text.en}."),
        Text("请选择其他措施，或写明依据。", "Choose another measure, or write the clause that it rests on."),
    )


def follow_fault(condition: Condition) -> Refusal | None:
    """Why compositions cannot be followed from this condition; None where they can."""
    if not condition.goods:
        return Refusal(
            "measure.follow_goods",
            Text("未指定商品，无法沿配料关系扩展。", "Without goods there is nothing to follow."),
            Text("请填写原料的商品编号。", "Write the code of the ingredient."),
        )
    if condition.producers:
        return Refusal(
            "measure.follow_producers",
            Text(
                "含该原料的产品由其他企业生产，按生产企业限定将不会命中。",
                "Products that contain it are made by others: limited to these producers it would never meet them.",
            ),
            Text("请改以原产地限定，或不沿配料扩展。", "Name the origin instead, or do not follow compositions."),
        )
    return None


def with_paths(text: Text, paths: Sequence[Mapping[str, Any]]) -> Text:
    """The sentence with the compositions behind it through which goods came into the measure."""
    if not paths:
        return text
    zh, en = "；".join(path["zh"] for path in paths), "; ".join(path["en"] for path in paths)
    return Text(f"{text.zh}（含该原料的产品：{zh}）", f"{text.en} (and what contains it: {en})")


def tasks_fault(kind: MeasureKind, tasks: Sequence[Task], at: datetime) -> Refusal | None:
    """Why these tasks do not carry the measure out; None where they do."""
    if not kind.acts and not tasks:
        return Refusal(
            "measure.needs_task",
            Text(f"“{kind.text.zh}”须指定执行任务。", f"{kind.text.en} needs a task: who does it, by when."),
            Text("请填写执行机构和期限。", "Name the office and the time it is due."),
        )
    return next((fault for task in tasks if (fault := task_fault(task, at)) is not None), None)


def task_fault(task: Task, at: datetime) -> Refusal | None:
    """Why this is no task; None where it is."""
    if not (task.text.zh.strip() and task.text.en.strip()):
        return Refusal(
            "execution.words",
            Text("须写明任务内容。", "Say what is to be done."),
            Text("请用中英文填写。", "Write it in both languages."),
        )
    if task.due_at <= at:
        return Refusal(
            "execution.due",
            Text("期限须晚于现在。", "It is due in the past."),
            Text("请选择以后的时间。", "Choose a later time."),
        )
    return None


def no_such_execution() -> Missing:
    """For a task that is not there, or of an office that this person does not see."""
    return Missing(
        "execution.missing",
        Text("没有这项执行任务。", "There is no such task."),
        Text("请从清单进入。", "Go there from the list."),
    )


def completing_fault(done: bool, evidence: str, content: bytes) -> Refusal | None:
    """Why a task is not done by this; None where it is."""
    if done:
        return Conflict(
            "execution.done",
            Text("该任务已完成。", "This task is done already."),
            Text("无需再次处理。", "There is nothing to do."),
        )
    if not evidence.strip() and not content:
        return Refusal(
            "execution.no_evidence",
            Text("须提供证据：文字或文件。", "It needs evidence: words or a file."),
            Text("请写明结果或上传文件。", "Write what was done, or add a file."),
        )
    return None


def ended_fault(state: MeasureState) -> Refusal | None:
    """For what can only be done to a measure that has not ended."""
    if state not in (MeasureState.LIFTED, MeasureState.EXPIRED):
        return None
    return Conflict(
        "measure.ended",
        Text(f"该措施{state.text.zh}。", f"This measure has ended already ({state.text.en.lower()})."),
        Text("无需处理。", "There is nothing to do."),
    )


def lifting_fault(state: MeasureState, ground: Text, unproven: int = 0) -> Refusal | None:
    """Why a measure cannot be lifted; None where it can. unproven: tasks that lack their evidence."""
    if (ended := ended_fault(state)) is not None:
        return ended
    if unproven:
        return Conflict(
            "measure.unproven",
            Text(f"尚有{unproven}项执行任务没有证据。", f"{unproven} of its tasks lack their evidence."),
            Text("请先完成执行任务。", "Have the tasks done first: no measure closes without its evidence."),
        )
    return None if ground.zh.strip() and ground.en.strip() else no_ground()


def remedy_fault(state: MeasureState, authority: str, words: str) -> Refusal | None:
    """Why a remedy cannot be put on record; None where it can."""
    if (ended := ended_fault(state)) is not None:
        return ended
    if authority.strip() and words.strip():
        return None
    return Refusal(
        "measure.remedy_words",
        Text("须写明境外主管部门及其措施。", "Name the authority and what it did."),
        Text("请填写两项。", "Fill in both."),
    )


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
