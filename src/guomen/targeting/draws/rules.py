"""The draw: a keyed hash of an identity under the day's secret. Pure; keys are arguments.

secret of a day = HMAC-SHA256(master key, "guomen draw " + day); commitment = SHA-256(secret), published beforehand;
number = first 52 bits of HMAC-SHA256(secret, identity) / 2^52. The identity holds no version: an amended declaration
draws the same number again.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

LOT_DRAW = "lot"
CONTROL_ARM = "control"
_BITS = 52


class Identity(NamedTuple):
    """What a number is drawn for: a consignment (item 0) or one of its lines."""

    purpose: str
    sender: str
    reference: str
    item: int = 0

    def message(self) -> bytes:
        """The bytes that are hashed; each text is led by its length, so that no two identities share them."""
        texts = (text.encode() for text in (self.purpose, self.sender, self.reference))
        return b"|".join([*(b"%d:%s" % (len(text), text) for text in texts), b"%d" % self.item])


def day_secret(master: bytes, day: date) -> bytes:
    """The secret of one day; knowing it tells nothing of other days."""
    return hmac.digest(master, b"guomen draw " + day.isoformat().encode(), "sha256")


def commitment(secret: bytes) -> str:
    """What is published of a secret beforehand: its SHA-256, hexadecimal."""
    return hashlib.sha256(secret).hexdigest()


def uniform(secret: bytes, identity: Identity) -> float:
    """The number in [0, 1) that the identity draws on the secret's day."""
    return number(secret, identity.message())


def number(secret: bytes, message: bytes) -> float:
    """The number of an identity's message."""
    return (int.from_bytes(hmac.digest(secret, message, "sha256")[:8], "big") >> (64 - _BITS)) / (1 << _BITS)


def line_uniforms(
    secret: bytes, senders: Iterable[str], references: Iterable[str], items: Iterable[int]
) -> list[float]:
    """The numbers of many lines, as `uniform` gives them one by one."""
    return [
        number(secret, Identity(LOT_DRAW, sender, reference, item).message())
        for sender, reference, item in zip(senders, references, items, strict=True)
    ]
