"""Running the columnar evaluator over a Parquet file of lines, chunk by chunk, on several processes."""

import logging
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from guomen.parties.terms import PartySnapshot
from guomen.targeting.rules.bulk.screening import Screen
from guomen.targeting.rules.docket import Docket, Histories, Schemes
from guomen.targeting.rules.learned import Learned
from guomen.targeting.rules.rulebook import Rulebook

CHUNK = 100_000
log = logging.getLogger(__name__)


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


def _prepare(docket: Docket, drawn_on: date, secret: bytes) -> None:
    global _screen
    _screen = Screen(docket, drawn_on, secret)


def _part(source: Path, out: Path, start: int, length: int) -> int:
    assert _screen is not None
    _screen(pl.scan_parquet(source).slice(start, length).collect()).write_parquet(out, compression="lz4")
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
    learned: Learned | None = None,
    schemes: Schemes | None = None,
    processes: int = 0,
    progress: Callable[[int], None] = lambda lines: None,
) -> int:
    """Decide every line of `source` (Parquet, LINE_SCHEMA, the lines of a declaration together) into `out`.

    out: a Parquet file; or, where its name has no suffix, a folder of Parquet files, which spares putting them
    together. It appears whole or not at all. learned: the models and paces, None where none is asked. schemes: those
    of staged sampling that follow producers of exports. processes: how many to use, this one included; 0 for one a
    processor. progress is told the lines of each part that is done.
    Gives the number of lines.
    """
    docket = Docket(rulebook, parties, histories, learned, schemes or {})
    slices = list(declaration_slices(source)) or [(0, 0)]
    with TemporaryDirectory(dir=out.parent, prefix=".screen-") as folder:
        made = Path(folder) / "parts"
        made.mkdir()
        pieces = deque((source, made / f"{number:06d}.parquet", *piece) for number, piece in enumerate(slices))
        parts = [part for _, part, _, _ in pieces]
        _work(pieces, docket, drawn_on, secret, min(processes or os.cpu_count() or 1, len(slices)), progress)
        if out.suffix:
            whole = Path(folder) / "whole.parquet"
            pl.scan_parquet(parts).sink_parquet(whole)
            whole.replace(out)
        else:
            made.replace(out)
    return sum(length for _, length in slices)


Piece = tuple[Path, Path, int, int]


def _work(
    pieces: "deque[Piece]",
    docket: Docket,
    drawn_on: date,
    secret: bytes,
    workers: int,
    progress: Callable[[int], None],
) -> None:
    """This process and workers − 1 others take pieces until none is left; this one begins while the others start.

    Each other process has the rulebook once, and one thread of the columnar engine: the processes are the threads.
    The piece of one that dies is taken by those that are left, by this one at the latest.
    """
    with ExitStack() as held:
        if workers > 1:
            held.enter_context(_one_thread())
        pools = [held.enter_context(_process(docket, drawn_on, secret)) for _ in range(workers - 1)]
        drivers = held.enter_context(ThreadPoolExecutor(workers))
        others = [drivers.submit(_elsewhere, pieces, pool, progress) for pool in pools]
        _prepare(docket, drawn_on, secret)
        try:
            _drive(pieces, lambda piece: _part(*piece), progress)
            for other in others:
                other.result()
            _drive(pieces, lambda piece: _part(*piece), progress)
        finally:
            pieces.clear()


def _process(docket: Docket, drawn_on: date, secret: bytes) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, get_context("spawn"), initializer=_prepare, initargs=(docket, drawn_on, secret))


def _elsewhere(pieces: "deque[Piece]", pool: ProcessPoolExecutor, progress: Callable[[int], None]) -> None:
    try:
        _drive(pieces, lambda piece: pool.submit(_part, *piece).result(), progress)
    except BrokenProcessPool:
        log.warning("a screening process died; its part is done again by another")


def _drive(pieces: "deque[Piece]", hand: Callable[[Piece], int], progress: Callable[[int], None]) -> None:
    while True:
        try:
            piece = pieces.popleft()
        except IndexError:
            return
        try:
            done = hand(piece)
        except BrokenProcessPool:
            pieces.append(piece)
            raise
        progress(done)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Processes that are started meanwhile have one thread of the columnar engine."""
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["POLARS_MAX_THREADS"]
        else:
            os.environ["POLARS_MAX_THREADS"] = before
