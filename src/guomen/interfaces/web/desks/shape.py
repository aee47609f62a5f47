"""What a desk shows: figures that lead somewhere, and the first few things to do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Text

# How many things a desk shows before it refers to the whole list.
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Card:
    """One figure. tone: "asked" where it waits for this person, "stop" where it is late or broken, else empty."""

    label: str | Promise
    figure: int | str
    href: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do: what it is called, where it is done, until when, and in which state it is."""

    text: Text | str
    href: str
    at: datetime | None = None
    badge: str = ""
    badge_text: Text | str = ""
    note: Text | str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """One part of the workbench.

    when: what the instants of its things mean; href leads to the whole list; headers, rows: a table of figures.
    """

    title: str | Promise
    cards: Sequence[Card] = ()
    todos: Sequence[ToDo] = ()
    when: str | Promise = ""
    href: str = ""
    nothing: str | Promise = ""
    headers: Sequence[str | Promise] = field(default=())
    rows: Sequence[Sequence[object]] = field(default=())


Builder = Callable[[Actor, datetime], Desk]


def address(name: str, *arguments: object, query: str = "") -> str:
    """The address of a page of another room; empty where this installation does not have that page."""
    try:
        return reverse(name, args=arguments) + (f"?{query}" if query else "")
    except NoReverseMatch:
        return ""


def asked(count: int) -> str:
    """The tone of a figure that waits for somebody."""
    return "asked" if count else ""
