"""How often a method sees an outbreak, and how often it sees one where there is none: the 42 published scenarios.

    python benchmarks/surveillance/power.py --out power.json
    python benchmarks/surveillance/power.py --methods harmonic-nb farrington-improved --seeds 221 222
    python benchmarks/surveillance/power.py --quick

Series: tests/surveillance/detection/scenarios.py (Noufaily et al. 2013; Bédubourg and Le Strat 2017): ten of each
scenario and each k of the earlier outbreaks (0 and 5), the present outbreak 1 to 10 standard deviations, 840 a seed;
263 weeks of past, 49 weeks judged. The default detector was tuned on seeds below 104, which are not reported here;
the seeds by default were looked at once, when all was settled.

FPR: alarms a week in the same series without the present outbreak. Specificity: weeks without alarm outside of the
outbreak. POD: outbreaks with an alarm between their first and their last case, those without any case counted as
missed; first: in the first week of all. Sensitivity, PPV, NPV, F1: of weeks. Delay: weeks to the first alarm, if any.
95 % intervals: series drawn anew 1,000 times. R: R surveillance 1.20.3 on 840 other series of the same design.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

sys.path[:0] = [str(Path(__file__).parents[2])]

from guomen.surveillance.detection.methods import DEFAULT, METHODS, detect  # noqa: E402
from guomen.surveillance.detection.terms import Flags  # noqa: E402
from tests.surveillance.detection.scenarios import Series, simulated  # noqa: E402

Floats = NDArray[np.float64]
ALPHA = next(option.default for option in METHODS[DEFAULT].options if option.name == "alpha")
FIGURES = ("fpr", "specificity", "pod", "first", "sensitivity", "ppv", "npv", "f1", "delay")


@dataclass(frozen=True)
class Setting:
    """A method with options as published, and what R's implementation reached with it (FPR, POD, F1)."""

    method: str
    options: Mapping[str, Any] = field(default_factory=dict)
    by_r: tuple[float, float, float] | None = None

    @property
    def name(self) -> str:
        return " ".join([self.method, *(f"{name}={value}" for name, value in self.options.items())])


SETTINGS = (
    Setting("harmonic-nb"),
    Setting("harmonic-nb", {"alpha": 0.01}),
    Setting("harmonic-nb", {"alpha": 0.023}),
    Setting("harmonic-nb", {"pooled": 1}),
    Setting("harmonic-nb", {"pooled": 3}),
    Setting("farrington-improved", {"thresholdMethod": "delta"}, (0.0136, 0.5605, 0.385)),
    Setting("farrington-improved", {"thresholdMethod": "nbPlugin"}, (0.0099, 0.5287, 0.374)),
    Setting("farrington", {"alpha": 0.01}, (0.0249, 0.5836, 0.357)),
    Setting("ears-c1", {"alpha": 0.01}, (0.0677, 0.6643, 0.234)),
    Setting("ears-c2", {"alpha": 0.01}, (0.0847, 0.6875, 0.310)),
    Setting("ears-c3", {"alpha": 0.01, "compatible": True}, (0.0752, 0.5413, 0.285)),
    Setting("cdc", {"alpha": 0.01, "b": 4}, (0.0532, 0.5368, 0.329)),
    Setting("bayes1", {"alpha": 0.05}, (0.1006, 0.7689, 0.272)),
    Setting("bayes2", {"alpha": 0.05}, (0.0948, 0.8274, 0.325)),
    Setting("bayes3", {"alpha": 0.05}, (0.1138, 0.8557, 0.319)),
    Setting("rki1", {}, (0.0834, 0.7070, 0.254)),
    Setting("rki2", {}, (0.0570, 0.7269, 0.335)),
    Setting("rki3", {}, (0.0716, 0.7287, 0.343)),
)


def sums(series: Series, quiet: Flags, alarm: Flags) -> Floats:
    """What each series adds to the figures, shape (parts, series)."""
    out, judged = series.outbreak, np.full(alarm.shape[1], len(alarm))
    hit = alarm & out
    seen = hit.any(axis=0)
    delay = np.where(seen, hit.argmax(axis=0) - out.argmax(axis=0), 0)
    parts = (quiet.sum(axis=0), judged, (alarm & ~out).sum(axis=0), out.sum(axis=0), hit.sum(axis=0), seen,
             seen & (delay == 0), delay, np.ones(len(seen)))  # fmt: skip
    return np.array(parts, dtype=float)


def figures(parts: Floats) -> dict[str, Floats]:
    """The figures of summed parts; the first axis runs over the parts."""
    quiet, judged, false, weeks, hits, seen, first, delay, series = parts
    sensitivity, ppv = hits / weeks, hits / (hits + false)
    still = judged - weeks - false
    found = (quiet / judged, still / (judged - weeks), seen / series, first / series, sensitivity, ppv,
             still / (still + weeks - hits), 2 * sensitivity * ppv / (sensitivity + ppv), delay / seen)  # fmt: skip
    return dict(zip(FIGURES, found, strict=True))


def with_limits(parts: Floats, draws: int = 1000) -> dict[str, list[float]]:
    """Each figure with its 95 % interval."""
    size = parts.shape[1]
    times = np.random.default_rng(1).multinomial(size, np.full(size, 1 / size), size=draws)
    whole, again = figures(parts.sum(axis=1)), figures(parts @ times.T)
    return {
        name: [round(float(one), 4) for one in (whole[name], *np.quantile(again[name], (0.025, 0.975)))]
        for name in FIGURES
    }


def alarms(setting: Setting, world: Series, kept: dict[str, Floats]) -> list[Flags]:
    """Alarms in the series without and with the present outbreak.

    The default detector's are the weeks with a case whose p-value is at most alpha: what differs in alpha shares them.
    """
    options, found = dict(setting.options), list[Flags]()
    alpha = options.pop("alpha", ALPHA) if setting.method == DEFAULT else None
    for number, held in enumerate((world.quiet, world.counts)):
        if alpha is None:
            found.append(detect(held, method=setting.method, first=world.first, options=options).alarm)
            continue
        key = f"{options} {id(world)} {number}"
        if key not in kept:
            kept[key] = detect(held, first=world.first, options=options).known["p"]
        found.append((kept[key] <= alpha) & (held[world.first :] > 0))
    return found


def scored(setting: Setting, worlds: list[Series], kept: dict[str, Floats]) -> dict[str, Any]:
    """All series under one setting."""
    began = time.perf_counter()
    parts = [sums(world, *alarms(setting, world, kept)) for world in worlds]
    together = np.concatenate(parts, axis=1)
    size = np.concatenate([world.size for world in worlds])
    each = {int(k): round(float(together[5, size == k].mean()), 3) for k in np.unique(size)}
    return {"setting": setting.name, **with_limits(together), "pod_by_size": each, "by_r": setting.by_r,
            "series": together.shape[1], "seconds": round(time.perf_counter() - began, 1)}  # fmt: skip


def shown(rows: list[dict[str, Any]]) -> Table:
    table = Table("setting", *FIGURES, "95 % FPR", "95 % POD", "R: FPR POD F1", title="The 42 scenarios")
    for row in rows:
        limits = [f"{row[name][1]:.4f}-{row[name][2]:.4f}" for name in ("fpr", "pod")]
        by_r = " ".join(f"{one:.4f}" for one in row["by_r"]) if row["by_r"] else ""
        table.add_row(row["setting"], *(f"{row[name][0]:.4f}" for name in FIGURES), *limits, by_r)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[221, 222, 223, 224, 225])
    parser.add_argument("--methods", nargs="+", default=sorted(METHODS), metavar="METHOD")
    parser.add_argument("--quick", action="store_true", help="one seed, the default and the improved Farrington")
    parser.add_argument("--out", type=Path, default=None, help="JSON file for the figures")
    given = parser.parse_args()
    seeds = given.seeds[:1] if given.quick else given.seeds
    asked = ["harmonic-nb", "farrington-improved"] if given.quick else given.methods
    worlds = [simulated(seed) for seed in seeds]
    others = [Setting(name) for name in asked if name not in {setting.method for setting in SETTINGS}]
    settings = [setting for setting in (*SETTINGS, *others) if setting.method in METHODS and setting.method in asked]
    rows, kept = list[dict[str, Any]](), dict[str, Floats]()
    for setting in settings:
        rows.append(scored(setting, worlds, kept))
        told = json.dumps({"seeds": seeds, "rows": rows})
        if given.out:
            given.out.write_text(told, encoding="utf-8")
    Console(stderr=True, width=240).print(shown(rows))
    print(told)


if __name__ == "__main__":
    main()
