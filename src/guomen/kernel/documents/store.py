"""Where papers lie: below a room's folder, under the SHA-256 of their bytes, written whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path

from guomen.kernel.terms import Missing, Refusal, Text


def keep(folder: Path, content: bytes) -> str:
    """Write the content and give its SHA-256. Raises Refusal where the disk takes no more; no scrap stays behind."""
    digest = hashlib.sha256(content).hexdigest()
    file = _place(folder, digest)
    scrap = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, scrap = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(scrap, file)
    except OSError as error:
        if scrap:
            Path(scrap).unlink(missing_ok=True)
        raise Refusal(
            "document.not_kept",
            Text("文书无法保存，未予签发。", "The paper could not be stored, so nothing was issued."),
            Text(f"请检查存储空间后重试（{error.strerror}）。", f"Check the disk and try again ({error.strerror})."),
        ) from error
    return digest


def kept(folder: Path, digest: str) -> bytes:
    """The content of that SHA-256. Raises Missing where it is gone or no longer what it was."""
    try:
        content = _place(folder, digest).read_bytes()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise Missing(
            "document.damaged",
            Text("文书文件缺失或已损坏。", "The file of this paper is missing or damaged."),
            Text("请由系统管理员从备份恢复。", "Ask the system operator to restore it from the backup."),
        )
    return content


def _place(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / f"{digest}.pdf"
