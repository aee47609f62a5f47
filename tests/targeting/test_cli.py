"""The same questions without the web."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from guomen.kernel.offices.models import Office
from guomen.targeting.cli import draw, replay, sampling, screen
from guomen.targeting.draws.operations import commit_draws
from guomen.targeting.models import Assignment
from guomen.targeting.operations import reveal_draw
from tests.targeting.conftest import NOON
from tests.targeting.test_assigning import BAGS, TODAY, declared, lodged
from tests.targeting.world import frame

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "customs_declarations"


@pytest.fixture
def run() -> Callable[..., Result]:
    """Runs a command against the tests' own database."""

    def invoke(command: Any, *arguments: Any) -> Result:
        return CliRunner().invoke(command, [str(one) for one in arguments], obj=lambda: None)

    return invoke


@pytest.mark.parametrize(
    ("arguments", "status", "expected"),
    [
        (("plan", "--lot", 1000, "--level", "II", "--aql", "1.0"), 0, {"letter": "J", "n": 80, "ac": 2, "re": 3}),
        (("plan", "--lot", 1000, "--aql", "1", "--severity", "tightened"), 0, {"n": 80, "ac": 1, "re": 2}),
        (("plan", "--lot", 90, "--aql", "0.065"), 0, {"n": 90, "whole_lot": True}),
        (("detect", "--lot", 500, "--level", 0.05, "--confidence", 0.95), 0, {"n": 56}),
        (("detect", "--level", 0.01), 0, {"n": 299}),
    ],
)
def test_sampling_answers_without_a_database(
    run: Callable[..., Result], arguments: Any, status: int, expected: dict[str, Any]
) -> None:
    answer = run(sampling, *arguments, "--json")
    assert answer.exit_code == status
    assert json.loads(answer.output).items() >= expected.items()


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", "--lot", 0, "--aql", "1.0"),
        ("plan", "--lot", 1000, "--aql", "one"),
        ("plan", "--lot", 1000, "--aql", "1.0", "--level", "IX"),
        ("detect", "--lot", 10, "--level", 1.5),
    ],
)
def test_a_question_that_makes_no_sense_is_a_usage_error(run: Callable[..., Result], arguments: Any) -> None:
    answer = run(sampling, *arguments)
    assert answer.exit_code == 2
    assert "Error" in answer.output


@pytest.mark.django_db
def test_replay_says_the_same_or_what_differs(run: Callable[..., Result], branch: Office) -> None:
    decided = lodged(branch)
    assert run(replay, decided.pk).exit_code == 0
    Assignment.objects.filter(pk=decided.pk).update(channel="hold")
    answer = run(replay, decided.pk, "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.output)["differences"][0]["what"] == "channel"
    assert run(replay, 10**9).exit_code == 1


@pytest.mark.django_db
def test_draws_are_committed_revealed_and_verified(run: Callable[..., Result], branch: Office) -> None:
    lodged(branch)
    assert run(draw, "verify", TODAY).exit_code == 1
    reveal_draw(actor=None, at=NOON + timedelta(days=1), day=TODAY)
    answer = run(draw, "verify", TODAY, "--json")
    assert (answer.exit_code, json.loads(answer.output)["sound"]) == (0, True)
    Assignment.objects.update(uniform=0.5)
    assert run(draw, "verify", TODAY).exit_code == 1
    assert len(json.loads(run(draw, "commit", "--days", 2, "--json").output)) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_a_file_is_screened_to_decisions_with_reasons(
    run: Callable[..., Result], branch: Office, tmp_path: Path, suffix: str
) -> None:
    commit_draws(actor=None, at=NOON)
    source, out = tmp_path / "lines.parquet", tmp_path / f"decisions.{suffix}"
    frame([declared(branch, f"R-{number}") for number in range(30)]).select(
        "sender", "reference", "version", "action", "direction", "regime", "declared_on", "office", "port", "importer",
        "item_no", "goods_code", "origin", "quantity", "net_mass", "value", "currency",
    ).write_parquet(source)  # fmt: skip
    answer = run(screen, source, "--out", out, "--on", TODAY, "--processes", 1, "--json")
    assert answer.exit_code == 0, answer.output
    report = json.loads(answer.output)
    assert (report["rows"], report["lines"], report["refused_rows"]) == (30, 30, 0)
    decided = pl.read_parquet(out) if suffix == "parquet" else pl.read_csv(out)
    assert decided.height == 30
    if suffix == "csv":
        assert "lot rate" in decided["reasons_en"][0].lower()
        return
    codes = {reason["code"] for row in decided["reasons"].to_list() for reason in row}
    assert "supervision.lot_rate" in codes
    alone = lodged(branch, "R-3")
    (row,) = decided.filter(pl.col("reference") == "R-3").to_dicts()
    assert (row["channel"], row["uniform"]) == (alone.channel, alone.lines[0]["uniform"])
    assert [one["code"] for one in row["reasons"]] == [one["code"] for one in alone.lines[0]["reasons"]]


@pytest.mark.django_db
def test_rows_that_cannot_be_read_go_to_a_side_file_and_the_others_go_on(
    run: Callable[..., Result], branch: Office, tmp_path: Path
) -> None:
    commit_draws(actor=None, at=NOON)
    source, out = tmp_path / "lines.csv", tmp_path / "decisions.parquet"
    good = f"R-1,import,0110,2018-09-03,{branch.code},120101,X1,local,1,{BAGS},DE,10,5"
    bad = f"R-2,import,0110,2018-09-99,{branch.code},120101,X1,local,1,{BAGS},DE,10,5"
    header = "reference,direction,regime,declared_on,office,port,importer,importer_scheme,item_no,goods_code,origin"
    source.write_text(f"{header},quantity,net_mass\n{good}\n{bad}\n")
    answer = run(screen, source, "--out", out, "--sender", "acme", "--on", TODAY, "--processes", 1, "--json")
    report = json.loads(answer.output)
    assert (answer.exit_code, report["lines"], report["refused_rows"]) == (1, 1, 1)
    assert "2018-09-99" in Path(report["refused"]).read_text(encoding="utf-8-sig")


@pytest.mark.django_db
@pytest.mark.skipif(not DATA.is_dir(), reason="the real declarations of shared/data are not here")
def test_the_54_000_real_declarations_go_through_in_their_own_layout(
    run: Callable[..., Result], reference: None, tmp_path: Path
) -> None:
    commit_draws(actor=None, at=NOON)
    decided = 0
    for file in sorted(DATA.glob("df_syn_*_eng.csv")):
        out = tmp_path / f"{file.stem}.parquet"
        answer = run(screen, file, "--out", out, "--on", TODAY, "--processes", 1, "--json")
        report = json.loads(answer.output)
        assert report["lines"] + report["refused_rows"] == report["rows"], report
        assert pl.scan_parquet(out).select(pl.len()).collect().item() == report["lines"]
        decided += report["lines"]
    assert decided == 54_000
