"""A trial decides as the product decides, feeds back what was found, and tells the same for the same seed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from django.conf import settings

from guomen.catalogue.terms import Channel
from guomen.consignments.lodging.frames import declarations_of
from guomen.consignments.shipments.terms import draw_name, shipment_of
from guomen.interfaces.cli import main
from guomen.kernel.terms import Refusal, Text
from guomen.simulator.trying.making import world_of
from guomen.simulator.trying.playing import play, secret_of
from guomen.simulator.trying.policies import read_policy, values_policy
from guomen.simulator.trying.presets import PRESETS, TOWN
from guomen.simulator.trying.reports import MEASURES, as_json
from guomen.simulator.trying.tallies import COUNTS, Tally, compared, measured
from guomen.simulator.trying.terms import Parameters
from guomen.simulator.trying.trials import Setting, Trials, book_for, setting_of, try_policy
from guomen.simulator.trying.worlds import World
from guomen.targeting.draws.rules import drawing
from guomen.targeting.rules.deciding import decide
from guomen.targeting.rules.docket import Docket
from guomen.targeting.trial.queries import Trial

SMALL = msgspec.structs.replace(TOWN, name="small", batches=6_000, days=21, capacity=None)


@pytest.fixture(scope="module")
def setting() -> Setting:
    return setting_of(settings.REFERENCE)


def played(setting: Setting, policy: str = "current", parameters: Parameters = SMALL, seed: int = 1) -> Tally:
    chosen = read_policy(policy, setting.known(parameters))
    return play(World(parameters, seed), book_for(setting, parameters, chosen))


def tried(setting: Setting, policy: str, parameters: Parameters = SMALL, seeds: range = range(1, 3)) -> Trials:
    known = setting.known(parameters)
    return try_policy(
        setting, read_policy(policy, known), parameters, seeds=seeds, against=read_policy("current", known)
    )


def test_the_trial_with_the_current_policy_catches_what_the_products_own_evaluator_picks(setting: Setting) -> None:
    """The first day, decided one declaration after another by the single evaluator, with the truth held against it."""
    sharp = msgspec.structs.replace(
        SMALL, days=7, batches=20_000, prevalence=0.4, sight=1.0, sensitivity=1.0, specificity=1.0
    )
    world = World(sharp, 4)
    book = book_for(setting, sharp, read_policy("current", setting.known(sharp)))
    arrivals = world.arrivals(0)
    secret = secret_of(world.seed, 0)
    docket, opened, caught, line = Docket(book, world.parties, {}), 0, 0, 0
    for one in declarations_of(arrivals.frame):
        name = draw_name(one.sender, one.reference, shipment_of(one.importer, one.bill_number))
        decision = decide(docket, one, arrivals.day, drawing(secret, name), "")
        channels = [item.channel for item in decision.lines]
        found = False
        for channel in channels:
            found |= bool(arrivals.seen[line]) and channel in ("physical", "sample")
            found |= bool(arrivals.tested[line]) and channel == "sample"
            line += 1
        opened += any(channel in ("physical", "sample") for channel in channels)
        caught += found
    assert line == arrivals.frame.height

    # A world of one day only, as the trial plays it.
    first = play(_one_day(world), book)
    assert (first.total("opened"), first.total("detected")) == (opened, caught)
    assert caught > 0


def _one_day(world: World) -> World:
    class OneDay(World):
        @property
        def days(self) -> int:
            return 1

    return OneDay(world.parameters, world.seed)


def test_the_same_seed_gives_the_same_report_and_another_does_not(setting: Setting) -> None:
    one, same = (json.dumps(as_json(tried(setting, "csp-3"))) for _ in range(2))
    assert one == same
    assert one != json.dumps(as_json(tried(setting, "csp-3", seeds=range(7, 9))))


def test_the_current_policy_differs_in_nothing_from_itself(setting: Setting) -> None:
    told = as_json(tried(setting, "current"))
    assert all(row["difference"]["value"] in (0, None) for row in told["measures"].values())


@pytest.mark.parametrize("name", ["stationary", "drift", "collapse", "cheats"])
def test_a_policy_can_be_tried_in_the_worlds_in_columns(setting: Setting, name: str) -> None:
    world = msgspec.structs.replace(PRESETS[name], days=14)
    known = setting.known(world)
    one, same = (
        play(world_of(world, 3), book_for(setting, world, read_policy("current", known)), step=7) for _ in range(2)
    )
    assert one.total("stopped") == 0
    assert 0 < one.total("detected") < one.total("nonconforming")
    assert (one.weeks == same.weeks).all()


def test_nothing_is_lost_between_detected_leaked_stopped_and_waiting(setting: Setting) -> None:
    tally = played(setting)
    gone = sum(tally.total(name) for name in ("detected", "leaked"))
    assert tally.total("stopped") == tally.total("waiting") == 0
    assert gone == tally.total("nonconforming") > 0
    assert tally.classes[:, 0].sum() == tally.classes[:, 1:].sum()


def test_what_is_not_sampled_keeps_the_faults_that_only_a_laboratory_finds(setting: Setting) -> None:
    unseen = msgspec.structs.replace(SMALL, laboratory=1.0, monitoring=0.0)
    tally = played(setting, parameters=unseen)
    assert tally.total("opened") > 0
    assert tally.total("detected") == tally.total("tests") == 0


def test_a_world_without_capacity_opens_nothing_and_says_what_waits(setting: Setting) -> None:
    tally = played(setting, parameters=msgspec.structs.replace(SMALL, capacity=0))
    assert tally.total("opened") == tally.total("detected") == tally.total("cost") == 0
    assert tally.total("waiting") > 0


def test_a_policy_without_capacity_still_opens_what_is_mandatory_and_the_random_arm(setting: Setting) -> None:
    values = {
        "targeting.selection": "capacity",
        "targeting.capacity.physical": "0",
        "targeting.control_arm_rate": "0.1",
    }
    known = setting.known(SMALL)
    policy = values_policy("none", Text("", ""), values, known)
    tally = play(World(SMALL, 1), book_for(setting, SMALL, policy))
    assert tally.total("opened") > 0
    assert tally.total("random_opened") > 0


def test_little_capacity_makes_consignments_wait(setting: Setting) -> None:
    slow, free = (played(setting, parameters=msgspec.structs.replace(SMALL, capacity=many)) for many in (2, None))
    assert measured("delay_days", [slow]).value > 2 * measured("delay_days", [free]).value


def test_more_is_caught_where_every_lot_is_opened(setting: Setting, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_text(json.dumps({"targeting.control_arm_rate": 1}))
    everything = played(setting, str(file), msgspec.structs.replace(SMALL, sight=1.0, laboratory=0.0))
    assert everything.total("leaked") == 0
    assert everything.total("opened") == everything.total("batches")


def test_under_capacity_models_are_trained_on_what_was_found_and_the_budget_is_kept(setting: Setting) -> None:
    """Three months of a busy office; the weeks after the first training keep to the capacity within a quarter."""
    busy = msgspec.structs.replace(
        SMALL, batches=20_000, days=70, prevalence=0.15, laboratory=0.0, capacity=None, samples=None, monitoring=0.0
    )
    known = setting.known(busy)
    values = {"targeting.selection": "capacity", "targeting.capacity.physical": "20", "targeting.capacity.sample": "0"}
    trials = try_policy(
        setting,
        values_policy("twenty", Text("", ""), values, known),
        busy,
        seeds=(3,),
        against=read_policy("current", known),
        step=7,
    )
    (tally,) = trials.tried
    assert tally.retrained >= 5
    late = slice(5, None)
    spent = tally.by_week("opened")[late].sum() / (7 * len(tally.by_week("opened")[late]))
    assert spent == pytest.approx(20, rel=0.25)
    rates = [side.by_week("detected")[late].sum() / side.by_week("opened")[late].sum()
             for side in (tally, trials.current[0])]  # fmt: skip
    assert rates[0] > rates[1]


def test_a_trial_suspects_goods_in_which_faults_surprised_its_model_as_the_product_does(setting: Setting) -> None:
    busy = msgspec.structs.replace(SMALL, batches=20_000, days=14, prevalence=0.15, capacity=None)
    values = {"targeting.selection": "capacity", "targeting.capacity.physical": "20", "targeting.capacity.sample": "0"}
    world = World(busy, 3)
    trial = Trial(
        book_for(setting, busy, values_policy("twenty", Text("", ""), values, setting.known(busy))), world.parties
    )

    def found(day: int, *, bad: pl.Expr) -> pl.DataFrame:
        arrivals = world.arrivals(day)
        trial.decide(arrivals.frame, arrivals.day, secret_of(3, day))
        told = arrivals.frame.with_columns(
            nonconforming=bad.cast(pl.Int8), known_on=pl.lit(arrivals.day), harm=pl.lit(1.0)
        )
        trial.label(Channel.PHYSICAL, told)
        return told

    for day in range(7):
        found(day, bad=pl.int_range(pl.len()) % 40 == 0)
    trial.retrain(world.on(7))
    heading = pl.col("goods_code").str.slice(0, 4)
    commonest = found(7, bad=pl.lit(value=False))["goods_code"].str.slice(0, 4).mode()[0]
    found(8, bad=heading == commonest)
    trial.retrain(world.on(9))
    found(9, bad=pl.lit(value=False))
    assert trial.docket.learned is not None
    suspected = {one for pace in trial.docket.learned.paces.values() for one, _, _ in pace.episodes.suspected(1)}
    assert suspected == {commonest}


def test_the_random_arm_tells_the_leakage_there_is(setting: Setting) -> None:
    """Over sixteen seeds the mean of estimate minus truth lies within three of its standard errors of nothing."""
    world = msgspec.structs.replace(SMALL, prevalence=0.15, sight=1.0, batches=12_000)
    book = book_for(setting, world, read_policy("random", setting.known(world)))
    tallies = [play(World(world, seed), book, step=7) for seed in range(100, 116)]
    gaps = np.array([one.total("visible_estimate") - one.total("visible_leaked") for one in tallies])
    assert abs(gaps.mean()) < 3 * gaps.std(ddof=1) / np.sqrt(len(gaps))


def test_intervals_cover_what_they_should() -> None:
    """Made-up tallies with a known mean: about nineteen in twenty intervals of either kind hold it."""
    dice = np.random.default_rng(1)

    def tally(lam: float) -> Tally:
        weeks = np.zeros((len(COUNTS), 26))
        weeks[COUNTS.index("nonconforming")] = dice.poisson(40, 26)
        weeks[COUNTS.index("leaked")] = dice.binomial(weeks[COUNTS.index("nonconforming")].astype(int), lam)
        return Tally(weeks, np.zeros((5, 3)))

    hits = {"weeks": 0, "seeds": 0, "paired": 0}
    for _ in range(300):
        made, others = [tally(0.7) for _ in range(5)], [tally(0.6) for _ in range(5)]
        for name, one, truth in (
            ("weeks", measured("leakage", made[:1]), 0.7),
            ("seeds", measured("leakage", made), 0.7),
            ("paired", compared("leakage", made, others), 0.1),
        ):
            assert one.low is not None
            assert one.high is not None
            hits[name] += one.low <= truth <= one.high
    assert all(0.91 <= count / 300 <= 0.99 for count in hits.values()), hits


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["policy", *arguments], obj=None)


def test_from_the_command_line_as_json(tmp_path: Path) -> None:
    file = tmp_path / "world.json"
    file.write_text(json.dumps({"like": "town", "days": 14, "batches": 3000}))
    answer = run(
        "try", "random", "--world", str(file), "--seeds", "2", "--reference", str(settings.REFERENCE), "--json"
    )
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.output)
    assert set(told["measures"]) == set(MEASURES)
    assert told["seeds"] == [1, 2]


@pytest.mark.parametrize(
    ("policy", "world", "code"),
    [("wishful", "town", "policy.unknown"), ("current", "atlantis", "world.unknown")],
)
def test_a_refusal_on_the_command_line_names_what_there_is(policy: str, world: str, code: str) -> None:
    answer = run("try", policy, "--world", world, "--reference", str(settings.REFERENCE), "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.output)["code"] == code


def test_worlds_and_their_figures_are_listed() -> None:
    told = json.loads(run("worlds", "--json").output)
    assert told["worlds"]["jiangsu-2010"]["figures"][0]["source"]


def test_a_rate_plan_that_there_is_not_is_refused(setting: Setting, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"targeting.rate_plan.general": "no-such-plan"}))
    with pytest.raises(Refusal) as refused:
        played(setting, str(file))
    assert refused.value.code == "targeting.rate_plan.unknown"


def test_an_interrupted_trial_leaves_nothing_behind(
    setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def interrupted(done: int, _of: int) -> None:
        raise KeyboardInterrupt

    known = setting.known(SMALL)
    current = read_policy("current", known)
    stop: Callable[[int, int], None] = interrupted
    with pytest.raises(KeyboardInterrupt):
        try_policy(setting, current, SMALL, seeds=(1,), against=current, progress=stop)
    assert list(tmp_path.iterdir()) == []
