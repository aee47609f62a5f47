"""The port learns: a model of the records from before the play is in charge, and one office tries what it is worth."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from guomen.catalogue.operations import propose_policy, sign_policy
from guomen.catalogue.queries import policy
from guomen.kernel.offices.queries import office_of_code
from guomen.kernel.terms import Refusal
from guomen.simulator.operations.knowing import Play, instant
from guomen.simulator.people import HEADQUARTERS_OFFICER, RISK_ANALYST, YANGSHAN
from guomen.simulator.terms import Arrival, Place
from guomen.simulator.world import World
from guomen.targeting.registry.operations import propose_promotion, sign_promotion, train_on_records
from guomen.targeting.registry.queries import champions, line_frame

TARGET = "physical"
# Plays shorter than this are for tests and learn nothing; the records reach so far back, by so many a day and place.
LEARNS_FROM_DAYS, RECORDED_DAYS, RECORDED_DAILY = 10, 180, 24
# Of what arrived before the play so much was looked at, and so much of that was tested.
_LOOKED_AT, _TESTED = 0.4, 0.3
# What the pilot gives the office: how it selects, and the checks of a shift, so that there is something to choose.
PILOT = {"targeting.capacity.physical": "7", "targeting.capacity.sample": "3", "targeting.selection": "capacity"}
_PILOT_DAYS = 60


def learn(play: Play, places: tuple[Place, ...], first: date) -> None:
    """Before the first day: train on the records, propose, sign. Where they are too few, no model is in charge."""
    if champions().get(TARGET):
        return
    analyst, signer = play.people[RISK_ANALYST.username], play.people[HEADQUARTERS_OFFICER.username]
    before = first - timedelta(days=1)
    try:
        model = train_on_records(
            actor=analyst,
            at=instant(before, 9),
            target=TARGET,
            until=before,
            records=records(play.world, places, first),
        )
        proposed = propose_promotion(
            actor=analyst,
            at=instant(before, 10),
            digest=model.digest,
            to="champion",
            ground="First model, from the records of the last half year 第一个模型，依据最近半年的记录",
        )
    except Refusal:
        return
    sign_promotion(actor=signer, at=instant(before, 11), promotion=proposed.pk)


def records(world: World, places: tuple[Place, ...], first: date) -> pl.DataFrame:
    """What was looked at in the half year before `first`, and what was found: as an agency would hand it over.

    A fault of a check is found where goods were looked at, one of a test only where they were tested; minor ones count
    as conforming, as they do in a disposition.
    """
    chance = random.Random(f"{world.seed}/records")  # noqa: S311
    seen = [arrival for arrival in _arrived(world, places, first) if chance.random() < _LOOKED_AT]
    wrong = [_found(arrival, chance.random() < _TESTED) for arrival in seen]
    lines = line_frame(arrival.declaration for arrival in seen)
    label = [
        int(item.item_no in bad) for arrival, bad in zip(seen, wrong, strict=True) for item in arrival.declaration.items
    ]
    return lines.with_columns(
        pl.Series("nonconforming", label, dtype=pl.Int8),
        pl.Series("harm", label, dtype=pl.Float64),
        pl.col("declared_on").alias("known_on"),
    )


def _arrived(world: World, places: tuple[Place, ...], first: date) -> Iterator[Arrival]:
    for back in range(RECORDED_DAYS, 1, -1):
        for place in places:
            yield from world.arrivals(first - timedelta(days=back), RECORDED_DAILY, place)


def _found(arrival: Arrival, tested: bool) -> set[int]:
    return {
        truth.item_no
        for truth in arrival.truths
        if truth.fault.severity != "minor" and (tested or truth.fault.kind == "check")
    }


def pilot(play: Play, first: date) -> None:
    """From `first` on Yangshan selects by learned value under its capacity; headquarters has signed. Once."""
    if not champions().get(TARGET):
        return
    analyst, signer = play.people[RISK_ANALYST.username], play.people[HEADQUARTERS_OFFICER.username]
    for name, value in PILOT.items():
        if policy(name, on=first, office=YANGSHAN).value == value:
            continue
        proposed = propose_policy(
            actor=analyst,
            at=instant(first, 6),
            name=name,
            office=office_of_code(YANGSHAN),
            value=value,
            valid_from=first,
            valid_to=first + timedelta(days=_PILOT_DAYS),
            ground="Pilot: learned selection at Yangshan 试点：洋山按学习值选取",
        )
        sign_policy(actor=signer, at=instant(first, 6), proposal=proposed.pk)
