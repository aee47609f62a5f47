"""A trained model under capacity: alone as in bulk and over processes, whatever column is missing; never damaged."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from guomen.consignments.terms import LINE_SCHEMA
from guomen.simulator.columns.lines import lines
from guomen.simulator.columns.worlds import world
from guomen.targeting.capacity.terms import PaceInForce
from guomen.targeting.model_v1.artefacts import from_files
from guomen.targeting.model_v1.scoring import Model
from guomen.targeting.model_v1.terms import LINE_ROLES, ModelDamaged
from guomen.targeting.model_v1.training import train
from guomen.targeting.rules.bulk.screening import Screen
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.learned import Learned
from guomen.targeting.screening import running
from guomen.targeting.screening.running import declaration_slices, screen_file
from tests.targeting.capacity.models import pace, paced, under_capacity
from tests.targeting.world import SECRET, parties, rulebook

DAY = date(2018, 2, 5)
BOOK = under_capacity(rulebook(), "4701")


@pytest.fixture(scope="module")
def weeks() -> list[pl.DataFrame]:
    """Four weeks to learn from, and one to decide, all at one office."""
    course = world("stationary", 1).weeks()
    told = [lines(week).with_columns(nonconforming=week.truth["nonconforming"].cast(pl.Int8))
            for week, _ in zip(course, range(5), strict=False)]  # fmt: skip
    return [one.with_columns(pl.lit("4701").alias("office")) for one in told]


@pytest.fixture(scope="module")
def model(weeks: list[pl.DataFrame]) -> Model:
    return train(pl.concat(weeks[:4]), replace(LINE_ROLES, known="", harm=""), seed=1)


def learned(model: Model, frame: pl.DataFrame) -> Learned:
    line: PaceInForce = pace(threshold=float(np.quantile(model.score(frame), 0.95)), model=model.digest)
    return Learned(scorers={model.digest: model}, paces=paced(line))


def screened(model: Model, frame: pl.DataFrame) -> pl.DataFrame:
    return Screen(Docket(BOOK, parties(), {}, learned(model, frame)), DAY, SECRET)(frame)


def test_line_by_line_as_all_at_once(model: Model, weeks: list[pl.DataFrame]) -> None:
    frame = weeks[4].select(list(LINE_SCHEMA))
    whole = screened(model, frame)
    assert (whole["arm"] == "learned").sum() >= 0.04 * frame.height
    alone = Screen(Docket(BOOK, parties(), {}, learned(model, frame)), DAY, SECRET)
    for row in range(0, 60):
        assert alone(frame[row : row + 1]).to_dicts() == whole[row : row + 1].to_dicts()


def test_over_processes_as_in_one(
    model: Model, weeks: list[pl.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = weeks[4].select(list(LINE_SCHEMA))
    source, out = tmp_path / "lines.parquet", tmp_path / "decided.parquet"
    frame.write_parquet(source)
    monkeypatch.setattr(running, "declaration_slices", lambda file: declaration_slices(file, 50))
    screen_file(source, out, BOOK, parties(), {}, DAY, SECRET, learned=learned(model, frame), processes=2)
    assert pl.read_parquet(out).to_dicts() == screened(model, frame).to_dicts()


@pytest.mark.parametrize("column", ["producer", "net_mass", "origin", "goods_code"])
def test_a_column_that_is_missing_or_constant_in_production_is_unknown_and_no_fault(
    model: Model, weeks: list[pl.DataFrame], column: str
) -> None:
    frame = weeks[4].select(list(LINE_SCHEMA))
    for changed in (frame.drop(column), frame.with_columns(pl.lit(None, LINE_SCHEMA[column]).alias(column))):
        values = model.score(changed)
        assert np.isfinite(values).all()
        assert (values >= 0.0).all()


def test_an_artefact_altered_by_one_byte_or_without_a_file_is_not_read(model: Model) -> None:
    files = model.files()
    assert from_files(files, model.digest).digest == model.digest
    for name, content in files.items():
        with pytest.raises(ModelDamaged):
            from_files(files | {name: content[:-1] + bytes([content[-1] ^ 1])}, model.digest)
        with pytest.raises(ModelDamaged):
            from_files({other: held for other, held in files.items() if other != name}, model.digest)
