"""Programmes over the API: those that the caller may read, and one with its lines and what came of them."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from guomen.kernel.offices.models import Actor
from guomen.supervision.programmes import queries
from guomen.supervision.programmes.queries.reporting import head_of, whole_of

router = Router(tags=["programmes"])


class Named(Schema):
    """A name in both languages."""

    zh: str
    en: str


class ProgrammeOut(Schema):
    """A programme of samples, from its first day to its last (valid_to not included)."""

    number: str
    kind: str
    state: str
    title: Named
    office: str
    valid_from: str
    valid_to: str
    total: int | None = None
    previous: str | None = None


class EstimateOut(Schema):
    """A share with the interval that holds it with `confidence`; method counted: no interval."""

    rate: float
    low: float
    high: float
    confidence: float
    method: str
    n: int
    hits: int


class TallyOut(Schema):
    """Samples of a line. by_hand: in no rate; estimate: the share not conforming, null while nothing is answered."""

    planned: int
    drawn: int
    reported: int
    nonconforming: int
    by_hand: int
    estimate: EstimateOut | None = None


class ProgrammeLineOut(Schema):
    """A line: goods of some origins (none: any) tested for analytes of a hazard."""

    position: int
    name: Named
    category: str
    goods: list[str]
    origins: list[str]
    hazard: str
    analytes: list[str]
    frame: str
    census: bool
    group: str
    side: str
    tally: TallyOut


class ForecastOut(Schema):
    """How many will have been drawn by the end of the period, if it goes on as it did."""

    expected: float
    low: int
    high: int


class CoverageOut(Schema):
    """An office in a period. covered: of what is drawn, what its shares asked for; late: shares over, not complete."""

    office: str
    from_on: str
    to_on: str
    planned: int
    drawn: int
    covered: int
    reported: int
    nonconforming: int
    late: int
    forecast: ForecastOut | None = None
    standing: str


class WholeOut(ProgrammeOut):
    """A programme as it stands on a day."""

    on: str = Field(description="The day that coverage is told of.")
    lines: list[ProgrammeLineOut]
    offices: list[CoverageOut]


@router.get(
    "/programmes", response=list[ProgrammeOut], operation_id="list_programmes", summary="Programmes you may read"
)
def list_programmes(request: HttpRequest) -> list[dict[str, Any]]:
    """Programmes of offices above or below yours, and those that such an office has a share of; newest first."""
    return [head_of(row) for row in queries.visible_programmes(cast(Actor, request.user))]


@router.get(
    "/programmes/{number}", response=WholeOut, operation_id="one_programme", summary="One programme with its results"
)
def one_programme(request: HttpRequest, number: str) -> dict[str, Any]:
    """Its lines with what was planned, drawn, reported and found, and how far each office is in each period today."""
    return whole_of(queries.visible_programme(cast(Actor, request.user), number), timezone.localdate())
