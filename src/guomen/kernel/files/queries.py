"""Where a kept file lies, and its bytes."""

from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from guomen.kernel.terms import Missing, Text


def file_path(folder: str, digest: str) -> Path:
    """Where a file lies: by its hash, in folders of 256."""
    return Path(settings.MEDIA_ROOT) / folder / digest[:2] / digest


def opened(folder: str, digest: str, name: str) -> BinaryIO:
    """The bytes of a kept file, open for reading. Raises Missing where the disk does not give it."""
    try:
        return file_path(folder, digest).open("rb")
    except OSError as error:
        raise Missing(
            "evidence.lost",
            Text(f"文件“{name}”不在存储中。", f"The file “{name}” is not in the store."),
            Text("请告知系统管理员从备份恢复。", "Ask the system operator to restore it from a backup."),
        ) from error
