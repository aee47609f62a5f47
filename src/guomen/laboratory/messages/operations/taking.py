"""Taking a message in: it is kept as it came, read by the profile in use, and every value of it is accounted for."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Refusal, SubjectRef, Text
from guomen.laboratory.messages import events, queries
from guomen.laboratory.messages.operations.applying import apply, marked
from guomen.laboratory.messages.operations.placing import Item
from guomen.laboratory.messages.rules import Looked, look
from guomen.laboratory.messages.rules.meaning import ROOM
from guomen.laboratory.messages.terms import (
    MAX_BYTES,
    LineState,
    MessageState,
    ProfileState,
    Value,
    Wire,
    refusal_json,
)
from guomen.laboratory.messages.wires import refusals
from guomen.laboratory.models import Message, MessageLine, Profile

_PORTION = 2000
_KEYS = "SELECT nextval(pg_get_serial_sequence('laboratory_messageline', 'id')) FROM generate_series(1, %s)"
_UPDATED = ["state", "fault", "result", "measured_at", "more", "settled_because", "settled_by", "settled_at"]
_MORE = ("flags", "time", "dilution", "kind", "status")


@dataclass(slots=True)
class Taken:
    """What became of a message. known: the same bytes came before, and nothing was done again."""

    message: Message
    lines: list[MessageLine] = field(default_factory=list)
    known: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """How many lines are in each state."""
        found = Counter(line.state for line in self.lines)
        return {state.value: found.get(state.value, 0) for state in LineState}


@transaction.atomic
def take_message(*, actor: Actor, at: datetime, profile: int, name: str, content: bytes) -> Taken:
    """Take a message in by a profile in use. What is broken is kept and rejected whole; what is unclear is held line by
    line; the rest is applied.

    Raises Missing, NotPermitted, Conflict (the profile is not in use), Refusal (empty, or larger than is kept).
    """
    row = _usable(actor, profile)
    known = _known(row, content)
    if known is not None:
        return known
    return _taken(actor, at, row, name, content)


@transaction.atomic
def try_message(*, actor: Actor, at: datetime, profile: int, name: str, content: bytes) -> Taken:
    """What `take_message` would do; everything is taken back. A draft may be tried too."""
    row = _usable(actor, profile, drafts=True)
    known = _known(row, content)
    if known is not None:
        return known
    with transaction.atomic():
        taken = _taken(actor, at, row, name, content)
        transaction.set_rollback(True)
    return taken


def _usable(actor: Actor, key: int, *, drafts: bool = False) -> Profile:
    row = queries.profile(actor, key)
    require(actor, Capability.TEST, row.laboratory)
    # One at a time: the same bytes sent twice at once are known the second time.
    locked = Profile.objects.select_for_update(of=("self",)).select_related("laboratory", "instrument").get(pk=row.pk)
    if locked.state != ProfileState.IN_USE and not (drafts and locked.state == ProfileState.DRAFT):
        raise Conflict(
            "profile.not_in_use",
            Text(f"仪器配置“{row}”未启用。", f"The profile “{row}” is not in use."),
            Text("请使用启用的版本。", "Use the version that is."),
        )
    return locked


def _known(row: Profile, content: bytes) -> Taken | None:
    """The message with the same bytes that any version of this profile took before."""
    digest = hashlib.sha256(content).hexdigest()
    before = Message.objects.filter(
        profile__laboratory=row.laboratory_id, profile__name=row.name, digest=digest
    ).exclude(state=MessageState.REJECTED, profile__version__lt=row.version)
    found = before.defer("content").order_by("pk").first()
    return Taken(found, list(found.lines.all()), known=True) if found is not None else None


def _taken(actor: Actor, at: datetime, row: Profile, name: str, content: bytes) -> Taken:
    if not content.strip():
        raise refusals.empty()
    if len(content) > MAX_BYTES:
        raise refusals.too_large(MAX_BYTES)
    message = Message(
        profile=row,
        name=plain(name)[:200] or "-",
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        state=MessageState.TAKEN,
        received_at=at,
        received_by=actor,
    )
    try:
        looked = look(content, Wire(row.wire), queries.definition_of(row))
    except Refusal as refusal:
        return _rejected(message, refusal)
    message.save()
    lines = _numbered([line_of(message, one.value) for one in looked])
    place(actor, at, row, lines, looked)
    MessageLine.objects.bulk_create(lines, batch_size=_PORTION)
    state_of(message, lines)
    taken = Taken(message, lines)
    tell(events.MESSAGE_TAKEN, message, actor=actor, at=at, **taken.counts)
    return taken


def _numbered(lines: list[MessageLine]) -> list[MessageLine]:
    """With their keys, before they are stored: a worksheet's line names the one that it was read from."""
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [len(lines)])
        keys = [key for (key,) in cursor.fetchall()]
    for line, key in zip(lines, keys, strict=True):
        line.pk = key
    return lines


def stored(lines: Sequence[MessageLine]) -> None:
    """Write what became of lines that are there already, in one statement for many."""
    MessageLine.objects.bulk_create(
        lines, batch_size=_PORTION, update_conflicts=True, unique_fields=["id"], update_fields=_UPDATED
    )


def _rejected(message: Message, refusal: Refusal) -> Taken:
    message.state, message.fault = MessageState.REJECTED, refusal_json(refusal)
    message.save()
    tell(
        events.MESSAGE_REJECTED, message, actor=message.received_by, at=message.received_at,
        fault=refusal.code, problem=refusal.problem.as_json(),
    )  # fmt: skip
    return Taken(message)


def place(
    actor: Actor,
    at: datetime,
    profile: Profile,
    lines: Sequence[MessageLine],
    looked: Sequence[Looked],
    reasons: dict[int, str] | None = None,
) -> None:
    """Apply what can be applied and write on every line what became of it. looked: in the order of lines."""
    items = [
        Item(index, one.meant, (reasons or {}).get(index, ""))
        for index, one in enumerate(looked)
        if one.meant is not None
    ]
    placing, applied = apply(actor, at, profile, items, lines)
    applied.held.update({index: one.refusal for index, one in enumerate(looked) if one.refusal is not None})
    for index, one in enumerate(looked):
        lines[index].measured_at = one.meant.at if one.meant else None
    marked(lines, range(len(looked)), placing, applied)


def line_of(message: Message, value: Value) -> MessageLine:
    """The line that keeps a value; what does not fit is cut, and marked so that it is never read again."""
    texts = {name: plain(getattr(value, name)) for name in ROOM}
    more = {name: plain(text)[:120] for name in _MORE if (text := getattr(value, name))}
    if any(len(text) > ROOM[name] or text != getattr(value, name) for name, text in texts.items()):
        more["cut"] = "yes"
    return MessageLine(
        message=message,
        position=value.position,
        **{name: text[: ROOM[name]] for name, text in texts.items()},
        more=more,
        state=LineState.HELD,
        fault={},
    )


def plain(text: str) -> str:
    """Without signs that a table cannot keep."""
    return "".join("�" if ord(sign) < 32 or 0xD800 <= ord(sign) <= 0xDFFF else sign for sign in text)


def state_of(message: Message, lines: Sequence[MessageLine]) -> None:
    """A message is held as long as any of its lines is."""
    held = any(line.state == LineState.HELD for line in lines)
    message.state = MessageState.HELD if held else MessageState.TAKEN
    message.save(update_fields=["state"])


def tell(kind: str, message: Message, *, actor: Actor | None, at: datetime, **more: object) -> None:
    """One entry of the ledger about a message."""
    profile = message.profile
    subjects = [SubjectRef("message", str(message.pk)), SubjectRef("office", profile.laboratory.code)]
    payload = {
        "message": message.pk,
        "name": message.name,
        "profile": str(profile),
        "state": str(message.state),
        "digest": message.digest,
        **more,
    }
    record(kind, actor=actor, at=at, subjects=subjects, payload=payload)
