"""Screening a file in any layout: read it, decide every line, write decisions and the rows that cannot be read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from guomen.catalogue.terms import Channel
from guomen.consignments.intake.operations import propose_layout, read_file, refused_rows, write_refused
from guomen.consignments.intake.terms import Layout
from guomen.consignments.layouts.queries import remembered_layout, written_layout
from guomen.consignments.terms import LINE_SCHEMA
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.offices.models import Office
from guomen.parties.queries import snapshot as parties_known_at
from guomen.targeting.assigning.queries import all_histories, rulebook
from guomen.targeting.assigning.staging import all_schemes
from guomen.targeting.capacity.planning import planned
from guomen.targeting.capacity.queries import in_force, learned_of, paces, under_capacity
from guomen.targeting.draws.queries import secret_of
from guomen.targeting.registry.frames import with_those_before
from guomen.targeting.rules.learned import Learned
from guomen.targeting.rules.rulebook import Rulebook
from guomen.targeting.screening.running import screen_file


@dataclass(slots=True)
class Report:
    """What screening a file gave. channels, arms: lines by channel and by arm."""

    rows: int = 0
    lines: int = 0
    refused_rows: int = 0
    edition: int = 0
    drawn_on: str = ""
    out: str = ""
    refused: str = ""
    channels: dict[str, int] = field(default_factory=dict)
    arms: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def as_text(self) -> str:
        by_channel = ", ".join(f"{Channel(name).text.en} {count:,}" for name, count in self.channels.items())
        told = [f"{self.lines:,} lines decided under edition {self.edition}: {by_channel or 'none'}"]
        told.append("picked by " + (", ".join(f"{name} {count:,}" for name, count in self.arms.items()) or "none"))
        if self.refused_rows:
            told.append(f"{self.refused_rows:,} rows refused, see {self.refused}: " + ", ".join(self.faults))
        return "\n".join([*told, f"decisions are in {self.out}"])


def screen_any(
    file: Path,
    out: Path,
    *,
    sender: str,
    layout_file: Path | None,
    drawn_on: date,
    at: datetime,
    refused: Path,
    processes: int = 0,
    expected: Callable[[int], None] = lambda lines: None,
    progress: Callable[[int], None] = lambda lines: None,
) -> Report:
    """Decide every line of a file under the newest edition; gives what became of it. Nothing is recorded.

    Raises Refusal where the file or its layout cannot be read, or a policy is missing.
    """
    edition = current_edition()
    report = Report(edition=edition, drawn_on=drawn_on.isoformat(), out=str(out), refused=str(refused))
    book, parties = rulebook(edition), parties_known_at(edition)
    with TemporaryDirectory(dir=out.parent, prefix=".screen-") as folder:
        source = _gathered(file, _layout(file, layout_file, sender), sender, Path(folder), refused, report)
        expected(report.lines)
        decided = Path(folder) / "decided.parquet"
        learned = _learned(source, book, drawn_on, at)
        if learned:
            with_those_before(pl.scan_parquet(source)).sink_parquet(Path(folder) / "counted.parquet")
            source = Path(folder) / "counted.parquet"
        screen_file(
            source, decided, book, parties, all_histories(), drawn_on, secret_of(drawn_on),
            learned=learned, schemes=all_schemes(), processes=processes, progress=progress,
        )  # fmt: skip
        _count(decided, report)
        if out.suffix.lower() == ".csv":
            flattened(pl.scan_parquet(decided)).sink_csv(out, include_bom=True)
        else:
            decided.replace(out)
    return report


def _learned(source: Path, book: Rulebook, drawn_on: date, at: datetime) -> Learned | None:
    """The models and paces for the file's offices; a shift that is not open is planned, and nothing is written."""
    named = pl.scan_parquet(source).select(pl.col("office").unique()).collect()["office"].drop_nulls().to_list()
    offices = under_capacity(book, named, drawn_on)
    drawn = paces(offices, drawn_on) if offices else {}
    closed = set(offices) - {office for office, _ in drawn}
    for office in Office.objects.filter(code__in=closed):
        drawn |= {(office.code, Channel(row.check_kind)): in_force(row) for row in planned(book, office, drawn_on, at)}
    return learned_of(drawn)


def _layout(file: Path, layout_file: Path | None, sender: str) -> Layout:
    if layout_file is not None:
        return written_layout(layout_file.read_bytes())
    return remembered_layout(sender)[1] or propose_layout(file).layout


def _gathered(file: Path, layout: Layout, sender: str, folder: Path, refused: Path, report: Report) -> Path:
    """The good lines of the file as one Parquet file; the bad rows go to the side file."""
    parts, bad = [], []
    for number, read in enumerate(read_file(file, layout, sender=sender)):
        part = folder / f"read-{number:06d}.parquet"
        read.lines.select(list(LINE_SCHEMA)).write_parquet(part)
        parts.append(part)
        report.rows += read.rows
        report.lines += read.lines.height
        for fault in read.refused:
            report.faults[fault.code] = report.faults.get(fault.code, 0) + 1
        if read.refused:
            bad.append(refused_rows(read))
            report.refused_rows += bad[-1].height
    if bad:
        write_refused(bad, refused)
    source = folder / "lines.parquet"
    if len(parts) == 1:
        return parts[0]
    (pl.scan_parquet(parts) if parts else pl.LazyFrame(schema=LINE_SCHEMA)).sink_parquet(source)
    return source


def _count(decided: Path, report: Report) -> None:
    for name, counted in (("channel", report.channels), ("arm", report.arms)):
        rows = pl.scan_parquet(decided).group_by(name).len().sort(pl.col(name).to_physical()).collect()
        counted.update((str(word), count) for word, count in rows.iter_rows())


def flattened(decided: pl.LazyFrame) -> pl.LazyFrame:
    """Decisions for a spreadsheet: lists as one text each, in both languages."""
    reasons, asked = pl.col("reasons").list, pl.col("instructions").list
    return decided.with_columns(
        _joined(reasons, "code").alias("reason_codes"),
        _joined(reasons, "source").alias("reason_sources"),
        _joined(reasons, "zh").alias("reasons_zh"),
        _joined(reasons, "en").alias("reasons_en"),
        _joined(asked, "zh").alias("instructions_zh"),
        _joined(asked, "en").alias("instructions_en"),
    ).drop("reasons", "instructions")


def _joined(lists: Any, name: str) -> pl.Expr:
    texts: pl.Expr = lists.eval(pl.element().struct.field(name).cast(pl.String)).list.join(" | ")
    return texts
