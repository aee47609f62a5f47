"""Reporting signals over the API, one or many, and reading them back."""

from datetime import date, datetime
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability
from guomen.surveillance.signals.operations import attach_file, take_signals
from guomen.surveillance.signals.queries import newest, signal
from guomen.surveillance.signals.queries.seeing import largest_attachment
from guomen.surveillance.signals.rules.texts import without_controls
from guomen.surveillance.signals.terms import Credibility, SignalReport, SourceKind

router = Router(tags=["signals"])
MOST, PAGE = 10_000, 100
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class ReportIn(Schema):
    """One report. reference: your own number, by which it is known again; …_words: in your own words, any language."""

    model_config = ConfigDict(extra="forbid")

    reference: str
    reported_on: date
    title: str
    kind: SourceKind | None = None
    original: str = ""
    language: str = ""
    goods_words: str = ""
    hazard_words: str = ""
    origin_words: str = ""
    goods: str = ""
    hazard: str = ""
    origin: str = ""
    hazards: list[str] = []
    origins: list[str] = []
    party: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    happened_on: date | None = None
    cases: int | None = None
    deaths: int | None = None
    details: dict[str, Any] = {}
    credibility: Credibility | None = None
    office: str = ""
    retracted: bool = False


class BatchIn(Schema):
    """Reports of one registered source, at most 10,000 at a time."""

    model_config = ConfigDict(extra="forbid")

    source: str
    reports: list[ReportIn] = Field(min_length=1, max_length=MOST)


class TakenOut(Schema):
    """What became of one report. outcome: taken, known, updated, retracted or refused."""

    outcome: str
    signal: int | None = None
    fault: dict[str, Any] | None = None


class SignalOut(Schema):
    """A signal as it stands; words are the source's, codes the catalogue's."""

    id: int
    source: str
    reference: str
    version: int
    kind: str
    state: str
    credibility: str
    title: str
    goods_words: str
    hazard_words: str
    origin_words: str
    goods: str
    hazard: str
    origin: str
    party: str
    place: str
    reported_on: date
    received_at: datetime
    cases: int | None = None
    deaths: int | None = None


class SignalPage(Schema):
    """Newest first. next: give it as `before` to read on; absent at the end."""

    signals: list[SignalOut]
    next: int | None = None


class SignalsWanted(Schema):
    """What to list. before: only signals with a smaller number."""

    source: str = ""
    hazard: str = ""
    origin: str = ""
    goods: str = ""
    state: str = ""
    before: int | None = Field(default=None, ge=0, lt=2**62)
    limit: int = PAGE


@router.post("/signals", response=list[TakenOut], operation_id="report_signals", summary="Report signals")
def report_signals(request: HttpRequest, batch: BatchIn) -> list[dict[str, Any]]:
    """An answer for each report, in their order; what is refused says why, and holds nothing else up."""
    reports = [
        SignalReport(**{**one.dict(), "hazards": tuple(one.hazards), "origins": tuple(one.origins)})
        for one in batch.reports
    ]
    taken = take_signals(actor=cast(Actor, request.user), at=timezone.now(), source=batch.source, reports=reports)
    return [
        {"outcome": one.outcome, "signal": one.signal, "fault": one.fault.as_json() if one.fault else None}
        for one in taken
    ]


class AttachmentNamed(Schema):
    """What the file is called where it comes from."""

    name: str = Field(default="attachment", max_length=200, pattern=r"^[^\x00-\x1f]+$")


class AttachmentOut(Schema):
    """A file as it is kept. digest: SHA-256; media_type: what its bytes say that it is."""

    id: int
    name: str
    media_type: str
    size: int
    digest: str


@router.post(
    "/signals/{int:number}/attachments",
    response=AttachmentOut,
    operation_id="attach_to_signal",
    summary="Attach a file to a signal",
    openapi_extra=_BODY,
)
def attach(request: HttpRequest, number: int, named: Query[AttachmentNamed]) -> Any:
    """The body is the file: JPEG, PNG, WebP or PDF, as large as policy allows. The same file again is kept once."""
    actor, at = cast(Actor, request.user), timezone.now()
    require(actor, Capability.REPORT_SIGNAL)
    signal(number)
    content = request.read(largest_attachment(timezone.localdate(at)) + 1)
    return attach_file(actor=actor, at=at, signal=number, name=named.name, content=content)


@router.get("/signals", response=SignalPage, operation_id="signals", summary="Signals, newest first")
def list_signals(request: HttpRequest, wanted: Query[SignalsWanted]) -> dict[str, Any]:
    """At most 100 at a time."""
    require(cast(Actor, request.user), Capability.WATCH_RISKS)
    limit = min(max(wanted.limit, 1), PAGE)
    asked = {
        "source__code": wanted.source,
        "hazard": wanted.hazard,
        "origin": wanted.origin.upper(),
        "state": wanted.state,
    }
    exact = {name: without_controls(value) for name, value in asked.items() if value}
    rows = newest(exact, goods=without_controls(wanted.goods), before=wanted.before)
    found = list(rows[: limit + 1])
    return {
        "signals": [_shown(row) for row in found[:limit]],
        "next": found[limit - 1].pk if len(found) > limit else None,
    }


@router.get("/signals/{int:number}", response=SignalOut, operation_id="signal", summary="One signal")
def one_signal(request: HttpRequest, number: int) -> dict[str, Any]:
    """404 where there is none."""
    require(cast(Actor, request.user), Capability.WATCH_RISKS)
    return _shown(signal(number))


def _shown(row: Any) -> dict[str, Any]:
    names = [name for name in SignalOut.model_fields if name not in ("id", "source")]
    return {"id": row.pk, "source": row.source.code} | {name: getattr(row, name) for name in names}
