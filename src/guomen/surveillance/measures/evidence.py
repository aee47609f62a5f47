"""Files that show that a measure was carried out: told by their bytes, kept under their SHA-256."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from guomen.inspection.terms import MediaType
from guomen.kernel.terms import Missing, Refusal, Text

_STARTS = {b"\xff\xd8\xff": MediaType.JPEG, b"\x89PNG\r\n\x1a\n": MediaType.PNG, b"%PDF-": MediaType.PDF}
_NAME = 100


def keep(content: bytes, name: str, largest: int) -> tuple[str, str]:
    """Keep a file and give its digest and the name it is kept by. Raises Refusal for one that is not taken."""
    kind = kind_of(content)
    if kind is None:
        raise Refusal(
            "evidence.type",
            Text(
                "只接收 JPEG、PNG、WebP 照片和 PDF 文件。", "Only JPEG, PNG and WebP pictures and PDF files are taken."
            ),
            Text("请另存为PDF或照片。", "Save it as a PDF or a picture."),
        )
    if len(content) > largest:
        raise Refusal(
            "evidence.too_large",
            Text(f"文件超过{largest // 1024 // 1024} MB。", f"The file is larger than {largest // 1024 // 1024} MB."),
            Text("请缩小照片或分次上传。", "Make the picture smaller or send it in parts."),
        )
    digest = hashlib.sha256(content).hexdigest()
    _write(place(digest), content)
    stem = "".join(one for one in Path(name.replace("\\", "/")).stem if one.isprintable())[:_NAME]
    return digest, f"{stem or digest[:12]}{kind.suffix}"


def kind_of(content: bytes) -> MediaType | None:
    """What the file is by its first bytes; None for what is not taken."""
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return MediaType.WEBP
    return next((kind for start, kind in _STARTS.items() if content.startswith(start)), None)


def place(digest: str) -> Path:
    """Where the file of a digest lies."""
    return Path(settings.MEDIA_ROOT) / "measures" / digest[:2] / digest


def kept(digest: str) -> bytes:
    """The file of a digest. Raises Missing where it is gone or no longer what it was."""
    try:
        content = place(digest).read_bytes()
    except OSError:
        content = b""
    if not digest or hashlib.sha256(content).hexdigest() != digest:
        raise Missing(
            "evidence.gone",
            Text("证据文件缺失或已损坏。", "The file of evidence is missing or damaged."),
            Text("请由系统管理员从备份恢复。", "Ask the system operator to restore it from the backup."),
        )
    return content


def _write(target: Path, content: bytes) -> None:
    """Write the file whole or not at all."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as aside:
            aside.write(content)
            aside.flush()
            os.fsync(aside.fileno())
        Path(aside.name).replace(target)
    except OSError as error:
        raise Refusal(
            "evidence.disk",
            Text("服务器无法保存文件（磁盘可能已满）。", "The server could not keep the file (its disk may be full)."),
            Text("请稍后重试，并告知系统管理员。", "Try again later and tell the system operator."),
        ) from error
