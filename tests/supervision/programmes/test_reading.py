"""A plan comes as a file: good rows become lines, each bad one is refused with its row and column."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from guomen.catalogue.models import Limit
from guomen.kernel.models import Actor
from guomen.kernel.terms import Refusal
from guomen.supervision.programmes import operations, reading
from guomen.supervision.programmes.queries import unlimited
from guomen.supervision.programmes.reading import lines_of_file
from guomen.supervision.programmes.terms import Frame, LineAsked
from tests.decisions.world import NOON
from tests.supervision.world import asked, drafted

DAY = date(2018, 8, 1)
HEADING = "品种,英文名称,商品编码,原产地,危害因子,检测项目,抽样来源,数量,逐批,权重\n"


def file(folder: Path, text: str, name: str = "plan.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row_is_read_by_chinese_headings_and_the_catalogue_s_words(agency: None, tmp_path: Path) -> None:
    path = file(tmp_path, HEADING + "饼干,Biscuits,19.05；1902,it;FR,铅,铅；镉,进口申报,12,是,2.5\n")
    [(number, line)] = lines_of_file(path, on=DAY)
    assert number == 1
    assert isinstance(line, LineAsked)
    assert (line.goods, line.origins, line.hazard) == (("1905", "1902"), ("IT", "FR"), "lead")
    assert [test["analyte"] for test in line.tests] == ["lead (Pb)", "镉"]
    assert (line.frame, line.number, line.census, line.harm) == (Frame.IMPORTS, 12, True, 2.5)


@pytest.mark.parametrize("typed", ["铅", "lead", "LEAD (pb)"])
def test_an_analyte_is_named_as_the_limits_of_the_goods_name_it(agency: None, tmp_path: Path, typed: str) -> None:
    limit_on_toys()
    rows = f"Biscuits,1905,lead,{typed},1\nToys,9503,lead,{typed},1\n"
    read = lines_of_file(file(tmp_path, "name,goods,hazard,tests,number\n" + rows), on=DAY)
    assert [one.tests[0]["analyte"] for _, one in read if isinstance(one, LineAsked)] == ["lead (Pb)", "lead"]


def test_a_limit_of_another_market_is_none_for_imports_and_one_for_exports(agency: None) -> None:
    limit_on_toys(market="EU")
    toys = asked(goods=("9503",), tests=({"analyte": "lead", "analyte_zh": "铅"},))
    assert unlimited([toys, replace(toys, frame=Frame.EXPORTS)], DAY) == [["lead"], []]


def limit_on_toys(**changes: str) -> None:
    food = Limit.objects.get(key="F-1")
    food.pk, food.key, food.goods, food.analyte = None, "C-1", ["9503"], "lead"
    for name, value in changes.items():
        setattr(food, name, value)
    food.save(force_insert=True)


def test_good_rows_are_kept_and_bad_ones_told_by_row_and_column(planner: Actor, tmp_path: Path) -> None:
    rows = [
        "饼干,Biscuits,1905,IT,lead,lead (Pb),imports,12,no,1",
        "饼干,Biscuits,9999,IT,lead,lead (Pb),imports,12,no,1",
        "饼干,Biscuits,1905,IT,lead,lead (Pb),by boat,dozen,perhaps,heavy",
        "葡萄酒,Wine,2204,,lead,lead (Pb),exports,3,no,1",
    ]
    row = drafted()
    read = lines_of_file(file(tmp_path, HEADING + "\n".join(rows)), on=DAY)
    taken = operations.take_lines(actor=planner, at=NOON, programme=row.number, rows=read)
    assert (taken.rows, taken.lines) == (4, (2, 3))
    assert [(fault.where.row, fault.where.field) for fault in taken.faults] == [
        (2, "goods"), (3, "frame"), (3, "number"), (3, "harm"), (3, "census"),
    ]  # fmt: skip


def test_a_row_with_too_many_cells_is_refused_alone(agency: None, tmp_path: Path) -> None:
    read = lines_of_file(file(tmp_path, "name,goods,tests,number\nBiscuits,1905,lead,1,2\nWine,2204,lead,3\n"), on=DAY)
    assert [isinstance(one, LineAsked) for _, one in sorted(read, key=lambda one: one[0])] == [False, True]


@pytest.mark.parametrize("heading", ["name,goods,tests", "goods,tests,number", "name,tests,number"])
def test_a_file_without_a_column_that_is_needed_is_refused(agency: None, tmp_path: Path, heading: str) -> None:
    with pytest.raises(Refusal, match=r"programme\.columns"):
        lines_of_file(file(tmp_path, f"{heading}\na,b,c\n"), on=DAY)


def test_a_file_that_is_too_long_is_refused(agency: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_ROWS", 1)
    path = file(tmp_path, "name,goods,tests,number\n" + "Biscuits,1905,lead,1\n" * 2)
    with pytest.raises(Refusal, match=r"programme\.file_too_large"):
        lines_of_file(path, on=DAY)


def test_a_file_that_is_no_table_is_refused(agency: None, tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        lines_of_file(file(tmp_path, "%PDF-1.7"), on=DAY)
