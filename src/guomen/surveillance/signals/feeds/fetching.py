"""Fetching a feed: within a time and a size, from public addresses unless policy allows others, failing in words."""

import socket
import threading
import zlib
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urljoin

from guomen.kernel.terms import Refusal, Text
from guomen.surveillance.alerts.publication.addresses import Forbidden, connected, target

_REDIRECTS = 3
_MOVED = (301, 302, 303, 307, 308)
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a fetch may take in all, how much it may bring unpacked, whether it may go to private networks."""

    seconds: float
    most_bytes: int
    private_addresses: bool


def fetch(address: str, bounds: Bounds) -> bytes:
    """The body at an address, redirects followed as far as three. Raises Refusal, whatever goes wrong."""
    try:
        for _ in range(_REDIRECTS + 1):
            body, moved = _get(address, bounds)
            if not moved:
                return body
            address = urljoin(address, moved)
        raise _failed("转向次数过多", "it redirects too often")
    except Forbidden as error:
        raise _failed(f"地址不允许：{error}", f"not fetched: {error}") from None
    except (OSError, HTTPException, ValueError, zlib.error) as error:
        told = f"{type(error).__name__}: {error}"[:300]
        raise _failed(told, told) from None


def _failed(zh: str, en: str) -> Refusal:
    return Refusal(
        "feed.fetch",
        Text(f"抓取失败：{zh}。", f"The feed could not be fetched: {en}."),
        Text("请核对地址，或稍后重试。", "Check the address, or try again later."),
    )


def _get(address: str, bounds: Bounds) -> tuple[bytes, str]:
    host, port, path, secure = target(address)
    connection = HTTPConnection(host, port, timeout=bounds.seconds)
    connection.sock = connected(
        host, port, secure=secure, seconds=bounds.seconds, private_addresses=bounds.private_addresses
    )
    # A time-out of the socket begins anew with every byte; this one does not.
    late = threading.Event()
    alarm = threading.Timer(bounds.seconds, _hang_up, [connection.sock, late])
    alarm.daemon = True
    alarm.start()
    try:
        accepted = (
            "application/atom+xml, application/rss+xml, application/cap+xml, application/xml, text/xml, */*;q=0.1"
        )
        connection.request(
            "GET",
            path,
            headers={"User-Agent": "Guomen", "Accept": accepted, "Accept-Encoding": "gzip", "Connection": "close"},
        )
        response = connection.getresponse()
        if response.status in _MOVED:
            return b"", response.getheader("Location", "")
        if response.status != 200:
            raise HTTPException(f"HTTP {response.status}")
        body = _body(response, bounds.most_bytes)
        if late.is_set():
            raise TimeoutError(f"no whole answer within {bounds.seconds} s")
        return body, ""
    finally:
        alarm.cancel()
        connection.close()


def _hang_up(line: socket.socket, late: threading.Event) -> None:
    late.set()
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _body(response: HTTPResponse, most: int) -> bytes:
    """The body, unpacked as it comes and never beyond `most` bytes."""
    packed = response.getheader("Content-Encoding", "").lower() in ("gzip", "x-gzip")
    inflate = zlib.decompressobj(31) if packed else None
    parts, size = [], 0
    while block := response.read(_BLOCK):
        while block:
            plain = inflate.decompress(block, _BLOCK) if inflate else block
            block = inflate.unconsumed_tail if inflate else b""
            size += len(plain)
            if size > most:
                raise _failed(f"内容超过{most}字节", f"it is larger than {most} bytes")
            parts.append(plain)
    length = response.getheader("Content-Length")
    if not parts or (length and length.isdigit() and response.length):
        raise HTTPException("the answer is empty or was cut off")
    return b"".join(parts)
