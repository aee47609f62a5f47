"""One line of a programme: why its number, how far each office is, the samples with what was found in them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django_tables2 import RequestConfig

from guomen.catalogue.queries import country_name, limits_for
from guomen.catalogue.terms import LimitKind
from guomen.kernel.templatetags.guomen import named, said
from guomen.kernel.terms import Text
from guomen.kernel.web.access import SignedIn, page
from guomen.supervision.programmes import queries
from guomen.supervision.programmes.models import Line
from guomen.supervision.programmes.rules.comparing import read_value
from guomen.supervision.programmes.terms import Frame, Standing
from guomen.supervision.programmes.web.pictures import values_chart
from guomen.supervision.programmes.web.results import SampleTable, hazard_names, head, share_standing, side_name, told

ROWS = 50
# So many of the newest samples stand in a picture, and so many analytes have one.
DRAWN, PICTURES = 500, 6


@page(*queries.READERS)
def line(request: SignedIn, number: str, position: int) -> HttpResponse:
    """One line."""
    row = queries.visible_programme(request.user, number)
    one = queries.line_of(row, position)
    tally = queries.tallies(row, one)[one.pk]
    analytes = {str(test["analyte"]): analyte(test) for test in one.tests}
    table = SampleTable(one.samples.select_related("office"), analytes=analytes)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    shares = list(queries.shares_of(row, timezone.localdate(), line=one))
    periods = sorted({(share.from_on, share.to_on) for share in shares})
    context = {
        **head(row),
        "line": one,
        "side": side_name(one.side),
        "frame": Frame(one.frame).text,
        "tally": tally,
        "estimate": told(tally.estimate),
        "hazard": hazard_names().get(one.hazard, one.hazard),
        "origins": [said(country_name(code)) for code in one.origins],
        "tests": [(analytes[str(test["analyte"])], limit_told(test)) for test in one.tests],
        "periods": periods,
        "offices": _by_office(shares, [start for start, _end in periods]),
        "charts": _charts(one, analytes),
        "table": table,
    }
    return render(request, "supervision/programmes/line.html", context)


def analyte(test: dict[str, Any]) -> str:
    """What a line's test is called in the reader's language."""
    return said(Text(str(test.get("analyte_zh") or test["analyte"]), str(test["analyte"])))


def limit_told(test: dict[str, Any]) -> str:
    """The limit that the line itself states, as it is written; empty where the catalogue's is used."""
    bounds = [str(test[name]) for name in ("low", "limit") if test.get(name) not in (None, "")]
    return f"{'–'.join(bounds)} {test.get('unit', '')}".strip() if bounds else ""


def _by_office(shares: Sequence[Any], starts: Sequence[date]) -> list[tuple[str, list[tuple[Any, bool]]]]:
    """Each office with its share of each period (None where it has none), and whether that is late."""
    found: dict[str, dict[date, Any]] = {}
    for share in sorted(shares, key=lambda share: share.office.path):
        found.setdefault(named(share.office), {})[share.from_on] = share
    return [
        (
            name,
            [
                (share, share is not None and share_standing(share) is Standing.MISSED)
                for share in (of.get(on) for on in starts)
            ],
        )
        for name, of in found.items()
    ]


def _charts(one: Line, analytes: dict[str, str]) -> list[SafeString]:
    """The newest values of each analyte against its limit; analytes without numbers have none."""
    rows = list(one.samples.filter(cancelled=False, report__gt=0).values_list("values", "exceeded")[:DRAWN])
    charts = []
    for name, shown in list(analytes.items())[:PICTURES]:
        read = [(read_value(values.get(name, {}).get("value", "")), name in over) for values, over in rows]
        values = [(value.value, "", over) for value, over in read if value is not None]
        unit = next((value.unit for value, _over in read if value is not None and value.unit), "")
        if values:
            charts.append(values_chart(values, _limit(one, name, unit), f"{shown} {unit}".strip()))
    return charts


def _limit(one: Line, name: str, unit: str) -> float | None:
    """The greatest value allowed, in the values' unit; None where none is on file."""
    test = next(test for test in one.tests if test["analyte"] == name)
    if test.get("limit_kind") == LimitKind.MAX and test.get("limit") and test.get("unit", unit) == unit:
        return float(test["limit"])
    rows = [row for code in one.goods for row in limits_for(goods=code, analyte=name, on=one.programme.valid_from)]
    bounds = [row.value for row in rows if row.kind is LimitKind.MAX and row.unit == unit and row.value is not None]
    return float(min(bounds)) if bounds else None
