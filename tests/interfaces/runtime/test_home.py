"""The data folder and its secrets."""

import stat
from pathlib import Path

import pytest

from guomen.interfaces.runtime.home import make_home
from guomen.kernel.terms import Refusal


def test_secrets_are_made_once_for_us_alone_and_never_overwritten(tmp_path: Path) -> None:
    make_home(tmp_path / "home")
    first = {file.name: file.read_text() for file in (tmp_path / "home" / "secrets").iterdir()}
    make_home(tmp_path / "home")
    again = {file.name: file.read_text() for file in (tmp_path / "home" / "secrets").iterdir()}
    assert again == first
    assert set(first) == {"django.key", "draw.key", "informants.key"}
    assert len(bytes.fromhex(first["draw.key"])) == 32
    assert stat.S_IMODE((tmp_path / "home" / "secrets").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "home" / "secrets").iterdir()} == {0o600}


def test_a_folder_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Refusal, match="GUOMEN_HOME") as refusal:
        make_home(tmp_path / "file" / "home")
    assert refusal.value.code == "runtime.home.unwritable"
