"""guomen scan: where, and since when, there are more cases than chance would bring. Needs no database."""

import json
import math
import textwrap
from pathlib import Path
from typing import Any

import click
import polars as pl

from guomen.kernel.web.terminal import refusals_told
from guomen.surveillance.scanning import space, space_time
from guomen.surveillance.scanning.checks import not_scannable
from guomen.surveillance.scanning.places import Laid, Named, laid_out
from guomen.surveillance.scanning.space import scan_space
from guomen.surveillance.scanning.space_time import scan_space_time
from guomen.surveillance.scanning.terms import Numbers, Region
from guomen.surveillance.tables import read_rows, writable, write_table

_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_ROWS = pl.Schema(
    {
        "rank": pl.Int64, "places": pl.String, "start": pl.String, "end": pl.String, "cases": pl.Float64,
        "expected": pl.Float64, "ratio": pl.Float64, "llr": pl.Float64, "p": pl.Float64, "radius": pl.Float64,
        "population": pl.Float64,
    }
)  # fmt: skip


@click.command()
@click.argument("file", type=_file)
@click.option("--place", default="", help="Column that names a place. Default: place, or id.")
@click.option("--longitude", default="", help="Column of degrees east. Default: longitude, or lon.")
@click.option("--latitude", default="", help="Column of degrees north. Default: latitude, or lat.")
@click.option("--x", default="", help="Column of a plane coordinate, instead of degrees. Default: x.")
@click.option("--y", default="", help="Column of the other plane coordinate. Default: y.")
@click.option("--cases", default="", help="Column of cases. Default: cases, or count.")
@click.option("--population", default="", help="Column of people (or of lots inspected). Default: population.")
@click.option("--expected", default="", help="Column of expected cases. Default: expected.")
@click.option("--time", "time", default="", help="Column of the period (day, week, year). Default: time, or period.")
@click.option("--model", type=click.Choice([*space.MODELS, *space_time.MODELS]),
              help="Default: poisson; with periods by what is known: expected, population or neither.")  # fmt: skip
@click.option("--max-share", default=0.5, show_default=True, help="Largest share of the population in a window.")
@click.option("--nearest", type=click.IntRange(1), help="Most places in a window.")
@click.option("--longest", type=click.IntRange(1), help="Most periods in a window. Default: half of all.")
@click.option("--past", is_flag=True, help="Also windows that ended before the last period.")
@click.option("--even", is_flag=True, help="population-poisson: every period expects as many cases.")
@click.option("--replicates", default=999, show_default=True, type=click.IntRange(0), help="Random repetitions for p.")
@click.option("--seed", default=0, show_default=True, help="The same file and seed give the same p.")
@click.option("--most", default=10, show_default=True, type=click.IntRange(1), help="Most regions to tell.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Regions as .csv, .jsonl or .parquet.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def scan(
    file: Path, place: str, longitude: str, latitude: str, x: str, y: str, cases: str, population: str, expected: str,
    time: str, model: str | None, max_share: float, nearest: int | None, longest: int | None, past: bool, even: bool,
    replicates: int, seed: int, most: int, out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Places in FILE (CSV, XLSX, Parquet, JSON lines) where there are more cases than elsewhere, or than before.

    A row is a place with its cases; with --time a place in a period. Circles about every place are weighed by their
    likelihood ratio (Kulldorff 1997), in time cylinders; the p of a region is the share of random repetitions in which
    any window does as well, so that it allows for all the windows looked at. Regions share no place.

    \b
    poisson              cases in proportion to population, or to expected
    binomial             each of the population is a case or none (lots refused among lots inspected)
    permutation          with periods; neither population nor expected is needed
    population-poisson   with periods; in proportion to population, or to expected
    expectation-poisson  with periods; about expected cases from the past

    \b
    guomen scan counties.csv --cases cases --population population --max-share 0.1
    guomen scan lots.csv --model binomial --cases refused --population inspected --x east --y north
    guomen scan weeks.csv --time week --longest 8 --seed 7 --out regions.csv --json

    Exit status 0: answered (also where no region is likely). 1: refused (a place with two positions, cases where
    nobody is, a period left out …). 2: usage.
    """
    if (longitude or latitude) and (x or y):
        raise click.UsageError("Give --longitude and --latitude, or --x and --y, not both.")
    distance = "great-circle" if longitude or latitude else "euclid" if x or y else ""
    with refusals_told(as_json):
        writable(out)
        named = Named(place, longitude or x, latitude or y, distance, cases, population, expected, time)
        laid = laid_out(read_rows(file), named, file=file.name)
        chosen = model or _usual(laid)
        if chosen in space.MODELS:
            _refuse_periods(laid, chosen)
            found = scan_space(
                laid.cases[0], _first(laid.population), laid.coordinates, model=chosen, expected=_first(laid.expected),
                distance=laid.distance, max_share=max_share, nearest=nearest, replicates=replicates, seed=seed,
                most=most,
            )  # fmt: skip
        else:
            found = scan_space_time(
                laid.cases, laid.coordinates, population=laid.population, expected=laid.expected, model=chosen,
                distance=laid.distance, max_share=max_share, nearest=nearest, longest=longest, current=not past,
                even=even, replicates=replicates, seed=seed, most=most,
            )  # fmt: skip
        regions = [_region(rank, one, laid) for rank, one in enumerate(found.clusters, start=1)]
        if out:
            write_table(_as_table(regions), out)
    told = {"model": found.model, "distance": laid.distance, "places": len(laid.places), "periods": len(laid.periods),
            "windows": found.windows, "replicates": replicates, "seed": seed,
            "out": str(out) if out else None}  # fmt: skip
    if as_json:
        click.echo(json.dumps(told | {"regions": regions}, ensure_ascii=False))
    else:
        _show(told, regions)


def _usual(laid: Laid) -> str:
    """The model for what is known."""
    if laid.periods == ("",):
        return "poisson"
    if laid.expected is not None:
        return "expectation-poisson"
    return "permutation" if laid.population is None else "population-poisson"


def _refuse_periods(laid: Laid, model: str) -> None:
    if len(laid.periods) > 1:
        raise not_scannable(
            "periods", f"{model} 模型不看时间，文件却有 {len(laid.periods)} 期。",
            f"The model {model} knows no time, and the file has {len(laid.periods)} periods.",
            "请选用时空模型，或只留一期。", "Choose a model with periods, or leave one period in the file.",
        )  # fmt: skip


def _first(table: Numbers | None) -> Numbers | None:
    return None if table is None else table[0]


def _region(rank: int, one: Region, laid: Laid) -> dict[str, Any]:
    numbers = {name: getattr(one, name) for name in ("cases", "expected", "ratio", "llr", "p", "radius", "population")}
    where = {
        "rank": rank, "places": [laid.places[number] for number in one.places],
        "start": laid.periods[one.start] or None, "end": laid.periods[one.end] or None,
    }  # fmt: skip
    return where | {
        name: value if value is not None and math.isfinite(value) else None for name, value in numbers.items()
    }


def _as_table(regions: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([one | {"places": "; ".join(one["places"])} for one in regions], schema=_ROWS)


def _show(told: dict[str, Any], regions: list[dict[str, Any]]) -> None:
    unit = " km" if told["distance"] == "great-circle" else ""
    for one in regions:
        about = f"{len(one['places'])} places within {one['radius']:.4g}{unit} of {one['places'][0]}"
        where = about if len(one["places"]) > 1 else one["places"][0]
        when = f", {one['start']} to {one['end']}" if one["start"] is not None else ""
        p = "" if one["p"] is None else f", p {one['p']:.4g}"
        click.echo(f"{one['rank']}. {where}{when}: {one['cases']:g} cases, {one['expected']:.2f} expected "
                   f"(× {one['ratio']:.2f}), LLR {one['llr']:.4f}{p}")  # fmt: skip
        if len(one["places"]) > 1:
            click.echo(textwrap.fill(", ".join(one["places"]), 110, initial_indent="   ", subsequent_indent="   "))
    if not regions:
        click.echo("No window has more cases than expected. 没有病例多于期望的窗口。")
    over = f"{told['places']} places" + (f" and {told['periods']} periods" if told["periods"] > 1 else "")
    click.echo(f"{told['model']}: {told['windows']} windows over {over}; "
               f"p from {told['replicates']} random repetitions, seed {told['seed']}")  # fmt: skip
    if told["out"]:
        click.echo(f"regions in {told['out']}")
