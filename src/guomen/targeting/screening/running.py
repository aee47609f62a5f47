"""Running the columnar evaluator over a Parquet file of lines, chunk by chunk, on several processes."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from guomen.parties.terms import PartySnapshot
from guomen.targeting.rules.bulk.screening import Screen
from guomen.targeting.rules.docket import Docket, Histories
from guomen.targeting.rules.rulebook import Rulebook

CHUNK = 100_000


def declaration_slices(file: Path, chunk: int = CHUNK) -> Iterator[tuple[int, int]]:
    """(start, length) of parts of about `chunk` lines, none of which cuts a declaration in two."""
    starts = (
        pl.scan_parquet(file)
        .select(pl.struct("sender", "reference").rle_id().alias("declaration"))
        .with_row_index("row")
        .select(pl.col("row").filter(pl.col("declaration") != pl.col("declaration").shift(1).fill_null(2**32 - 1)))
        .collect()["row"]
        .to_numpy()
    )
    total = pl.scan_parquet(file).select(pl.len()).collect().item()
    begin = 0
    while begin < total:
        place = int(np.searchsorted(starts, begin + chunk))
        end = int(starts[place]) if place < len(starts) else total
        yield begin, end - begin
        begin = end


_screen: Screen | None = None
_source: Path | None = None


def _prepare(source: Path, docket: Docket, drawn_on: date, secret: bytes) -> None:
    global _screen, _source
    _screen, _source = Screen(docket, drawn_on, secret), source


def _part(out: Path, start: int, length: int) -> int:
    assert _screen is not None
    assert _source is not None
    _screen(pl.scan_parquet(_source).slice(start, length).collect()).write_parquet(out)
    return length


def screen_file(
    source: Path,
    out: Path,
    rulebook: Rulebook,
    parties: PartySnapshot,
    histories: Histories,
    drawn_on: date,
    secret: bytes,
    *,
    processes: int = 0,
    progress: Callable[[int], None] = lambda lines: None,
) -> int:
    """Decide every line of `source` (Parquet, LINE_SCHEMA, the lines of a declaration together) into `out` (Parquet).

    processes: how many to use; 0 for one a processor. progress is told the lines of each part that is done.
    Gives the number of lines. `out` appears whole or not at all.
    """
    docket = Docket(rulebook, parties, histories)
    slices = list(declaration_slices(source))
    workers = max(1, min(processes or os.cpu_count() or 1, len(slices)))
    with TemporaryDirectory(dir=out.parent, prefix=".screen-") as folder:
        parts = [Path(folder) / f"{number:06d}.parquet" for number in range(max(1, len(slices)))]
        if workers == 1:
            _prepare(source, docket, drawn_on, secret)
            for part, (start, length) in zip(parts, slices or [(0, 0)], strict=True):
                progress(_part(part, start, length))
        else:
            _spread(source, docket, drawn_on, secret, workers, parts, slices, progress)
        whole = Path(folder) / "whole.parquet"
        pl.scan_parquet(parts).sink_parquet(whole)
        whole.replace(out)
    return sum(length for _, length in slices)


def _spread(
    source: Path,
    docket: Docket,
    drawn_on: date,
    secret: bytes,
    workers: int,
    parts: list[Path],
    slices: list[tuple[int, int]],
    progress: Callable[[int], None],
) -> None:
    """Each process has the rulebook once, and one thread of the columnar engine: the processes are the threads."""
    threads = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        with ProcessPoolExecutor(
            workers, get_context("spawn"), initializer=_prepare, initargs=(source, docket, drawn_on, secret)
        ) as pool:
            tasks = [pool.submit(_part, part, *piece) for part, piece in zip(parts, slices, strict=True)]
            for task in tasks:
                progress(task.result())
    finally:
        if threads is None:
            del os.environ["POLARS_MAX_THREADS"]
        else:
            os.environ["POLARS_MAX_THREADS"] = threads
