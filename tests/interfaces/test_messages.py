"""Both languages everywhere: each room's catalogue has a Chinese sentence for every English one that the room uses."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

import guomen

PACKAGE = Path(guomen.__file__).parent
KEYWORDS = dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")) | {
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(_|n?gettext|pgettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL)


def in_python(room: Path) -> Iterator[tuple[str, str]]:
    for file, _line, message, _comments, _context in extract_from_dir(
        room, [("**.py", "python")], {"**.py": {}}, keywords=KEYWORDS
    ):
        yield file, message[0] if isinstance(message, tuple) else message


def in_templates(room: Path) -> Iterator[tuple[str, str]]:
    for file in room.rglob("*.html"):
        for found in CALL.finditer(templatize(file.read_text(encoding="utf-8"))):
            literals = ast.literal_eval(f"[{found[2]}]")
            yield str(file.relative_to(room)), literals[1 if found[1] == "pgettext" else 0]


def catalogue(room: str) -> Catalog:
    file = PACKAGE / room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    if not file.exists():
        return Catalog(locale="zh_Hans")
    with file.open("rb") as text:
        return read_po(text, locale="zh_Hans")


def sentences(room: str) -> dict[str, str]:
    return {
        message.id[0] if isinstance(message.id, tuple) else message.id: message.string[0]
        if isinstance(message.string, tuple)
        else message.string
        for message in catalogue(room)
        if message.id
    }


@pytest.mark.parametrize("room", settings.ROOMS)
def test_every_sentence_of_the_room_has_its_chinese(room: str):
    known = {**sentences("kernel"), **sentences(room)}
    used = [*in_python(PACKAGE / room), *in_templates(PACKAGE / room)]
    missing = sorted({(file, message) for file, message in used if message and not known.get(message)})
    assert not missing, "\n".join(f"{file}: {message!r}" for file, message in missing)


@pytest.mark.parametrize("room", settings.ROOMS)
def test_no_translation_is_a_guess_or_has_lost_a_place(room: str):
    for message in catalogue(room):
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        whole = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        places = set(re.findall(r"%\(\w+\)s", whole[-1]))
        assert places == set(re.findall(r"%\(\w+\)s", said[0])), message.id


def test_one_english_sentence_has_one_chinese_in_the_whole_house():
    told: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for room in settings.ROOMS:
        for message in catalogue(room):
            if message.id and not message.context:
                english = message.id[0] if isinstance(message.id, tuple) else message.id
                chinese = message.string[0] if isinstance(message.string, tuple) else message.string
                told[english][chinese] = room
    assert {english: said for english, said in told.items() if len(said) > 1} == {}
