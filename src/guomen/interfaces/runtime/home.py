"""The data folder: what lies in it, and the secrets that are made once and never overwritten."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from guomen.kernel.terms import Refusal, Text

# File name -> bytes of randomness. draw.key is the master key of the auditable draws: losing it means that the draws
# of days not yet revealed can never be proved. informants.key seals who told: losing it, nobody is known any more.
_SECRETS = {"django.key": 48, "draw.key": 32, "informants.key": 32}


def make_home(home: Path) -> None:
    """Make the folder and its secrets where they are missing. Raises Refusal where the folder cannot be written."""
    try:
        for folder in (home, home / "files", home / "static"):
            folder.mkdir(parents=True, exist_ok=True)
        (home / "secrets").mkdir(mode=0o700, exist_ok=True)
        for name, size in _SECRETS.items():
            _make_secret(home / "secrets" / name, size)
    except OSError as error:
        raise unwritable(home, error) from None


def unwritable(home: Path, error: OSError) -> Refusal:
    """The refusal for a data folder that cannot be written."""
    return Refusal(
        "runtime.home.unwritable",
        Text(f"无法写入数据目录 {home}：{error.strerror}。", f"Cannot write {home}: {error.strerror}."),
        Text(
            "请更正其所有者与权限，或将 GUOMEN_HOME 设在可写的目录。",
            "Mend its owner and permissions, or set GUOMEN_HOME to a folder that you may write.",
        ),
    )


def _make_secret(file: Path, size: int) -> None:
    """Write the secret whole or not at all, readable by us alone; one that exists stays."""
    if file.exists():
        return
    handle, draft = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "w") as out:
        out.write(secrets.token_hex(size) + "\n")
        out.flush()
        os.fsync(out.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, file)
    os.unlink(draft)
