"""Do the intervals hold? Leakage, prevalence and other policies' catches, estimated again and again in known worlds.

    python benchmarks/targeting/honesty.py [--seeds 25] [--draws 40] [--only WORD] [--quick] [--out honesty.json]

Each of `--seeds` worlds (guomen.simulator.columns, drifting) is decided `--draws` times: a model of middling skill
spends the budget, a recorded random stratum of a stated part of it draws from the rest. What is estimated from what was
opened is held against what is true. Bars: bias below half the standard error of one estimate, coverage of the 95 %
interval between 93 and 97 %. Groups are told together, and by how many hits a draw is expected to give: below about
three no interval without a coin of its own can be right in exactly 95 of 100 cases, since so few outcomes are possible.
Prints tables, and one line of JSON (or writes it to --out).
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit

from guomen.simulator.columns.worlds import world
from guomen.targeting.capacity.rules import chances, even_unit
from guomen.targeting.estimates.rules.off_policy import Limits, off_policy
from guomen.targeting.estimates.rules.rates import answered, leakage, prevalence, sample_of
from guomen.targeting.estimates.rules.what_if import expected_rates
from guomen.targeting.estimates.terms import Estimate, NotAnswerable

Numbers = NDArray[np.float64]
# weeks; random: part of the budget that is drawn; mixed: the rate differs by office and day; even: share of it that
# falls on all alike, the rest going with value; rooted: the rate goes with the root of the odds that the model gives;
# waiting: share without an answer yet; sensitivity: what a check finds of the nonconforming.
SETTINGS: dict[str, dict[str, Any]] = {
    "5 % of a 5 % budget, two years": {"weeks": 104, "random": 0.05},
    "10 % of the budget, a year": {"weeks": 52, "random": 0.10},
    "20 % of the budget, half a year": {"weeks": 26, "random": 0.20},
    "20 %, rates differ by office and day": {"weeks": 26, "random": 0.20, "mixed": True},
    "20 %, half even, half by value (as shifts draw)": {"weeks": 26, "random": 0.20, "even": 0.5},
    "20 %, chances as the root of the odds": {"weeks": 26, "random": 0.20, "rooted": True},
    "20 %, a tenth waits for its answer": {"weeks": 26, "random": 0.20, "waiting": 0.1},
    "20 %, checks find 80 %, as stated": {"weeks": 26, "random": 0.20, "sensitivity": 0.8},
}
BUDGET = 0.05
# Other policies are asked of logs of up to so many weeks: longer ones take long.
OTHER_WEEKS = 26
BRACKETS = (0.0, 0.5, 1.0, 3.0, 6.0, 1e9)
ANYTHING = Limits(effective=0.0, share=1.0, unsupported=1.0)


def main() -> None:
    wish = arguments()
    started = time.monotonic()
    results = []
    for name, setting in SETTINGS.items():
        if wish.only not in name:
            continue
        results.append({"setting": name} | run(setting, wish))
        show(results[-1])
    told = {"benchmark": "targeting honesty", "seeds": wish.seeds, "draws": wish.draws,
            "seconds": round(time.monotonic() - started), "results": results}  # fmt: skip
    if wish.out:
        Path(wish.out).write_text(json.dumps(told, indent=1))
    else:
        print(json.dumps(told))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=25, help="worlds (default 25)")
    parser.add_argument("--draws", type=int, default=40, help="times that each is decided (default 40)")
    parser.add_argument(
        "--groups", type=int, default=10, help="draws of each world that are judged by group (default 10)"
    )
    parser.add_argument("--only", default="", help="settings whose name has this in it (default all)")
    parser.add_argument("--quick", action="store_true", help="3 worlds, 20 draws, 2 by group")
    parser.add_argument("--out", help="file for the figures as JSON")
    wish = parser.parse_args()
    if wish.quick:
        wish.seeds, wish.draws, wish.groups = 3, 20, 2
    return wish


class Tally:
    """Errors and misses of one estimate over the draws."""

    def __init__(self) -> None:
        self.errors: list[float] = []
        self.low = self.high = 0
        self.widths: list[float] = []

    def note(self, one: Estimate | None, truth: float) -> None:
        if one is None:
            return
        self.errors.append(one.value - truth)
        self.widths.append(one.high - one.low)
        self.low += truth < one.low - 1e-9
        self.high += truth > one.high + 1e-9

    def told(self) -> dict[str, Any]:
        n = len(self.errors)
        if n < 2:
            return {"n": n}
        error = float(np.std(self.errors))
        return {
            "n": n,
            "bias_in_se": round(float(np.mean(self.errors)) / error, 3) if error else 0.0,
            "coverage": round(1 - (self.low + self.high) / n, 4),
            "truth_below": round(self.low / n, 4),
            "truth_above": round(self.high / n, 4),
            "width": round(float(np.mean(self.widths)), 5),
        }


def run(setting: dict[str, Any], wish: argparse.Namespace) -> dict[str, Any]:
    whole: dict[str, Tally] = defaultdict(Tally)
    groups: dict[int, Tally] = defaultdict(Tally)
    hits = []
    for seed in range(wish.seeds):
        port = Port(seed, setting)
        for draw in range(wish.draws):
            frame, truth = port.decided(draw)
            hits.append(frame.filter((pl.col("arm") == "control") & pl.col("nonconforming")).height)
            judge(frame, truth, port, setting, whole)
            if draw < wish.groups:
                judge_groups(frame, truth, port.sensitivity, groups)
    pooled = Tally()
    for one in groups.values():
        pooled.errors += one.errors
        pooled.widths += one.widths
        pooled.low, pooled.high = pooled.low + one.low, pooled.high + one.high
    return {
        "random_hits_in_the_mean": round(float(np.mean(hits)), 1),
        "whole": {name: tally.told() for name, tally in whole.items()},
        "groups": pooled.told(),
        "groups_by_hits_to_expect": {
            f"{BRACKETS[place]:g} to {BRACKETS[place + 1]:g}": groups[place].told() for place in sorted(groups)
        },
    }


class Port:
    """One world's declarations, the model's value of each, and the chances with which they are drawn."""

    def __init__(self, seed: int, setting: dict[str, Any]) -> None:
        self.seed, self.sensitivity = seed, setting.get("sensitivity", 1.0)
        self.waiting = setting.get("waiting", 0.0)
        course = world("drift", seed).weeks()
        weeks = [week for week, _number in zip(course, range(setting["weeks"]), strict=False)]
        chance = np.random.default_rng([seed, 77])
        risk = np.concatenate([week.true_risk for week in weeks])
        self.foul = np.concatenate([week.truth["nonconforming"].to_numpy() for week in weeks])
        self.lines = pl.concat([week.frame.select("heading", "origin", "office", "day") for week in weeks])
        logit = np.log(risk / (1 - risk))
        self.value = logit + 1.5 * chance.standard_normal(len(risk))
        self.other = logit + 1.5 * chance.standard_normal(len(risk))
        learned = BUDGET * (1 - setting["random"])
        self.learned = self.value > np.quantile(self.value, 1 - learned)
        rate = np.full(len(risk), BUDGET * setting["random"] / (1 - learned))
        if setting.get("mixed"):
            places = self.lines.select(pl.struct("office", "day").rank("dense"))["office"].to_numpy() - 1
            rate = rate * np.array([0.4, 0.7, 1.0, 1.9])[chance.integers(0, 4, places.max() + 1)[places]]
        if "even" in setting:
            worth, even = expit(self.value), setting["even"]
            rate = chances(float(rate[0]), worth, even_unit(worth[~self.learned], even, float(rate[0])), even)
        if setting.get("rooted"):
            root = np.exp(self.value / 2)
            rate = np.minimum(rate * root / root[~self.learned].mean(), 0.999)
        self.probability: Numbers = np.where(self.learned, 1.0, rate)

    def decided(self, draw: int) -> tuple[pl.DataFrame, NDArray[np.bool_]]:
        """The log of one draw, and what is true of each line."""
        chance, size = np.random.default_rng([self.seed, 5, draw]), len(self.foul)
        picked = chance.random(size) < self.probability
        seen = picked & (chance.random(size) >= self.waiting)
        found = self.foul & (chance.random(size) < self.sensitivity)
        arm = np.where(self.learned, "learned", np.where(picked, "control", "none"))
        frame = self.lines.with_columns(
            consignment=pl.int_range(size), probability=pl.Series(self.probability), examined=pl.Series(picked),
            stopped=pl.lit(value=False), arm=pl.Series(arm),
            nonconforming=pl.when(pl.Series(seen)).then(pl.Series(found)),
        )  # fmt: skip
        return frame, self.foul


def judge(
    frame: pl.DataFrame, truth: NDArray[np.bool_], port: Port, setting: dict[str, Any], whole: dict[str, Tally]
) -> None:
    size = len(frame)
    s = port.sensitivity
    whole["prevalence"].note(answered(lambda: prevalence(frame, sensitivity=s)), truth.sum() / size)
    found = answered(lambda: leakage(frame, sensitivity=s).number)
    known = frame["nonconforming"].fill_null(value=False).to_numpy()
    whole["number that leaks"].note(found, float((truth & ~known).sum()))
    if setting["weeks"] <= OTHER_WEEKS and s == 1.0:
        target = np.where(port.other > np.quantile(port.other, 0.9), 1.0, 0.01)
        other_policy(frame, truth, target, whole)


def other_policy(frame: pl.DataFrame, truth: NDArray[np.bool_], target: Numbers, whole: dict[str, Tally]) -> None:
    """A policy that looks at twice as much, by another model of the same skill."""
    try:
        told = off_policy(sample_of(frame), target, ANYTHING, days=1, expected=expected_rates(frame))
    except NotAnswerable:
        return
    caught = float(target @ truth)
    for name, one in (("inverse probability", told.ips), ("self-normalised", told.normalised),
                      ("doubly robust", told.doubly_robust)):  # fmt: skip
        whole[f"other policy, {name}"].note(one, caught)


def judge_groups(frame: pl.DataFrame, truth: NDArray[np.bool_], s: float, groups: dict[int, Tally]) -> None:
    for part, foul in parts(frame, truth):
        drawn = part.filter(pl.col("probability") < 1.0)
        mask = part["probability"].to_numpy() < 1.0
        expected = float((drawn["probability"].to_numpy() * foul[mask]).sum()) * s
        known = part["nonconforming"].fill_null(value=False).to_numpy()
        found = answered(lambda part=part: leakage(part, sensitivity=s).number)  # type: ignore[misc]
        place = int(np.searchsorted(BRACKETS, expected, side="right")) - 1
        groups[place].note(found, float((foul & ~known).sum()))


def parts(frame: pl.DataFrame, truth: NDArray[np.bool_]) -> Iterator[tuple[pl.DataFrame, NDArray[np.bool_]]]:
    """The twelve largest groups of heading, of origin and of office."""
    for column in ("heading", "origin", "office"):
        largest = frame[column].value_counts(sort=True)[column].head(12).to_list()
        for key in largest:
            mask = (frame[column] == key).to_numpy()
            yield frame.filter(pl.Series(mask)), truth[mask]


def show(result: dict[str, Any]) -> None:
    print(f"\n{result['setting']}: {result['random_hits_in_the_mean']} random hits a draw in the mean")
    rows = [*result["whole"].items(), ("by group, all", result["groups"])]
    rows += [(f"by group, {name} hits to expect", told) for name, told in result["groups_by_hits_to_expect"].items()]
    print(f"{'':44} {'n':>6} {'bias/se':>8} {'coverage':>9} {'below':>7} {'above':>7}")
    for name, told in rows:
        if "coverage" in told:
            print(f"{name:44} {told['n']:6} {told['bias_in_se']:8.3f} {told['coverage']:9.3f}"
                  f" {told['truth_below']:7.3f} {told['truth_above']:7.3f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
