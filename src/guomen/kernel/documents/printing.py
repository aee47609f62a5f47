"""From what a paper says to its PDF: a Typst template and a font out of an installed package."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst


@cache
def font_folder() -> Path:
    """The folder of NotoSansSC-Regular.ttf inside the package zhplot, which is found and not imported.

    Raises FileNotFoundError where the package or its font is missing.
    """
    spec = find_spec("zhplot")
    for place in spec.submodule_search_locations or () if spec else ():
        if (Path(place) / "fonts" / "NotoSansSC-Regular.ttf").is_file():
            return Path(place) / "fonts"
    raise FileNotFoundError("NotoSansSC-Regular.ttf of the package zhplot is not installed")


def qr_picture(address: str) -> str:
    """A QR code that leads to the address, as SVG."""
    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", border=0)
    return picture.getvalue().decode()


def compiled(
    template: Path,
    data: Mapping[str, Any],
    *,
    standard: str = "",
    attached: Mapping[str, bytes] | None = None,
    made_at: datetime | None = None,
) -> bytes:
    """The template filled with `data` (sys.inputs.paper, JSON) as PDF; no fonts of the system are used, so that every
    machine prints the same.

    standard: "a-3b" gives PDF/A-3b (ISO 19005-3). attached: files by name that the template attaches (Typst's
    pdf.attach). made_at: the instant that the PDF's metadata states.
    """
    told: dict[str, Any] = {"sys_inputs": {"paper": json.dumps(data, ensure_ascii=False)}}
    if standard:
        told["pdf_standards"] = [standard]
    if made_at is not None:
        told["timestamp"] = int(made_at.timestamp())
    if not attached:
        return _compile(template, template.parent, told)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(template, folder)
        for name, content in attached.items():
            (Path(folder) / name).write_bytes(content)
        return _compile(Path(folder) / template.name, Path(folder), told)


def _compile(template: Path, root: Path, told: Mapping[str, Any]) -> bytes:
    made: bytes = typst.compile(
        str(template), root=str(root), font_paths=[str(font_folder())], ignore_system_fonts=True, **told
    )
    return made
