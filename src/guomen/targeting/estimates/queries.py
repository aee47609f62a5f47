"""The log of decisions and of what was found, as a frame: one row a line."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Max, QuerySet

from guomen.catalogue.queries import policy
from guomen.catalogue.queries import snapshot as catalogue_snapshot
from guomen.consignments.queries import declared_lines, lodged_between
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import visible_offices
from guomen.parties.queries import snapshot as party_snapshot
from guomen.targeting.estimates.rules.off_policy import Limits
from guomen.targeting.models import Assignment, LineOutcome

# One row a decided line, as its newest version was decided. examined: picked to be looked at; stopped: refused or held
# on paper; nonconforming: what was found (empty: nothing yet); sources: the rows that its rulings came from.
LOG_SCHEMA = pl.Schema(
    {
        "assignment": pl.Int64,
        "consignment": pl.Int64,
        "version": pl.Int64,
        "item_no": pl.Int64,
        "decided_on": pl.Date,
        "channel": pl.String,
        "arm": pl.String,
        "probability": pl.Float64,
        "rate": pl.Float64,
        "control_rate": pl.Float64,
        "value": pl.Float64,
        "model": pl.String,
        "examined": pl.Boolean,
        "stopped": pl.Boolean,
        "nonconforming": pl.Boolean,
        "harm": pl.Float64,
        "known_on": pl.Date,
        "sources": pl.String,
    }
)
_DECIDED = """
SELECT a.id, a.consignment_id, a.version, line.item_no,
       (a.decided_at AT TIME ZONE 'Asia/Shanghai')::date, line.channel, line.arm, line.probability, line.rate,
       a.control_rate, line.value, coalesce(a.asked->>'physical', a.asked->>'sample'),
       line.channel IN ('identity', 'physical', 'sample') OR line.channel = 'hold' AND found.conforming IS NOT NULL,
       line.channel IN ('hold', 'refuse'), NOT found.conforming, found.harm,
       (found.known_at AT TIME ZONE 'Asia/Shanghai')::date, {sources}
FROM targeting_assignment AS a
CROSS JOIN LATERAL jsonb_to_recordset(a.lines) AS line(
    item_no integer, channel text, arm text, probability float8, rate float8, value float8, reasons jsonb)
LEFT JOIN LATERAL (
    SELECT o.conforming, o.harm, o.known_at FROM targeting_lineoutcome AS o
    WHERE o.assignment_id = a.id AND o.item_no = line.item_no ORDER BY o.entry DESC LIMIT 1
) AS found ON true
WHERE a.consignment_id IN ({lodged}) AND NOT EXISTS (
    SELECT FROM targeting_assignment AS newer
    WHERE newer.consignment_id = a.consignment_id AND newer.version > a.version)
"""
_SOURCES = """(SELECT string_agg(DISTINCT reason->>'source', ' ') FROM jsonb_array_elements(line.reasons) AS reason)"""
_DECLARED = {
    "consignment": "version__consignment_id",
    "version": "version__version",
    "item_no": "item_no",
    "goods": "goods_code",
    "origin": "origin",
    "importer": "version__consignment__importer",
    "office": "version__consignment__office__code",
    "shipment": "version__consignment__shipment",
}


def log_frame(
    *, since: date, until: date, offices: Collection[str] | None = None, with_sources: bool = False
) -> pl.DataFrame:
    """Every decided line of what was first lodged on the days [since, until); cancelled consignments are left out.

    LOG_SCHEMA and: shipment and drawn_with (one number for all that one draw decided over), goods, chapter, heading,
    origin, importer, office, enterprise_class (policy's default where none is on record), product_risk (as of the last
    day). offices: codes; default all. sources, a list, only where asked for.
    """
    lodged, parameters = lodged_between(since, until).order_by().values_list("pk").query.sql_with_params()
    query = _DECIDED.format(sources=_SOURCES if with_sources else "NULL", lodged=lodged)
    decided = _copied(query, parameters, LOG_SCHEMA)
    lines = _declared(declared_lines(since, until, offices))
    # Both are read in the order of their keys, so that the same log is the same frame.
    frame = decided.join(lines, on=["consignment", "version", "item_no"], how="inner").sort("assignment", "item_no")
    frame = frame.with_columns(
        pl.col("sources").fill_null("").str.split(" ").list.eval(pl.element().filter(pl.element() != "")),
        drawn_with=pl.when(pl.col("shipment").fill_null("") == "")
        .then(pl.format("consignment {}", "consignment"))
        .otherwise("shipment")
        .rank("dense")
        .cast(pl.Int64),
        chapter=pl.col("goods").str.head(2),
        heading=pl.col("goods").str.head(4),
    )
    last = until - timedelta(days=1)
    return _graded(_classed(frame, last), last)


def studied(since: date, until: date, offices: tuple[str, ...], with_sources: bool = False) -> pl.DataFrame:
    """The log as the pages read it: from memory, until something is decided, found or enacted anew."""
    newest = [model.objects.aggregate(newest=Max("id"))["newest"] for model in (Assignment, LineOutcome)]
    return _studied(since, until, offices, with_sources, (*newest, current_edition()))


@lru_cache(maxsize=4)
def _studied(
    since: date, until: date, offices: tuple[str, ...], with_sources: bool, mark: tuple[int | None, ...]
) -> pl.DataFrame:
    return log_frame(since=since, until=until, offices=offices, with_sources=with_sources)


def _declared(rows: QuerySet[Any]) -> pl.DataFrame:
    sql, parameters = rows.values_list(*_DECLARED.values()).query.sql_with_params()
    schema = {name: pl.Int64 if name in ("consignment", "version", "item_no") else pl.String for name in _DECLARED}
    return _copied(sql, parameters, pl.Schema(schema))


def _copied(query: str, parameters: Any, schema: pl.Schema) -> pl.DataFrame:
    """The answer to a query, streamed out of the database by COPY."""
    written = BytesIO()
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)", parameters) as copy:
        for block in copy:
            written.write(block)
    if not written.tell():
        return pl.DataFrame(schema=schema)
    read = {name: pl.String if kind == pl.Boolean else kind for name, kind in schema.items()}
    written.seek(0)
    frame = pl.read_csv(written, has_header=False, schema=read)
    return frame.with_columns(pl.col(name) == "t" for name, kind in schema.items() if kind == pl.Boolean)


def _classed(frame: pl.DataFrame, last: date) -> pl.DataFrame:
    """With the importers' class on the day of the draw."""
    facts = party_snapshot(current_edition(), operators=frame["importer"].unique().to_list(), numbers=())
    periods = [
        (code, start, end, grade)
        for code, operator in facts.operators.items()
        for grade, start, end, _ in operator.classes
    ]
    schema = {"importer": pl.String, "start": pl.Date, "end": pl.Date, "enterprise_class": pl.Int64}
    classes = pl.DataFrame(periods, schema=schema, orient="row").sort("start")
    default = _default("targeting.default_enterprise_class", last)
    order = frame.with_row_index("place").sort("decided_on")
    held = order.join_asof(
        classes, left_on="decided_on", right_on="start", by="importer", strategy="backward", check_sortedness=False
    )
    over = pl.col("end").is_not_null() & (pl.col("end") <= pl.col("decided_on"))
    standing = pl.lit(int(default) if default else None, pl.Int64)
    grade = pl.when(over).then(None).otherwise(pl.col("enterprise_class")).fill_null(standing)
    return held.with_columns(enterprise_class=grade).sort("place").drop("place", "start", "end", strict=False)


def _default(name: str, on: date) -> str | None:
    """A policy's value; None on a day before the first."""
    try:
        return policy(name, on=on).value
    except LookupError:
        return None


def _graded(frame: pl.DataFrame, last: date) -> pl.DataFrame:
    """With the risk grade of the goods; policy's default where no row says anything."""
    known = catalogue_snapshot(current_edition())
    default = _default("targeting.default_product_risk", last)
    codes = frame["goods"].unique().to_list()
    grades = [str(row.risk) if (row := known.product_risk(code, last)) else default for code in codes]
    table = pl.DataFrame(
        {"goods": codes, "product_risk": grades}, schema={"goods": pl.String, "product_risk": pl.String}
    )
    return frame.join(table, on="goods", how="left", maintain_order="left")


def limits_on(on: date) -> Limits:
    """From where on the log is too thin for another policy: policy targeting.estimate.*."""
    return Limits(
        effective=policy("targeting.estimate.min_effective_sample", on=on).number,
        share=policy("targeting.estimate.max_weight_share", on=on).number,
        unsupported=policy("targeting.estimate.max_unsupported_share", on=on).number,
    )


def offices_of(actor: Actor) -> list[str]:
    """The codes of the offices whose log the actor may study: his own and those below it."""
    return list(visible_offices(actor).order_by("code").values_list("code", flat=True))
