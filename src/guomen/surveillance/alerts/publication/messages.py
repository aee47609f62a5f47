"""What every channel is given: one signed version (or, for a preview, a proposed one) as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from guomen.catalogue.queries import commodity_name, country_name, hazard_name
from guomen.kernel.terms import Text
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.queries.laid_down import laid_down
from guomen.surveillance.alerts.queries.versions import versions, wording_of
from guomen.surveillance.alerts.terms import (
    AlertCategory,
    AlertKind,
    AlertLevel,
    AlertState,
    Audience,
    Change,
    Wording,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier version that has gone out: its identifier and the instant it was sent."""

    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One version as it leaves the house. over: it ends the alert. urgency, uncertainty: the assessment's words."""

    identifier: str
    number: str
    version: int
    sender: str
    status: str
    sent: datetime
    change: Change
    over: bool
    level: AlertLevel
    kind: AlertKind
    category: AlertCategory
    audience: Audience
    wording: Wording
    starts_at: datetime
    ends_at: datetime | None
    issuer: Text
    urgency: str
    uncertainty: str
    hazard: tuple[str, Text] | None
    goods: Sequence[tuple[str, Text]]
    origins: Sequence[tuple[str, Text]]
    references: Sequence[Reference]
    address: str


def identifier_of(number: str, version: int) -> str:
    """What CAP calls a version; unique with the sender, without spaces, commas, < or &."""
    return f"{number}-v{version}"


def sender() -> str:
    """Who sends, as CAP names it: the host that the public pages are read at."""
    return urlsplit(settings.PUBLIC_ADDRESS).hostname or "guomen"


def public_address(number: str) -> str:
    """Where anybody reads the alert."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{reverse('surveillance-public-alert', args=[number])}"


def message_of(row: Alert, at: datetime, over: bool | None = None) -> Message:
    """The message of a version; `at` stands for the instant of issue while it is not signed."""
    return Message(
        identifier=identifier_of(row.number, row.version),
        number=row.number,
        version=row.version,
        sender=sender(),
        status=laid_down("cap.status", at).value,
        sent=row.issued_at or at,
        change=Change(row.change),
        over=row.state == AlertState.LIFTED if over is None else over,
        level=AlertLevel(row.level),
        kind=AlertKind(row.kind),
        category=AlertCategory(row.category),
        audience=Audience(row.audience),
        wording=wording_of(row),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        issuer=Text(row.issuer.name_zh, row.issuer.name_en),
        urgency=row.assessment.urgency if row.assessment else "",
        uncertainty=row.assessment.uncertainty if row.assessment else "",
        hazard=(row.hazard, hazard_name(row.hazard)) if row.hazard else None,
        goods=[(code, commodity_name(code)) for code in row.goods],
        origins=[(code, country_name(code)) for code in row.origins],
        references=_references(row),
        address=public_address(row.number) if row.number else settings.PUBLIC_ADDRESS,
    )


def _references(row: Alert) -> list[Reference]:
    if row.version == 1:
        return []
    earlier = versions(row.number).filter(version__lt=row.version, issued_at__isnull=False)
    return [Reference(identifier_of(one.number, one.version), one.issued_at) for one in earlier if one.issued_at]
