"""A CAP message to somebody's machine: signed, within a time, to a checked address, without following anywhere."""

import hashlib
import hmac
import socket
import threading
from contextlib import suppress
from http.client import HTTPConnection, HTTPException

from guomen.surveillance.alerts.publication.addresses import Forbidden, connected, target
from guomen.surveillance.alerts.publication.cap import MEDIA_TYPE
from guomen.surveillance.alerts.publication.parcels import Answer, Limits, Parcel

_TAKEN = range(200, 300)


def signature(secret: str, body: bytes) -> str:
    """What the receiver computes again: "sha256=" and HMAC-SHA256 of the body under the outlet's secret."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def post(parcel: Parcel, limits: Limits) -> Answer:
    """POST the message. Whatever goes wrong is an answer, also an outlet that trickles or never answers."""
    try:
        return _post(parcel, limits)
    except Forbidden as error:
        return Answer(False, f"not sent: {error}")
    except (OSError, HTTPException, ValueError) as error:
        return Answer(False, f"{type(error).__name__}: {error}"[:400])


def _post(parcel: Parcel, limits: Limits) -> Answer:
    host, port, path, secure = target(parcel.address)
    connection = HTTPConnection(host, port, timeout=limits.seconds)
    connection.sock = connected(
        host, port, secure=secure, seconds=limits.seconds, private_addresses=limits.private_addresses
    )
    # A time-out of the socket begins anew with every byte; this one does not.
    alarm = threading.Timer(limits.seconds, _hang_up, [connection.sock])
    alarm.daemon = True
    alarm.start()
    try:
        connection.request("POST", path, body=parcel.document, headers=_headers(parcel))
        status = connection.getresponse().status
    finally:
        alarm.cancel()
        connection.close()
    return Answer(status in _TAKEN, f"HTTP {status}")


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _headers(parcel: Parcel) -> dict[str, str]:
    headers = {
        "Content-Type": MEDIA_TYPE,
        "User-Agent": "Guomen",
        "Guomen-Alert": parcel.alert,
        "Idempotency-Key": parcel.key,
        "Connection": "close",
    }
    if parcel.secret:
        headers["Guomen-Signature"] = signature(parcel.secret, parcel.document)
    return headers
