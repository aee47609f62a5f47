"""Worlds whose truth is known: the figures that they were sized by, and the same days for the same seed."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import polars as pl
import pytest

from guomen.consignments.terms import LINE_SCHEMA
from guomen.kernel.terms import Refusal
from guomen.simulator.trying.presets import JIANGSU, NATIONAL, PRESETS, TOWN, VEHICLES
from guomen.simulator.trying.reading import read_world
from guomen.simulator.trying.terms import DAYS_OF_YEAR, Parameters
from guomen.simulator.trying.worlds import Arrivals, Evasion, World


def nonconforming(days: list[Arrivals]) -> tuple[int, int]:
    """Consignments, and those of which something is really wrong."""
    count = bad = 0
    for day in days:
        start = np.flatnonzero(np.diff(day.consignment, prepend=-1))
        count += len(start)
        bad += int(np.logical_or.reduceat(day.seen | day.tested, start).sum()) if len(start) else 0
    return count, bad


@pytest.mark.parametrize(("parameters", "every"), [(JIANGSU, 14), (NATIONAL, 14), (TOWN, 1)])
def test_a_world_has_the_batches_and_the_share_of_nonconforming_it_was_sized_by(
    parameters: Parameters, every: int
) -> None:
    """Days at equal distances over the run; five standard errors, and a tenth for how single days differ."""
    world = World(parameters, 11)
    days = [world.arrivals(day) for day in range(every // 2, parameters.days, every)]
    count, bad = nonconforming(days)
    wanted = parameters.batches / DAYS_OF_YEAR * len(days)
    assert abs(count - wanted) < 5 * np.sqrt(wanted)
    expected = parameters.prevalence * count
    assert abs(bad - expected) < 5 * np.sqrt(expected) + 0.1 * expected


def test_jiangsu_is_sized_by_the_published_figures() -> None:
    assert JIANGSU.batches == 1_631_000
    assert JIANGSU.prevalence == pytest.approx(0.0068, abs=0.0001)
    assert all(one.source for preset in PRESETS.values() for one in preset.figures)
    grades = World(JIANGSU, 3).people.grades
    shares = np.bincount(grades, minlength=5)[1:] / len(grades)
    assert shares == pytest.approx([702 / 10_573, 5_236 / 10_573, 4_635 / 10_573, 0.0], abs=0.001)


def test_one_vehicle_in_fifteen_does_not_conform() -> None:
    """Over ten seeds: 200 and more of some 3,000 cars in three years."""
    found = [nonconforming([world.arrivals(day) for day in range(0, VEHICLES.days, 3)]) for world in
             (World(VEHICLES, seed) for seed in range(10))]  # fmt: skip
    count, bad = (sum(each) for each in zip(*found, strict=True))
    assert bad / count == pytest.approx(0.067, abs=0.012)
    assert VEHICLES.batches * VEHICLES.days / 365 == 3_000


def test_the_same_seed_gives_the_same_days_and_another_gives_others() -> None:
    one, same, other = (World(TOWN, seed).arrivals(40) for seed in (5, 5, 6))
    assert one.frame.equals(same.frame)
    assert (one.seen == same.seen).all()
    assert (one.luck == same.luck).all()
    assert not one.frame.equals(other.frame)


def test_lines_are_declared_in_the_form_that_the_program_reads() -> None:
    frame = World(TOWN, 1).arrivals(3).frame
    assert frame.schema == LINE_SCHEMA
    assert frame.group_by("reference").agg(pl.col("importer").n_unique())["importer"].max() == 1
    assert frame.select(pl.struct("reference", "item_no").is_unique().all()).item()
    assert frame["declared_on"].unique().to_list() == [date(2018, 1, 4)]


def test_cheats_who_were_found_out_declare_another_producer_and_split_what_they_bring() -> None:
    world = World(msgspec.structs.replace(TOWN, cheats=1.0, pieces=3, hiding=10), 2)
    evasion = Evasion.of(world)
    before = world.arrivals(20, evasion)
    everybody = np.arange(len(world.people.importer))
    evasion.learn(everybody, 19)
    after, long_after = world.arrivals(20, evasion), world.arrivals(40, evasion)

    assert after.frame.height == 3 * before.frame.height
    assert after.frame["reference"].n_unique() == 3 * before.frame["reference"].n_unique()
    assert int(after.seen.sum()) == int(before.seen.sum())
    assert (after.frame["producer"][::3].to_list()) != before.frame["producer"].to_list()
    assert long_after.frame.equals(world.arrivals(40).frame)


def test_honest_traders_change_nothing_when_they_are_found_out() -> None:
    world = World(msgspec.structs.replace(TOWN, cheats=0.0), 2)
    evasion = Evasion.of(world)
    evasion.learn(np.arange(len(world.people.importer)), 0)
    assert world.arrivals(5, evasion).frame.equals(world.arrivals(5).frame)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"prevalence": 2}, "prevalence"),
        ({"prevalence": "much"}, "prevalence"),
        ({"prevalense": 0.1}, "prevalense"),
        ({"like": "atlantis"}, "atlantis"),
        ({"goods": "dreams"}, "dreams"),
        ({"lines": []}, "lines"),
        ({"lines": [0, 0]}, "lines"),
        ({"classes": [0, 0, 0, 0]}, "classes"),
        ({"classes": [1, 0]}, "classes"),
        ({"days": 3}, "days"),
        ({"capacity": -1}, "capacity"),
        ({"batches": 90_000_000, "days": 3660}, "batches"),
        ({"importers": 2_000_000}, "importers"),
        ({"first_day": "yesterday"}, "first_day"),
    ],
)
def test_a_world_that_cannot_be_is_refused_with_the_parameter_named(
    tmp_path: Path, given: dict[str, Any], named: str
) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(given))
    with pytest.raises(Refusal) as refused:
        read_world(str(file))
    assert refused.value.code == "world.faulty"
    assert named in refused.value.problem.en


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[1, 2]", b"{", b"[" * 100_000])
def test_a_world_file_that_is_not_an_object_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(content)
    with pytest.raises(Refusal):
        read_world(str(file))


def test_an_unknown_world_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(Refusal) as refused:
        read_world("atlantis")
    assert "jiangsu-2010" in refused.value.remedy.en


def test_a_world_file_says_only_what_differs(tmp_path: Path) -> None:
    file = tmp_path / "busy.json"
    file.write_text(json.dumps({"like": "vehicles", "prevalence": 0.1}))
    made = read_world(str(file))
    assert (made.name, made.prevalence, made.goods) == ("busy", 0.1, "vehicles")
    assert made.figure("prevalence") is None
    assert made.figure("batches") == 1_000
