"""Taking a file in: by its bytes, not larger than allowed, written whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path

from guomen.kernel.files.queries import file_path
from guomen.kernel.files.rules import kept_name, media_type
from guomen.kernel.files.terms import KeptFile
from guomen.kernel.terms import Refusal, Text


def keep_file(*, folder: str, name: str, content: bytes, largest: int) -> KeptFile:
    """Keep a file by the hash of its bytes; the same bytes twice are kept once. largest: in bytes.

    Raises Refusal for a file that is empty, too large, of a kind that is not taken, cut off or two-faced, and where
    the disk does not take it.
    """
    if len(content) > largest:
        raise Refusal(
            "evidence.too_large",
            Text(f"文件超过{largest // 1024 // 1024} MB。", f"The file is larger than {largest // 1024 // 1024} MB."),
            Text("请缩小照片或分次上传。", "Make the picture smaller or send it in parts."),
        )
    kind = media_type(content)
    digest = hashlib.sha256(content).hexdigest()
    try:
        write_whole(file_path(folder, digest), content)
    except OSError as error:
        raise Refusal(
            "evidence.disk",
            Text("服务器无法保存文件（磁盘可能已满）。", "The server could not keep the file (its disk may be full)."),
            Text("请稍后重试，并告知系统管理员。", "Try again later and tell the system operator."),
        ) from error
    return KeptFile(digest, kept_name(name, kind), kind, len(content))


def write_whole(target: Path, content: bytes, *, mode: int = 0o440) -> bool:
    """Write a file whole or not at all: aside first, flushed to the disk, then named. Gives whether it is new.

    What lies there already is left alone. Raises OSError where the disk does not take it.
    """
    if target.exists():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as aside:
        aside.write(content)
        aside.flush()
        os.fsync(aside.fileno())
    try:
        Path(aside.name).chmod(mode)
        os.link(aside.name, target)
    except FileExistsError:
        return False
    finally:
        Path(aside.name).unlink()
    return True
