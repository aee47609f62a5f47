"""The draw: a keyed hash of an identity under the day's secret. Pure; keys are arguments.

secret of a day = HMAC-SHA256(master key, "guomen draw " + day); commitment = SHA-256(secret), published beforehand;
number = first 52 bits of HMAC-SHA256(secret, identity) / 2^52. The identity holds neither version nor item: a
declaration that is amended, cut into pieces or made again under the same bill of lading draws the same number again.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LOT_DRAW = "lot"
CONTROL_ARM = "control"
BITS = 52
# SHA-256 works on blocks of this many bytes; a day's secret is shorter.
_BLOCK = 64


class Identity(NamedTuple):
    """What a number is drawn for: a consignment, or the shipment that it is of (consignments.shipments.terms)."""

    purpose: str
    sender: str
    reference: str

    def message(self) -> bytes:
        """The bytes that are hashed; each text is led by its length, so that no two identities share them."""
        whom, what = self.sender.encode(), self.reference.encode()
        return b"%s|%d:%s|%d:%s|" % (self.purpose.encode(), len(whom), whom, len(what), what)


def day_secret(master: bytes, day: date) -> bytes:
    """The secret of one day; knowing it tells nothing of other days."""
    return hmac.digest(master, b"guomen draw " + day.isoformat().encode(), "sha256")


def commitment(secret: bytes) -> str:
    """What is published of a secret beforehand: its SHA-256, hexadecimal."""
    return hashlib.sha256(secret).hexdigest()


def uniform(secret: bytes, identity: Identity) -> float:
    """The number in [0, 1) that the identity draws on the secret's day."""
    digest = hmac.digest(secret, identity.message(), "sha256")
    return (int.from_bytes(digest[:8], "big") >> (64 - BITS)) / (1 << BITS)


# Draws a number in [0, 1) for a purpose.
Draw = Callable[[str], float]


def drawing(secret: bytes, name: tuple[str, str]) -> Draw:
    """What draws for one consignment under a day's secret, each number once. name: a DrawName."""
    return cache(lambda purpose: uniform(secret, Identity(purpose, *name)))


def uniforms(secret: bytes, purpose: str, names: Iterable[tuple[str, str]]) -> NDArray[np.float64]:
    """The numbers of many names, as `uniform` gives them one by one.

    HMAC is written out (RFC 2104): its two padded keys are hashed once, which halves the time.
    """
    padded = secret.ljust(_BLOCK, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in padded)) for pad in (0x36, 0x5C))
    digests = []
    for sender, reference in names:
        within, around = inner.copy(), outer.copy()
        within.update(Identity(purpose, sender, reference).message())
        around.update(within.digest())
        digests.append(around.digest()[:8])
    whole = np.frombuffer(b"".join(digests), dtype=">u8")
    return (whole >> np.uint64(64 - BITS)).astype(np.float64) / (1 << BITS)
