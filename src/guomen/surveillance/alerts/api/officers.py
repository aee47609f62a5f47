"""Proposing, signing, declining and acknowledging alerts with a token: the operations and rights are the screens'."""

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from guomen.catalogue.terms import Condition
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, require
from guomen.kernel.terms import Capability, Text
from guomen.surveillance.alerts.api.public import SaidInBoth
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.operations import (
    Proposal,
    acknowledge_alert,
    decline_alert,
    promote_case,
    propose_alert,
    sign_alert,
)
from guomen.surveillance.alerts.queries import alert, draft_for, newest
from guomen.surveillance.alerts.terms import AlertCategory, AlertLevel, AlertState, Audience, Wording

router = Router(tags=["alerts"])
PAGE = 100
READERS = (Capability.WATCH_RISKS, Capability.PROPOSE_ALERT, Capability.SIGN_ALERT, Capability.AUDIT)


class ProposalIn(Schema):
    """What to warn of. All but the dossier is taken from it and its assessment, where it is left out.

    level: another than the graded one needs a ground. promote: a bureau's own case as a national circular.
    """

    model_config = ConfigDict(extra="forbid")

    dossier: str
    audience: Audience | None = None
    category: AlertCategory | None = None
    title: SaidInBoth | None = None
    scope: SaidInBoth | None = None
    warning: SaidInBoth | None = None
    action: SaidInBoth | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    goods: list[str] | None = None
    origins: list[str] | None = None
    level: AlertLevel | None = None
    ground: str = ""
    promote: bool = False


class GroundIn(Schema):
    """Why."""

    model_config = ConfigDict(extra="forbid")

    ground: str


class NoteIn(Schema):
    """What the office remarks, if anything."""

    model_config = ConfigDict(extra="forbid")

    note: str = ""


class AlertVersion(Schema):
    """One version of an alert as officers see it, proposals and circulars among them."""

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
    dossier: str
    issuer: str
    proposed_by: str
    proposed_at: datetime
    signed_by: str
    issued_at: datetime | None
    starts_at: datetime
    ends_at: datetime | None


class AlertVersions(Schema):
    """Newest first. next: give it as `before` to read on; absent at the end."""

    alerts: list[AlertVersion]
    next: int | None = None


class AlertsWanted(Schema):
    """What to list. before: only rows before this one."""

    state: AlertState | None = None
    before: int | None = Field(default=None, ge=0, lt=2**62)
    limit: int = PAGE


class AcknowledgedOut(Schema):
    """Which office acknowledged which version, when, and until when it was due."""

    number: str
    version: int
    office: str
    given_at: datetime
    due_at: datetime


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.user)


def _reader(request: HttpRequest) -> None:
    if not any(may(_actor(request), one) for one in READERS):
        require(_actor(request), READERS[0])


def _shown(row: Alert) -> dict[str, Any]:
    plain = ("number", "version", "change", "state", "level", "kind", "category", "hazard", "goods", "origins",
             "proposed_at", "issued_at", "starts_at", "ends_at")  # fmt: skip
    said = ("title", "scope", "warning", "action")
    return {
        **{name: getattr(row, name) for name in plain},
        **{name: {"zh": getattr(row, f"{name}_zh"), "en": getattr(row, f"{name}_en")} for name in said},
        "dossier": row.dossier.number if row.dossier else "",
        "issuer": row.issuer.code,
        "proposed_by": row.proposed_by.username if row.proposed_by else "",
        "signed_by": row.signed_by.username if row.signed_by else "",
    }


@router.get("/alerts", response=AlertVersions, operation_id="alerts", summary="Alerts, newest first")
def list_alerts(request: HttpRequest, wanted: Query[AlertsWanted]) -> dict[str, Any]:
    """The newest version of every alert, at most 100 at a time."""
    _reader(request)
    rows = newest().order_by("-pk")
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    if wanted.before is not None:
        rows = rows.filter(pk__lt=wanted.before)
    most = max(1, min(wanted.limit, PAGE))
    found = list(rows[: most + 1])
    return {"alerts": [_shown(row) for row in found[:most]], "next": found[most - 1].pk if len(found) > most else None}


@router.get("/alerts/{number}", response=AlertVersion, operation_id="alert", summary="One alert")
def one_alert(request: HttpRequest, number: str) -> dict[str, Any]:
    """Its newest version; 404 where there is none."""
    _reader(request)
    return _shown(alert(number))


@router.post("/alerts", response={201: AlertVersion}, operation_id="propose_alert", summary="Propose an alert")
def propose(request: HttpRequest, said: ProposalIn) -> tuple[int, dict[str, Any]]:
    """Somebody else has to sign it."""
    require(_actor(request), Capability.PROPOSE_ALERT)
    now = timezone.now()
    operation = promote_case if said.promote else propose_alert
    row = operation(actor=_actor(request), at=now, dossier=said.dossier, proposal=_proposal(said, now))
    return 201, _shown(alert(row.number, row.version))


def _proposal(said: ProposalIn, now: datetime) -> Proposal:
    """What was said, and for the rest what the composer would fill in."""
    draft = draft_for(said.dossier, now, Audience.PORTS if said.promote else said.audience)
    parts = {name: getattr(said, name) for name in ("title", "scope", "warning", "action")}
    words: Wording = replace(
        draft.wording, **{name: Text(one.zh, one.en) for name, one in parts.items() if one is not None}
    )
    goods = draft.condition.goods if said.goods is None else tuple(said.goods)
    origins = draft.condition.origins if said.origins is None else frozenset(code.upper() for code in said.origins)
    condition: Condition = replace(draft.condition, goods=goods, origins=origins)
    return Proposal(
        audience=draft.audience,
        category=said.category or draft.category,
        wording=words,
        starts_at=said.starts_at or now,
        ends_at=said.ends_at,
        condition=condition,
        hazard=draft.dossier.hazard,
        level=said.level,
        ground=said.ground,
    )


@router.post(
    "/alerts/{number}/versions/{int:version}/signature", response=AlertVersion, operation_id="sign_alert",
    summary="Sign and issue",
)  # fmt: skip
def sign(request: HttpRequest, number: str, version: int) -> dict[str, Any]:
    """Issues a proposed version on every channel; not one's own."""
    sign_alert(actor=_actor(request), at=timezone.now(), number=number, version=version)
    return _shown(alert(number, version))


@router.post(
    "/alerts/{number}/versions/{int:version}/refusal", response=AlertVersion, operation_id="decline_alert",
    summary="Decline, or take back one's own",
)  # fmt: skip
def decline(request: HttpRequest, number: str, version: int, said: GroundIn) -> dict[str, Any]:
    """The proposal stays on record with the ground."""
    decline_alert(actor=_actor(request), at=timezone.now(), number=number, version=version, ground=said.ground)
    return _shown(alert(number, version))


@router.post(
    "/alerts/{number}/acknowledgement", response=AcknowledgedOut, operation_id="acknowledge_alert",
    summary="Acknowledge a circular",
)  # fmt: skip
def acknowledge(request: HttpRequest, number: str, said: NoteIn) -> dict[str, Any]:
    """For one's own office."""
    row = acknowledge_alert(actor=_actor(request), at=timezone.now(), number=number, note=said.note)
    return {
        "number": number,
        "version": row.alert.version,
        "office": row.office.code,
        "given_at": row.given_at,
        "due_at": row.due_at,
    }
