"""Every deed has a name that people read, in both languages."""

import re
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.conf import settings

from guomen.interfaces.deeds import DEEDS, name_of

KINDS = sorted(
    {
        value
        for room in settings.ROOMS
        if find_spec(f"guomen.{room}.events")
        for name, value in vars(import_module(f"guomen.{room}.events")).items()
        if name.isupper() and isinstance(value, str) and re.fullmatch(r"[a-z]+\.[a-z_]+\.[a-z_]+", value)
    }
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_announced_deed_has_a_name(kind: str):
    assert kind in DEEDS


def test_no_two_names_are_the_same_in_one_room():
    for room in settings.ROOMS:
        own = [text.zh for kind, text in DEEDS.items() if kind.startswith(f"{room}.")]
        assert len(own) == len(set(own))


def test_a_deed_of_a_room_that_is_gone_is_shown_as_it_was_written():
    assert name_of("gone.thing.done").en == "gone.thing.done"
