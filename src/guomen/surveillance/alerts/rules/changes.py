"""What a later version of an alert may do to the one before it. Pure."""

from guomen.kernel.terms import Conflict, Refusal, Text
from guomen.surveillance.alerts.terms import AlertLevel, AlertState, Change

BASIS = "突发事件应对法第七十条 Emergency Response Law 2024 Art. 70"


def change_fault(change: Change, state: AlertState, before: AlertLevel, after: AlertLevel) -> Refusal | None:
    """Why an alert in this state cannot be changed so; None where it can.

    An upgrade raises the level, a downgrade lowers it, a correction and a lifting leave it; a refutation lowers it, or
    leaves it and ends the alert at once (Art. 70: disproved or over, it is cancelled immediately).
    """
    if state is not AlertState.ISSUED:
        return Conflict(
            "alert.not_in_force",
            Text(f"该预警{state.text.zh}，不能变更。", f"This alert is {state.text.en.lower()}: it cannot be changed."),
            Text("请另行发布。", "Issue another one."),
        )
    step = before.rank - after.rank
    wrong = {
        Change.UPGRADE: step <= 0,
        Change.DOWNGRADE: step >= 0,
        Change.CORRECTION: step != 0,
        Change.LIFTING: step != 0,
        Change.REFUTATION: step > 0,
    }
    if not wrong[change]:
        return None
    return Refusal(
        "alert.wrong_level",
        Text(
            f"由{before.text.zh}变为{after.text.zh}不是“{change.text.zh}”。",
            f"From {before.text.en} to {after.text.en} is no {change.text.en.lower()}.",
        ),
        Text("请另选级别或变更种类。", "Choose another level or another kind of change."),
    )


def ends(change: Change, before: AlertLevel, after: AlertLevel) -> bool:
    """Whether the version ends the alert: a lifting, or a refutation that leaves nothing to warn of."""
    return change is Change.LIFTING or (change is Change.REFUTATION and before is after)


def no_ground() -> Refusal:
    """For a change, a deviation or a decline without its ground."""
    return Refusal(
        "alert.needs_ground",
        Text("须说明理由。", "A ground is needed."),
        Text("请填写理由。", "Write the ground."),
    )


def nothing_changed() -> Refusal:
    """For a correction that corrects nothing."""
    return Refusal(
        "alert.nothing_changed",
        Text("更正前后内容相同。", "The correction changes nothing."),
        Text("请修改内容后再提交。", "Change what is wrong before proposing it."),
    )


def not_lower() -> Refusal:
    """For a refutation that names the level that the alert has already."""
    return Refusal(
        "alert.not_lower",
        Text("查否后的级别须低于现有级别。", "What was refuted is warned of at a lower level, or not at all."),
        Text("请选择更低的级别，或整体解除。", "Choose a lower level, or end the alert."),
    )
