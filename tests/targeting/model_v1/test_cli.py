"""guomen model: from a file to a model, from a model to scores, and what it says when it will not."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from guomen.targeting.model_v1.cli import model
from tests.targeting.model_v1.worlds import lines


def asked(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(model, [str(one) for one in arguments])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    """As a sender would write it, with an outcome that nobody should learn from and a column of its own."""
    frame = lines().drop("sender", "item_no")
    return frame.select(
        pl.col("reference").alias("Declaration ID"),
        pl.col("declared_on").alias("Date"),
        pl.col("importer").alias("Importer ID"),
        pl.col("goods_code").str.slice(0, 6).alias("HS6 Code"),
        pl.col("origin").alias("Country of Origin"),
        pl.lit("CN").alias("Country of Departure"),
        pl.lit("40").alias("Office ID"),
        pl.col("net_mass").alias("Net Mass"),
        pl.col("value").alias("Item Price"),
        (pl.col("importer").str.len_chars()).alias("Lane"),
        pl.col("nonconforming").alias("Bad"),
        (pl.col("nonconforming") * 2).alias("Severity"),
        "known_on",
    )


@pytest.fixture(scope="module")
def folder(table, tmp_path_factory):
    place = tmp_path_factory.mktemp("cli")
    table.head(900).write_csv(place / "first.csv")
    table.tail(600).write_csv(place / "second.csv")
    code, said = asked("train", place / "first.csv", place / "second.csv", "--label", "Bad", "--time", "Date",
                       "--known", "known_on", "--out", place / "model", "--json")  # fmt: skip
    assert code == 0, said
    (place / "said.json").write_text(said)
    return place


def test_several_files_are_one_history_and_columns_find_their_roles(folder):
    card = json.loads((folder / "said.json").read_text())["card"]
    assert card["data"]["labelled"] == 1500
    assert {"importer", "goods_code:4", "origin", "Lane"} <= set(card["roles"]["entities"])
    assert set(card["roles"]["numbers"]) == {"net_mass", "value"}


def test_a_column_that_is_an_outcome_is_left_out_and_told(folder):
    said = json.loads((folder / "said.json").read_text())
    assert said["left_out"] == ["Severity"]
    assert "Severity" not in said["card"]["roles"]["entities"]


@pytest.mark.parametrize("suffix", ["csv", "parquet", "jsonl"])
def test_every_line_is_scored_with_reasons(folder, tmp_path, suffix):
    out = tmp_path / f"scores.{suffix}"
    code, said = asked("score", folder / "model", folder / "second.csv", "--out", out, "--reasons", "--json")
    assert (code, json.loads(said)["lines"]) == (0, 600)
    read = {"csv": pl.read_csv, "parquet": pl.read_parquet, "jsonl": pl.read_ndjson}[suffix](out)
    reasons = json.loads(read["reasons"][0])
    assert {"feature", "zh", "en", "amount"} == set(reasons[0])
    assert read["probability"].is_between(0, 1).all()


def test_a_file_that_lacks_columns_is_scored_all_the_same(folder, tmp_path, table):
    table.drop("Net Mass", "Importer ID", "Lane", "Bad", "Severity").head(50).write_parquet(tmp_path / "few.parquet")
    code, said = asked("score", folder / "model", tmp_path / "few.parquet", "--out", tmp_path / "s.csv", "--json")
    assert (code, json.loads(said)["lines"]) == (0, 50)


def test_the_card_is_shown_to_people_and_programs(folder):
    code, said = asked("card", folder / "model")
    assert code == 0
    assert "Model card 模型卡" in said
    assert json.loads(asked("card", folder / "model", "--json")[1])["card"]["family"] == "model_v1"


def test_an_altered_model_does_not_score(folder, tmp_path):
    import shutil

    shutil.copytree(folder / "model", tmp_path / "model")
    card = tmp_path / "model" / "card.json"
    card.write_bytes(card.read_bytes().replace(b"additive", b"additivE", 1))
    code, said = asked("score", tmp_path / "model", folder / "second.csv", "--out", tmp_path / "s.csv", "--json")
    assert (code, json.loads(said)["code"]) == (1, "model.damaged")


def test_a_column_that_is_not_there_is_told(folder, tmp_path):
    code, said = asked("train", folder / "first.csv", "--label", "Fraud", "--time", "Date", "--out", tmp_path / "m")
    assert code == 1
    assert "Fraud" in said
    assert not (tmp_path / "m").exists()


def test_a_suffix_that_is_not_written_is_told(folder, tmp_path):
    code, said = asked("score", folder / "model", folder / "second.csv", "--out", tmp_path / "s.pdf")
    assert (code, ".csv" in said) == (1, True)


def test_a_table_that_is_no_list_of_declarations_is_learned_from_by_its_own_columns(tmp_path):
    frame = lines().select(pl.col("declared_on").alias("when"), pl.col("importer").alias("who"), "nonconforming",
                           pl.col("net_mass").alias("weight in kg"))  # fmt: skip
    frame.write_csv(tmp_path / "plain.csv")
    code, said = asked("train", tmp_path / "plain.csv", "--label", "nonconforming", "--time", "when",
                       "--cross", "who*weight in kg", "--out", tmp_path / "m", "--json")  # fmt: skip
    assert code == 0, said
    roles = json.loads(said)["card"]["roles"]
    assert (roles["entities"], roles["numbers"]) == (["who"], ["weight in kg"])


def test_help_teaches():
    for command in ("train", "score", "card"):
        code, said = asked(command, "--help")
        assert code == 0
        assert "Exit status" in said
