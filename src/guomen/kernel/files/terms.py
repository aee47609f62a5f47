"""Which files are taken, and what is known of one that is kept."""

from dataclasses import dataclass
from enum import StrEnum


class MediaType(StrEnum):
    """The only kinds of file that are taken; none of them is executable."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"

    @property
    def suffix(self) -> str:
        """The ending of its name."""
        return {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf"}[self]


def type_of(name: str) -> str:
    """The media type of a kept file by the ending that it was given; of no known one, bytes."""
    return next((str(kind) for kind in MediaType if name.endswith(kind.suffix)), "application/octet-stream")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the store. digest: the SHA-256 of its bytes; name: as it may be shown."""

    digest: str
    name: str
    kind: MediaType
    size: int
