"""Local workers and local Spark decide the same: seconds, lines a second, and whether every decision is equal.

    pip install guomen[cluster]      # pyspark with pandas and pyarrow; Java 17 or newer
    python benchmarks/targeting/cluster.py --lines 20000000 --rules 500
    python benchmarks/targeting/cluster.py --lines 2000000 --kill

Lines and rules as in benchmarks/screening.py. Each side reads the same Parquet file and writes Parquet with decisions,
reasons and instructions; processor seconds are of the side with all its processes. Equal: both sides' rows have the
same digests, whatever their order. --kill: on each side a worker process is killed when half of the parts are written.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import screening as made_up

from guomen.parties.terms import PartySnapshot
from guomen.targeting.rules.docket import Docket
from guomen.targeting.screening.cluster import screen_on_spark
from guomen.targeting.screening.running import CHUNK, screen_file

SECRET = bytes(range(32))
AT_ONCE = 1_000_000


def write_lines(source: Path, count: int, codes: list[str], origins: list[str]) -> None:
    """A million lines at a time, each under a sender of its own."""
    parts = []
    for number, start in enumerate(range(0, count, AT_ONCE)):
        part = source.with_name(f"part-{number:03d}.parquet")
        made_up.write_lines(part, min(AT_ONCE, count - start), codes, origins, seed=number + 1)
        named = pl.lit(f"broker-{number:03d}").alias("sender")
        parts.append(part.rename(part.with_suffix(".raw")))
        pl.scan_parquet(parts[-1]).with_columns(named).sink_parquet(part)
    pl.scan_parquet(source.parent / "part-*.parquet").sink_parquet(source)
    for raw in parts:
        raw.unlink()
        raw.with_suffix(".parquet").unlink()


def digests(folder: Path) -> dict[str, int]:
    """How many rows, and of whole rows and each column the sum of their hashes (modulo 2^64), whatever their order."""
    found: Counter[str] = Counter()
    for file in sorted(folder.glob("*.parquet")):
        frame = pl.read_parquet(file)
        lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
        text = [pl.struct(name).struct.json_encode().alias(name) for name in lists]
        plain = frame.with_columns(text).with_columns(pl.selectors.by_dtype(pl.Enum, pl.Categorical).cast(pl.String))
        found["rows"] += plain.height
        for name, columns in {"whole rows": sorted(plain.columns), **{one: [one] for one in plain.columns}}.items():
            hashed = int(plain.select(columns).hash_rows(seed=1).cast(pl.Int128).sum())
            found[name] = (found[name] + hashed) % 2**64
    return dict(found)


class Watched:
    """Processor seconds and peak memory of this process and all below it, and the one that is killed half-way."""

    def __init__(self, kill: Callable[[psutil.Process], bool] | None = None) -> None:
        self.kill, self.killed = kill, 0
        self.used: dict[int, float] = {}
        self.peak = 0

    def look(self) -> None:
        memory = 0
        for one in [psutil.Process(), *psutil.Process().children(recursive=True)]:
            try:
                times, held = one.cpu_times(), one.memory_info().rss
                if self.kill and not self.killed and self.kill(one):
                    os.kill(one.pid, signal.SIGKILL)
                    self.killed = one.pid
            except psutil.Error:
                continue
            self.used[one.pid] = times.user + times.system
            memory += held
        self.peak = max(self.peak, memory)

    @contextmanager
    def watching(self) -> Any:
        self.look()
        before, ended = sum(self.used.values()), threading.Event()
        thread = threading.Thread(target=lambda: [self.look() for _ in iter(lambda: ended.wait(0.2), True)])
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            self.look()
            self.seconds = sum(self.used.values()) - before


def half_written(folder: Path, parts: int) -> bool:
    return 2 * len(list(folder.rglob("*.parquet"))) >= parts


def on_workers(source: Path, out: Path, docket: Docket, processes: int, parts: int, kill: bool) -> dict[str, Any]:
    done: list[int] = []
    working = lambda one: "spawn_main" in " ".join(one.cmdline())  # noqa: E731
    watched = Watched((lambda one: 2 * len(done) >= parts and working(one)) if kill else None)
    began = time.perf_counter()
    with watched.watching():
        screen_file(
            source, out, docket.rulebook, docket.parties, docket.histories, made_up.DAY, SECRET,
            processes=processes, progress=done.append,
        )  # fmt: skip
    return told(watched, time.perf_counter() - began)


def on_spark(source: Path, out: Path, docket: Docket, processes: int, parts: int, kill: bool) -> dict[str, Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    # Four tries of a part, as a cluster has them.
    building = (
        SparkSession.builder.master(f"local[{processes},4]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "6g")
        .config("spark.local.dir", str(out.parent))
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "2000")
    )
    working = lambda one: "pyspark.daemon" in " ".join(one.cmdline()) and not one.children()  # noqa: E731
    watched = Watched((lambda one: half_written(out, parts) and working(one)) if kill else None)
    began = time.perf_counter()
    with watched.watching():
        spark = building.getOrCreate()
        started = time.perf_counter()
        decided = screen_on_spark(spark.read.parquet(str(source)), docket, made_up.DAY, SECRET, parts=parts)
        decided.write.parquet(str(out))
        ended = time.perf_counter()
    spark.stop()
    return told(watched, ended - started) | {"session_s": round(started - began, 1)}


def told(watched: Watched, seconds: float) -> dict[str, Any]:
    return {
        "s": round(seconds, 1),
        "cpu_s": round(watched.seconds, 1),
        "peak_mib": round(watched.peak / 2**20),
        "killed": bool(watched.killed),
        "load": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=20_000_000)
    parser.add_argument("--rules", type=int, default=500)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--kill", action="store_true", help="kill a worker process of each side half-way")
    parser.add_argument("--folder", type=Path, help="where the files go; default: a temporary folder")
    asked = parser.parse_args()
    random = Random(1)
    codes, origins = made_up.goods_codes(random), made_up.origin_codes(random)
    docket = Docket(made_up.rulebook(random, codes, origins, asked.rules), PartySnapshot(1, {}, {}), {})
    parts = max(1, round(asked.lines / CHUNK))
    with tempfile.TemporaryDirectory(dir=asked.folder) as held:
        folder = Path(held)
        source = folder / "lines.parquet"
        write_lines(source, asked.lines, codes, origins)
        given = (docket, asked.processes, parts, asked.kill)
        local = on_workers(source, folder / "workers", *given)
        spark = on_spark(source, folder / "spark", *given)
        one, other = digests(folder / "workers"), digests(folder / "spark")
    found: dict[str, Any] = {
        "lines": asked.lines,
        "rules": asked.rules,
        "workers": local | {"lines_per_s": round(asked.lines / local["s"])},
        "spark": spark | {"lines_per_s": round(asked.lines / spark["s"])},
        "overhead": round(spark["s"] / local["s"], 2),
        "overhead_cpu": round(spark["cpu_s"] / local["cpu_s"], 2),
        "rows": [one["rows"], other["rows"]],
        "identical": one == other,
        "different": [name for name in one if one[name] != other.get(name)],
    }
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
