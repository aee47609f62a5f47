"""What the nightly look reads: notices of the radar, lines that were looked at, hazards that stand for others."""

from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db.models import Exists, OuterRef

from guomen.catalogue.queries import commodity_name, country_name, hazard_groups, hazard_name
from guomen.kernel.terms import Text
from guomen.surveillance.clusters.keys import NOTICES, Key, Kinds
from guomen.surveillance.clusters.places import DAYS, LOCATED
from guomen.surveillance.clusters.series import LINES, RATE_WEEKS, WEEK
from guomen.surveillance.naming.terms import UNNAMED
from guomen.surveillance.signals.models import Signal, SignalLink
from guomen.surveillance.signals.terms import LinkKind, SignalState, SourceKind
from guomen.targeting.estimates.queries import log_frame

HEADING = 4
_OURS = (SourceKind.PORT_FINDING, SourceKind.LABORATORY_RESULT)
_COLUMNS = ("pk", "reported_on", "hazard", "hazards", "hazard_words", "origin", "origins", "goods")


def notices(since: date, until: date) -> pl.DataFrame:
    """Signals reported on the days [since, until] that still count, duplicates once, as notices of keys.NOTICES.

    A hazard that nobody has named stands under its words, marked. What our own ports and laboratories found is left
    out: how much of that there is depends on how much we look, so it is judged as a rate (`inspected_lines`).
    """
    duplicate = SignalLink.objects.filter(signal=OuterRef("pk"), kind=LinkKind.DUPLICATE, undone_at__isnull=True)
    rows = Signal.objects.filter(reported_on__range=(since, until), state=SignalState.CURRENT)
    rows = rows.exclude(kind__in=_OURS).filter(~Exists(duplicate)).order_by("pk")
    found = [_notice(*row) for row in rows.values_list(*_COLUMNS).iterator(chunk_size=20_000)]
    return pl.DataFrame(found, schema=NOTICES, orient="row")


def _notice(
    key: int, day: date, hazard: str, hazards: list[str], words: str, origin: str, origins: list[str], goods: str
) -> tuple[Any, ...]:
    named = [one for one in dict.fromkeys([hazard, *hazards]) if one]
    if not named and words:
        named = [f"{UNNAMED}{words.casefold()[:55]}"]
    places = [one for one in dict.fromkeys([origin, *origins]) if one]
    return str(key), day, named, places, [goods[:HEADING]] if goods else []


def located(on: date) -> pl.DataFrame:
    """Signals of the last weeks that say where they were noticed, as places.LOCATED; our own findings are left out."""
    rows = Signal.objects.filter(
        reported_on__range=(on - timedelta(days=DAYS - 1), on),
        state=SignalState.CURRENT,
        latitude__isnull=False,
        longitude__isnull=False,
    ).exclude(kind__in=_OURS)
    found = rows.order_by("pk").values_list("pk", "reported_on", "hazard", "latitude", "longitude")
    return pl.DataFrame([(str(key), *more) for key, *more in found], schema=LOCATED, orient="row")


def inspected_lines(on: date) -> pl.DataFrame:
    """Lines with a result, decided in the year and a week up to the day `on`, as LINES."""
    since = on - timedelta(days=WEEK * (RATE_WEEKS + 1))
    log = log_frame(since=since, until=on + timedelta(days=1))
    looked = log.filter(pl.col("examined"), pl.col("nonconforming").is_not_null(), pl.col("probability") > 0)
    return looked.select(
        line=pl.concat_str("assignment", pl.lit("/"), "item_no"),
        day="decided_on",
        product="heading",
        origin=pl.col("origin").fill_null(""),
        found="nonconforming",
        weight=1 / pl.col("probability"),
    ).cast(LINES)


def hazard_families(on: date) -> Kinds:
    """Which hazard is a kind of which, and which may be written for which, as the reference data has it on a day."""
    groups = hazard_groups(on)
    return Kinds(groups.broader, groups.interchangeable)


def title_of(key: Key) -> Text:
    """Hazard, goods and origin in a line."""
    parts = [hazard_name(key.hazard)] if key.hazard else []
    parts += [commodity_name(key.product)] if key.product else []
    parts += [country_name(key.origin)] if key.origin else []
    return Text(" · ".join(part.zh for part in parts)[:200], " · ".join(part.en for part in parts)[:200])
