"""Local workers and local Spark decide the same: seconds, lines a second, and whether every decision is equal.

    pip install guomen[cluster]      # pyspark, pyarrow; Java 17 or newer
    python benchmarks/targeting/cluster.py --lines 20000000 --rules 500

Lines and rules as in benchmarks/screening.py. Each side reads the same Parquet file and writes Parquet with decisions,
reasons and instructions. Equal: both sides' rows have the same digests, whatever their order.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import screening as made_up

from guomen.parties.terms import PartySnapshot
from guomen.targeting.rules.docket import Docket
from guomen.targeting.screening.cluster import screen_on_spark
from guomen.targeting.screening.running import CHUNK, screen_file

SECRET = bytes(range(32))


def digest(files: list[Path]) -> tuple[int, int]:
    """Rows and the sum of their hashes (modulo 2^64), which does not depend on their order."""
    rows, total = 0, 0
    for file in files:
        frame = pl.read_parquet(file)
        lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
        text = [pl.struct(name).struct.json_encode().alias(name) for name in lists]
        plain = frame.with_columns(text).with_columns(pl.selectors.by_dtype(pl.Enum, pl.Categorical).cast(pl.String))
        hashes = plain.select(sorted(plain.columns)).hash_rows(seed=1)
        rows, total = rows + len(hashes), (total + sum(hashes.to_list())) % 2**64
    return rows, total


def on_workers(source: Path, out: Path, docket: Docket, processes: int) -> float:
    began = time.perf_counter()
    screen_file(
        source, out, docket.rulebook, docket.parties, docket.histories, made_up.DAY, SECRET, processes=processes
    )
    return time.perf_counter() - began


def on_spark(source: Path, out: Path, docket: Docket, processes: int, lines: int) -> tuple[float, float]:
    """Seconds to start a local session, and to decide."""
    from pyspark.sql import SparkSession

    began = time.perf_counter()
    spark = (
        SparkSession.builder.master(f"local[{processes}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "6g")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "200000")
        .getOrCreate()
    )
    started = time.perf_counter()
    table = spark.read.parquet(str(source))
    decided = screen_on_spark(table, docket, made_up.DAY, SECRET, parts=max(1, round(lines / CHUNK)))
    decided.write.parquet(str(out))
    ended = time.perf_counter()
    spark.stop()
    return started - began, ended - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=20_000_000)
    parser.add_argument("--rules", type=int, default=500)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where the files go; default: a temporary folder")
    asked = parser.parse_args()
    random = Random(1)
    codes, origins = made_up.goods_codes(random), made_up.origin_codes(random)
    docket = Docket(made_up.rulebook(random, codes, origins, asked.rules), PartySnapshot(1, {}, {}), {})
    with tempfile.TemporaryDirectory(dir=asked.folder) as held:
        folder = Path(held)
        source = folder / "lines.parquet"
        made_up.write_lines(source, asked.lines, codes, origins, seed=1)
        local = on_workers(source, folder / "workers", docket, asked.processes)
        session, spark = on_spark(source, folder / "spark", docket, asked.processes, asked.lines)
        one = digest(sorted((folder / "workers").glob("*.parquet")))
        other = digest(sorted((folder / "spark").glob("*.parquet")))
    told: dict[str, Any] = {
        "lines": asked.lines,
        "rules": asked.rules,
        "workers_s": round(local, 1),
        "spark_session_s": round(session, 1),
        "spark_s": round(spark, 1),
        "workers_lines_per_s": round(asked.lines / local),
        "spark_lines_per_s": round(asked.lines / spark),
        "overhead": round(spark / local, 2),
        "rows": [one[0], other[0]],
        "identical": one == other,
    }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
