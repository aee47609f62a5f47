"""What was known of an importer, a heading, a cross of them on a day: counted in one pass, or kept as a record.

Both ways give the same numbers to the last bit. A label counts from the day after it became known, a declaration from
the day after it was lodged; what is declared on the same day never counts.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, cast

import numpy as np
import polars as pl

from guomen.targeting.model_v1.keys import Marks

Floats = np.ndarray[Any, np.dtype[np.float64]]
Days = np.ndarray[Any, np.dtype[np.int64]]
# Recent evidence is halved every so many days. Weights are relative to a fixed day, so that they never change.
HALF_LIFE = 56.0
_EPOCH = 14_610
# Wider than any two days of a table are apart.
_SPAN = np.int64(1 << 22)
NEVER = -1
_FIRST_DAY, _LAST_DAY = -(1 << 20), 1 << 20


@dataclass(frozen=True, slots=True)
class Events:
    """A table as the statistics see it, one entry a row; days count from 1970-01-01.

    known: day its label became known. labelled: whether it has one. bad: 1 nonconforming. price: logarithm of value
    per kilogram, NaN where unknown. harm: weight of a nonconformity.
    """

    day: Days
    known: Days
    labelled: np.ndarray[Any, np.dtype[np.bool_]]
    bad: Days
    price: Floats
    harm: Floats

    def until(self, last: int) -> "Events":
        """The same table on the evening of a day: later declarations are not there, later labels not known."""
        there = self.day <= last
        cut = {field.name: getattr(self, field.name)[there] for field in fields(self)}
        cut["labelled"] = cut["labelled"] & (cut["known"] <= last)
        return Events(**cut)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of each row's key: one array a kind of count.

    recent, recent_bad: inspected and nonconforming, with recent ones counting more, on the scale of the fixed day.
    last_bad: day the last nonconformity became known, NEVER where there is none. price_sum: of price_count logarithms.
    """

    declared: Floats
    inspected: Floats
    bad: Floats
    recent: Floats
    recent_bad: Floats
    last_bad: Floats
    price_count: Floats
    price_sum: Floats


_NAMES = tuple(field.name for field in fields(Facts))


def faded(sums: Floats, day: Days | int) -> Floats:
    """A recent sum as it stands on a day."""
    return cast(Floats, sums * np.exp2(-(np.asarray(day, dtype=np.float64) - _EPOCH) / HALF_LIFE))


def as_of(marks: Marks, events: Events, *, prices: bool = False) -> Facts:
    """Each row's facts on the morning of its own day. prices: whether past prices are wanted too."""
    code = _codes(marks)
    told, place = _labels(code, events), _composite(code, events.day)
    at, there = _before(told.place, place)
    declared, price_count, price_sum = _declared(code, place, events, prices)
    unknown = marks == 0
    found = {
        "declared": declared,
        "inspected": _taken(told.inspected, at, there),
        "bad": _taken(told.bad, at, there),
        "recent": _taken(told.recent, at, there),
        "recent_bad": _taken(told.recent_bad, at, there),
        "last_bad": np.where(there, told.last_bad[at], NEVER) if len(told.place) else np.full(len(code), float(NEVER)),
        "price_count": price_count,
        "price_sum": price_sum,
    }
    return Facts(**{name: np.where(unknown, _nothing(name), values) for name, values in found.items()})


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What is known of every key at the end: keys in ascending order, a row of facts (in their order) for each."""

    marks: Marks
    table: Floats

    def of(self, marks: Marks) -> Facts:
        """Each row's facts; those of a key never met are nothing."""
        found = np.broadcast_to(_NOTHING, (len(marks), len(_NAMES)))
        if len(self.marks):
            at = np.minimum(np.searchsorted(self.marks, marks), len(self.marks) - 1)
            there = (self.marks[at] == marks) & (marks != 0)
            found = np.where(there[:, None], self.table[at], _NOTHING)
        return Facts(*np.ascontiguousarray(found.T))


# Of an entity that no line named.
NO_RECORD = KeyRecord(np.zeros(0, dtype=np.uint64), np.zeros((0, len(_NAMES))))


def frozen(marks: Marks, events: Events, *, prices: bool = False) -> KeyRecord:
    """The record of all that a table tells."""
    levels = np.unique(marks[marks != 0])
    ends = np.concatenate([marks, levels])
    extended = Events(
        day=np.concatenate([events.day, np.full(len(levels), _LAST_DAY)]),
        known=np.concatenate([events.known, np.full(len(levels), _LAST_DAY)]),
        labelled=np.concatenate([events.labelled, np.zeros(len(levels), dtype=bool)]),
        bad=np.concatenate([events.bad, np.zeros(len(levels), dtype=np.int64)]),
        price=np.concatenate([events.price, np.full(len(levels), np.nan)]),
        harm=np.concatenate([events.harm, np.zeros(len(levels))]),
    )
    whole = as_of(ends, extended, prices=prices)
    return KeyRecord(levels, np.stack([getattr(whole, name)[len(marks) :] for name in _NAMES], axis=1))


def written(records: Mapping[str, KeyRecord]) -> bytes:
    """Records as one Parquet file: a row a key, in ascending order within each name."""
    frames = [
        pl.DataFrame({"mark": record.marks} | dict(zip(_NAMES, record.table.T, strict=True))).select(
            pl.lit(key).alias("key"), pl.all()
        )
        for key, record in records.items()
    ]
    out = io.BytesIO()
    pl.concat(frames).write_parquet(out, compression="zstd", statistics=False)
    return out.getvalue()


def read(content: bytes) -> dict[str, KeyRecord]:
    """The records that written() wrote."""
    table = pl.read_parquet(io.BytesIO(content))
    parts = table.partition_by("key", as_dict=True, maintain_order=True, include_key=False)
    return {
        str(key[0]): KeyRecord(part["mark"].to_numpy(), part.select(_NAMES).cast(pl.Float64).to_numpy().copy())
        for key, part in parts.items()
    }


@dataclass(frozen=True, slots=True)
class _Told:
    """Running sums over labels, by key and the day they became known."""

    place: Days
    inspected: Floats
    bad: Floats
    recent: Floats
    recent_bad: Floats
    last_bad: Floats


_NOTHING = np.array([float(NEVER) if name == "last_bad" else 0.0 for name in _NAMES])


def _nothing(name: str) -> float:
    return float(NEVER) if name == "last_bad" else 0.0


def _codes(marks: Marks) -> Days:
    return np.unique(marks, return_inverse=True)[1].astype(np.int64)


def _composite(code: Days, day: Days) -> Days:
    """Key and day as one number that sorts by key, then day."""
    return cast(Days, code * _SPAN + (np.clip(day, _FIRST_DAY, _LAST_DAY) - _FIRST_DAY))


def _labels(code: Days, events: Events) -> _Told:
    chosen = events.labelled
    place, first, count = _grouped(_composite(code[chosen], events.known[chosen]))
    bad = np.add.reduceat(events.bad[chosen][first.order], first.starts) if len(place) else np.zeros(0, dtype=np.int64)
    day = (place % _SPAN) + _FIRST_DAY
    weight = np.exp2((day - _EPOCH) / HALF_LIFE)
    running = (
        pl.DataFrame({"key": place // _SPAN, "n": count, "b": bad, "rn": count * weight, "rb": bad * weight})
        .select(pl.col("n", "b", "rn", "rb").cum_sum().over("key"))
        .to_dict()
    )
    latest = np.maximum.accumulate(np.where(bad > 0, place, -1)) if len(place) else place
    mine = latest // _SPAN == place // _SPAN
    return _Told(
        place,
        running["n"].to_numpy().astype(np.float64),
        running["b"].to_numpy().astype(np.float64),
        running["rn"].to_numpy(),
        running["rb"].to_numpy(),
        np.where(mine & (latest >= 0), (latest % _SPAN) + _FIRST_DAY, NEVER).astype(np.float64),
    )


@dataclass(frozen=True, slots=True)
class _Groups:
    order: Days
    starts: Days


def _grouped(places: Days) -> tuple[Days, _Groups, Days]:
    """Distinct places in ascending order, how to reach them, and how many rows each has."""
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.zeros(0, dtype=np.int64)
    return ordered[starts], _Groups(order, starts), np.diff(np.r_[starts, len(ordered)])


def _before(told: Days, place: Days) -> tuple[Days, np.ndarray[Any, np.dtype[np.bool_]]]:
    """For each place the last told one of the same key on an earlier day, and whether there is one."""
    at = np.searchsorted(told, place, side="left") - 1
    kept = np.maximum(at, 0)
    there = (at >= 0) & (told[kept] // _SPAN == place // _SPAN) if len(told) else np.zeros(len(place), dtype=bool)
    return kept, there


def _taken(values: Floats, at: Days, there: np.ndarray[Any, np.dtype[np.bool_]]) -> Floats:
    return np.where(there, values[at], 0.0) if len(values) else np.zeros(len(at))


def _declared(code: Days, place: Days, events: Events, prices: bool) -> tuple[Floats, Floats, Floats]:
    """How many rows of the key stood there on earlier days; how many prices, and their sum."""
    days, _, count = _grouped(place)
    total = np.cumsum(count)
    at, there = _before(days, place)
    firsts = np.searchsorted(days, code * _SPAN, side="left")
    base = np.where(firsts > 0, total[np.maximum(firsts - 1, 0)], 0)
    declared = np.where(there, total[at] - base, 0).astype(np.float64)
    if not prices:
        return declared, np.zeros(len(code)), np.zeros(len(code))
    return declared, *_prices(code, place, events)


def _prices(code: Days, place: Days, events: Events) -> tuple[Floats, Floats]:
    priced = np.flatnonzero(~np.isnan(events.price))
    ordered = priced[np.lexsort((events.price[priced], place[priced]))]
    table = pl.DataFrame({"key": code[ordered], "place": place[ordered], "price": events.price[ordered]})
    sums = table.select(
        "place", pl.col("price").cum_sum().over("key"), pl.int_range(1, pl.len() + 1).over("key").alias("count")
    ).unique("place", keep="last", maintain_order=True)
    at, there = _before(sums["place"].to_numpy(), place)
    count = _taken(sums["count"].to_numpy().astype(np.float64), at, there)
    return count, _taken(sums["price"].to_numpy(), at, there)
