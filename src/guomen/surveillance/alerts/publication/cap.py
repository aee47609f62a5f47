"""The Common Alerting Protocol, OASIS CAP 1.2: one message with an info block in each language. Pure.

Times carry a numeric offset (the schema refuses "Z"), elements stand in the schema's order, Update and Cancel name
every earlier version in references, and what CAP has no element for (colour, kind, version) stands in parameters.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.terms import Text
from guomen.surveillance.alerts.terms import AlertCategory, AlertKind, AlertLevel, Audience, Change

if TYPE_CHECKING:
    from guomen.surveillance.alerts.publication.messages import Message

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"
_LANGUAGES = ("zh-CN", "en")
_ROMAN = {AlertLevel.RED: "I", AlertLevel.ORANGE: "II", AlertLevel.YELLOW: "III", AlertLevel.BLUE: "IV"}
_SEVERITY = {
    AlertLevel.RED: "Extreme",
    AlertLevel.ORANGE: "Severe",
    AlertLevel.YELLOW: "Moderate",
    AlertLevel.BLUE: "Minor",
}
_CATEGORY = {
    AlertCategory.FOOD: "Health",
    AlertCategory.PRODUCT: "Safety",
    AlertCategory.ANIMAL: "Health",
    AlertCategory.PLANT: "Env",
    AlertCategory.HEALTH: "Health",
}
_RESPONSE = {Audience.PORTS: "Monitor", Audience.OPERATORS: "Execute", Audience.PUBLIC: "Avoid"}
_URGENCY = {"immediate": "Immediate", "expected": "Expected", "distant": "Future"}
_CERTAINTY = {"low": "Observed", "moderate": "Likely", "high": "Possible"}
_INSIDE = Text("仅供检验检疫机构内部", "Inside the inspection agency only")


def cap_xml(message: "Message") -> bytes:
    """The message as an XML document in UTF-8, valid against the CAP 1.2 schema."""
    root = Xml.Element("alert", {"xmlns": NAMESPACE})
    for name, value in _head(message):
        _put(root, name, value)
    for language in _LANGUAGES:
        _info(root, message, language)
    Xml.indent(root)
    document: bytes = Xml.tostring(root, encoding="UTF-8", xml_declaration=True)
    return document


def instant(at: datetime) -> str:
    """An instant as CAP writes it: to the second, with a numeric offset and never "Z"."""
    return at.astimezone(CIVIL_ZONE).isoformat(timespec="seconds")


def message_type(message: "Message") -> str:
    """Alert for what is new, Cancel for what ends, Update for all else."""
    if message.over:
        return "Cancel"
    return "Alert" if message.change is Change.FIRST else "Update"


def _head(message: "Message") -> Iterator[tuple[str, str]]:
    inside = message.kind is AlertKind.CIRCULAR
    yield "identifier", message.identifier
    yield "sender", message.sender
    yield "sent", instant(message.sent)
    yield "status", message.status
    yield "msgType", message_type(message)
    yield "scope", "Restricted" if inside else "Public"
    if inside:
        yield "restriction", f"{_INSIDE.zh} {_INSIDE.en}"
    if message.change is not Change.FIRST:
        yield "note", f"{message.change.text.zh} {message.change.text.en}"
    if message.references:
        told = (f"{message.sender},{one.identifier},{instant(one.sent)}" for one in message.references)
        yield "references", " ".join(told)


def _info(root: Xml.Element, message: "Message", language: str) -> None:
    info = Xml.SubElement(root, "info")
    for name, value in _facts(message, language):
        _put(info, name, value)
    for name, value in _parameters(message, language):
        parameter = Xml.SubElement(info, "parameter")
        _put(parameter, "valueName", name)
        _put(parameter, "value", value)
    area = Xml.SubElement(info, "area")
    _put(area, "areaDesc", message.wording.scope.in_(language))


def _facts(message: "Message", language: str) -> Iterator[tuple[str, str]]:
    said = message.wording
    yield "language", language
    yield "category", _CATEGORY[message.category]
    yield "event", message.category.text.in_(language)
    yield "responseType", "AllClear" if message.over else _RESPONSE[message.audience]
    yield "urgency", "Past" if message.over else _URGENCY.get(message.urgency, "Unknown")
    yield "severity", "Minor" if message.over else _SEVERITY[message.level]
    yield "certainty", _certainty(message)
    yield "audience", message.audience.text.in_(language)
    yield "effective", instant(message.sent)
    yield "onset", instant(message.starts_at)
    if message.ends_at is not None:
        yield "expires", instant(message.ends_at)
    yield "senderName", message.issuer.in_(language)
    yield "headline", said.title.in_(language)
    yield "description", said.warning.in_(language)
    yield "instruction", said.action.in_(language)
    yield "web", message.address


def _certainty(message: "Message") -> str:
    if message.change is Change.REFUTATION:
        return "Unlikely"
    return _CERTAINTY.get(message.uncertainty, "Unknown")


def _parameters(message: "Message", language: str) -> Iterator[tuple[str, str]]:
    yield "colour", str(message.level)
    yield "level", _ROMAN[message.level]
    yield "kind", str(message.kind)
    yield "kindName", message.kind.text.in_(language)
    yield "change", str(message.change)
    yield "number", message.number
    yield "version", str(message.version)
    if message.hazard is not None:
        yield "hazard", message.hazard[0]
        yield "hazardName", message.hazard[1].in_(language)
    for code, name in message.goods:
        yield "goods", f"{code} {name.in_(language)}"
    for code, name in message.origins:
        yield "origin", f"{code} {name.in_(language)}"


def _put(parent: Xml.Element, name: str, value: str) -> None:
    Xml.SubElement(parent, name).text = value
