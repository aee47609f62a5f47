"""Files that strangers' devices send: told by their bytes, never by their name."""

import re
import unicodedata

from guomen.kernel.files.terms import MediaType
from guomen.kernel.terms import Refusal, Text

# Foreign content that turns a picture into something else for another reader (a polyglot).
_MARKUP = (b"<script", b"<?php", b"<html", b"<!doctype")
_ZIP_END, _ZIP_REACH = b"PK\x05\x06", 65_557
_ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
_SEPARATORS = re.compile(r"[/\\]")


def media_type(content: bytes) -> MediaType:
    """What the file is by its first and last bytes. Raises Refusal for an empty, foreign, cut or two-faced file."""
    if not content:
        raise _refused("empty", "文件为空。", "The file is empty.")
    kind = _by_magic(content)
    if kind is None:
        raise _refused(
            "type",
            "只接收 JPEG、PNG、WebP 照片和 PDF 文件。",
            "Only JPEG, PNG and WebP pictures and PDF files are taken.",
        )
    if not _whole(kind, content):
        raise _refused("cut", "文件不完整或尾部附有其他内容。", "The file is cut off, or something is appended to it.")
    if _two_faced(kind, content):
        raise _refused("two_faced", "文件中夹带可执行或其他类型的内容。", "The file carries active or foreign content.")
    return kind


def _by_magic(content: bytes) -> MediaType | None:
    if content.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return MediaType.WEBP
    return MediaType.PDF if content.startswith(b"%PDF-") else None


def _whole(kind: MediaType, content: bytes) -> bool:
    if kind is MediaType.JPEG:
        return content.rstrip(b"\0").endswith(b"\xff\xd9")
    if kind is MediaType.PNG:
        return content[12:16] == b"IHDR" and content.endswith(b"IEND\xaeB`\x82")
    if kind is MediaType.WEBP:
        stated = int.from_bytes(content[4:8], "little") + 8
        return len(content) in (stated, stated + stated % 2)
    return b"%%EOF" in content[-1024:]


def _two_faced(kind: MediaType, content: bytes) -> bool:
    lowered = content.lower()
    if any(mark in lowered for mark in _MARKUP) or _ZIP_END in content[-_ZIP_REACH:]:
        return True
    if kind is MediaType.PDF:
        return _ACTIVE_PDF.search(content) is not None
    return b"%PDF-" in content[:1024]


def kept_name(name: str, kind: MediaType) -> str:
    """A file's name as it is shown: no folders, no control or direction characters, and the ending of what it is."""
    last = _SEPARATORS.split(name)[-1]
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    stem = shown.rsplit(".", 1)[0].strip(" .")
    return f"{stem[:80] or 'evidence'}{kind.suffix}"


def _refused(code: str, zh: str, en: str) -> Refusal:
    return Refusal(
        f"evidence.{code}",
        Text(zh, en),
        Text("请上传用相机或扫描仪生成的原始文件。", "Send the original file of a camera or scanner."),
    )
