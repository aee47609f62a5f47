"""Public alerts over the API: no token is needed. Circulars stay inside the agency and are not among them."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema

from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.publication.messages import identifier_of, public_address
from guomen.surveillance.alerts.queries import about_goods, published, published_version, published_versions

router = Router(tags=["public alerts"], auth=None)
MOST = 200


class SaidInBoth(Schema):
    """A text in both languages."""

    zh: str
    en: str


class PublicAlert(Schema):
    """One version of a public alert. state: issued (in force until ends_at, if any), replaced or lifted."""

    identifier: str
    number: str
    version: int
    change: str
    state: str
    level: str
    kind: str
    category: str
    title: SaidInBoth
    scope: SaidInBoth
    warning: SaidInBoth
    action: SaidInBoth
    hazard: str
    goods: list[str]
    origins: list[str]
    issuer: SaidInBoth
    starts_at: datetime
    ends_at: datetime | None
    issued_at: datetime
    cap: str
    page: str


class PublicAlertPage(Schema):
    """The last signed first. next: give it as `before` to read on; absent at the end."""

    alerts: list[PublicAlert]
    next: int | None = None


class PublicAlertsWanted(Schema):
    """product: a goods code (in either direction of the prefix) or a name; origin: ISO 3166-1 alpha-2."""

    product: str = ""
    origin: str = ""
    level: str = ""
    state: str = ""
    before: int | None = None
    limit: int = 50


def _shown(row: Alert) -> dict[str, Any]:
    plain = ("number", "version", "change", "state", "level", "kind", "category", "hazard", "goods", "origins")
    said = ("title", "scope", "warning", "action")
    return {
        **{name: getattr(row, name) for name in plain},
        **{name: {"zh": getattr(row, f"{name}_zh"), "en": getattr(row, f"{name}_en")} for name in said},
        "identifier": identifier_of(row.number, row.version),
        "issuer": {"zh": row.issuer.name_zh, "en": row.issuer.name_en},
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "issued_at": row.issued_at,
        "cap": reverse("surveillance-public-cap", args=[row.number, row.version]),
        "page": public_address(row.number),
    }


@router.get("/public/alerts", response=PublicAlertPage, operation_id="public_alerts")
def public_alerts(request: HttpRequest, wanted: Query[PublicAlertsWanted]) -> dict[str, Any]:
    """Of every public alert the version that was signed last: in force, run out or lifted."""
    rows = published().order_by("-pk")
    if wanted.product:
        rows = about_goods(rows, wanted.product)
    if wanted.origin:
        rows = rows.filter(origins__contains=[wanted.origin.upper()])
    for name in ("level", "state"):
        if getattr(wanted, name):
            rows = rows.filter(**{name: getattr(wanted, name)})
    if wanted.before is not None:
        rows = rows.filter(pk__lt=wanted.before)
    most = max(1, min(wanted.limit, MOST))
    found = list(rows[: most + 1])
    more = len(found) > most
    return {"alerts": [_shown(row) for row in found[:most]], "next": found[most - 1].pk if more else None}


@router.get("/public/alerts/{number}", response=list[PublicAlert], operation_id="public_alert")
def public_alert(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """Every version of one public alert that was issued, the first first."""
    published_version(number)
    return [_shown(row) for row in published_versions().filter(number=number).order_by("version")]
