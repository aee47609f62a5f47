"""SubjectRef: a thing named without importing the room that keeps it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """kind is the room's word for the thing ("consignment", "sample", "measure"); key is its identifier there."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @classmethod
    def parse(cls, text: str) -> "SubjectRef":
        """Read "kind:key". Raises ValueError where there is no colon."""
        kind, colon, key = text.partition(":")
        if not (colon and kind and key):
            raise ValueError(f"{text!r} is not of the form kind:key")
        return cls(kind, key)
