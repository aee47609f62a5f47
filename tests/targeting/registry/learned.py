"""A made-up log to learn from, models trained on it once, and a real log of the same kind in the tables."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from guomen.catalogue.terms import Channel, Condition
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Text
from guomen.targeting.model_v1.scoring import Model
from guomen.targeting.model_v1.terms import LINE_ROLES
from guomen.targeting.model_v1.training import train
from guomen.targeting.models import Assignment, LineOutcome, RiskModel
from guomen.targeting.operations import issue_control_order, lodge_and_assign
from guomen.targeting.registry.frames import line_frame
from guomen.targeting.registry.operations import register_model
from guomen.targeting.registry.queries import LOG_SCHEMA
from tests.targeting.conftest import NOON
from tests.targeting.test_assigning import BAGS, TODAY, declared
from tests.targeting.world import item

ORIGINS = ("DE", "FR", "IT", "US")
# What is wrong with goods of these origins, of a hundred.
WRONG = {"DE": 0.05, "FR": 0.1, "IT": 0.15, "US": 0.6}
START = TODAY - timedelta(days=120)
UNTIL = TODAY - timedelta(days=10)


def drawn(count: int, seed: int, start: date = START, days: int = 100) -> list[tuple[date, str, bool]]:
    """Days, origins and whether the goods are wrong, in the order of the days."""
    chance = np.random.default_rng(seed)
    origins = chance.choice(ORIGINS, count)
    wrong = chance.uniform(size=count) < [WRONG[str(one)] for one in origins]
    return [(start + timedelta(days=n * days // count), str(origins[n]), bool(wrong[n])) for n in range(count)]


@lru_cache
def made_up(count: int = 400, seed: int = 1, start: date = START) -> pl.DataFrame:
    """A log as learning_log gives it, without tables: every line drawn by the lot."""
    rows = drawn(count, seed, start)
    whole = line_frame(
        declared(Office(code="120100"), f"R-{n}", declared_on=day, items=(item(1, BAGS, origin=origin),))
        for n, (day, origin, _) in enumerate(rows)
    )
    facts: dict[str, Any] = {
        "nonconforming": [int(wrong) for *_, wrong in rows],
        "known_on": [day for day, *_ in rows],
        "harm": [float(wrong) for *_, wrong in rows],
        "assignment": list(range(count)),
        "consignment": list(range(count)),
        "checked": ["physical"] * count,
        "arm": ["lot"] * count,
        "probability": [0.5] * count,
        "same_day": [None] * count,
        "decided_on": [day for day, *_ in rows],
    }
    added = [pl.Series(name, values, dtype=LOG_SCHEMA[name]) for name, values in facts.items()]
    return whole.with_columns(added).select(LOG_SCHEMA.names())


@lru_cache
def trained(seed: int = 1) -> Model:
    """A model of the made-up log."""
    return train(made_up(seed=seed), LINE_ROLES, until=UNTIL, seed=seed)


def registered(actor: Actor | None, seed: int = 1, at: datetime = NOON, **more: Any) -> RiskModel:
    """That model in the registry, with a rehearsal of which only is known that there was one."""
    model = trained(seed)
    fields: dict[str, Any] = {"target": "physical", "trained_until": UNTIL, "rehearsal": {"basis": "drawn"}}
    return register_model(actor=actor, at=at, files=model.files(), digest=model.digest, **(fields | more))


def stored_log(branch: Office, count: int = 400, seed: int = 1, start: date = START, days: int = 100) -> None:
    """As many lines, ten to a consignment, lodged, opened by an order and found as the made-up log has them."""
    if not Assignment.objects.exists():
        issue_control_order(
            actor=None, at=NOON, number="BK-LOG", office=branch, orders=Channel.PHYSICAL,
            condition=Condition(goods=("4202",)), valid_from=TODAY, valid_to=None, text=Text("查", "look"),
            ground="test",
        )  # fmt: skip
    rows = drawn(count, seed, start, days)
    tens = [rows[place : place + 10] for place in range(0, count, 10)]
    declarations = [
        declared(branch, f"L-{seed}-{n}", declared_on=ten[0][0],
                 items=tuple(item(place + 1, BAGS, origin=origin) for place, (_, origin, _) in enumerate(ten)))
        for n, ten in enumerate(tens)
    ]  # fmt: skip
    answers = lodge_and_assign(actor=None, at=NOON, declarations=declarations)
    LineOutcome.objects.bulk_create(
        LineOutcome(
            assignment=answer.assignment, item_no=place + 1, checked="physical", conforming=not wrong,
            harm=float(wrong), entry=1, known_at=datetime.combine(ten[0][0], time(12), CIVIL_ZONE),
        )
        for ten, answer in zip(tens, answers, strict=True)
        for place, (_, _, wrong) in enumerate(ten)
    )  # fmt: skip
