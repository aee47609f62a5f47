"""guomen scan: from a file of places to regions, and what it says when it will not."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from guomen.surveillance.scanning.cli import scan


def asked(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(scan, [str(one) for one in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def rows(weeks: int = 1) -> pl.DataFrame:
    """A square of nine ports; the middle one has too many cases in the last week."""
    return pl.DataFrame(
        {
            "place": f"port {x}{y}", "longitude": 110.0 + x, "latitude": 30.0 + y, "week": 10 + week,
            "cases": 25 if (x, y, week) == (1, 1, weeks - 1) else 4, "population": 1000,
        }
        for week in range(weeks) for x in range(3) for y in range(3)
    )  # fmt: skip


def written(tmp_path, frame: pl.DataFrame, name: str = "ports.csv"):
    path = tmp_path / name
    frame.write_csv(path)
    return path


def test_a_place_with_too_many_cases_is_told_with_its_p(tmp_path):
    out = tmp_path / "regions.csv"
    code, said = asked(written(tmp_path, rows()), "--json", "--seed", 3, "--out", out)
    told = json.loads(said)
    assert code == 0
    assert (told["model"], told["distance"], told["seed"]) == ("poisson", "great-circle", 3)
    assert told["regions"][0]["places"] == ["port 11"]
    assert told["regions"][0]["start"] is None
    assert told["regions"][0]["p"] < 0.01
    assert pl.read_csv(out)["places"][0] == "port 11"


def test_the_same_seed_gives_the_same_answer_to_the_byte(tmp_path):
    path = written(tmp_path, rows(4))
    assert asked(path, "--time", "week", "--seed", 8, "--json") == asked(path, "--time", "week", "--seed", 8, "--json")


@pytest.mark.parametrize(
    ("frame", "model"),
    [
        (rows(4).drop("population"), "permutation"),
        (rows(4), "population-poisson"),
        (rows(4).drop("population").with_columns(expected=4.0), "expectation-poisson"),
    ],
)
def test_with_periods_the_model_is_chosen_by_what_is_known(tmp_path, frame, model):
    told = json.loads(asked(written(tmp_path, frame), "--time", "week", "--json")[1])
    assert told["model"] == model
    assert told["periods"] == 4
    assert (told["regions"][0]["places"], told["regions"][0]["start"]) == (["port 11"], "13")


def test_a_person_reads_where_since_when_and_how_likely(tmp_path):
    code, said = asked(written(tmp_path, rows(4)), "--time", "week")
    assert code == 0
    assert said.startswith("1. port 11, 13 to 13: 25 cases")
    assert "random repetitions, seed 0" in said


def test_plane_coordinates_and_names_of_columns_are_taken(tmp_path):
    frame = rows().rename({"place": "code", "longitude": "east", "latitude": "north", "cases": "refused"})
    path = written(tmp_path, frame.rename({"population": "inspected"}))
    names = ["--place", "code", "--x", "east", "--y", "north", "--cases", "refused", "--population", "inspected"]
    told = json.loads(asked(path, *names, "--model", "binomial", "--json")[1])
    assert (told["distance"], told["regions"][0]["places"]) == ("euclid", ["port 11"])


def test_nothing_odd_is_an_answer_too(tmp_path):
    code, said = asked(written(tmp_path, rows().with_columns(cases=4)))
    assert code == 0
    assert "没有病例多于期望的窗口" in said


def changed(frame: pl.DataFrame, row: int, column: str, value: object) -> pl.DataFrame:
    values = [str(one) for one in frame[column]]
    values[row - 1] = str(value)
    return frame.with_columns(pl.Series(column, values))


@pytest.mark.parametrize(
    ("frame", "options", "code", "where"),
    [
        (changed(rows(), 4, "cases", "four"), [], "table.rows", "ports.csv, row 4, cases"),
        (changed(rows(), 2, "place", "port 00"), [], "table.rows", "ports.csv, row 2, place"),
        (changed(rows(), 3, "place", " "), [], "table.rows", "ports.csv, row 3, place"),
        (changed(rows(2), 12, "latitude", 31.5), ["--time", "week"], "table.rows", "ports.csv, row 12, latitude"),
        (rows(2), [], "table.rows", "ports.csv, row 10, place"),
        (rows().drop("latitude"), [], "table.column", "'latitude'"),
        (rows().drop("population"), [], "scan.population", ""),
        (rows(4).filter(pl.col("week") != 11), ["--time", "week"], "scan.gap", "10"),
        (rows(4)[:-1], ["--time", "week"], "scan.lacking", "port 22 13"),
        (rows(2), ["--time", "week", "--model", "poisson"], "scan.periods", ""),
        (rows().with_columns(cases=0), [], "scan.no_cases", ""),
        (rows().with_columns(latitude=130.0), [], "scan.degrees", ""),
        (rows(), ["--out", "regions.docx"], "table.out", ""),
    ],
)
def test_what_cannot_be_scanned_is_told_with_its_place(tmp_path, frame, options, code, where):
    path = written(tmp_path, frame)
    exit_code, said = asked(path, *options)
    assert exit_code == 1
    assert f"[{code}]" in said
    assert where in said
    assert json.loads(asked(path, *options, "--json")[1])["code"] == code


def test_a_place_without_a_row_in_a_period_has_no_cases_then(tmp_path):
    frame = rows(4).drop("population").filter((pl.col("place") != "port 22") | (pl.col("week") != 11))
    assert asked(written(tmp_path, frame), "--time", "week")[0] == 0


def test_degrees_and_plane_together_are_a_matter_of_usage(tmp_path):
    assert asked(written(tmp_path, rows()), "--longitude", "longitude", "--y", "latitude")[0] == 2


def test_days_that_leave_one_out_are_refused_and_months_are_not(tmp_path):
    days = pl.Series(["2026-01-01", "2026-01-02", "2026-01-04", "2026-01-05"])
    months = pl.Series(["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"])
    frame = rows(4)
    for names, expected in ((days, 1), (months, 0)):
        dated = frame.with_columns(day=pl.Series([names[week - 10] for week in frame["week"]]))
        assert asked(written(tmp_path, dated), "--time", "day")[0] == expected


def test_the_command_is_listed_and_teaches():
    from guomen.interfaces.cli import main

    result = CliRunner().invoke(main, ["scan", "--help"])
    assert result.exit_code == 0
    assert "Exit status" in result.output
