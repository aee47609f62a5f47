"""Handing a parcel to its outlet."""

import smtplib
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from guomen.kernel.files.operations import write_whole
from guomen.surveillance.alerts.publication import webhooks
from guomen.surveillance.alerts.publication.addresses import recipients
from guomen.surveillance.alerts.publication.cap import MEDIA_TYPE
from guomen.surveillance.alerts.publication.parcels import Answer, Limits, Parcel
from guomen.surveillance.alerts.terms import OutletKind


def hand_over(parcel: Parcel, limits: Limits) -> Answer:
    """Give the parcel to its outlet; a failure is an answer, never an exception of the network's or the disk's."""
    if parcel.kind is OutletKind.WEBHOOK:
        return webhooks.post(parcel, limits)
    return _mailed(parcel, limits) if parcel.kind is OutletKind.EMAIL else _filed(parcel)


def _mailed(parcel: Parcel, limits: Limits) -> Answer:
    to = recipients(parcel.address)
    headers = {"Message-ID": f"<{parcel.key}>"}
    connection = get_connection(timeout=limits.seconds)
    letter = EmailMessage(parcel.subject, parcel.letter, to=to, headers=headers, connection=connection)
    letter.attach(parcel.name, parcel.document, MEDIA_TYPE)
    try:
        letter.send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return Answer(False, f"{type(error).__name__}: {error}"[:400])
    return Answer(True, f"mailed to {len(to)}")


def folder(address: str) -> Path:
    """Where a folder outlet writes: a folder of that name among the installation's files."""
    return Path(settings.MEDIA_ROOT) / "alerts" / address


def _filed(parcel: Parcel) -> Answer:
    """Write the file whole or not at all; one that is there already is the same message and is left alone."""
    try:
        new = write_whole(folder(parcel.address) / parcel.name, parcel.document, mode=0o644)
    except OSError as error:
        return Answer(False, f"{type(error).__name__}: {error}"[:400])
    return Answer(True, parcel.name if new else f"{parcel.name} was there already")
