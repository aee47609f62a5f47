"""Where a kept file lies, and its bytes."""

import hashlib
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from guomen.kernel.terms import Missing, Text


def file_path(folder: str, digest: str) -> Path:
    """Where a file lies: by its hash, in folders of 256."""
    return Path(settings.MEDIA_ROOT) / folder / digest[:2] / digest


def unchanged(folder: str, digest: str, name: str) -> bytes:
    """The bytes of a kept file. Raises Missing where they are gone, or are no longer what they were."""
    with opened(folder, digest, name) as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != digest:
        raise _lost(name)
    return content


def opened(folder: str, digest: str, name: str) -> BinaryIO:
    """The bytes of a kept file, open for reading. Raises Missing where the disk does not give it."""
    try:
        return file_path(folder, digest).open("rb")
    except OSError as error:
        raise _lost(name) from error


def _lost(name: str) -> Missing:
    return Missing(
        "evidence.lost",
        Text(f"文件“{name}”不在存储中，或已损坏。", f"The file “{name}” is not in the store, or is damaged."),
        Text("请告知系统管理员从备份恢复。", "Ask the system operator to restore it from a backup."),
    )
