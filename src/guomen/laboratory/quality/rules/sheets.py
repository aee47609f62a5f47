"""A sheet of control values judged without a database: what each row says, and which rules its point breaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from guomen.kernel.terms import Fault, Refusal, Text, Where
from guomen.laboratory.quality.rules.estimates import LEAST, estimate
from guomen.laboratory.quality.rules.westgard import WESTGARD, rejects, violations_across

_HUGE = Decimal(10) ** 30
# What a column may be called.
COLUMNS = {
    "value": ("value", "值", "质控值", "测定值", "结果"),
    "at": ("at", "date", "time", "时间", "日期"),
    "run": ("run", "batch", "批", "批次"),
    "level": ("level", "material", "水平", "质控品"),
    "series": ("series", "analyte", "序列", "项目"),
    "mean": ("mean", "均值", "靶值"),
    "sd": ("sd", "标准差"),
}


@dataclass(frozen=True, slots=True)
class ControlRow:
    """One control value as a sheet gives it, exact, so that what lies on a limit is on it. row counts from 1."""

    row: int
    value: Decimal
    at: str = ""
    run: str = ""
    level: str = ""
    series: str = ""
    mean: Decimal | None = None
    sd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A control value with its distance from the mean and the rules it breaks. base: one of the first run."""

    said: ControlRow
    z: float
    violations: tuple[str, ...] = ()
    base: bool = False

    @property
    def rejected(self) -> bool:
        """Whether a rule says that its run is not accepted."""
        return rejects(self.violations)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a series' level was judged by. points: of how many it was estimated; 0 where it was given."""

    series: str
    level: str
    mean: Decimal
    sd: Decimal
    points: int


@dataclass(slots=True)
class SheetJudgement:
    """All rows judged, what they were judged by, and what is wrong with the others."""

    points: list[Judged] = field(default_factory=list)
    bases: list[Basis] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_rows(records: Sequence[Mapping[str, Any]], file: str = "") -> tuple[list[ControlRow], list[Fault]]:
    """Each record as a control value; those that are not one as faults with their row and column.

    Raises Refusal where no column is called value.
    """
    names = {name: column for column, names in COLUMNS.items() for name in names}
    present = {names[key.strip().lower()] for record in records for key in record if key.strip().lower() in names}
    if records and "value" not in present:
        raise Refusal(
            "qc.no_value",
            Text("没有名为“value”（质控值）的列。", "No column is called “value”."),
            Text("请把质控值所在的列命名为value。", "Call the column of the control values “value”."),
        )
    rows: list[ControlRow] = []
    faults: list[Fault] = []
    for number, record in enumerate(records, 1):
        said = {names[key.strip().lower()]: one for key, one in record.items() if key.strip().lower() in names}
        wrong = _faults(said, number, file)
        faults += wrong
        if not wrong:
            rows.append(_row(said, number))
    return rows, faults


def judge_rows(
    rows: Sequence[ControlRow],
    *,
    rules: Sequence[str] = WESTGARD,
    mean: Decimal | None = None,
    sd: Decimal | None = None,
    first: int = LEAST,
) -> SheetJudgement:
    """Judge the rows of every series by itself: levels of a series both each for itself and across.

    mean and sd come from the row, else from the arguments, else from the first `first` points of the level, which are
    then not judged. A series that cannot be judged is told as a fault of its first row.
    """
    done = SheetJudgement()
    series: dict[str, list[ControlRow]] = {}
    for row in rows:
        series.setdefault(row.series, []).append(row)
    for name, own in series.items():
        own = sorted(own, key=lambda row: row.at) if all(row.at for row in own) else own
        try:
            _judge(name, own, rules, (mean, sd), first, done)
        except Refusal as refusal:
            done.faults.append(Fault(refusal.code, Where(row=own[0].row), name, refusal.problem, refusal.remedy))
    done.points.sort(key=lambda point: point.said.row)
    return done


def _judge(
    name: str,
    rows: Sequence[ControlRow],
    rules: Sequence[str],
    given: tuple[Decimal | None, Decimal | None],
    first: int,
    done: SheetJudgement,
) -> None:
    base: set[int] = set()
    measure: dict[str, Basis] = {}
    for level in dict.fromkeys(row.level for row in rows):
        own = [row for row in rows if row.level == level]
        measure[level] = _basis(name, level, own, given, first)
        base |= {row.row for row in own[: measure[level].points]}
    distance = {row.row: _distance(row, measure[row.level]) for row in rows}
    live = [row for row in rows if row.row not in base]
    runs = [row.run for row in live] if all(row.run for row in live) else None
    found = violations_across([distance[row.row] for row in live], [row.level for row in live], runs=runs, rules=rules)
    broken = {row.row: tuple(codes) for row, codes in zip(live, found, strict=True)}
    done.bases += measure.values()
    done.points += [Judged(row, distance[row.row], broken.get(row.row, ()), base=row.row in base) for row in rows]


def _basis(
    name: str, level: str, rows: Sequence[ControlRow], given: tuple[Decimal | None, Decimal | None], first: int
) -> Basis:
    mean, sd = given
    if all(row.mean is not None and row.sd is not None for row in rows):
        return Basis(name, level, rows[0].mean or Decimal(0), rows[0].sd or Decimal(1), 0)
    if mean is not None and sd is not None:
        return Basis(name, level, mean, sd, 0)
    found = estimate([row.value for row in rows[:first]], first)
    return Basis(name, level, Decimal(found.mean), Decimal(found.sd), found.points)


def _distance(row: ControlRow, basis: Basis) -> float:
    if basis.points == 0 and row.mean is not None and row.sd is not None:
        return float((row.value - row.mean) / row.sd)
    return float((row.value - basis.mean) / basis.sd)


def _number(text: Any) -> Decimal | None:
    try:
        number = Decimal(str(text).strip().replace("，", ".").replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < _HUGE else None


def _empty(text: Any) -> bool:
    return text is None or not str(text).strip()


def _faults(said: Mapping[str, Any], number: int, file: str) -> list[Fault]:
    found = []
    for column in ("value", "mean", "sd"):
        text = said.get(column)
        if _empty(text) and column != "value":
            continue
        amount = _number(text)
        if amount is None:
            problem = Text("不是数。", "This is not a number.")
        elif column == "sd" and amount <= 0:
            problem = Text("标准差须大于零。", "A standard deviation is above zero.")
        else:
            continue
        remedy = Text("请更正或删去该行。", "Correct the row or leave it out.")
        found.append(Fault(f"qc.{column}", Where(file, number, column), str(text or ""), problem, remedy))
    if not _empty(said.get("at")) and not _instant(said["at"]):
        problem = Text("不是日期或时间。", "This is not a day or an instant.")
        remedy = Text("请写成2018-05-07或2018-05-07T08:30。", "Write 2018-05-07 or 2018-05-07T08:30.")
        found.append(Fault("qc.at", Where(file, number, "at"), str(said["at"]), problem, remedy))
    return found


def _instant(text: Any) -> str:
    try:
        return datetime.fromisoformat(str(text).strip()).isoformat()
    except ValueError:
        return ""


def _row(said: Mapping[str, Any], number: int) -> ControlRow:
    words = {name: str(said[name]).strip() for name in ("run", "level", "series") if not _empty(said.get(name))}
    return ControlRow(
        row=number,
        value=_number(said["value"]) or Decimal(0),
        at=_instant(said["at"]) if not _empty(said.get("at")) else "",
        mean=None if _empty(said.get("mean")) else _number(said["mean"]),
        sd=None if _empty(said.get("sd")) else _number(said["sd"]),
        **words,
    )
