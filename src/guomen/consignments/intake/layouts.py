"""Proposing a layout: what each column is, from its heading and its values, with a score and the reason."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

import polars as pl

from guomen.consignments.intake.checks import read, uscc_wrong
from guomen.consignments.intake.fields import FIELDS
from guomen.consignments.intake.tables import ROW
from guomen.consignments.intake.terms import GOODS_SCHEMES, ColumnUse, Field, Guess, Kind, Layout, Proposal, Wrong
from guomen.consignments.intake.values import written
from guomen.kernel.terms import Text

_NOISE = re.compile(r"[\s_\-./()（）:：#*'\"]+")
_SAMPLE = 200
# A column is taken for a field that may be absent only when this share of its sampled values can be read as one.
FIT = 0.5
_ASIDE = Text("没有对应的栏目，留在一旁。", "No field goes by this name; kept aside.")
_CHAPTERS = re.compile(r"(?:0[1-9]|[1-8][0-9]|9[0-7])")


def normal(heading: str) -> str:
    """A heading without case, spaces and signs, full-width forms made ordinary."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading).lower())


def names_of(field: Field) -> Iterator[tuple[str, float, str]]:
    """The headings by which a field is known, normalised, with how sure each makes us and what it is."""
    yield normal(field.column), 1.0, "name"
    yield normal(field.title.en), 1.0, "title"
    yield normal(field.title.zh), 1.0, "title"
    for part in field.title.zh.split("/"):
        yield normal(part), 0.95, "title"
    if field.element and "+" not in field.element:
        yield normal(field.element), 1.0, "element"
        yield normal(field.element.rsplit(".", 1)[-1]), 0.95, "element"
    for title in field.titles:
        yield normal(title), 0.95, "synonym"


def _book() -> dict[str, tuple[Field, float, str]]:
    book: dict[str, tuple[Field, float, str]] = {}
    for field in FIELDS:
        for name, score, how in names_of(field):
            if name and (name not in book or book[name][1] < score):
                book[name] = (field, score, how)
    return book


_BOOK = _book()
# The goods code of the 2018 declaration stands in two columns: ten digits, and three for inspection.
_TEN, _THREE = normal("CodeTS"), normal("CiqCode")


def propose(sample: pl.DataFrame) -> Proposal:
    """A layout for a table of which `sample` holds some rows ("#row" is not looked at)."""
    columns = [name for name in sample.columns if name != ROW]
    cells = {name: _cells(sample[name]) for name in columns}
    guesses = {name: _guess(name, cells[name]) for name in columns}
    uses = {name: use for name, (_, use) in guesses.items() if use is not None}
    kept = _best(uses, {name: guess.score for name, (guess, _) in guesses.items()})
    kept = _with_two_part_code(kept, columns, cells)
    final = tuple(_final(guesses[name][0], name, kept) for name in columns)
    layout = Layout(columns=tuple(kept), fixed=_fixed(kept, columns, cells))
    return Proposal(layout, final)


def _cells(column: pl.Series) -> list[object]:
    values = column.drop_nulls().head(5000).to_list()
    cells = [value for value in values if not (isinstance(value, str) and not value.strip())]
    step = max(1, len(cells) // _SAMPLE)
    return cells[::step][:_SAMPLE]


def _guess(header: str, cells: list[object]) -> tuple[Guess, ColumnUse | None]:
    samples = tuple(written(cell) for cell in cells[:3])
    known = _BOOK.get(normal(header))
    if known is None:
        found = _by_values(header, cells)
        if found is None:
            return Guess(header, "", 0.0, _ASIDE, samples), None
        use, score, why = found
        return Guess(header, use.field, score, why, samples), use
    field, score, how = known
    use, fit = _fitting(field, header, cells)
    if fit < FIT and not field.required:
        why = Text(
            f"名称像“{field.title.zh}”，但{1 - fit:.0%}的取值不符合，留在一旁。",
            f"Named like {field.title.en}, but {1 - fit:.0%} of its values cannot be read as that; kept aside.",
        )
        return Guess(header, "", 0.0, why, samples), None
    words = {"name": ("字段名", "the field's name"), "title": ("栏目名称", "the field's title")}
    words |= {"element": ("2018版申报元素名", "the element of 2018"), "synonym": ("常用名称", "a usual heading")}
    zh, en = words[how]
    why = Text(f"表头是{zh}，{fit:.0%}的取值可读。", f"The heading is {en}; {fit:.0%} of the values can be read.")
    return Guess(header, field.column, round(score * fit, 2), why, samples), use


def _fitting(field: Field, header: str, cells: list[object]) -> tuple[ColumnUse, float]:
    """The use of a column for a field under which most of its values can be read, and their share."""
    uses = [ColumnUse(field.column, (header,))]
    if field.kind is Kind.GOODS:
        uses = [ColumnUse(field.column, (header,), scheme=scheme) for scheme in GOODS_SCHEMES]
    elif field.kind is Kind.DATE:
        uses += [ColumnUse(field.column, (header,), order=order) for order in _orders(cells)]
    return max(((use, _share(field, use, cells)) for use in uses), key=lambda pair: pair[1])


def _orders(cells: list[object]) -> list[Literal["dmy", "mdy"]]:
    """The one order of day and month that all slashed dates allow, where some of them decide it."""
    parts = [re.match(r"(\d{1,2})[/-](\d{1,2})[/-]\d{4}", written(cell)) for cell in cells]
    firsts = [int(part[1]) for part in parts if part]
    seconds = [int(part[2]) for part in parts if part]
    if any(first > 12 for first in firsts) and not any(second > 12 for second in seconds):
        return ["dmy"]
    return ["mdy"] if any(second > 12 for second in seconds) and not any(first > 12 for first in firsts) else []


def _share(field: Field, use: ColumnUse, cells: list[object]) -> float:
    if not cells:
        return 1.0
    return sum(not isinstance(read(field, cell, use), Wrong) for cell in cells) / len(cells)


def _by_values(header: str, cells: list[object]) -> tuple[ColumnUse, float, Text] | None:
    """What the values alone betray: Unified Social Credit Codes, goods codes of 10 or 13 digits."""
    texts = [written(cell).strip().upper() for cell in cells]
    if len(texts) < 3:
        return None
    if all(len(text) == 18 and uscc_wrong(text) is None for text in texts):
        why = Text("取值都是统一社会信用代码。", "All values are Unified Social Credit Codes.")
        return ColumnUse("importer", (header,)), 0.6, why
    for scheme in ("CIQ13", "HS10"):
        digits = GOODS_SCHEMES[scheme]
        if all(len(text) == digits and text.isdigit() and _CHAPTERS.match(text) for text in texts):
            why = Text(f"取值都是{digits}位编码。", f"All values are codes of {digits} digits.")
            return ColumnUse("goods_code", (header,), scheme=scheme), 0.5, why
    return None


def _best(uses: dict[str, ColumnUse], scores: dict[str, float]) -> list[ColumnUse]:
    """One column a field: the surest, the first where equal."""
    best: dict[str, str] = {}
    for header, use in uses.items():
        if use.field not in best or scores[header] > scores[best[use.field]]:
            best[use.field] = header
    return [uses[header] for header in uses if best[uses[header].field] == header]


def _with_two_part_code(kept: list[ColumnUse], columns: list[str], cells: dict[str, list[object]]) -> list[ColumnUse]:
    named = {normal(name): name for name in columns}
    if _TEN not in named or _THREE not in named:
        return kept
    ten, three = named[_TEN], named[_THREE]
    if not all(len(written(cell)) == 3 for cell in cells[three]):
        return kept
    use = ColumnUse("goods_code", (ten, three), scheme="CIQ13")
    return [one for one in kept if one.field != "goods_code"] + [use]


def _final(guess: Guess, header: str, kept: list[ColumnUse]) -> Guess:
    for use in kept:
        if header in use.headers:
            if guess.field == use.field:
                return guess
            why = Text("与另一列合成商品编号。", "Makes up the goods code together with another column.")
            return Guess(header, use.field, 0.95, why, guess.samples)
    if not guess.field:
        return guess
    why = Text("另有更合适的列，留在一旁。", "Another column fits this field better; kept aside.")
    return Guess(header, "", 0.0, why, guess.samples)


def _fixed(kept: list[ColumnUse], columns: list[str], cells: dict[str, list[object]]) -> dict[str, str]:
    """What holds for every row: whose codes the importers' are, and the direction where the headings tell it."""
    fixed: dict[str, str] = {}
    fields = {use.field: use for use in kept}
    importer = fields.get("importer")
    if importer and "importer_scheme" not in fields:
        codes = [written(cell).strip().upper() for cell in cells[importer.headers[0]]]
        wrong = sum(uscc_wrong(code) is not None for code in codes)
        fixed["importer_scheme"] = "local" if codes and wrong > len(codes) / 2 else "uscc"
    if "direction" not in fields:
        words = {word for name in columns for word in re.split(r"[\s_\-/]+", name.lower())}
        into = bool(words & {"import", "importer", "importers"}) or any("进口" in name for name in columns)
        out = bool(words & {"export", "exporter"}) or any("出口" in name for name in columns)
        if into != out:
            fixed["direction"] = "import" if into else "export"
    return fixed
