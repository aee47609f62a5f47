"""guomen lab judge: results in a file against their limits."""

import csv
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from guomen.kernel.terms import Fault
from guomen.kernel.web.terminal import refusals_told
from guomen.laboratory.judging.asking import Asked, asked_of
from guomen.laboratory.judging.columns import FIELDS, proposed
from guomen.laboratory.judging.judging import Bench, Judged, counts, flat_rows
from guomen.laboratory.judging.reading import rows_of
from guomen.laboratory.terms import Comparison, Conformity, DecisionRule

_SHOWN = 30
_RULES = click.Choice([one.value for one in DecisionRule])
_GOOD = (Conformity.CONFORM, Conformity.NOT_ASSESSED)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day of the law for rows that name none. Default: today.")
@click.option("--rule", type=_RULES, default=DecisionRule.SIMPLE.value, show_default=True,
              help="Decision rule where the standard states none; --rules tells them.")  # fmt: skip
@click.option(
    "--comparison",
    type=click.Choice([one.value for one in Comparison]),
    help="Whole or rounded values (GB/T 8170-2008 4.3).",
)
@click.option("--map", "maps", multiple=True, metavar="FIELD=HEADING", help="Which column is what (repeatable).")
@click.option("--columns", is_flag=True, help="Tell the fields, and which column of FILE was taken for each.")
@click.option("--rules", is_flag=True, help="Tell the decision rules.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="All statements as .csv, .json or .jsonl.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_obj
def judge(open_database: Callable[[], None], file: Path | None, on: datetime | None, rule: str, comparison: str | None,
          maps: tuple[str, ...], columns: bool, rules: bool, out: Path | None, as_json: bool) -> None:  # fmt: skip
    """Statements of conformity for the results in FILE (CSV, XLSX, JSON list, JSON lines).

    A row is one test: analyte, value, unit; and the goods code, for the limits in force on its day, or a limit of its
    own. Columns are found by their headings (English or Chinese) or named with --map. Each statement says the limit,
    the standard with the edition in force on that day, the decision rule, and the risk that it is wrong (from the
    expanded uncertainty, where the row states one). What cannot be judged is inconclusive, never a pass; a row that
    cannot be read is refused with its row, its column and what to do, and the others go on.

    \b
    guomen lab judge results.csv
    guomen lab judge results.xlsx --on 2018-08-01 --rule guarded --out statements.csv
    guomen lab judge results.csv --map value=Conc. --map analyte=Compound --json
    guomen lab judge results.csv --columns
    guomen lab judge --rules

    \b
    sample,analyte,goods,value,unit,lod,uncertainty,on
    S-1,cadmium (Cd),1006302000101,0.19,mg/kg,0.005,12%,2018-08-01
    S-2,formaldehyde,6111200000101,<5,mg/kg,,,2018-08-01

    Needs the database only where a row asks for the limits in force.

    Exit status 0: every row was judged and conforms (or has no limit). 1: a row does not conform, is inconclusive, or
    was refused. 2: usage.
    """
    if rules or (columns and file is None):
        _teach(rules)
        return
    if file is None:
        raise click.UsageError("Name a FILE; --help shows what it looks like.")
    _writable(out)
    with refusals_told(as_json):
        rows = rows_of(file)
        mapping = proposed(dict.fromkeys(name for _, cells in rows for name in cells), _said(maps))
        if columns:
            click.echo(json.dumps(mapping, ensure_ascii=False, indent=1) if as_json else _table(mapping))
            return
        day = on.date() if on else date.today()  # noqa: DTZ011  the civil day where the command is typed
        asked = [asked_of(file.name, number, cells, mapping, day) for number, cells in rows]
        if any(isinstance(one, Asked) and one.limit is None for one in asked):
            open_database()
        bench = Bench(file.name, DecisionRule(rule), Comparison(comparison) if comparison else None)
        found = [one if isinstance(one, list) else [bench.judge(one)] for one in asked]
        judged = [one for of_row in found for one in of_row if isinstance(one, Judged)]
        faults = [one for of_row in found for one in of_row if isinstance(one, Fault)]
    if out is not None:
        _write(out, judged)
    _tell(judged, faults, as_json, shown=out is None)
    sys.exit(0 if not faults and all(one.statement.conformity in _GOOD for one in judged) else 1)


def _said(maps: Sequence[str]) -> dict[str, str]:
    said = dict(one.partition("=")[::2] for one in maps)
    for field in said:
        if field not in FIELDS:
            raise click.UsageError(f"--map {field}: the fields are {', '.join(FIELDS)}")
    return said


def _writable(out: Path | None) -> None:
    if out is not None and out.suffix not in (".csv", ".json", ".jsonl"):
        raise click.UsageError("--out ends in .csv, .json or .jsonl")


def _teach(rules: bool) -> None:
    if rules:
        click.echo("\n".join(f"{one.value:12} {one.text.en}\n{'':12} {one.text.zh}" for one in DecisionRule))
        return
    click.echo("\n".join(f"{field:12} {about}" for field, about in FIELDS.items()))


def _table(mapping: dict[str, str]) -> str:
    return "\n".join(f"{field:12} {mapping.get(field, '–'):24} {about}" for field, about in FIELDS.items())


def _write(out: Path, judged: Sequence[Judged]) -> None:
    with out.open("w", encoding="utf-8-sig" if out.suffix == ".csv" else "utf-8", newline="") as file:
        if out.suffix == ".json":
            json.dump([one.as_json() for one in judged], file, ensure_ascii=False, indent=1)
        elif out.suffix == ".jsonl":
            file.writelines(json.dumps(one.as_json(), ensure_ascii=False) + "\n" for one in judged)
        else:
            rows = list(flat_rows(judged))
            table = csv.DictWriter(file, list(rows[0]) if rows else ["row"])
            table.writeheader()
            table.writerows({name: _harmless(cell) for name, cell in row.items()} for row in rows)


def _harmless(cell: str) -> str:
    """No cell begins a formula in a spreadsheet."""
    return f"'{cell}" if cell.startswith(("=", "+", "@", "-", "\t")) else cell


def _tell(judged: Sequence[Judged], faults: Sequence[Fault], as_json: bool, shown: bool) -> None:
    if as_json:
        answer = {
            "judged": len(judged),
            **counts(judged),
            "refused": [fault.as_json() for fault in faults],
            "statements": [one.as_json() for one in judged] if shown else [],
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for one in judged[:_SHOWN] if shown else ():
        told = one.statement
        click.echo(
            f"{one.row:>5} {one.sample:12} {told.conformity.text.en} / {told.conformity.text.zh}  {told.limit.basis}"
        )
        for reason in told.reasons:
            click.echo(f"      {reason.text.en}\n      {reason.text.zh}")
    if shown and len(judged) > _SHOWN:
        click.echo(f"  … {len(judged) - _SHOWN} more; --out writes all")
    for fault in faults[:_SHOWN]:
        click.echo(f"refused {fault.where}: {fault.value!r} {fault.problem.en} {fault.remedy.en}", err=True)
        click.echo(f"   拒收 {fault.problem.zh}{fault.remedy.zh}", err=True)
    if len(faults) > _SHOWN:
        click.echo(f"  … {len(faults) - _SHOWN} more faults; --json tells all", err=True)
    summary = ", ".join(f"{name} {count}" for name, count in sorted(counts(judged).items()))
    click.echo(f"{len(judged)} judged ({summary or 'none'}), {len({fault.where.row for fault in faults})} refused")
