"""From a twin to its paper: PDF/A-3b with the twin attached, before it is sealed."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from guomen.kernel.documents.printing import compiled, qr_picture

TWIN = "report.json"
_TEMPLATE = Path(__file__).with_name("report.typ")


def printed(twin: dict[str, Any], *, at: datetime) -> bytes:
    """The paper of this content."""
    written = json.dumps(twin, ensure_ascii=False, indent=1).encode()
    data = twin | {"qr": qr_picture(twin["address"])}
    return compiled(_TEMPLATE, data, standard="a-3b", attached={TWIN: written}, made_at=at)
