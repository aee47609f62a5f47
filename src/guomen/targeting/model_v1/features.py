"""The features: named pure functions of what was known before a declaration, the same for training and scoring.

A feature of a row depends on that row and on what was known of its entities the evening before, never on the rows
beside it. Unknown is NaN, in training as in production.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import polars as pl

from guomen.kernel.terms import Text
from guomen.targeting.model_v1 import statistics
from guomen.targeting.model_v1.keys import Marks, called, entity_marks, few_texts, keyed, mixed, numbers, texts
from guomen.targeting.model_v1.names import name_of
from guomen.targeting.model_v1.statistics import NEVER, NO_RECORD, Events, Facts, Floats, KeyRecord, faded
from guomen.targeting.model_v1.terms import Roles
from guomen.targeting.registry.frames import FewLines, Lines

# The key that every row has: what is known of all declarations together.
ALL = "#all"
# Where nothing is known yet, one in twenty is expected not to conform, as if twenty had been seen.
_PRIOR_RATE, _PRIOR_WEIGHT = 0.05, 20.0
# An entity's own record counts against what holds for all as soon as this many are known.
_STRENGTH = 4.0
_YEAR = 365.2425
_FURTHEST_DAYS = 3650.0


@dataclass(frozen=True, slots=True)
class View:
    """Rows as the features see them: days, numbers, counts and what is known of each entity and cross."""

    day: np.ndarray[Any, np.dtype[np.int64]]
    facts: Mapping[str, Facts]
    numbers: Mapping[str, Floats]
    price: Floats
    missing: Floats
    same_day: Floats
    base: Floats


@dataclass(frozen=True, slots=True)
class Feature:
    """One number of a row. group: the entity, cross or number it tells of; what moved a score is told by group."""

    name: str
    group: str
    text: Text
    of: Callable[[View], Floats]


def base_rate(known: Facts, day: np.ndarray[Any, np.dtype[np.int64]]) -> Floats:
    """Share of nonconforming among all that was inspected before, recent ones counting more."""
    bad, seen = faded(known.recent_bad, day), faded(known.recent, day)
    return (bad + _PRIOR_RATE * _PRIOR_WEIGHT) / (seen + _PRIOR_WEIGHT)


def record(facts: Facts, base: Floats) -> Floats:
    """How far the record of nonconformity, shrunk towards that of all, speaks against it, in log-odds."""
    return _against(facts.inspected, facts.bad, base)


def recent_record(facts: Facts, base: Floats, day: np.ndarray[Any, np.dtype[np.int64]]) -> Floats:
    """The same, where what was found a half-life ago counts half."""
    return _against(faded(facts.recent, day), faded(facts.recent_bad, day), base)


def _against(seen: Floats, bad: Floats, base: Floats) -> Floats:
    odds = (bad + _STRENGTH * base) / (np.maximum(seen - bad, 0.0) + _STRENGTH * (1 - base))
    return cast(Floats, np.log(odds) - np.log(base / (1 - base)))


def inspected(facts: Facts) -> Floats:
    """Logarithm of how many were inspected before."""
    return cast(Floats, np.log1p(facts.inspected))


def declared(facts: Facts) -> Floats:
    """Logarithm of how many were declared before."""
    return cast(Floats, np.log1p(facts.declared))


def since_bad(facts: Facts, day: np.ndarray[Any, np.dtype[np.int64]]) -> Floats:
    """Days since the last nonconformity became known; ten years where there is none."""
    apart = np.where(facts.last_bad == NEVER, _FURTHEST_DAYS, day - facts.last_bad)
    return cast(Floats, np.clip(apart, 0.0, _FURTHEST_DAYS))


def price_against(facts: Facts, price: Floats) -> Floats:
    """Logarithm of value per kilogram, less its mean among earlier declarations."""
    mean = np.divide(facts.price_sum, facts.price_count, out=np.full(len(price), np.nan), where=facts.price_count > 0)
    return cast(Floats, price - mean)


def logarithm(values: Floats) -> Floats:
    """Logarithm of a number; its sign is kept."""
    return cast(Floats, np.sign(values) * np.log1p(np.abs(values)))


def season(view: View) -> tuple[Floats, Floats]:
    """Where in the year the day stands, on a circle."""
    angle = 2 * np.pi * (view.day / _YEAR)
    return np.sin(angle), np.cos(angle)


def memory_keys(roles: Roles) -> tuple[str, ...]:
    """The crosses that name a number: a line that has met one before is a repetition of an earlier one."""
    return tuple(called(cross) for cross in roles.crosses if set(cross) & set(roles.numbers))


def met_before(view: View, roles: Roles) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether a line like it, down to an exact number, was inspected before."""
    found = np.zeros(len(view.day), dtype=bool)
    for key in memory_keys(roles):
        found |= view.facts[key].inspected > 0
    return found


def price_keys(roles: Roles) -> tuple[str, ...]:
    """The keys by which prices are compared: the goods, and the goods of that origin."""
    known = {called(cross) for cross in roles.crosses}
    both = called((roles.goods, roles.origin))
    return tuple(key for key in (roles.goods, both) if roles.goods and (key in roles.entities or key in known))


def features_of(roles: Roles) -> tuple[Feature, ...]:
    """The features that columns in these roles give, in a fixed order."""
    found = [feature for key in roles.entities for feature in (*_of_key(key), *_of_entity(key))]
    found += [feature for cross in roles.crosses for feature in _of_key(called(cross))]
    found += [_of_number(name) for name in roles.numbers]
    if {roles.mass, roles.worth} <= set(roles.numbers):
        found.append(Feature("price", "price", Text("每千克货值", "value per kilogram"), lambda view: view.price))
        found += [_of_price(key) for key in price_keys(roles)]
    return (*found, *_OF_ROW)


def _of_key(key: str) -> list[Feature]:
    """What an entity's or a cross's record says."""
    name = name_of(key)
    return [
        Feature(f"record[{key}]", key, Text(f"{name.zh}的不合格记录", f"record of the {name.en}"),
                lambda view: record(view.facts[key], view.base)),
        Feature(f"recent[{key}]", key, Text(f"{name.zh}的近期不合格记录", f"recent record of the {name.en}"),
                lambda view: recent_record(view.facts[key], view.base, view.day)),
        Feature(f"inspected[{key}]", key, Text(f"{name.zh}以往检查次数", f"earlier inspections of the {name.en}"),
                lambda view: inspected(view.facts[key])),
    ]  # fmt: skip


def _of_entity(key: str) -> list[Feature]:
    """What else is known of an entity: how new it is, how long ago it failed."""
    name = name_of(key)
    return [
        Feature(f"declared[{key}]", key, Text(f"{name.zh}以往申报次数", f"earlier declarations of the {name.en}"),
                lambda view: declared(view.facts[key])),
        Feature(f"since[{key}]", key,
                Text(f"{name.zh}距上次不合格的天数", f"days since the {name.en} last did not conform"),
                lambda view: since_bad(view.facts[key], view.day)),
    ]  # fmt: skip


def _of_number(name: str) -> Feature:
    return Feature(f"log[{name}]", name, name_of(name), lambda view: logarithm(view.numbers[name]))


def _of_price(key: str) -> Feature:
    name = name_of(key)
    text = Text(f"每千克货值与同{name.zh}以往均值之差", f"value per kilogram against the past mean of the {name.en}")
    return Feature(f"price[{key}]", "price", text, lambda view: price_against(view.facts[key], view.price))


_OF_ROW = (
    Feature("season.sin", "season", Text("季节", "season"), lambda view: season(view)[0]),
    Feature("season.cos", "season", Text("季节", "season"), lambda view: season(view)[1]),
    Feature("missing", "missing", Text("未填栏目数", "fields left empty"), lambda view: view.missing),
    Feature("same_day", "same_day",
            Text("当日同类货物的其他申报数", "the importer's other declarations of these goods that day"),
            lambda view: view.same_day),
)  # fmt: skip


def matrix(view: View, features: Sequence[Feature]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """One row a row, one column a feature."""
    found = np.empty((len(view.day), len(features)), dtype=np.float32)
    for place, feature in enumerate(features):
        found[:, place] = feature.of(view)
    return found


def training_view(frame: pl.DataFrame, roles: Roles, events: Events) -> View:
    """Every row of a history as it looked on the morning of its own day."""
    marks = marks_of(frame, roles)
    priced = price_keys(roles)
    facts = {key: statistics.as_of(one, events, prices=key in priced) for key, one in marks.items()}
    return _view(frame, roles, events.day, marks, facts)


def scoring_view(
    lines: Lines, roles: Roles, day: np.ndarray[Any, np.dtype[np.int64]], records: Mapping[str, KeyRecord]
) -> View:
    """Rows as the record knows them that a training run left behind."""
    marks = marks_of(lines, roles)
    # A column that was empty throughout the training left no record behind.
    return _view(lines, roles, day, marks, {key: records.get(key, NO_RECORD).of(one) for key, one in marks.items()})


def records_of(frame: pl.DataFrame, roles: Roles, events: Events) -> dict[str, KeyRecord]:
    """The record that a history leaves behind, of every entity and cross and of all together."""
    priced = price_keys(roles)
    return {key: statistics.frozen(one, events, prices=key in priced) for key, one in marks_of(frame, roles).items()}


def marks_of(lines: Lines, roles: Roles) -> dict[str, Marks]:
    """The keys of each row, with the one that every row has."""
    return keyed(lines, roles) | {ALL: np.ones(lines.height, dtype=np.uint64)}


def _view(
    lines: Lines,
    roles: Roles,
    day: np.ndarray[Any, np.dtype[np.int64]],
    marks: Mapping[str, Marks],
    facts: Mapping[str, Facts],
) -> View:
    values = {name: numbers(lines, name) for name in roles.numbers}
    gaps = [marks[entity] == 0 for entity in roles.entities] + [np.isnan(one) for one in values.values()]
    missing = np.asarray(np.sum(gaps, axis=0)) if gaps else np.zeros(lines.height)
    price, same_day = price_of(lines, roles), numbers(lines, roles.same_day)
    return View(day, facts, values, price, missing.astype(np.float64), same_day, base_rate(facts[ALL], day))


def price_of(lines: Lines, roles: Roles) -> Floats:
    """Logarithm of value per kilogram; NaN where either is unknown or not positive."""
    mass, worth = numbers(lines, roles.mass), numbers(lines, roles.worth)
    known = (mass > 0) & (worth > 0)
    return cast(Floats, np.log(np.where(known, worth, np.nan)) - np.log(np.where(known, mass, np.nan)))


def with_same_day(frame: pl.DataFrame, roles: Roles) -> pl.DataFrame:
    """The frame with the count of the importer's other lines of the same goods on the same day, where it lacks it.

    The one feature that looks at rows beside: a file is taken for a whole day's declarations. Where declarations are
    decided one by one the caller counts those that came before.
    """
    if roles.same_day in frame.columns or not (roles.importer and roles.goods):
        return frame
    key = mixed([entity_marks(frame, roles.importer), entity_marks(frame, roles.goods)])
    counted = frame.select(pl.Series("key", key), pl.col(roles.time).alias("time")).select(
        pl.when(pl.col("key") == 0).then(None).otherwise(pl.len().over("key", "time") - 1).cast(pl.Float64)
    )
    return frame.with_columns(counted.to_series().alias(roles.same_day))


# What a number's logarithm is called among the columns of the additive part.
LOG = "log:"


def with_parts(frame: pl.DataFrame, roles: Roles) -> pl.DataFrame:
    """The columns that the additive part reads: entities as text (first characters cut out), numbers as logarithms.

    A number that a cross names is there by its exact value too.
    """
    named = _named(roles)
    entities = [texts(frame, name) for name in named if name not in roles.numbers]
    exact = [
        pl.Series(name, numbers(frame, name)).fill_nan(None).cast(pl.String) for name in roles.numbers if name in named
    ]
    logs = [pl.Series(f"{LOG}{name}", logarithm(numbers(frame, name))) for name in roles.numbers]
    return pl.DataFrame([*entities, *exact, *logs])


def few_parts(lines: FewLines, roles: Roles) -> dict[str, list[Any]]:
    """What `with_parts` gives of a few lines, column by column."""
    named = _named(roles)
    values = {name: numbers(lines, name) for name in roles.numbers}
    entities = {name: few_texts(lines, name) for name in named if name not in values}
    exact = {
        name: pl.Series(one).fill_nan(None).cast(pl.String).to_list() for name, one in values.items() if name in named
    }
    return entities | exact | {f"{LOG}{name}": logarithm(one).tolist() for name, one in values.items()}


def _named(roles: Roles) -> dict[str, None]:
    """The entities, and what crosses name beside them."""
    return dict.fromkeys((*roles.entities, *(part for cross in roles.crosses for part in cross)))
