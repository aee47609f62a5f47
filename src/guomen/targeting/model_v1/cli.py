"""guomen model: train a model of risk on a file, score a file with it, read its card, without a database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import polars as pl
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from guomen.kernel.terms import Refusal, Text
from guomen.kernel.web.terminal import refusals_told
from guomen.targeting.model_v1 import artefacts
from guomen.targeting.model_v1.features import with_same_day
from guomen.targeting.model_v1.files import Chosen, Table, Wanted, choose_roles, read_table, written_layout
from guomen.targeting.model_v1.scoring import Model
from guomen.targeting.model_v1.terms import Contribution
from guomen.targeting.model_v1.training import STEPS, train
from guomen.targeting.registry.cli import register_command

_AT_ONCE = 5_000
_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_folder = click.Path(exists=True, file_okay=False, path_type=Path)
_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
_layout = click.option(
    "--layout",
    "layout_file",
    type=_file,
    help="A layout as JSON (see guomen lodge --propose). Default: the one that is proposed.",
)


@contextmanager
def _bar(steps: int, as_json: bool) -> Iterator[tuple[Progress, Any]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=as_json) as bar:
        yield bar, bar.add_task("reading", total=steps)


@click.group()
def model() -> None:
    """Models of risk: train one on a file of declarations with outcomes, score another file, read the card.

    Training, scoring and the card need files alone, no database. What is trained here is brought into the product by
    guomen model register, and nothing obeys it until two persons have signed.
    """


model.add_command(register_command)


@model.command("train")
@click.argument("files", nargs=-1, required=True, type=_file)
@click.option(
    "--label", required=True, help="Column of outcomes: 1 nonconforming, 0 conforming, empty never inspected."
)
@click.option("--time", "time_column", required=True, help="Column of the day declared.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Folder of the model; must not be there yet."
)
@click.option("--known", default="", help="Column of the day an outcome became known. Default: the day declared.")
@click.option("--harm", default="", help="Column of the weight of a nonconformity. Default: 1.")
@click.option("--entity", "entities", multiple=True, help="Further column that names something (repeatable).")
@click.option("--number", "figures", multiple=True, help="Further column that measures something (repeatable).")
@click.option(
    "--cross", "crosses", multiple=True, help="Columns whose combination counts, with * between (repeatable)."
)
@click.option("--ignore", "ignored", multiple=True, help="Column to leave out (repeatable).")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day to learn from. Default: the last there is.")
@_layout
@click.option("--seed", default=0, show_default=True, help="The same file and seed give the same model to the byte.")
@click.option("--threads", default=1, show_default=True, type=click.IntRange(1, 64), help="Threads for the trees.")
@_json
def train_command(
    files: tuple[Path, ...], label: str, time_column: str, out: Path, known: str, harm: str,
    entities: tuple[str, ...], figures: tuple[str, ...], crosses: tuple[str, ...], ignored: tuple[str, ...],
    until: datetime | None, layout_file: Path | None, seed: int, threads: int, as_json: bool,
) -> None:  # fmt: skip
    """Train a model on FILES (CSV, XLSX, Parquet or JSON lines; one below the other).

    Columns of a declaration are known by their headings; every other column is taken as an entity (a code, a name)
    or a number by its values. A column that looks like an outcome itself is left out, and you are told.
    The model's folder holds text, JSON and Parquet only, a manifest with the SHA-256 of each file,
    and a card (card.md) that says how good it was on days later than those it had learned from.

    \b
    guomen model train 2020.csv 2021.csv --label Fraud --time Date --out customs-model
    guomen model train log.parquet --label nonconforming --time declared_on --known known_on --harm harm \\
        --until 2018-06-30 --seed 7 --out june --json

    Exit status 0: trained. 1: refused (too few labels, one kind of label only, a column that is not there …). 2: usage.
    """
    wanted = Wanted(label, time_column, known, harm, entities, figures,
                    tuple(tuple(cross.split("*")) for cross in crosses), ignored)  # fmt: skip
    with refusals_told(as_json), _bar(len(STEPS) + 1, as_json) as (bar, task):
        table = read_table(files, written_layout(layout_file.read_bytes()) if layout_file else None)
        chosen = choose_roles(table, wanted)

        def begun(step: str) -> None:
            bar.update(task, advance=1, description=step)

        trained = train(
            table.frame, chosen.roles, until=until.date() if until else None, seed=seed, threads=threads, progress=begun
        )
        artefacts.write(trained, out)
        bar.update(task, advance=1, description="written")
    click.echo(_trained(trained, table, chosen, out, as_json))


def _trained(trained: Model, table: Table, chosen: Chosen, out: Path, as_json: bool) -> str:
    if as_json:
        told = {"digest": trained.digest, "out": str(out), "refused_rows": table.refused}
        return json.dumps(told | {"left_out": list(chosen.telltale), "card": trained.card}, ensure_ascii=False)
    lines = [f"model {trained.digest[:12]} in {out}; {table.refused} rows could not be read"]
    for name in chosen.telltale:
        lines.append(f"left out: {name} stands only where the outcome is 1; keep it with --entity if it is declared")
        lines.append(f"已排除：{name} 只在不合格时出现，像是结果而非申报内容；确属申报内容请用 --entity 指定")
    return "\n".join([*lines, "", trained.files()["card.md"].decode().rstrip()])


@model.command("score")
@click.argument("folder", type=_folder)
@click.argument("file", type=_file)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help=".parquet, .jsonl or .csv")
@click.option("--reasons", is_flag=True, help="Add what moved each score, strongest first, in both languages.")
@_layout
@_json
def score_command(folder: Path, file: Path, out: Path, reasons: bool, layout_file: Path | None, as_json: bool) -> None:
    """Score every line of FILE with the model in FOLDER.

    The answer has the line's number, its reference, probability of nonconformity and value (probability × expected
    harm). Columns that the model knows and the file lacks are taken as unknown. With --reasons, a list of
    what moved the score, on the log-odds scale; with the level of all they sum to the score exactly.

    \b
    guomen model score customs-model july.csv --out scores.csv --reasons

    Exit status 0: scored. 1: refused, or the model's files are not what its manifest says. 2: usage.
    """
    with refusals_told(as_json):
        scorer = artefacts.read(folder)
        table = read_table([file], written_layout(layout_file.read_bytes()) if layout_file else None)
        frame = table.frame
        if scorer.roles.time in frame.columns:
            frame = with_same_day(frame, scorer.roles)
        with _bar(frame.height, as_json) as (bar, task):
            bar.update(task, description="lines")
            parts = []
            for part in frame.iter_slices(_AT_ONCE if reasons else 20 * _AT_ONCE):
                parts.append(_scored(scorer, part, reasons))
                bar.advance(task, part.height)
        scores = pl.concat(parts).with_row_index("line", offset=1)
        _write(scores, out)
    told = {"lines": scores.height, "refused_rows": table.refused, "out": str(out), "model": scorer.digest}
    said = f"{scores.height} lines scored into {out}; {table.refused} rows could not be read"
    click.echo(json.dumps(told) if as_json else said)


def _scored(scorer: Model, frame: pl.DataFrame, reasons: bool) -> pl.DataFrame:
    named = [name for name in ("reference", "item_no") if name in frame.columns]
    found = frame.select(named).with_columns(
        pl.Series("probability", scorer.probability(frame)), pl.Series("value", scorer.score(frame))
    )
    if not reasons:
        return found
    told = [json.dumps([_reason(one) for one in row], ensure_ascii=False) for row in scorer.explain(frame)]
    return found.with_columns(pl.Series("reasons", told, dtype=pl.String))


def _reason(one: Contribution) -> dict[str, Any]:
    return {"feature": one.feature, **one.text.as_json(), "amount": one.amount}


def _write(scores: pl.DataFrame, out: Path) -> None:
    match out.suffix:
        case ".parquet":
            scores.write_parquet(out)
        case ".csv":
            scores.write_csv(out, include_bom=True)
        case ".jsonl":
            scores.write_ndjson(out)
        case _:
            raise Refusal(
                "model.out",
                Text(
                    f"不写 {out.suffix or '无后缀'} 文件。",
                    f"Files called {out.suffix or 'without a suffix'} are not written.",
                ),
                Text("请用 .csv、.jsonl 或 .parquet。", "Use .csv, .jsonl or .parquet."),
            )


@model.command("card")
@click.argument("folder", type=_folder)
@_json
def card_command(folder: Path, as_json: bool) -> None:
    """Show the card of the model in FOLDER, after holding every file against the manifest.

    Exit status 0: sound. 1: a file is missing or was altered.
    """
    with refusals_told(as_json):
        found = artefacts.read(folder)
    told = json.dumps({"digest": found.digest, "card": found.card}, ensure_ascii=False)
    click.echo(told if as_json else f"model {found.digest}\n\n{found.files()['card.md'].decode().rstrip()}")
