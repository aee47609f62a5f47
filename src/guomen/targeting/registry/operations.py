"""What is done to models: registering, promoting with a second signature, retiring; and noting what was found."""

from guomen.targeting.registry.noting import Found, note_line_outcomes

__all__ = ["Found", "note_line_outcomes"]
