"""Files that are empty, cut off, in another encoding, made to harm, or simply enormous: a clear word, nothing lost."""

import csv
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from guomen.consignments.intake import tables, workbooks
from guomen.consignments.intake.mending import harmless
from guomen.consignments.intake.operations import propose_layout, read_file, refused_rows, write_refused
from guomen.consignments.intake.terms import ColumnUse, Layout, Read
from guomen.kernel.terms import Refusal

HEAD = [
    "reference",
    "direction",
    "declared on",
    "office",
    "importer",
    "importer scheme",
    "goods code",
    "origin",
    "品名",
]
ROW = ["R1", "import", "2018-08-01", "X31010", "C1", "local", "0306171990101", "EC", "冻虾"]


def table(*rows: list[str], delimiter: str = ",") -> str:
    return "\n".join(delimiter.join(row) for row in rows) + "\n"


def row(number: int, **changes: str) -> list[str]:
    named = dict(zip(HEAD, ROW, strict=True)) | {"reference": f"R{number}"} | changes
    return list(named.values())


def read(path: Path, layout: Layout | None = None) -> list[Read]:
    return list(read_file(path, layout or propose_layout(path).layout, sender="line1"))


def references(path: Path) -> list[str]:
    return [reference for part in read(path) for reference in part.lines["reference"].to_list()]


def refused(path: Path) -> str:
    with pytest.raises(Refusal) as refusal:
        read(path)
    assert refusal.value.remedy.zh
    assert refusal.value.remedy.en
    return refusal.value.code


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    def write(content: str | bytes, encoding: str = "utf-8", name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


Save = Callable[..., Path]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_text_is_read_in_every_encoding_it_comes_in(save: Save, encoding: str) -> None:
    (part,) = read(save(table(HEAD, ROW, row(2)), encoding))
    assert part.lines["description"].to_list() == ["冻虾", "冻虾"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_of_the_usual_delimiters(save: Save, delimiter: str) -> None:
    assert references(save(table(HEAD, ROW, row(2), delimiter=delimiter))) == ["R1", "R2"]


def test_western_text_in_an_old_encoding_is_not_taken_for_chinese(save: Save) -> None:
    text = table([*HEAD[:-1], "goods"], row(1, 品名="crème brûlée à la façon de l'été"))
    assert refused(save(text, "latin-1")) == "file.encoding"


def test_utf16_without_its_mark_is_refused(save: Save) -> None:
    assert refused(save(table(HEAD, ROW), "utf-16-le")) in ("file.nul", "file.encoding")


@pytest.mark.parametrize("content", [b"", b"  \n\n ", b"\xef\xbb\xbf"])
def test_an_empty_file(save: Save, content: bytes) -> None:
    assert refused(save(content)) == "file.empty"


def test_a_heading_without_rows(save: Save) -> None:
    assert refused(save(table(HEAD))) == "file.no_rows"


def test_nul_bytes(save: Save) -> None:
    assert refused(save(table(HEAD, row(1, 品名="a\0b")))) == "file.nul"


def test_a_quote_that_is_never_closed_names_its_line(save: Save) -> None:
    with pytest.raises(Refusal, match=r"file\.quotes"):
        read(save(table(HEAD, ROW, row(2, 品名='"never'), row(3))))


def test_a_file_cut_off_in_the_middle_of_a_row_tells_of_that_row(save: Save) -> None:
    (part,) = read(save(table(HEAD, ROW, row(2))[:-30]))
    assert part.lines["reference"].to_list() == ["R1"]
    assert [(fault.code, fault.where.row) for fault in part.refused] == [("row.width", 2)]


def test_a_line_break_inside_quotes_is_part_of_the_value(save: Save) -> None:
    (part,) = read(save(table(HEAD, row(1, 品名='"two\nlines, ""quoted"""'), row(2))))
    assert part.lines["description"][0] == 'two\nlines, "quoted"'


def test_a_repeated_heading(save: Save) -> None:
    assert refused(save(table([*HEAD[:-1], "origin"], ROW))) == "file.header"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "file.kind"),
        (b"%PDF-1.7", "file.kind"),
        (b"\x1f\x8b\x08", "file.kind"),
        (b"PAR1 and then nothing", "file.truncated"),
        (b"PK\x03\x04 and then nothing", "file.truncated"),
    ],
)
def test_what_is_no_table_or_only_a_piece_of_one(save: Save, content: bytes, code: str) -> None:
    assert refused(save(content, name="file.csv")) == code


def test_bad_rows_are_refused_one_by_one_with_row_column_value_and_remedy(save: Save) -> None:
    path = save(table(HEAD, ROW, row(2, origin="Ecuador"), row(3, **{"goods code": "x"}), row(4)))
    (part,) = read(path)
    assert part.lines["reference"].to_list() == ["R1", "R4"]
    places = [(one.where.file, one.where.row, one.where.field, one.value, one.code) for one in part.refused]
    assert places == [
        ("file.csv", 3, "goods code", "x", "goods_code.shape"),
        ("file.csv", 2, "origin", "Ecuador", "country.shape"),
    ]


def test_a_declaration_with_a_bad_row_is_held_whole(save: Save) -> None:
    path = save(table(HEAD, row(1), row(1, origin="?"), row(2)))
    (part,) = read(path)
    assert part.lines["reference"].to_list() == ["R2"]
    assert [(one.where.row, one.code) for one in part.refused] == [(2, "country.shape"), (1, "declaration.held")]
    assert refused_rows(part)["#row"].to_list() == [1, 2]


def workbook(path: Path, rows: list[list[Any]], **options: Any) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", **options}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write(number, column, cell)
    return path


def test_a_workbook_with_typed_cells(tmp_path: Path) -> None:
    cells = ["R1", "import", datetime(2018, 8, 1), "X31010", "C1", "local", 1006309090101, "EC", 7]
    (part,) = read(workbook(tmp_path / "a.xlsx", [HEAD, cells, [*cells[:6], 1006309090102, "EC", "米"]]))
    assert part.lines["declared_on"].to_list() == [date(2018, 8, 1)] * 2
    assert part.lines["goods_code"].to_list() == ["1006309090101", "1006309090102"]
    assert part.lines["description"].to_list() == ["7", "米"]


def test_a_workbook_is_known_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    assert references(workbook(tmp_path / "looks.csv", [HEAD, ROW])) == ["R1"]


def test_formulas_are_never_computed(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ROW)
        sheet.write_formula(1, 0, "=1+1", None, "R9")
        sheet.write_string(1, 8, "=cmd|' /C calc'!A0")
    (part,) = read(path)
    assert part.lines["reference"].to_list() == ["R9"]
    assert part.lines["description"].to_list() == ["=cmd|' /C calc'!A0"]


def test_formula_errors_are_not_taken_for_empty_cells(tmp_path: Path) -> None:
    path = tmp_path / "e.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ROW)
        sheet.write_formula(1, 8, "=NA()", None, "#N/A")
    assert refused(path) == "file.error_cells"


def test_a_zip_bomb_is_weighed_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
    assert refused(path) == "file.bomb"


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lies.xlsx"
    content = bytes(range(256)) * 8000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", content)
    true, lie = len(content).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(true, lie))
    assert refused(path) == "file.bomb"


def test_a_sheet_that_claims_a_cell_at_the_far_corner_does_not_take_the_program_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "corner.xlsx", [HEAD, ROW])
    whole = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    sheet = whole["xl/worksheets/sheet1.xml"].decode()
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    whole["xl/worksheets/sheet1.xml"] = sheet.replace("</sheetData>", far).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in whole.items():
            packed.writestr(name, content)
    monkeypatch.setattr(workbooks, "PARSER_MEMORY", 2 << 30)
    assert refused(path) == "file.bomb"


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "photos.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("photo.jpg", b"...")
    assert refused(path) == "file.kind"


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, ROW])
    with pytest.raises(Refusal, match="Sheet1"):
        propose_layout(path, sheet="Juli")


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    frame = pl.DataFrame([dict(zip(HEAD, ROW, strict=True))]).with_columns(
        pl.lit(date(2018, 8, 1)).alias("declared on"),
        pl.lit(12.5).alias("net mass"),
        pl.Series("permits", [["a:b", "c:d:1.5"]]),
    )
    frame.write_parquet(tmp_path / "a.parquet")
    (part,) = read(tmp_path / "a.parquet")
    assert part.refused == []
    assert part.lines["net_mass"].to_list() == [12.5]
    assert part.lines["permits"].to_list() == [["a:b", "c:d:1.5"]]


def test_a_large_file_comes_in_chunks_and_a_declaration_is_never_torn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "CHUNK_ROWS", 10)
    count = 95
    frame = pl.DataFrame(
        {name: [value] * count for name, value in zip(HEAD, ROW, strict=True)}
        | {"reference": [f"R{number // 3:03d}" for number in range(count)]}
    )
    frame.write_parquet(tmp_path / "a.parquet")
    frame.write_csv(tmp_path / "a.csv")
    for path in (tmp_path / "a.parquet", tmp_path / "a.csv"):
        parts = read(path)
        assert len(parts) > 5
        assert sum(part.lines.height for part in parts) == count
        seen = [set(part.lines["reference"]) for part in parts]
        assert sum(len(one) for one in seen) == len(set().union(*seen))
        assert set(pl.concat([part.lines for part in parts])["item_no"]) == {1, 2, 3}


def test_json_lines_flat_and_nested_with_a_broken_line(save: Save) -> None:
    flat = json.dumps(dict(zip(HEAD, ROW, strict=True)), ensure_ascii=False)
    nested = json.dumps(
        {
            "reference": "N1",
            "direction": "import",
            "declared_on": "2018-08-01",
            "office": "X31010",
            "importer": "C1",
            "importer_scheme": "local",
            "items": [{"goods_code": "0306171990101", "origin": "EC", "value": 1.1}, {"goods_code": "1"}],
        }
    )
    (part,) = read(save("\n".join([flat, nested, '{"cut": ']), name="a.jsonl"))
    assert part.lines["reference"].to_list() == ["R1"]
    assert sorted((one.where.row, one.where.field, one.code) for one in part.refused) == [
        (2, "items[1].goods_code", "goods_code.shape"),
        (2, "items[1].origin", "origin.missing"),
        (3, "", "row.unreadable"),
    ]


def test_nested_json_lines_are_read_whole(save: Save) -> None:
    message: dict[str, Any] = {"direction": "import", "declared_on": "2018-08-01", "office": "X31010"}
    message |= {"importer": "C1", "importer_scheme": "local"}
    good = [
        message | {"reference": f"N{n}", "items": [{"goods_code": "0306171990101", "origin": "EC"}]} for n in (1, 2)
    ]
    (part,) = read(save("\n".join(json.dumps(one) for one in good), name="a.jsonl"))
    assert part.refused == []
    assert part.lines["reference"].to_list() == ["N1", "N2"]


HOSTILE = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "plain", "-12.5"]


def test_refused_rows_come_back_as_text_that_no_spreadsheet_computes(save: Save, tmp_path: Path) -> None:
    (part,) = read(save(table(HEAD, *(row(n, origin="?", 品名=text) for n, text in enumerate(HOSTILE)))))
    rows = refused_rows(part)
    write_refused([rows], tmp_path / "mend.xlsx")
    write_refused([rows], tmp_path / "mend.csv")
    sheet = openpyxl.load_workbook(tmp_path / "mend.xlsx").active
    assert sheet is not None
    assert {cell.data_type for line in sheet.iter_rows(min_row=2) for cell in line} == {"s"}
    with (tmp_path / "mend.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["品名"] for line in lines] == ["'=1+1", "'+cmd", "'-2+3", "'@SUM(A1)", "'\tx", "plain", "-12.5"]
    assert all("country.shape" in line["#faults"] for line in lines)


@pytest.mark.parametrize(("text", "shown"), [("=A1", "'=A1"), ("-5", "-5"), ("+49 30", "'+49 30"), ("a=b", "a=b")])
def test_only_what_would_be_computed_is_marked(text: str, shown: str) -> None:
    assert harmless(text) == shown


def test_mended_rows_can_be_sent_again_as_they_came_back(save: Save, tmp_path: Path) -> None:
    path = save(table(HEAD, row(1), row(2, origin="?")))
    layout = propose_layout(path).layout
    (part,) = read(path, layout)
    mended = refused_rows(part).with_columns(pl.lit("EC").alias("origin"))
    write_refused([mended], tmp_path / "mended.xlsx")
    (again,) = read(tmp_path / "mended.xlsx", layout)
    assert again.lines["reference"].to_list() == ["R2"]


LAYOUTS = [
    (Layout(columns=(ColumnUse("reference", ("no such",)),)), "layout.incomplete"),
    (Layout(columns=(ColumnUse("weight", ("origin",)),)), "layout.field"),
    (Layout(fixed={"direction": "sideways"}), "layout.incomplete"),
]


@pytest.mark.parametrize(("layout", "code"), LAYOUTS)
def test_a_layout_that_cannot_be_used_says_why(save: Save, layout: Layout, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(save(table(HEAD, ROW)), layout)
    assert refusal.value.code in (code, "layout.column")
