"""From a paper to its PDF: Typst with the template beside this file and a font out of an installed package."""

import json
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import segno
import typst

from guomen.decisions.documents.terms import Paper

_TEMPLATE = Path(__file__).with_name("certificate.typ")


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


def printed(paper: Paper) -> bytes:
    """The paper as PDF; no fonts of the system are used, so that every machine prints the same."""
    picture = BytesIO()
    segno.make(paper.address, error="m", micro=False).save(picture, kind="svg", border=0)
    data = paper.as_json() | {"qr": picture.getvalue().decode()}
    compiled: bytes = typst.compile(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(data, ensure_ascii=False)},
    )
    return compiled
