"""Reading a file of signals: looked at first, then taken chunk by chunk; the layout is remembered for its source."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path

import msgspec
from django.db import transaction

from guomen.catalogue.queries import policy
from guomen.consignments.intake.terms import Chunk, Guess
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Fault, Refusal, Text
from guomen.surveillance.signals.files.converting import Converter
from guomen.surveillance.signals.files.opening import open_rows
from guomen.surveillance.signals.files.proposing import guesses, known_layout, propose
from guomen.surveillance.signals.files.shipped import shipped_layouts
from guomen.surveillance.signals.files.terms import SignalLayout
from guomen.surveillance.signals.models import SignalSource
from guomen.surveillance.signals.operations.taking import take_signals
from guomen.surveillance.signals.queries.seeing import source as source_of
from guomen.surveillance.signals.terms import SignalReport, Taken

_SHOWN = 8


@dataclass(slots=True)
class FileLook:
    """A file as it would be read: its headings, the layout, what the columns are taken for, the first reports."""

    layout: SignalLayout
    guesses: list[Guess]
    source: str
    rows: int = 0
    good: int = 0
    reports: list[SignalReport] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class FileTaken:
    """What became of a file."""

    rows: int = 0
    taken: list[Taken] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def number(self, outcome: str) -> int:
        """How many reports came out so."""
        return sum(one.outcome == outcome for one in self.taken)


@dataclass(frozen=True, slots=True)
class _Open:
    headers: tuple[str, ...]
    chunks: Iterator[Chunk]
    first: Chunk
    most_rows: int


@contextmanager
def _opened(path: Path, name: str, sheet: str, at: datetime) -> Iterator[_Open]:
    on = at.astimezone(CIVIL_ZONE).date()
    most = int(policy("surveillance.file.megabytes", on=on).number * 1_000_000)
    with open_rows(path, sheet=sheet, name=name, most_bytes=most) as (headers, chunks):
        first = next(chunks, None)
        if first is None:
            raise _nothing()
        rows = policy("surveillance.file.rows", on=on).whole
        yield _Open(headers, chain([first], chunks), first, rows)


def layout_of(source: SignalSource | None, file: _Open) -> tuple[SignalLayout, bool, str]:
    """The layout for a file: the source's own where it fits, a shipped one, or a proposal; whether it was known."""
    if source is not None and source.layout:
        kept = msgspec.convert(source.layout, SignalLayout)
        if all(set(use.headers) & set(file.headers) for use in kept.columns):
            return kept, True, source.code
    shipped = known_layout(file.headers, shipped_layouts())
    if shipped is not None:
        return shipped.layout, True, shipped.source
    return propose(file.headers, file.first.rows), False, source.code if source else ""


def look_at_file(
    *, at: datetime, path: Path, name: str, source: str = "", layout: SignalLayout | None = None, sheet: str = ""
) -> FileLook:
    """What reading a file would do; nothing is stored. Raises Refusal where the whole file cannot be read."""
    whose = SignalSource.objects.filter(code=source).first()
    with _opened(path, name, sheet or (layout.sheet if layout else ""), at) as file:
        used, known, of = (layout, False, source) if layout else layout_of(whose, file)
        look = FileLook(used, guesses(file.headers, file.first.rows, used, shipped=known), of)
        converter = Converter(used, called=name, today=at.astimezone(CIVIL_ZONE).date())
        for chunk in file.chunks:
            found = converter.read(chunk)
            look.rows += chunk.rows.height + len(chunk.broken) + len(chunk.whole)
            look.good += len(found.reports)
            look.reports += found.reports[: _SHOWN - len(look.reports)]
            look.faults += found.faults
            _not_too_long(look.rows, file.most_rows)
    return look


@transaction.atomic
def read_signal_file(
    *,
    actor: Actor | None,
    at: datetime,
    source: str,
    path: Path,
    name: str,
    layout: SignalLayout | None = None,
    sheet: str = "",
) -> FileTaken:
    """Take a file of signals: bad rows are refused one by one, good rows go on; the layout is kept for the next file.

    Raises Missing (source), NotPermitted, Refusal where the whole file cannot be read.
    """
    whose = source_of(source)
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    done = FileTaken()
    with _opened(path, name, sheet or (layout.sheet if layout else ""), at) as file:
        used = layout or layout_of(whose, file)[0]
        converter = Converter(used, called=name, today=at.astimezone(CIVIL_ZONE).date())
        for chunk in file.chunks:
            found = converter.read(chunk)
            done.rows += chunk.rows.height + len(chunk.broken) + len(chunk.whole)
            _not_too_long(done.rows, file.most_rows)
            done.faults += found.faults
            done.taken += take_signals(
                actor=actor, at=at, source=source, reports=found.reports, via="file", name=name, digest=digest,
                rows=found.numbers, refused=found.faults,
            )  # fmt: skip
    done.faults += [one.fault for one in done.taken if one.fault]
    SignalSource.objects.filter(pk=whose.pk).update(layout=msgspec.to_builtins(used))
    return done


def _not_too_long(rows: int, most: int) -> None:
    if rows > most:
        raise Refusal(
            "file.too_long",
            Text(f"文件超过{most}行。", f"The file has more than {most} rows."),
            Text("请分成几个文件。", "Split it into several files."),
        )


def _nothing() -> Refusal:
    return Refusal(
        "file.no_rows",
        Text("文件中没有数据行。", "The file has no rows of data."),
        Text("请核对文件。", "Check the file."),
    )
