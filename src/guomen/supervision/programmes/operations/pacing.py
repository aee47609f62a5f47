"""Keeping the shares of declarations in step: a control order for each, issued anew where its rate has to move."""

from datetime import datetime


def pace_shares(*, at: datetime) -> int:
    """Give every running share of declarations the control order that it needs now; gives how many were changed."""
    raise NotImplementedError
