"""Slowing down who guesses passwords; kept in the database, so that it holds for any number of processes."""

import hashlib
from datetime import datetime, timedelta

from django.db.models import Q

from guomen.interfaces.models import FailedSignIn

# Properties of the lock on the door, not of the agency's policy: 5 wrong passwords for a name, or 50 from one
# address, within a quarter of an hour (OWASP ASVS 4.0.3, 2.2.1: at most 100 an hour on one account).
WINDOW = timedelta(minutes=15)
FOR_ONE_NAME = 5
FROM_ONE_ADDRESS = 50


def _hashed(name: str) -> str:
    return hashlib.sha256(name.strip().lower().encode()).hexdigest()


def is_throttled(*, name: str, address: str, at: datetime) -> bool:
    """Whether further attempts for this name or from this address must wait."""
    recent = FailedSignIn.objects.filter(Q(name=_hashed(name)) | Q(address=address), at__gt=at - WINDOW)
    attempts = list(recent.values_list("name", "address")[: FOR_ONE_NAME + FROM_ONE_ADDRESS])
    for_name = sum(one == _hashed(name) for one, _ in attempts)
    from_address = sum(one == address for _, one in attempts)
    return for_name >= FOR_ONE_NAME or from_address >= FROM_ONE_ADDRESS


def note_failure(*, name: str, address: str, at: datetime) -> None:
    """Remember a failed attempt, and forget those that no longer count."""
    FailedSignIn.objects.filter(at__lte=at - WINDOW).delete()
    FailedSignIn.objects.create(name=_hashed(name), address=address, at=at)


def forget_failures(*, name: str) -> None:
    """The right password was given: the name starts afresh."""
    FailedSignIn.objects.filter(name=_hashed(name)).delete()
