"""A national year, end to end: 1.6 million consignments under two policies, side by side on two processes.

    python benchmarks/targeting/national_year.py                # the whole year
    python benchmarks/targeting/national_year.py --share 0.05   # a twentieth of the trade, for a quick try

Every line is decided by the product's columnar evaluator under the reference folder's law; offices open what they can;
what is found moves histories and, under capacity, trains a model anew every week. The truth is known, so the leakage
estimated from what chance opened stands beside the leakage there was. Bulk years run in columns and write no
database: the real operations are played by `make run`, some hundred consignments at a time.
"""

import argparse
import json
import os
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guomen.interfaces.settings")

ROOT = Path(__file__).resolve().parents[2]


def sized(share: float, days: int | None) -> Any:
    """The national year, or a share of its trade, traders and capacity."""
    import msgspec

    from guomen.simulator.trying.presets import NATIONAL

    made = msgspec.structs.replace(
        NATIONAL,
        batches=max(1, round(NATIONAL.batches * share)),
        importers=max(50, round(NATIONAL.importers * share)),
        producers=max(200, round(NATIONAL.producers * share)),
        capacity=max(1, round((NATIONAL.capacity or 0) * share)),
        samples=max(1, round((NATIONAL.samples or 0) * share)),
    )
    return msgspec.structs.replace(made, days=days) if days else made


def screening_rate(parameters: Any, book: Any, processes: int) -> tuple[int, float]:
    """Lines of some days of the world, and lines per second when they are screened in bulk (Parquet to Parquet)."""
    import polars as pl

    from guomen.simulator.trying.worlds import World
    from guomen.targeting.screening.running import screen_file

    world = World(parameters, 1)
    days = [world.arrivals(day).frame for day in range(min(parameters.days, 84))]
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "lines.parquet", Path(folder) / "decisions"
        lines = pl.concat(days)
        lines.write_parquet(source)
        began = time.perf_counter()
        screen_file(source, out, book, world.parties, {}, world.on(0), bytes(32), processes=processes)
        return lines.height, lines.height / (time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=1.0, help="of the trade")
    parser.add_argument("--policy", default="capacity")
    parser.add_argument("--against", default="current")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--days", type=int)
    parser.add_argument("--quick", action="store_true", help="a twentieth of the trade, twelve weeks")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "benchmarks" / "national_year.json")
    given = parser.parse_args()
    if given.quick:
        given.share, given.days = min(given.share, 0.05), given.days or 84

    import django

    django.setup()
    from rich.console import Console
    from rich.progress import Progress

    from guomen.simulator.trying.policies import read_policy
    from guomen.simulator.trying.reports import as_json, as_table
    from guomen.simulator.trying.trials import book_for, setting_of, try_policy

    parameters, setting = sized(given.share, given.days), setting_of(ROOT / "reference")
    known = setting.known(parameters)
    policy, against = read_policy(given.policy, known), read_policy(given.against, known)
    lines, rate = screening_rate(parameters, book_for(setting, parameters, against), given.processes)
    began = time.perf_counter()
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("days of both policies", total=None)
        trials = try_policy(
            setting, policy, parameters, seeds=range(1, given.seeds + 1), against=against, processes=given.processes,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )  # fmt: skip
    took = time.perf_counter() - began
    console = Console(stderr=True, width=130)
    console.print(as_table(trials))
    played = sum(tally.total("batches") for side in (trials.tried, trials.current) for tally in side)
    cost = {
        "minutes": round(took / 60, 2),
        "consignments_played": round(played),
        "consignments_per_s": round(played / took),
        "screening_lines": lines,
        "screening_lines_per_s": round(rate),
        "processes": given.processes,
        "retrained": [tally.retrained for tally in trials.tried],
        "peak_rss_mib": round(
            max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
        ),
        "load_average": [round(one, 1) for one in os.getloadavg()],
    }
    console.print(cost)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    partial = given.out.with_suffix(".partial")
    partial.write_text(json.dumps(as_json(trials) | {"share": given.share, "cost": cost}, ensure_ascii=False, indent=1))
    partial.replace(given.out)
    print(json.dumps(cost))


if __name__ == "__main__":
    main()
