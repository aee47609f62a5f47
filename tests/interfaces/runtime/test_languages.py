"""Translations are compiled when they are newer than what was compiled from them."""

import gettext
import os
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

from guomen.interfaces.runtime.languages import compile_languages

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def po(package: Path, text: str) -> Path:
    file = package / "room" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(HEAD + text, encoding="utf-8")
    return file


def said(file: Path, text: str) -> str:
    with file.with_suffix(".mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled).gettext(text)


def test_what_is_new_or_newer_is_compiled_and_nothing_else(tmp_path: Path) -> None:
    file = po(tmp_path, 'msgid "Port"\nmsgstr "口岸"\n')
    assert (compile_languages(tmp_path), compile_languages(tmp_path)) == (1, 0)
    assert said(file, "Port") == "口岸"
    po(tmp_path, 'msgid "Port"\nmsgstr "港口"\n')
    os.utime(file, (2_000_000_000, 2_000_000_000))
    assert compile_languages(tmp_path) == 1
    assert said(file, "Port") == "港口"


def test_a_broken_translation_file_is_an_error_not_a_silent_loss(tmp_path: Path) -> None:
    po(tmp_path, 'msgid "Port"\nnonsense\n')
    with pytest.raises(PoFileError):
        compile_languages(tmp_path)
