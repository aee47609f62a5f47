"""Held lines are settled by a person, or dismissed with a reason; what was written stays beside what was decided."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Missing, Refusal, Text
from guomen.laboratory.messages import events, queries
from guomen.laboratory.messages.operations.taking import place, state_of, stored, tell
from guomen.laboratory.messages.rules import Looked, looked_at
from guomen.laboratory.messages.terms import Definition, LineState, Value
from guomen.laboratory.models import Message, MessageLine, Profile


@transaction.atomic
def settle_line(
    *, actor: Actor, at: datetime, line: int, sample: str = "", code: str = "", unit: str = "", reason: str = ""
) -> MessageLine:
    """Say what a held line means and try it again, with the message's other held lines.

    sample: the label that is meant; code: the profile's code; unit: the unit meant; reason: why it changes a result
    that stands, or is taken although the instrument calls it preliminary. Gives the line, applied or held still.
    Raises Missing, NotPermitted, Conflict (not held).
    """
    message, lines = _locked(actor, line)
    mine = next(one for one in lines if one.pk == line)
    if mine.state != LineState.HELD:
        raise _not_held()
    said = {"sample": sample.strip(), "code": code.strip(), "unit": unit.strip(), "reason": reason.strip()}
    mine.more = {**mine.more, "settled": {name: text[:200] for name, text in said.items() if text}}
    _again(actor, at, message, lines)
    told = mine.more["settled"]
    tell(events.LINE_SETTLED, message, actor=actor, at=at, line=mine.position, said=told, now=str(mine.state))
    return mine


@transaction.atomic
def retry_message(*, actor: Actor, at: datetime, message: int) -> Message:
    """Try a message's held lines again, after samples or tests changed. Raises Missing, NotPermitted."""
    row = queries.message(actor, message)
    first = row.lines.filter(state=LineState.HELD).first()
    if first is None:
        return row
    found, lines = _locked(actor, first.pk)
    _again(actor, at, found, lines)
    left = sum(one.state == LineState.HELD for one in lines)
    tell(events.LINE_SETTLED, found, actor=actor, at=at, line=None, said={}, now=f"{left} held")
    return found


@transaction.atomic
def dismiss_lines(*, actor: Actor, at: datetime, lines: Sequence[int], reason: str) -> None:
    """Do not take held lines of one message, with a reason. Raises Missing, NotPermitted, Conflict, Refusal."""
    if not reason.strip():
        raise Refusal(
            "message.reason",
            Text("不采用须说明理由。", "A value is dismissed with a reason."),
            Text("请写明理由。", "State it."),
        )
    if not lines:
        raise _not_held()
    message, rows = _locked(actor, lines[0])
    mine = [one for one in rows if one.pk in set(lines)]
    if len(mine) < len(set(lines)) or any(one.state != LineState.HELD for one in mine):
        raise _not_held()
    for one in mine:
        one.state, one.settled_because, one.settled_by, one.settled_at = (
            LineState.DISMISSED,
            reason.strip(),
            actor,
            at,
        )
    stored(mine)
    state_of(message, rows)
    places = [one.position for one in mine]
    tell(events.LINE_DISMISSED, message, actor=actor, at=at, lines=places, reason=reason.strip())


def _locked(actor: Actor, line: int) -> tuple[Message, list[MessageLine]]:
    """The message of a line, its profile locked, with all its lines."""
    found = MessageLine.objects.filter(pk=line).values_list("message", flat=True).first()
    if found is None:
        raise Missing(
            "message.no_such_line",
            Text("没有这一行。", "There is no such line."),
            Text("请从报文页面进入。", "Go there from the message's page."),
        )
    message = queries.message(actor, found)
    require(actor, Capability.TEST, message.profile.laboratory)
    Profile.objects.select_for_update(of=("self",)).get(pk=message.profile_id)
    return message, list(message.lines.select_for_update(of=("self",)).order_by("position"))


def _again(actor: Actor, at: datetime, message: Message, lines: Sequence[MessageLine]) -> None:
    held = [one for one in lines if one.state == LineState.HELD]
    definition = queries.definition_of(message.profile)
    looked = [_looked(one, definition) for one in held]
    reasons = {index: one.more.get("settled", {}).get("reason", "") for index, one in enumerate(held)}
    place(actor, at, message.profile, held, looked, reasons)
    for one in held:
        if one.state != LineState.HELD:
            one.settled_by, one.settled_at = actor, at
    stored(held)
    state_of(message, lines)


def _looked(line: MessageLine, definition: Definition) -> Looked:
    """The line as it was written, with what a person said of it."""
    said = line.more.get("settled", {})
    value = Value(
        line.position,
        sample=said.get("sample") or line.sample,
        code=said.get("code") or line.code,
        value=line.value,
        unit=said.get("unit") or line.unit,
        **{name: line.more.get(name, "") for name in ("flags", "time", "dilution", "kind")},
        status="" if said.get("reason") else line.more.get("status", ""),
    )
    if line.more.get("cut"):
        return Looked(value, refusal=_cut())
    return looked_at(value, definition)


def _cut() -> Refusal:
    return Refusal(
        "message.text",
        Text("该行内容过长或含控制字符，不能采用。", "The line is too long or has control signs: it cannot be taken."),
        Text("请说明理由不采用，并手工录入。", "Dismiss it with a reason, and enter the result by hand."),
    )


def _not_held() -> Conflict:
    return Conflict(
        "message.not_held",
        Text("该行已处理。", "The line does not wait any more."),
        Text("请刷新页面查看现状。", "Look at the page again."),
    )
