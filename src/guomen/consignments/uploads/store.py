"""Uploaded files between choosing and lodging: a folder each, readable only by the person who uploaded it."""

import json
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from guomen.consignments.intake.terms import Layout
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Missing, Text

_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,40}\Z")


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file: its folder, the name it had, who sends it."""

    folder: Path
    token: str
    name: str
    sender: str
    sheet: str

    @property
    def path(self) -> Path:
        return self.folder / "source"

    def remembered(self) -> Layout | None:
        """The layout chosen for this file so far."""
        file = self.folder / "layout.json"
        return msgspec.json.decode(file.read_bytes(), type=Layout) if file.exists() else None

    def remember(self, layout: Layout) -> None:
        (self.folder / "layout.json").write_bytes(msgspec.json.encode(layout))

    @property
    def looked_through(self) -> bool:
        """Whether the whole file was read once, so that it is known not to be too long."""
        return (self.folder / "looked-through").exists()

    def mark_looked_through(self) -> None:
        (self.folder / "looked-through").touch()


def _folder(actor: Actor, token: str) -> Path:
    return _all() / str(actor.pk) / token


def _all() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads"


def keep(actor: Actor, file: "UploadedFile[Any]", sender: str, sheet: str) -> Upload:
    """Put an uploaded file aside until it is lodged."""
    token = secrets.token_urlsafe(18)
    folder = _folder(actor, token)
    folder.mkdir(parents=True)
    with (folder / "source").open("wb") as out:
        for block in file.chunks():
            out.write(block)
    name = Path(file.name or "file").name
    (folder / "upload.json").write_text(json.dumps({"name": name, "sender": sender, "sheet": sheet}))
    return Upload(folder, token, name, sender, sheet)


def found(actor: Actor, token: str) -> Upload:
    """The actor's own upload. Raises Missing for any other."""
    folder = _folder(actor, token)
    if not _TOKEN.match(token) or not (folder / "upload.json").exists():
        raise Missing(
            "upload.missing",
            Text("没有这个上传文件。", "There is no such upload."),
            Text("请重新上传。", "Upload the file again."),
        )
    return Upload(folder, token, **json.loads((folder / "upload.json").read_text()))


def sweep(before: datetime) -> int:
    """Remove the uploads that nobody has touched since an instant, with their refused rows; gives how many.

    What was lodged from them is in the record of consignments, and stays there.
    """
    old = [folder for folder in _all().glob("*/*") if folder.is_dir() and _touched(folder) < before.timestamp()]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def _touched(folder: Path) -> float:
    return max((file.stat().st_mtime for file in (folder, *folder.iterdir())), default=0.0)
