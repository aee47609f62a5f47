"""Reading the register of affected areas, the lines of defence, and where cases rise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from django.db.models import Count, Q, QuerySet
from numpy.typing import NDArray

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
_MONTH = 4 * _WEEK


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
    if frame.is_empty():
        return []
    links = _links(on)
    mine = frame.with_columns(ago=(pl.lit(on) - pl.col("day")).dt.total_days())
    table = _months(mine).sort("disease", "country")
    surprises = _surprises(mine, table, weeks)
    told = [
        Rise(**row, probability=p if np.isfinite(p) else None, links=links.get(row["country"], 0))
        for row, p in zip(table.iter_rows(named=True), surprises.tolist(), strict=True)
        if row["cases"]
    ]
    return sorted(told, key=lambda one: (one.probability if one.probability is not None else 1, -one.links, -one.cases))


def _months(reports: pl.DataFrame) -> pl.DataFrame:
    """Cases and deaths of the last four weeks, and cases of the four before, of each disease and country."""
    now = pl.col("ago") < _MONTH
    return reports.group_by("disease", "country").agg(
        pl.col("cases", "deaths").filter(now).sum(),
        before=pl.col("cases").filter(pl.col("ago").is_between(_MONTH, 2 * _MONTH - 1)).sum(),
    )


def _surprises(reports: pl.DataFrame, table: pl.DataFrame, weeks: int) -> NDArray[np.float64]:
    """How probable as many cases or more in the last week are, for each row of the table; NaN: too short a history.

    A country is not known before its first report of the disease.
    """
    week = (weeks - 1 - pl.col("ago") // _WEEK).alias("week")
    cells = reports.with_columns(week).join(table.with_row_index("place"), on=["disease", "country"])
    counts, begins = np.zeros((weeks, table.height)), np.full(table.height, weeks)
    np.add.at(counts, (cells["week"].to_numpy(), cells["place"].to_numpy()), cells["cases"].to_numpy())
    np.minimum.at(begins, cells["place"].to_numpy(), cells["week"].to_numpy())
    counts[np.arange(weeks)[:, None] < begins] = np.nan
    p: NDArray[np.float64] = detect(counts, first=weeks - 1).known["p"][0]
    return p


def _links(on: date) -> dict[str, int]:
    """Lines declared in the last year, by origin."""
    rows = declared_lines(on - timedelta(days=365), on + timedelta(days=1), None)
    return dict(rows.order_by().values_list("origin").annotate(count=Count("id")))
