"""Profiles and messages that a person may see, and what a message's values are placed on."""

from guomen.laboratory.messages.queries.seeing import (
    definition_of,
    held_lines,
    message,
    profile,
    profile_in_use,
    visible_messages,
    visible_profiles,
)

__all__ = [
    "definition_of",
    "held_lines",
    "message",
    "profile",
    "profile_in_use",
    "visible_messages",
    "visible_profiles",
]
