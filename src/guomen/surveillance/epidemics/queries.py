"""Reading the register of affected areas, the lines of defence, and where cases rise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from django.db.models import Count, Q, QuerySet

from guomen.catalogue.queries import policy
from guomen.consignments.queries import declared_lines
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.terms import Missing, Outcome, Text
from guomen.surveillance.detection.methods import detect
from guomen.surveillance.epidemics.models import AffectedArea, DefenceLine
from guomen.surveillance.epidemics.rules import Affected, Stay, exposures, posture
from guomen.surveillance.epidemics.terms import Line, LineState
from guomen.surveillance.signals.models import Signal
from guomen.surveillance.signals.terms import SignalState, SourceKind

_WEEK = 7


def areas(on: date | None = None, edition: int | None = None) -> QuerySet[AffectedArea]:
    """The register as an edition knew it (default: as it stands); with a day, what was affected on it."""
    rows = AffectedArea.objects.known_at(current_edition() if edition is None else edition)
    return rows if on is None else rows.in_force(on)


def area(number: str) -> AffectedArea:
    """One area as it stands. Raises Missing."""
    found = AffectedArea.objects.current().filter(number=number).first()
    if found is None:
        raise Missing(
            "epidemic.missing",
            Text(f"没有编号为{number}的疫区。", f"There is no affected area {number}."),
            Text("请核对编号。", "Check its number in the register."),
        )
    return found


def been_in_affected_area(
    stays: Iterable[Stay], on: date, *, edition: int | None = None
) -> tuple[Outcome[Affected], ...]:
    """Whether somebody or something with these stays was in an affected area within its incubation time.

    Answered from the register as an edition knew it, so that the answer of a past day can be given again.
    """
    known = list(stays)
    rows = areas(edition=edition).filter(country__in={stay.country for stay in known})
    rows = rows.filter(valid_from__lte=on)
    return exposures(known, [_affected(row) for row in rows], on)


def _affected(row: AffectedArea) -> Affected:
    return Affected(
        row.number, row.disease, row.country, row.area, row.valid_from, row.valid_to, row.incubation_days
    )  # fmt: skip


def lines_of(dossier: str) -> dict[Line, DefenceLine]:
    """The newest word on each line for a dossier."""
    rows = DefenceLine.objects.filter(dossier__number=dossier).select_related("set_by").order_by("set_at", "id")
    return {Line(row.line): row for row in rows}


def posture_of(dossier: str) -> dict[Line, Outcome[bool]]:
    """For each line of a dossier whether it must be tightened, and why."""
    return posture({line: LineState(row.state) for line, row in lines_of(dossier).items()})


@dataclass(frozen=True, slots=True)
class Rise:
    """A disease whose cases rise in a country. links: lines declared from there in the last year; probability: of as
    many cases or more if nothing had changed; None: too short a history to say.
    """

    disease: str
    country: str
    cases: int
    deaths: int
    before: int
    probability: float | None
    links: int


def rising(on: date) -> list[Rise]:
    """Cases reported in the last four weeks, by disease and country; those with the strongest rise and links first."""
    weeks = policy("surveillance.epidemic.weeks", on=on).whole
    since = on - timedelta(days=_WEEK * weeks - 1)
    rows = Signal.objects.filter(
        Q(reported_on__range=(since, on)), kind=SourceKind.DISEASE_REPORT, state=SignalState.CURRENT
    ).exclude(Q(hazard="") | Q(origin="") | Q(cases=None))
    frame = pl.DataFrame(
        list(rows.values_list("hazard", "origin", "reported_on", "cases", "deaths")),
        schema={"disease": pl.String, "country": pl.String, "day": pl.Date, "cases": pl.Int64, "deaths": pl.Int64},
        orient="row",
    )
    links = _links(on)
    found = [
        _rise(str(disease), str(country), mine, on, weeks, links.get(str(country), 0))
        for (disease, country), mine in frame.group_by("disease", "country")
    ]
    told = [one for one in found if one.cases]
    return sorted(told, key=lambda one: (one.probability if one.probability is not None else 1, -one.links, -one.cases))


def _rise(disease: str, country: str, mine: pl.DataFrame, on: date, weeks: int, links: int) -> Rise:
    ago = mine.select((pl.lit(on) - pl.col("day")).dt.total_days() // _WEEK).to_series().to_numpy()
    counts = np.bincount(weeks - 1 - ago, weights=mine["cases"].to_numpy(), minlength=weeks).astype(np.float64)
    counts[: int((weeks - 1 - ago).min())] = np.nan
    told = detect(counts[:, None], first=weeks - 1)
    p = float(told.known["p"][0, 0]) if "p" in told.known else float("nan")
    month = mine.filter((pl.lit(on) - pl.col("day")).dt.total_days() < 4 * _WEEK)
    before = mine.filter((pl.lit(on) - pl.col("day")).dt.total_days().is_between(4 * _WEEK, 8 * _WEEK - 1))
    return Rise(
        disease,
        country,
        int(month["cases"].sum()),
        int(month["deaths"].sum()),
        int(before["cases"].sum()),
        p if np.isfinite(p) else None,
        links,
    )


def _links(on: date) -> dict[str, int]:
    """Lines declared in the last year, by origin."""
    rows = declared_lines(on - timedelta(days=365), on + timedelta(days=1), None)
    return dict(rows.order_by().values_list("origin").annotate(count=Count("id")))
