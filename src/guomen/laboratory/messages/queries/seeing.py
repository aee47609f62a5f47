"""Profiles and messages of a person's laboratory."""

from django.db.models import QuerySet

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import visible_offices
from guomen.kernel.terms import Missing, Text
from guomen.laboratory.messages.terms import Definition, LineState, ProfileState, Wire, decode_definition
from guomen.laboratory.models import Message, MessageLine, Profile


def visible_profiles(actor: Actor) -> QuerySet[Profile]:
    """Profiles of the person's laboratory and of those below it."""
    rows = Profile.objects.filter(laboratory__in=visible_offices(actor)).defer("tried")
    return rows.select_related("laboratory", "instrument", "written_by")


def profile(actor: Actor, key: int) -> Profile:
    """The profile. Raises Missing for one that the person may not see."""
    found = visible_profiles(actor).filter(pk=key).first()
    if found is None:
        raise _no_profile(str(key))
    return found


def profile_in_use(actor: Actor, name: str) -> Profile:
    """The version in use of the profile of this name. Raises Missing."""
    found = visible_profiles(actor).filter(name=name, state=ProfileState.IN_USE).order_by("laboratory").first()
    if found is None:
        raise _no_profile(name)
    return found


def _no_profile(name: str) -> Missing:
    shown = name[:60]
    return Missing(
        "profile.missing",
        Text(f"没有使用中的仪器配置“{shown}”。", f"There is no profile “{shown}” in use."),
        Text("请核对名称；草稿须先启用。", "Check the name; a draft is put in use first."),
    )


def definition_of(row: Profile) -> Definition:
    """The profile's definition, read strictly. Raises Refusal where it is none."""
    return decode_definition(row.definition, Wire(row.wire))


def visible_messages(actor: Actor) -> QuerySet[Message]:
    """Messages of the person's laboratory, newest first, without their content."""
    rows = Message.objects.filter(profile__laboratory__in=visible_offices(actor)).defer("content")
    return rows.select_related("profile__laboratory", "profile__instrument", "received_by")


def message(actor: Actor, key: int) -> Message:
    """The message. Raises Missing for one that the person may not see."""
    found = visible_messages(actor).filter(pk=key).first()
    if found is None:
        raise Missing(
            "message.missing",
            Text("没有这条仪器报文。", "There is no such message."),
            Text("请从报文列表进入。", "Go there from the list of messages."),
        )
    return found


def held_lines(actor: Actor) -> QuerySet[MessageLine]:
    """Lines that wait for a person, oldest first."""
    rows = MessageLine.objects.filter(state=LineState.HELD, message__profile__laboratory__in=visible_offices(actor))
    return rows.select_related("message__profile").defer("message__content").order_by("message", "position")
