"""Where an outlet may stand: checked when it is registered, and for a webhook again each time it is sent to."""

import ipaddress
import re
import socket
import ssl
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from guomen.kernel.terms import Text
from guomen.surveillance.alerts.terms import OutletKind

_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}\Z")
_PORTS = {"http": 80, "https": 443}


class Forbidden(ValueError):
    """The address is one that nothing is sent to."""


def address_fault(kind: OutletKind, address: str, private_addresses: bool) -> Text | None:
    """What is wrong with an outlet's address; None where it can be used."""
    if kind is OutletKind.EMAIL:
        return None if _are_mailboxes(address) else Text("不是电子邮件地址。", "These are not e-mail addresses.")
    if kind is OutletKind.FOLDER:
        wrong = Text("文件夹名只能含字母、数字、-和_。", "A folder is a name of letters, digits, - and _.")
        return None if _FOLDER.match(address) else wrong
    try:
        host, _port, _path, _secure = target(address)
        if not private_addresses:
            refuse_private([host] if _is_address(host) else [], host)
    except Forbidden as error:
        return Text(f"网址不可用：{error}", f"The address cannot be used: {error}.")
    return None


def recipients(address: str) -> list[str]:
    """The mailboxes of an e-mail outlet, which commas separate."""
    return [one.strip() for one in address.split(",") if one.strip()]


def _are_mailboxes(address: str) -> bool:
    found = recipients(address)
    try:
        for one in found:
            validate_email(one)
    except ValidationError:
        return False
    return bool(found)


def target(address: str) -> tuple[str, int, str, bool]:
    """Host, port, path and whether it is encrypted, of a webhook's address. Raises Forbidden."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise Forbidden(str(error)) from error
    if parts.scheme not in _PORTS or not host:
        raise Forbidden("it is not of the form https://host/path")
    if parts.username or parts.password or not address.isascii() or not address.isprintable() or " " in address:
        raise Forbidden("it holds a user name, a password or characters that no address has")
    path = parts.path or "/"
    return host, port, f"{path}?{parts.query}" if parts.query else path, parts.scheme == "https"


def resolved(host: str, port: int, private_addresses: bool) -> str:
    """One address of the host, all of which are public unless private ones are allowed. Raises Forbidden, OSError.

    The caller connects to this very address: a name that answers differently the second time gains nothing.
    """
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not private_addresses:
        refuse_private(found, host)
    return found[0]


def connected(host: str, port: int, *, secure: bool, seconds: float, private_addresses: bool) -> socket.socket:
    """A line to the address that was looked at, encrypted where asked. Raises Forbidden, OSError."""
    plain = socket.create_connection((resolved(host, port, private_addresses), port), seconds)
    if not secure:
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


def refuse_private(addresses: list[str], host: str) -> None:
    """Raise Forbidden where the host is this machine, or an address is of a private, local or reserved network."""
    if host.rstrip(".").lower() in ("localhost", "localhost.localdomain"):
        raise Forbidden("it is this machine's own")
    for one in addresses:
        address = ipaddress.ip_address(one.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        if not mapped.is_global or mapped.is_multicast:
            raise Forbidden(f"{one} is of a private network (policy surveillance.alert.send.private_addresses)")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
