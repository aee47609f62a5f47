"""What a feed says, as reports: items of RSS and Atom, messages of CAP. Markup becomes text; everything is bounded.

Pure: today is the day on which it is read.
"""

import hashlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.files.terms import MediaType
from guomen.kernel.terms import Fault, Refusal, Text, Where
from guomen.surveillance.signals.feeds.trees import child, local, text_of, tree_of
from guomen.surveillance.signals.rules.texts import cut, plain_text
from guomen.surveillance.signals.terms import ENCLOSURES, Credibility, SignalReport

_REFERENCE = 120
_TITLE = 300
_FILES = 5
# CAP 1.2, 3.2.2 "certainty": how sure the sender is of the event.
_CERTAINTY = {
    "observed": Credibility.RELIABLE,
    "likely": Credibility.USUALLY,
    "possible": Credibility.UNKNOWN,
    "unlikely": Credibility.DOUBTFUL,
    "unknown": Credibility.UNKNOWN,
}


@dataclass(slots=True)
class FeedRead:
    """What a feed brought. encoding: as it was read; items: how many it had; left: those beyond the most."""

    encoding: str
    items: int = 0
    left: int = 0
    reports: list[SignalReport] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def parse_feed(content: bytes, *, name: str, today: date, most_items: int, most_text: int) -> FeedRead:
    """Read a feed. Raises Refusal where it is none, or not XML that can be trusted."""
    root, encoding = tree_of(content)
    read = FeedRead(encoding)
    items = list(_items(root))
    if not items and local(root) not in ("rss", "rdf", "feed"):
        raise Refusal(
            "feed.kind",
            Text(f"不是 RSS、Atom 或 CAP，而是“{local(root)}”。", f"This is no RSS, Atom or CAP, but {local(root)!r}."),
            Text("请核对信息源地址。", "Check the address of the feed."),
        )
    read.items, read.left = len(items), max(0, len(items) - most_items)
    for number, item in enumerate(items[:most_items], start=1):
        answer = _cap(item, today, most_text) if local(item) == "alert" else _item(item, today, most_text)
        if isinstance(answer, SignalReport):
            read.reports.append(answer)
        else:
            read.faults.append(
                Fault(f"feed.{answer[0]}", Where(name, number, answer[1]), answer[2], answer[3], answer[4])
            )
    return read


def _items(root: etree._Element) -> Iterator[etree._Element]:
    """Items in the order of the feed; a CAP message inside an Atom entry stands for the entry."""
    if local(root) == "alert":
        yield root
        return
    for node in root.iter():
        if local(node) in ("item", "entry"):
            inner = next((one for one in node.iter() if local(one) == "alert"), None)
            yield node if inner is None else inner


Answer = SignalReport | tuple[str, str, str, Text, Text]


def _item(node: etree._Element, today: date, most: int) -> Answer:
    link = _link(node)
    body = text_of(child(node, "encoded", "content", "description", "summary"))
    original = plain_text(body, most=most)
    title = plain_text(text_of(child(node, "title")), most=_TITLE) or cut(original, _TITLE)
    reference = text_of(child(node, "guid", "id")) or str(node.get(f"{{{_RDF}}}about", "")) or link
    if not title:
        return _wrong("empty", "title", "", "条目没有内容。", "The item says nothing.")
    day = _day(text_of(child(node, "pubdate", "published", "updated", "date", "issued")), today)
    if isinstance(day, str):
        return _wrong("date", "pubDate", day, "日期无法识别。", "The date cannot be read.")
    latitude, longitude = _point(text_of(child(node, "point")))
    return SignalReport(
        reference=_short(reference or hashlib.sha256(f"{title}\n{original}".encode()).hexdigest()),
        reported_on=day,
        title=title,
        original=original,
        language=str(node.get(f"{{{_XML}}}lang", ""))[:8],
        latitude=latitude,
        longitude=longitude,
        details=({"link": link} if link else {}) | _enclosed(_enclosures(node)),
    )


_XML = "http://www.w3.org/XML/1998/namespace"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def _wrong(code: str, place: str, value: str, zh: str, en: str) -> tuple[str, str, str, Text, Text]:
    return code, place, value[:120], Text(zh, en), Text("请联系来源。", "Ask the source.")


def _link(node: etree._Element) -> str:
    """The page of an item, where it is an ordinary web address: nothing else may be shown as a link."""
    found = next((one for one in node if local(one) == "link" and one.get("rel") != "enclosure"), None)
    link = str(found.get("href") or text_of(found)) if found is not None else ""
    return link if _ordinary(link) else ""


def _enclosures(node: etree._Element) -> Iterator[tuple[str, str]]:
    """Address and type of the files that an item names: RSS enclosures, Atom links of that kind, CAP resources."""
    for one in node.iter():
        if local(one) == "enclosure" or (local(one) == "link" and one.get("rel") == "enclosure"):
            yield str(one.get("url") or one.get("href") or ""), str(one.get("type", ""))
        elif local(one) == "resource":
            yield text_of(child(one, "uri")), text_of(child(one, "mimetype"))


def _enclosed(named: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The addresses of files that may be taken, as details; of a kind that is not taken (sound, film) none."""
    fit = (address for address, kind in named if _ordinary(address) and (not kind or kind.lower() in set(MediaType)))
    found = list(dict.fromkeys(fit))[:_FILES]
    return {ENCLOSURES: found} if found else {}


def _ordinary(address: str) -> bool:
    return address.startswith(("https://", "http://")) and len(address) <= 400 and not set(address) & set("<>\"' ")


def _short(reference: str) -> str:
    if len(reference) <= _REFERENCE:
        return reference
    return f"{reference[: _REFERENCE - 17]}#{hashlib.sha256(reference.encode()).hexdigest()[:16]}"


def _day(text: str, today: date) -> date | str:
    """The day in Beijing of a date (RFC 822, RFC 3339); today where none is given; its own text if unreadable."""
    if not text:
        return today
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(text.strip())
            return (at.astimezone(CIVIL_ZONE) if at.tzinfo else at).date()
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return text


def _point(text: str) -> tuple[float | None, float | None]:
    """Latitude and longitude of a GeoRSS point or of the middle of a CAP polygon, where they are numbers."""
    try:
        pairs = (
            [tuple(map(float, pair.split(","))) for pair in text.split()]
            if "," in text
            else [tuple(map(float, text.split()))]
        )
        if not pairs or any(len(pair) != 2 or not all(map(math.isfinite, pair)) for pair in pairs):
            return None, None
        return sum(pair[0] for pair in pairs) / len(pairs), sum(pair[1] for pair in pairs) / len(pairs)
    except ValueError:
        return None, None


def _cap(alert: etree._Element, today: date, most: int) -> Answer:
    """A CAP 1.2 message: an update or a cancellation speaks under the identifier of the first message it refers to."""
    identifier = text_of(child(alert, "identifier"))
    status, kind = text_of(child(alert, "status")), text_of(child(alert, "msgtype")).lower()
    if status.lower() != "actual":
        return _wrong(
            "cap_status",
            "status",
            status,
            "不是实际发布的消息（演练或测试）。",
            "It is no actual message (exercise, test).",
        )
    if not identifier:
        return _wrong("cap_identifier", "identifier", "", "缺少标识。", "The identifier is missing.")
    day = _day(text_of(child(alert, "sent")), today)
    if isinstance(day, str):
        return _wrong("date", "sent", day, "日期无法识别。", "The date cannot be read.")
    refers = [part.split(",") for part in text_of(child(alert, "references")).split() if part.count(",") == 2]
    info = child(alert, "info")
    said = _information(info, most) if info is not None else {"title": identifier, "original": ""}
    return SignalReport(
        reference=_short(refers[0][1] if refers and kind in ("update", "cancel") else identifier),
        reported_on=day,
        retracted=kind == "cancel",
        **said,
    )


def _information(info: etree._Element, most: int) -> dict[str, Any]:
    words = {name: plain_text(text_of(child(info, name)), most=most) for name in
             ("headline", "event", "description", "instruction", "sendername", "web")}  # fmt: skip
    area = child(info, "area")
    circle = text_of(child(area, "circle")).split(" ")[0] if area is not None else ""
    place = plain_text(text_of(child(area, "areadesc")), most=_REFERENCE) if area is not None else ""
    latitude, longitude = _point(circle or text_of(child(area, "polygon"))) if area is not None else (None, None)
    details = {name: text_of(child(info, name)) for name in ("urgency", "severity", "certainty", "category")}
    return {
        "title": cut(words["headline"] or words["event"] or "CAP", _TITLE),
        "original": cut("\n".join(one for one in (words["description"], words["instruction"]) if one), most),
        "language": text_of(child(info, "language"))[:8],
        "hazard_words": cut(words["event"], _TITLE),
        "place": place,
        "latitude": latitude,
        "longitude": longitude,
        "credibility": _CERTAINTY.get(details["certainty"].lower()),
        "details": {name: cut(text, _REFERENCE) for name, text in details.items() if text}
        | _enclosed(_enclosures(info)),
    }
