"""guomen detect: files as people have them, answers as tables, and clear words where there is no answer."""

import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from guomen.surveillance.detection.cli import detect
from guomen.surveillance.detection.methods import METHODS

MONDAY = date(2020, 1, 6)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(detect, [str(one) for one in arguments])


def refused(*arguments: object) -> tuple[int, str]:
    """Exit status, and the refusal as it is told in English with its faults."""
    found = run(*arguments, "--json")
    told = json.loads(found.stdout)
    faults = "; ".join(f"{one['file']} {one['row']} {one['field']}: {one['problem']['en']}" for one in told["faults"])
    return found.exit_code, f"{told['problem']['en']} {told['remedy']['en']} {faults}"


def weekly(path: Path, series: dict[str, list[object]], start: date = MONDAY) -> Path:
    rows = [(name, start + timedelta(days=7 * n), count) for name, counts in series.items()
            for n, count in enumerate(counts)]  # fmt: skip
    lines = ["series,date,count"] + [f"{name},{day},{'' if count is None else count}" for name, day, count in rows]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def outbreak(tmp_path: Path) -> Path:
    quiet = [2, 3, 1, 2, 3, 1, 2, 3, 1, 2]
    return weekly(tmp_path / "weekly.csv", {"eggs": [*quiet, 30], "nuts": [*quiet, 2]})


def test_a_long_file_is_answered_with_a_row_for_each_series_and_period(outbreak: Path, tmp_path: Path) -> None:
    out = tmp_path / "alarms.csv"
    found = run(outbreak, "--method", "ears-c1", "--last", 1, "--out", out)
    assert found.exit_code == 0, found.output
    table = pl.read_csv(out)
    assert table.columns == ["series", "period", "observed", "expected", "bound", "score", "alarm"]
    assert table.select("series", "period", "observed", "alarm").rows() == [
        ("eggs", "2020-03-16", 30.0, True),
        ("nuts", "2020-03-16", 2.0, False),
    ]


def test_the_same_counts_in_a_wide_file_give_the_same_answer(outbreak: Path, tmp_path: Path) -> None:
    long = pl.read_csv(outbreak)
    wide = tmp_path / "wide.parquet"
    long.pivot("series", index="date", values="count").with_columns(pl.col("date").str.to_date()).write_parquet(wide)
    one, other = (json.loads(run(file, "--method", "ears-c2", "--json").stdout) for file in (outbreak, wide))
    assert one == other
    assert (one["series"], one["alarms"]) == (2, 1)


def test_columns_may_have_any_name_and_the_file_any_separator_and_encoding(tmp_path: Path) -> None:
    file = tmp_path / "各地.csv"
    lines = ["地区;周;例数;检验"] + [f"天津;2020-W{week:02};{week % 3};100" for week in range(1, 20)]
    file.write_bytes("\r\n".join(lines).encode("gb18030"))
    found = run(
        file,
        "--method",
        "rate",
        "--series",
        "地区",
        "--period",
        "周",
        "--count",
        "例数",
        "--population",
        "检验",
        "--json",
    )
    told = json.loads(found.stdout)
    assert found.exit_code == 0
    assert told["rows"][0]["series"] == "天津"
    assert told["rows"][-1]["period"] == "2020-05-04"


def test_year_and_week_in_two_columns_are_one_period(tmp_path: Path) -> None:
    file = tmp_path / "weeks.csv"
    weeks = [date(2020, 11, 2) + timedelta(days=7 * n) for n in range(15)]
    file.write_text("year,week,north\n" + "".join(f"{day:%G},{day:%V},5\n" for day in weeks))
    told = json.loads(run(file, "--period", "year+week", "--method", "ears-c1", "--json").stdout)
    assert told["rows"][-1]["period"] == str(weeks[-1])
    assert {row["series"] for row in told["rows"]} == {"north"}


def test_denominators_of_a_wide_file_stand_in_a_second_one(tmp_path: Path) -> None:
    for name, counts in (("found", [1, 2, 1, 2, 1, 9]), ("looked", [100, 200, 100, 200, 100, 900])):
        pl.DataFrame({"month": [f"2024-{m:02}" for m in range(1, 7)], "eggs": counts}).write_csv(
            tmp_path / f"{name}.csv"
        )
    settings = ("--method", "rate", "--set", "pastWeeksNotIncluded=0", "--json")
    told = json.loads(run(tmp_path / "found.csv", "--population", tmp_path / "looked.csv", *settings).stdout)
    assert told["rows"][-1]["expected"] == pytest.approx(900 * 7.5 / 701)
    assert told["alarms"] == 0


def test_options_go_by_their_published_names(outbreak: Path) -> None:
    told = json.loads(
        run(outbreak, "--method", "ears-c1", "--set", "minSigma=20", "--set", "alpha=0.01", "--json").stdout
    )
    assert told["options"] == {"baseline": 7, "minSigma": 20.0, "alpha": 0.01}
    assert told["alarms"] == 0


def test_years_follow_the_step_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "monthly.csv"
    months = [f"{2015 + n // 12}-{n % 12 + 1:02}" for n in range(70)]
    pl.DataFrame({"month": months, "count": [4] * 70}).write_csv(file)
    told = json.loads(run(file, "--method", "farrington", "--json").stdout)
    assert told["options"]["freq"] == 12
    assert told["rows"][0]["expected"] == pytest.approx(4)


def test_people_are_shown_the_alarms_and_how_many_were_not_answered(outbreak: Path) -> None:
    said = run(outbreak, "--method", "ears-c1").stdout
    assert "2 series, 4 periods, 1 alarms, 0 not answered" in said
    assert "eggs" in said.splitlines()[2]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_teaches_its_options_in_both_languages(method: str) -> None:
    (told,) = json.loads(run("--methods", "--method", method, "--json").stdout)
    assert told["name"] == method
    assert all(option["text"]["zh"] and option["text"]["en"] and option["takes"] for option in told["options"])


def test_all_methods_are_told_at_once() -> None:
    said = run("--methods").stdout
    assert all(name in said for name in METHODS)
    assert "--set pastWeeksNotIncluded=26" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("--method", "magic"), "There are: "), (("--set", "colour=red"), "has no option colour"),
     (("--method", "ears-c1", "--set", "baseline=2"), "whole number >= 3"),
     (("--method", "ears-c1", "--set", "baseline"), "no equals sign")],
)  # fmt: skip
def test_wrong_usage_is_status_two(outbreak: Path, arguments: tuple[str, ...], said: str) -> None:
    status, told = refused(outbreak, *arguments)
    assert (status, said in told) == (2, True), told
    assert run(outbreak, "--gaps", "maybe").exit_code == 2
    assert run().exit_code == 2


def test_a_negative_count_is_named_by_file_row_and_column(tmp_path: Path) -> None:
    file = weekly(tmp_path / "bad.csv", {"eggs": [1, 2, -3, 4]})
    assert refused(file)[0] == 1
    assert "bad.csv 3 count: -3.0 is no count." in refused(file)[1]


def test_what_is_no_number_and_what_is_no_date_are_named(tmp_path: Path) -> None:
    assert (
        "words.csv 2 count: 'many' is no count." in refused(weekly(tmp_path / "words.csv", {"eggs": [1, "many", 3]}))[1]
    )
    file = tmp_path / "dates.csv"
    file.write_text("date,count\n2020-01-06,1\n2020-13-01,2\n")
    assert "dates.csv 2 date: '2020-13-01' is no period." in refused(file)[1]


def test_a_gap_is_refused_until_it_is_said_what_it_means(tmp_path: Path) -> None:
    file = tmp_path / "gap.csv"
    days = [MONDAY + timedelta(days=7 * n) for n in range(14) if n != 5]
    file.write_text("date,count\n" + "".join(f"{day},4\n" for day in days))
    status, told = refused(file, "--method", "ears-c1")
    assert (status, "2020-02-10" in told, "--gaps zero" in told) == (1, True, True)
    zero, unknown = (json.loads(run(file, "--method", "ears-c1", "--gaps", gaps, "--json").stdout)["rows"][0]
                     for gaps in ("zero", "unknown"))  # fmt: skip
    assert zero["expected"] == pytest.approx(24 / 7)
    assert unknown["expected"] == 4


def test_a_series_that_lacks_a_row_is_named(tmp_path: Path) -> None:
    file = weekly(tmp_path / "ragged.csv", {"eggs": [1, 2, 3, 4], "nuts": [1, 2, 3]})
    assert "nuts 2020-01-27" in refused(file)[1]


def test_dates_that_are_not_evenly_spaced_are_named(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("date,count\n2020-01-06,1\n2020-01-13,1\n2020-01-20,1\n2020-01-29,1\n2020-02-03,1\n")
    assert "odd.csv 4 period: 2020-01-29 is off the even steps." in refused(file)[1]


def test_double_rows_are_named(tmp_path: Path) -> None:
    file = tmp_path / "double.csv"
    file.write_text("date,count\n2020-01-06,1\n2020-01-13,1\n2020-01-13,2\n")
    assert "double.csv 3 2020-01-13" in refused(file)[1]


def test_too_short_a_history_and_an_unreadable_file_are_status_one(outbreak: Path, tmp_path: Path) -> None:
    status, told = refused(outbreak, "--method", "farrington")
    assert (status, "at least 264" in told) == (1, True)
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 not really")
    assert refused(broken)[0] == 1
    assert refused(outbreak, "--method", "ears-c1", "--out", tmp_path / "alarms.docx")[0] == 1
    assert "has no period 2031-01-01" in refused(outbreak, "--method", "ears-c1", "--from", "2031-01-01")[1]
    assert "There is no column shells" in refused(outbreak, "--count", "shells")[1]


def test_an_empty_count_is_not_known_and_is_never_an_alarm(tmp_path: Path) -> None:
    file = weekly(tmp_path / "blank.csv", {"eggs": [2, 3, None, 2, 3, 1, 2, 3, None]})
    row = json.loads(run(file, "--method", "ears-c1", "--last", 1, "--json").stdout)["rows"][0]
    assert (row["observed"], row["score"], row["alarm"]) == (None, None, False)
    assert row["expected"] == pytest.approx(14 / 6)
