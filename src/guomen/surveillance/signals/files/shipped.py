"""The layouts that are shipped as reference data, read once."""

from functools import lru_cache
from pathlib import Path

import msgspec
from django.conf import settings

from guomen.surveillance.signals.files.terms import ShippedLayout


@lru_cache(maxsize=2)
def _read(path: Path) -> tuple[ShippedLayout, ...]:
    return tuple(msgspec.json.decode(path.read_bytes(), type=list[ShippedLayout])) if path.exists() else ()


def shipped_layouts() -> tuple[ShippedLayout, ...]:
    """Layouts of well-known sources (signal_layouts.json of the reference data)."""
    return _read(Path(settings.REFERENCE) / "signal_layouts.json")
