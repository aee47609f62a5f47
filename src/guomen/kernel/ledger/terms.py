"""The ledger's vocabulary: what a handler is handed, and how an entry is written down for sealing."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

FIRST_LINK = "0" * 64


@dataclass(frozen=True, slots=True)
class News:
    """An entry as a handler gets it."""

    entry: int
    kind: str
    at: datetime
    subjects: tuple[str, ...]
    payload: dict[str, Any]
    actor: str

    def keys_of(self, kind: str) -> list[str]:
        """The keys of the subjects of one kind: ["consignment:7"] gives ["7"] for "consignment"."""
        prefix = f"{kind}:"
        return [subject[len(prefix) :] for subject in self.subjects if subject.startswith(prefix)]


def canonical(entry: dict[str, Any]) -> bytes:
    """The one way to write an entry as bytes: JSON, sorted keys, no spaces, UTF-8."""
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def link(previous: str, entry: dict[str, Any]) -> str:
    """The digest of an entry behind `previous`: SHA-256, hexadecimal."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(entry)).hexdigest()
