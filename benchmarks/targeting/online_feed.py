"""Worlds as arrays for the online benchmark: every entity and cross has a number, given on first sight."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from guomen.simulator.columns.terms import Week
from guomen.simulator.columns.worlds import world

# What strategies may know of a consignment; the last is used only where numbers repeat.
FIELDS = (
    ("importer",),
    ("producer",),
    ("heading",),
    ("origin",),
    ("port",),
    ("heading", "origin"),
    ("importer", "heading"),
    ("heading", "exact"),
)
CUSTOMS = "customs"


@dataclass
class Levels:
    """Numbers of the levels of all fields together; group: the field of each."""

    number: dict[tuple[int, str], int] = field(default_factory=dict)
    group: list[int] = field(default_factory=list)

    def codes(self, frame: pl.DataFrame) -> np.ndarray[Any, Any]:
        columns = [self._codes(at, frame, names) for at, names in enumerate(FIELDS)]
        return np.stack(columns, axis=1) if frame.height else np.zeros((0, len(FIELDS)), dtype=np.int64)

    def _codes(self, at: int, frame: pl.DataFrame, names: tuple[str, ...]) -> np.ndarray[Any, Any]:
        if any(name not in frame.columns for name in names):
            return np.full(frame.height, self._number(at, ""))
        texts = frame.select(
            pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in names], separator="|")
        )
        return np.array([self._number(at, text) for text in texts.to_series()], dtype=np.int64)

    def _number(self, at: int, text: str) -> int:
        key = (at, text)
        if key not in self.number:
            self.number[key] = len(self.group)
            self.group.append(at)
        return self.number[key]


@dataclass
class Batch:
    """One week. codes: level numbers by FIELDS; numbers: anomaly and log mass; y, risk, outbreak: the truth."""

    week: int
    codes: np.ndarray[Any, Any]
    numbers: np.ndarray[Any, Any]
    y: np.ndarray[Any, Any]
    risk: np.ndarray[Any, Any]
    outbreak: np.ndarray[Any, Any]
    source: Week | None = None


class Feed:
    """The weeks of a world in arrays; a world that reacts is played anew for each strategy."""

    def __init__(self, name: str, seed: int, data: Path | None) -> None:
        self.name, self.seed, self.data, self.levels = name, seed, data, Levels()
        self.reacts = name == "cheats"
        self._known: list[Batch] | None = None

    def play(self) -> Iterator[tuple[Batch, Any]]:
        """Each week, with the course to tell whom the port caught (None where nobody reacts)."""
        if not self.reacts:
            if self._known is None:
                self._known = list(self._batches())
            yield from ((batch, None) for batch in self._known)
            return
        course = world(self.name, self.seed).weeks()
        for week in course:
            yield self._batch(week), course

    def _batches(self) -> Iterator[Batch]:
        if self.name == CUSTOMS:
            yield from customs(self.levels, self.data)
        else:
            yield from (self._batch(week) for week in world(self.name, self.seed).weeks())

    def _batch(self, week: Week) -> Batch:
        truth, frame = week.truth, week.frame
        return Batch(
            week.number,
            self.levels.codes(frame),
            np.stack([frame["anomaly"].to_numpy(), np.log(frame["net_mass"].to_numpy())], axis=1),
            truth["nonconforming"].to_numpy().astype(float),
            week.true_risk,
            truth["outbreak"].to_numpy(),
            week,
        )


def customs(levels: Levels, data: Path | None) -> Iterator[Batch]:
    """The public customs declarations week by week, as they are: the label leaks through repeated tuples."""
    if data is None:
        raise SystemExit("--data FOLDER is needed for the customs world")
    rows: list[dict[str, str]] = []
    for part in ("train", "valid", "test"):
        with (data / f"df_syn_{part}_eng.csv").open(encoding="utf-8") as file:
            rows += list(csv.DictReader(file))
    first = date(2020, 1, 1)
    frame = pl.DataFrame(
        {
            "week": [(date.fromisoformat(row["Date"]) - first).days // 7 for row in rows],
            "importer": [row["Importer ID"] for row in rows],
            "producer": [row["Seller ID"] for row in rows],
            "heading": [row["HS6 Code"] for row in rows],
            "origin": [row["Country of Origin"] for row in rows],
            "port": [row["Office ID"] for row in rows],
            "exact": [row["Net Mass"] for row in rows],
            "price": [float(row["Item Price"]) for row in rows],
            "y": [float(row["Fraud"]) for row in rows],
        }
    ).sort("week", maintain_order=True)
    for (number,), part in frame.group_by("week", maintain_order=True):
        mass = np.log1p(part["exact"].cast(pl.Float64).to_numpy())
        numbers = np.stack([np.log1p(part["price"].to_numpy()) - mass, mass], axis=1)
        y = part["y"].to_numpy()
        yield Batch(int(str(number)), levels.codes(part), numbers / 3, y, y, np.zeros(len(y), dtype=bool))
