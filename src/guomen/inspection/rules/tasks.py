"""Which tasks a channel asks for, what may become of a task, and the shift that it falls into."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from guomen.catalogue.terms import Channel
from guomen.inspection.terms import Shift, ShiftHours, Slot, TaskDeed, TaskKind, TaskState
from guomen.kernel.terms import Conflict, Text
from guomen.targeting.terms import Instruction, InstructionKind

_K, _S, _D = TaskKind, TaskState, TaskDeed

# The instruction that says where to inspect, not what.
PLACE_ONLY = "inspect_at_destination"
_BY_CHANNEL: dict[Channel, tuple[TaskKind, ...]] = {
    Channel.RELEASE: (),
    Channel.DOCUMENT: (_K.DOCUMENTARY,),
    Channel.IDENTITY: (_K.DOCUMENTARY, _K.IDENTITY),
    Channel.PHYSICAL: (_K.DOCUMENTARY, _K.IDENTITY, _K.PHYSICAL),
    Channel.SAMPLE: (_K.DOCUMENTARY, _K.IDENTITY, _K.PHYSICAL, _K.SAMPLING),
    Channel.HOLD: (_K.DOCUMENTARY,),
    Channel.REFUSE: (),
}
STEPS: dict[tuple[TaskState, TaskDeed], TaskState] = {
    (_S.OPEN, _D.CLAIM): _S.CLAIMED,
    (_S.OPEN, _D.ASSIGN): _S.CLAIMED,
    (_S.CLAIMED, _D.ASSIGN): _S.CLAIMED,
    (_S.CLAIMED, _D.GIVE_BACK): _S.OPEN,
    (_S.CLAIMED, _D.COMPLETE): _S.DONE,
    (_S.DONE, _D.REOPEN): _S.OPEN,
    (_S.OPEN, _D.SUPERSEDE): _S.SUPERSEDED,
    (_S.CLAIMED, _D.SUPERSEDE): _S.SUPERSEDED,
    (_S.OPEN, _D.CANCEL): _S.CANCELLED,
    (_S.CLAIMED, _D.CANCEL): _S.CANCELLED,
}


def kinds_for(channel: Channel, instructions: Sequence[Instruction] = ()) -> tuple[TaskKind, ...]:
    """The tasks of a channel, in the order in which they are done (审单、查验、检测).

    Goods that are held get their papers settled first; what a line is to be tested or looked at for all the same is
    done too. Nothing is opened for what is released on documents or refused.
    """
    kinds = _BY_CHANNEL[channel]
    if channel is not Channel.HOLD:
        return kinds
    asked = {instruction.kind for instruction in instructions if instruction.code != PLACE_ONLY}
    physical = (_K.PHYSICAL,) if InstructionKind.CHECK in asked else ()
    sampling = (_K.SAMPLING,) if InstructionKind.TEST in asked else ()
    return (*kinds, *physical, *sampling)


def next_state(state: TaskState, deed: TaskDeed) -> TaskState:
    """The state after the deed. Raises Conflict where the task is not in a state that allows it."""
    following = STEPS.get((state, deed))
    if following is None:
        raise Conflict(
            "task.state",
            Text(
                f"任务目前为“{state.text.zh}”，不能{deed.text.zh}。",
                f"The task is {state.text.en}: it cannot be {deed.text.en}.",
            ),
            Text("请刷新页面查看最新情况。", "Load the page again to see how it stands."),
        )
    return following


def slot_at(local: datetime, hours: Sequence[ShiftHours]) -> Slot:
    """The shift that runs at a local instant; before the first shift of the day it is the last of the day before."""
    ordered = sorted(hours, key=lambda one: one.starts)
    clock = local.timetz().replace(tzinfo=None)
    running = [one for one in ordered if one.starts <= clock]
    if running:
        return Slot(local.date(), running[-1].shift)
    return Slot(local.date() - timedelta(days=1), ordered[-1].shift)


def slot_for(kind: TaskKind, local: datetime, moved_on: date | None, hours: Sequence[ShiftHours]) -> Slot:
    """The shift of a task: papers are looked at when they come, goods not before the morning of their arrival."""
    if kind is TaskKind.DOCUMENTARY or moved_on is None or moved_on <= local.date():
        return slot_at(local, hours)
    return Slot(moved_on, Shift.MORNING)


def starts_at(slot: Slot, hours: Sequence[ShiftHours], local: datetime) -> datetime:
    """When work on a task can begin: at once where its shift is running, else when its shift starts."""
    starts = next(one.starts for one in hours if one.shift is slot.shift)
    return max(local, datetime.combine(slot.shift_on, starts, tzinfo=local.tzinfo))
