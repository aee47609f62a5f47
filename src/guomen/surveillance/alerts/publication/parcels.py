"""What is handed to an outlet, and what the outlet answers. Plain values: they go to threads that know no database."""

from dataclasses import dataclass

from guomen.surveillance.alerts.models import Sending
from guomen.surveillance.alerts.publication import cap, letters
from guomen.surveillance.alerts.publication.messages import Message
from guomen.surveillance.alerts.terms import OutletKind


@dataclass(frozen=True, slots=True)
class Parcel:
    """One sending. key is the same however often it is tried, so that a receiver knows a repetition."""

    sending: int
    key: str
    outlet: int
    kind: OutletKind
    address: str
    secret: str
    alert: str
    name: str
    document: bytes
    subject: str
    letter: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How long an outlet may take, in seconds, and whether it may stand in a private network."""

    seconds: float
    private_addresses: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the outlet took it, and what it said."""

    taken: bool
    said: str


def parcel_of(sending: Sending, message: Message) -> Parcel:
    """The sending, packed."""
    outlet = sending.outlet
    return Parcel(
        sending=sending.pk,
        key=f"{message.identifier}.{outlet.pk}@{message.sender}",
        outlet=outlet.pk,
        kind=OutletKind(outlet.kind),
        address=outlet.address,
        secret=outlet.secret,
        alert=message.identifier,
        name=f"{message.identifier}.xml",
        document=cap.cap_xml(message),
        subject=letters.subject(message, outlet.language),
        letter=letters.body(message, outlet.language),
    )
