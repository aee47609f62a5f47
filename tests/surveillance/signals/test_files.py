"""A file of signals goes in from its sender's own layout; what cannot be read is refused row by row."""

import json
import sqlite3
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from guomen.consignments.intake.terms import ColumnUse
from guomen.kernel.terms import Refusal, Text
from guomen.surveillance.signals.files.terms import SignalLayout
from guomen.surveillance.signals.models import Signal, SignalReading, SignalSource
from guomen.surveillance.signals.operations import look_at_file, read_signal_file, register_source
from guomen.surveillance.signals.operations.reading import FileTaken
from guomen.surveillance.signals.terms import SourceKind
from tests.surveillance.signals.conftest import AT

pytestmark = pytest.mark.usefixtures("radar")

ROWS = [
    {"Number": "A-1", "Date": "2026-02-01", "Product": "sesame seeds", "Hazard": "ethylene oxide", "Country": "India"},
    {"Number": "A-2", "Date": "2099-02-01", "Product": "sesame seeds", "Hazard": "Salmonella", "Country": "India"},
    {"Number": "A-3", "Date": "yesterday", "Product": "shrimp", "Hazard": "Salmonella", "Country": "Mexico"},
    {"Number": "A-4", "Date": "2026-02-03", "Product": "shrimp", "Hazard": "Salmonella", "Country": "Mexico"},
]


def take(path: Path, source: str = "rasff", **said: str) -> FileTaken:
    """Take a file."""
    return read_signal_file(actor=None, at=AT, source=source, path=path, name=path.name, **said)


def write(folder: Path, kind: str) -> Path:
    """ROWS as a file of a kind."""
    path = folder / f"rows.{kind}"
    frame = pl.DataFrame(ROWS)
    if kind == "csv":
        frame.write_csv(path)
    elif kind == "xlsx":
        frame.write_excel(path)
    elif kind == "parquet":
        frame.write_parquet(path)
    elif kind == "jsonl":
        path.write_text("\n".join(json.dumps(row) for row in ROWS))
    elif kind == "json":
        path.write_text(json.dumps(ROWS, indent=1))
    elif kind == "wrapped":
        path.write_text(json.dumps({"meta": {"n": 4}, "results": ROWS}))
    else:
        with sqlite3.connect(path) as base:
            base.execute("CREATE TABLE notices (Number, Date, Product, Hazard, Country)")
            base.executemany("INSERT INTO notices VALUES (?, ?, ?, ?, ?)", [tuple(row.values()) for row in ROWS])
    return path


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "jsonl", "json", "wrapped", "sqlite"])
def test_every_kind_of_file_says_the_same_and_bad_rows_are_refused_one_by_one(tmp_path: Path, kind: str) -> None:
    done = take(write(tmp_path, kind))
    assert (done.rows, done.number("taken")) == (4, 2)
    assert sorted((fault.where.row, fault.code) for fault in done.faults) == [
        (2, "signal.date_future"), (3, "date.unreadable"),
    ]  # fmt: skip
    rows = Signal.objects.order_by("reference").values_list("reference", "reported_on", "goods", "hazard", "origin")
    assert list(rows) == [
        ("A-1", date(2026, 2, 1), "1207", "ethylene_oxide", "IN"),
        ("A-4", date(2026, 2, 3), "0306", "salmonella", "MX"),
    ]  # fmt: skip


def test_the_same_file_again_brings_nothing_new(tmp_path: Path) -> None:
    path = write(tmp_path, "csv")
    take(path)
    assert take(path).number("known") == 2
    assert Signal.objects.count() == 2
    assert SignalReading.objects.first().known == 2  # type: ignore[union-attr]


def test_a_layout_is_remembered_for_its_source(tmp_path: Path) -> None:
    take(write(tmp_path, "csv"))
    kept = SignalSource.objects.get(code="rasff").layout
    assert {use["field"] for use in kept["columns"]} >= {"reference", "reported_on", "hazard_words"}
    look = look_at_file(at=AT, path=write(tmp_path, "csv"), name="rows.csv", source="rasff")
    assert (look.rows, look.good) == (4, 3)
    assert Signal.objects.count() == 2


def test_what_no_field_takes_is_kept_among_the_details(tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    path.write_text("Number,Date,Hazard,Lot colour\nB-1,2026-02-01,Salmonella,blue\n")
    take(path)
    assert Signal.objects.get().details == {"Lot colour": "blue"}


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file.empty"), (b'[{"Number": ', "file.json"), (b"%PDF-1.7 ...", "file.kind"),
     (b"SQLite format 3\x00" + b"\x01" * 200, "file.sqlite"), (b"Number,Date\n", "file.no_rows")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_at_all_is_refused_as_a_whole(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "bad"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        take(path)
    assert refused.value.code == code
    assert not Signal.objects.exists()


def test_a_value_for_every_row_that_cannot_be_is_refused(tmp_path: Path) -> None:
    layout = SignalLayout(columns=(ColumnUse("reference", ("Number",)),), fixed={"cases": "many"})
    with pytest.raises(Refusal) as refused:
        look_at_file(at=AT, path=write(tmp_path, "csv"), name="rows.csv", layout=layout)
    assert refused.value.code == "layout.number.unreadable"


REAL = [
    ("notifications/rasff_2020_2024-10-30.csv", "rasff", 21871, 21871),
    ("notifications/rasff_2024_2025-08.sqlite", "rasff", 8413, 8380),
    ("notifications/FDA_Import_Refusals_2002-2013.xlsx", "fda-refusals", 888, 800),
    ("notifications/fda_shrimp_import_refusals_raw_7085.csv", "fda-refusals", 7085, 4000),
    ("notifications/openfda_food_enforcement_500.csv", "openfda-food", 500, 490),
    ("notifications/usda_fsis_recalls.json", "usda-fsis", 1982, 1900),
    ("disease/who_don_cghss_1996_2019.csv", "who-don", 3338, 3000),
    ("disease/woah_wahis_events_717.csv", "woah-wahis", 717, 690),
    ("injuries/neiss_fireworks_2016_2020_1532.csv", "neiss", 1532, 1532),
]


@pytest.mark.parametrize(("file", "source", "rows", "least"), REAL)
def test_real_files_go_in_from_their_own_layout(shared: Path, file: str, source: str, rows: int, least: int) -> None:
    path = shared / "data" / file
    if not path.exists():
        pytest.skip(f"there is no {path}")
    register_source(actor=None, at=AT, code=source, name=Text(source, source), kind=SourceKind.FOREIGN_NOTIFICATION)
    look = look_at_file(at=AT, path=path, name=path.name)
    assert look.source == source
    done = take(path, source)
    outcomes = {one: done.number(one) for one in ("taken", "updated", "known", "refused")}
    assert done.rows == rows
    assert outcomes["taken"] >= least, (outcomes, done.faults[:5])
    assert sum(outcomes.values()) + len(done.faults) - outcomes["refused"] == rows
    again = take(path, source)
    assert again.number("known") == len(again.taken) - again.number("refused") - again.number("updated")
