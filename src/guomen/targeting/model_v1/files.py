"""Files as tables for the model: the declaration's own columns where a layout maps them, all others as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import polars as pl

from guomen.consignments.intake.operations import propose_layout, read_file
from guomen.consignments.intake.terms import Layout
from guomen.consignments.terms import LINE_SCHEMA
from guomen.kernel.terms import Refusal, Text
from guomen.targeting.model_v1.history import labels, no_column
from guomen.targeting.model_v1.terms import LINE_ROLES, Roles

# A column of text numbers is a number from so many distinct values on; with fewer it is a code.
_CODES = 20
# A column in which nearly every value is another names rows, and tells nothing of the next one.
_NAMES_ROWS = 0.9
# A value of a short list that stood on so many lines, all nonconforming, is an outcome and not a declaration.
_TELLTALE = 20
_CUTS = (2, 4, 6, 8, 10, 13)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person said of columns. entities, numbers, crosses: beyond those found; ignored: left out."""

    label: str
    time: str
    known: str = ""
    harm: str = ""
    entities: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    crosses: tuple[tuple[str, ...], ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One or more files as one table. titles: heading in the file -> column here. extra: columns no layout maps."""

    frame: pl.DataFrame
    titles: dict[str, str]
    extra: tuple[str, ...]
    refused: int

    def column(self, name: str) -> str:
        """The column that a person means, by its heading in the file or its name in the declaration."""
        if name in self.titles:
            return self.titles[name]
        if name in self.frame.columns:
            return name
        raise no_column(name)


def read_table(paths: Sequence[Path], layout: Layout | None = None) -> Table:
    """Files in any layout, one below the other. Rows that cannot be read are counted and left out.

    A file that is no list of declarations is taken as a plain table. Raises Refusal where a file cannot be read.
    """
    parts = [_read(path, layout) for path in paths]
    titles = {title: column for part in parts for title, column in part.titles.items()}
    extra = tuple(dict.fromkeys(name for part in parts for name in part.extra))
    frame = pl.concat([part.frame for part in parts], how="diagonal_relaxed")
    return Table(_typed(frame, extra), titles, extra, sum(part.refused for part in parts))


def written_layout(content: bytes) -> Layout:
    """A layout in JSON. Raises Refusal."""
    try:
        return msgspec.json.decode(content, type=Layout)
    except msgspec.DecodeError as wrong:
        raise Refusal(
            "layout.unreadable",
            Text(f"版式文件不可读：{wrong}", f"The layout cannot be read: {wrong}"),
            Text("用 guomen lodge --propose 生成一份。", "Let guomen lodge --propose write one."),
        ) from None


def _read(path: Path, layout: Layout | None) -> Table:
    used = layout or propose_layout(path).layout
    try:
        parts = list(_chunks(path, used))
    except Refusal as refusal:
        if layout is not None or refusal.code != "layout.incomplete":
            raise
        return _plain(path, used)
    titles = {use.headers[0]: use.field for use in used.columns if len(use.headers) == 1}
    extra = tuple(dict.fromkeys(name for part, _ in parts for name in part.columns if name not in LINE_SCHEMA))
    return Table(
        pl.concat([part for part, _ in parts], how="diagonal_relaxed"), titles, extra, sum(bad for _, bad in parts)
    )


def _chunks(path: Path, layout: Layout) -> Iterator[tuple[pl.DataFrame, int]]:
    mapped = {header for use in layout.columns for header in use.headers}
    for part in read_file(path, layout, sender=path.stem):
        rows = part.chunk.rows.select(pl.exclude(mapped & set(part.chunk.rows.columns)))
        taken = [name for name in rows.columns if name in LINE_SCHEMA]
        lines = part.lines.join(rows.drop(taken).rename({"#row": "row"}), on="row", how="left", maintain_order="left")
        yield lines.drop("row"), part.rows - part.lines.height


def _plain(path: Path, layout: Layout) -> Table:
    """A table that lacks what a declaration must have: columns that are known get their names, values stay as read."""
    try:
        frame = _plainly(path)
    except (pl.exceptions.PolarsError, OSError, UnicodeError):
        raise Refusal(
            "file.kind",
            Text(f"读不懂 {path.name}。", f"{path.name} cannot be read as a table."),
            Text("请存为 CSV、XLSX、Parquet 或 JSON lines。", "Save it as CSV, XLSX, Parquet or JSON lines."),
        ) from None
    titles = {use.headers[0]: use.field for use in layout.columns if len(use.headers) == 1}
    frame = frame.rename({title: name for title, name in titles.items() if title in frame.columns})
    return Table(frame, titles, tuple(name for name in frame.columns if name not in LINE_SCHEMA), 0)


def _plainly(path: Path) -> pl.DataFrame:
    match path.suffix:
        case ".parquet":
            return pl.read_parquet(path)
        case ".xlsx":
            return pl.read_excel(path)
        case ".jsonl" | ".ndjson":
            return pl.read_ndjson(path)
        case _:
            return pl.read_csv(path, infer_schema_length=0)


def _typed(frame: pl.DataFrame, extra: Sequence[str]) -> pl.DataFrame:
    """Extra columns of text whose values are all numbers become numbers; empty texts become unknown."""
    texts = [name for name in extra if frame[name].dtype == pl.String]
    frame = frame.with_columns(pl.col(name).replace({"": None}) for name in texts)
    numeric = []
    for name in texts:
        number = frame[name].cast(pl.Float64, strict=False)
        if frame[name].count() and number.count() == frame[name].count() and number.n_unique() > _CODES:
            numeric.append(number)
    return frame.with_columns(numeric)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The roles of a table's columns, and the columns that look like outcomes and were left out."""

    roles: Roles
    telltale: tuple[str, ...]


def choose_roles(table: Table, wanted: Wanted) -> Chosen:
    """Roles for a table: the declaration's own columns that say something, and the extra ones by their type.

    Raises Refusal where a column that was named is not there, or the label is no yes or no.
    """
    frame = table.frame
    label, time = table.column(wanted.label), table.column(wanted.time)
    known, harm = (table.column(name) if name else "" for name in (wanted.known, wanted.harm))
    entities = [table.column(name) for name in wanted.entities]
    numbers = [table.column(name) for name in wanted.numbers]
    apart = {label, time, known, harm, *(table.column(name) for name in wanted.ignored), *LINE_ROLES.identity}
    found = [name for name in table.extra if name not in apart and name not in (*entities, *numbers)]
    telltale = tuple(name for name in found if _tells(frame, name, label))
    found = [name for name in found if name not in telltale and _says_something(frame, name)]
    numbers += [name for name in found if frame[name].dtype.is_float() or _many_numbers(frame[name])]
    entities += [name for name in found if name not in numbers and not frame[name].dtype.is_temporal()]
    cuts = _goods_cuts(frame)
    ours = [name for name in LINE_ROLES.entities if name in frame.columns and name not in apart]
    entities = [*(name for name in ours if _says_something(frame, name)), *cuts, *entities]
    ours = [name for name in LINE_ROLES.numbers if name in frame.columns and name not in apart]
    numbers = list(dict.fromkeys([*(name for name in ours if _says_something(frame, name)), *numbers]))
    goods = cuts[-1] if cuts else ""
    return Chosen(
        replace(
            LINE_ROLES,
            time=time,
            label=label,
            known=known,
            harm=harm,
            entities=tuple(dict.fromkeys(entities)),
            numbers=tuple(numbers),
            crosses=tuple(dict.fromkeys((*_crosses(entities, numbers, cuts), *_named(table, wanted)))),
            goods=goods,
            origin="origin" if "origin" in entities else "",
            importer="importer" if "importer" in entities else "",
            identity=tuple(name for name in LINE_ROLES.identity if name in frame.columns),
        ),
        telltale,
    )


def _named(table: Table, wanted: Wanted) -> Iterator[tuple[str, ...]]:
    for cross in wanted.crosses:
        yield tuple(part if ":" in part else table.column(part) for part in cross)


def _crosses(entities: list[str], numbers: list[str], cuts: list[str]) -> Iterator[tuple[str, ...]]:
    """The usual crosses of what is there; and, last, the line that repeats an earlier one to the exact mass."""
    heading = [cut for cut in cuts if cut.endswith(":4")]
    finest = cuts[-1:]
    for one in ("importer", "producer", "consignor"):
        if one in entities and heading:
            yield one, heading[0]
    if "origin" in entities:
        yield from ((goods, "origin") for goods in dict.fromkeys((*heading, *finest)))
        if "importer" in entities:
            yield "importer", "origin"
    if finest and "net_mass" in numbers:
        places = [name for name in ("departure_country", "origin") if name in entities]
        yield (*finest, *places, "net_mass")


def _goods_cuts(frame: pl.DataFrame) -> list[str]:
    if "goods_code" not in frame.columns or not _says_something(frame, "goods_code"):
        return []
    longest = int(frame["goods_code"].str.len_chars().max() or 0)  # type: ignore[arg-type]
    cuts = [cut for cut in _CUTS if cut <= longest]
    return [f"goods_code:{cut}" for cut in dict.fromkeys((*cuts[:2], *cuts[-1:]))]


def _says_something(frame: pl.DataFrame, name: str) -> bool:
    """Whether a column has two values or more, and does not merely name its rows."""
    column = frame[name]
    if column.dtype == pl.String:
        column = column.replace({"": None})
    distinct = column.drop_nulls().n_unique()
    return distinct > 1 and (column.dtype.is_numeric() or distinct < _NAMES_ROWS * max(1, frame.height))


def _many_numbers(column: pl.Series) -> bool:
    return column.dtype.is_numeric() and column.n_unique() > _CODES


def _tells(frame: pl.DataFrame, name: str, label: str) -> bool:
    """Whether some value of a short list stands only where the label is 1: an outcome, known afterwards."""
    if frame[name].n_unique() > _CODES:
        return False
    told = pl.DataFrame({"value": frame[name], "label": labels(frame[label])}).drop_nulls().drop_nans()
    levels = told.group_by("value").agg(pl.len().alias("n"), pl.col("label").mean())
    return levels.filter((pl.col("n") >= _TELLTALE) & (pl.col("label") == 1)).height > 0
