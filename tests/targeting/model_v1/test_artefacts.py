"""An artefact is whole or not there, and not a byte of it can be altered unseen."""

import sys
from pathlib import Path

import polars as pl
import pytest

from guomen.kernel.terms import Refusal
from guomen.targeting.model_v1 import artefacts
from guomen.targeting.model_v1.terms import ModelDamaged
from guomen.targeting.model_v1.training import train
from tests.targeting.model_v1.worlds import ROLES, lines


def test_a_model_read_again_gives_the_same_scores_reasons_and_digest(remembering, tmp_path):
    digest = artefacts.write(remembering, tmp_path / "model")
    again = artefacts.read(tmp_path / "model")
    frame = lines(100, seed=8)
    assert again.digest == digest == remembering.digest
    assert again.score(frame).tolist() == remembering.score(frame).tolist()
    assert again.explain(frame) == remembering.explain(frame)
    assert again.card == remembering.card


def test_one_altered_byte_of_any_file_is_told_by_the_files_name(trained):
    files = trained.files()
    for name, content in files.items():
        place = len(content) // 2
        altered = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        with pytest.raises(ModelDamaged) as damaged:
            artefacts.from_files(files | {name: altered}, trained.digest)
        assert damaged.value.name == name
        assert damaged.value.problem.zh


def test_a_missing_file_is_told_by_its_name(trained):
    files = trained.files()
    for name in files:
        with pytest.raises(ModelDamaged, match=name):
            artefacts.from_files({other: content for other, content in files.items() if other != name}, trained.digest)


def test_a_folder_that_is_no_model_is_refused(tmp_path):
    with pytest.raises(ModelDamaged, match="manifest"):
        artefacts.read(tmp_path)


def test_a_run_that_ends_half_way_leaves_no_half_artefact(trained, tmp_path, monkeypatch):
    written = Path.write_bytes
    count = 0

    def fails(path, content):
        nonlocal count
        count += 1
        if count == 3:
            raise KeyboardInterrupt
        return written(path, content)

    monkeypatch.setattr(Path, "write_bytes", fails)
    with pytest.raises(KeyboardInterrupt):
        artefacts.write(trained, tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_a_model_is_never_overwritten(trained, tmp_path):
    artefacts.write(trained, tmp_path / "model")
    with pytest.raises(Refusal, match=r"model\.folder"):
        artefacts.write(trained, tmp_path / "model")


def test_nothing_is_pickled(trained):
    assert all(not content.startswith(b"\x80") for content in trained.files().values())
    assert {name.rsplit(".", 1)[1] for name in trained.files()} == {"json", "md", "parquet", "txt"}


def test_the_record_names_nobody(trained):
    assert b"I20" not in trained.files()["record.parquet"]
    assert sys.getsizeof(trained.files()["record.parquet"]) < 200_000


def test_a_column_that_nobody_ever_filled_in_is_no_hindrance(tmp_path):
    frame = lines(600).with_columns(pl.lit(None, dtype=pl.String).alias("origin"))
    model = train(frame, ROLES)
    artefacts.write(model, tmp_path / "model")
    again = artefacts.read(tmp_path / "model")
    assert again.score(lines(20)).tolist() == model.score(lines(20)).tolist()
