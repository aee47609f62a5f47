"""guomen lab qc: control values in, rule violations out."""

import csv
import io
import json
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import fastexcel

from guomen.kernel.terms import Fault, Refusal
from guomen.laboratory.quality.rules import RULES, WESTGARD
from guomen.laboratory.quality.rules.estimates import LEAST
from guomen.laboratory.quality.rules.sheets import Basis, Judged, SheetJudgement, judge_rows, read_rows

# Largest file, and largest workbook once unpacked.
_MOST, _UNPACKED = 50 * 2**20, 500 * 2**20


@click.command("qc")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rules", default=",".join(WESTGARD), show_default=True, help=f"Of {', '.join(RULES)}; or all.")
@click.option("--mean", type=click.FLOAT, help="Mean of every series, where the rows give none.")
@click.option("--sd", type=click.FloatRange(0, min_open=True), help="Standard deviation, together with --mean.")
@click.option(
    "--first", type=click.IntRange(2), default=LEAST, show_default=True,
    help="Points that mean and sd are estimated from where none are given; they are not judged.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def qc(file: Path, rules: str, mean: float | None, sd: float | None, first: int, as_json: bool) -> None:
    """Judge the control values of FILE (CSV, XLSX or JSON lines) by Westgard rules.

    Columns: value, and where there are any at, run, level, series, mean, sd. Levels of a series are judged each for
    itself and across; R-4s looks within a run. No database is needed.

    Exit status 0: no point is rejected. 1: a point is rejected, or a row could not be read. 2: usage.

    \b
    Examples:
      guomen lab qc controls.csv
      guomen lab qc controls.xlsx --rules 1-3s,2of3-2s,6-x --mean 0.20 --sd 0.01 --json
    """
    if (mean is None) != (sd is None):
        raise click.UsageError("--mean and --sd go together.")
    chosen = list(RULES) if rules == "all" else [code.strip() for code in rules.split(",") if code.strip()]
    unknown = [code for code in chosen if code not in RULES]
    if unknown or not chosen:
        raise click.BadParameter(f"no rule {', '.join(unknown)}; there are {', '.join(RULES)}", param_hint="--rules")
    try:
        rows, faults = read_rows(_records(file), file.name)
        done = judge_rows(rows, rules=chosen, mean=_exact(mean), sd=_exact(sd), first=first)
    except Refusal as refusal:
        raise click.UsageError(f"{file.name}: {refusal.problem.en} {refusal.remedy.en}") from refusal
    done.faults[:0] = faults
    click.echo(json.dumps(_told(done), ensure_ascii=False) if as_json else _said(done))
    sys.exit(1 if done.faults or any(point.rejected for point in done.points) else 0)


def _exact(number: float | None) -> Decimal | None:
    """The number as it was written."""
    return None if number is None else Decimal(str(number))


def _records(file: Path) -> list[dict[str, Any]]:
    if file.stat().st_size > _MOST:
        raise click.UsageError(f"{file.name} is larger than {_MOST // 2**20} MB.")
    content = file.read_bytes()
    if content[:2] == b"PK":
        return _workbook(content, file)
    text = _text(content, file)
    if text.lstrip()[:1] in ("{", "["):
        return _objects(text, file)
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ";" if ";" in text.partition("\n")[0] else ","
    found = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    return [{key: one for key, one in row.items() if key is not None} for row in found]


def _text(content: bytes, file: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise click.UsageError(f"{file.name} is neither UTF-8 nor GB 18030 text, nor a workbook.")


def _workbook(content: bytes, file: Path) -> list[dict[str, Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _UNPACKED:
                raise click.UsageError(f"{file.name} unpacks to more than {_UNPACKED // 2**20} MB.")
        sheet = fastexcel.read_excel(content).load_sheet(0, dtypes="string").to_polars()
    except (fastexcel.FastExcelError, zipfile.BadZipFile) as error:
        raise click.UsageError(f"{file.name} is not a workbook that can be read: {error}") from error
    rows: list[dict[str, Any]] = sheet.to_dicts()
    return rows


def _objects(text: str, file: Path) -> list[dict[str, Any]]:
    try:
        whole = text.strip()
        lines = whole.splitlines()
        found = (
            json.loads(whole, parse_float=Decimal)
            if whole.startswith("[")
            else [json.loads(line, parse_float=Decimal) for line in lines if line.strip()]
        )
    except json.JSONDecodeError as error:
        raise click.UsageError(f"{file.name} is not JSON lines: {error}") from error
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise click.UsageError(f'{file.name}: every line is one object, such as {{"value": 0.201}}.')
    return found


def _told(done: SheetJudgement) -> dict[str, Any]:
    return {
        "rejected": sum(point.rejected for point in done.points),
        "basis": [
            {
                "series": one.series,
                "level": one.level,
                "mean": float(one.mean),
                "sd": float(one.sd),
                "points": one.points,
            }
            for one in done.bases
        ],
        "points": [_point(point) for point in done.points],
        "faults": [fault.as_json() for fault in done.faults],
    }


def _point(point: Judged) -> dict[str, Any]:
    said = point.said
    return {
        "row": said.row, "series": said.series, "level": said.level, "run": said.run, "at": said.at,
        "value": float(said.value), "z": round(point.z, 6), "base": point.base,
        "violations": list(point.violations), "rejected": point.rejected,
    }  # fmt: skip


def _said(done: SheetJudgement) -> str:
    lines = [_basis(one) for one in done.bases]
    lines += [_line(point) for point in done.points if point.violations]
    lines += [_fault(fault) for fault in done.faults]
    judged = [point for point in done.points if not point.base]
    rejected = sum(point.rejected for point in judged)
    warned = sum(bool(point.violations) for point in judged) - rejected
    lines.append(f"Judged {len(judged)}: rejected {rejected}, warnings {warned}; faults {len(done.faults)}.")
    return "\n".join(lines)


def _basis(one: Basis) -> str:
    name = " ".join(part for part in (one.series, one.level) if part) or "all points"
    how = f"estimated from the first {one.points} points" if one.points else "as given"
    return f"{name}: mean {one.mean:.6g}, sd {one.sd:.6g} ({how})"


def _line(point: Judged) -> str:
    said = point.said
    name = " ".join(part for part in (said.series, said.level, said.run, said.at) if part)
    words = "; ".join(f"{code} {RULES[code].text.en}" for code in point.violations)
    verdict = "rejected" if point.rejected else "warning"
    return f"row {said.row}{f' ({name})' if name else ''}: {said.value:g}, z {point.z:+.2f}, {verdict}: {words}"


def _fault(fault: Fault) -> str:
    said = f" {fault.value!r}" if fault.value else ""
    return f"{fault.where or 'file'}:{said} {fault.problem.en} {fault.remedy.en}"
