"""What may be done with profiles and messages: the only place where this alcove writes."""

from guomen.laboratory.messages.operations.profiles import change_draft, put_in_use, retire_profile, write_profile
from guomen.laboratory.messages.operations.settling import dismiss_lines, retry_message, settle_line
from guomen.laboratory.messages.operations.taking import Taken, take_message, try_message

__all__ = [
    "Taken",
    "change_draft",
    "dismiss_lines",
    "put_in_use",
    "retire_profile",
    "retry_message",
    "settle_line",
    "take_message",
    "try_message",
    "write_profile",
]
