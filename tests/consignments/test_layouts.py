"""What columns are taken for: by their headings in three manners of speech, and by what stands in them."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from guomen.consignments.intake.fields import BY_COLUMN, FIELDS
from guomen.consignments.intake.layouts import normal, propose
from guomen.consignments.intake.terms import ColumnUse, Layout, Proposal
from guomen.consignments.layouts.queries import remembered_layout, written_layout
from guomen.consignments.models import SenderLayout
from guomen.consignments.operations import layout_for, remember_layout
from guomen.kernel.ledger.models import Entry
from guomen.kernel.models import Actor, Office
from guomen.kernel.terms import NotPermitted, Refusal, Role
from tests.consignments.conftest import NOON


def proposed(**columns: list[object]) -> Proposal:
    return propose(pl.DataFrame(columns, strict=False))


def taken(proposal: Proposal) -> dict[str, str]:
    return {guess.header: guess.field for guess in proposal.guesses}


SPEECH = [
    ("reference", ["Reference", "报关单编号", "EntryId", "Declaration No.", "海关编号", "ENTRY_NO"]),
    ("declared_on", ["Declared on", "申报日期", "AplDate", "Declaration Date", "日期"]),
    ("goods_code", ["goods_code", "商品编号", "HS Code", "税则号列", "HS编码", "Commodity Code"]),
    ("origin", ["Origin", "原产国", "OriginCountry", "Country of Origin", "原产国(地区)"]),
    ("net_mass", ["Net mass (kg)", "净重", "Net Weight", "净重（千克）", "net_mass"]),
    ("gross_mass", ["毛重(KG)", "GrossWet", "Gross Weight"]),
    ("importer", ["Importer ID", "TradeCoScc", "统一社会信用代码", "进口商代码"]),
    ("direction", ["IEFlag", "进出口标志", "direction", "I/E"]),
    ("port", ["EntyPortCode", "入境口岸", "Port of Entry"]),
]


@pytest.mark.parametrize(("field", "headings"), SPEECH)
def test_headings_in_chinese_english_and_as_elements_of_2018(field: str, headings: list[str]) -> None:
    for heading in headings:
        assert taken(proposed(**{heading: []})) == {heading: field}


def test_no_heading_stands_for_two_fields_equally() -> None:
    owners: dict[str, set[str]] = {}
    for field in FIELDS:
        for title in (field.title.en, field.title.zh, field.column):
            owners.setdefault(normal(title), set()).add(field.column)
    assert all(len(owner) == 1 for owner in owners.values())


def test_the_scheme_of_goods_codes_is_seen_from_the_values() -> None:
    for code, scheme in (("030617", "HS6"), ("03061719", "HS8"), ("0306171990", "HS10"), ("0306171990101", "CIQ13")):
        (use,) = proposed(hs=[code, code]).layout.columns
        assert use.scheme == scheme


def test_two_columns_of_the_2018_code_are_joined() -> None:
    proposal = proposed(CodeTS=["0306171990"], CiqCode=["101"])
    assert proposal.layout.columns == (ColumnUse("goods_code", ("CodeTS", "CiqCode"), scheme="CIQ13"),)


def test_a_column_without_a_known_heading_is_known_by_its_values() -> None:
    proposal = proposed(代码=["91350100M000100Y43"] * 3, x=["0306171990101"] * 3)
    assert taken(proposal) == {"代码": "importer", "x": "goods_code"}
    assert all(guess.score < 0.9 for guess in proposal.guesses)


def test_a_heading_whose_values_cannot_be_read_as_that_is_kept_aside_and_says_so() -> None:
    (guess,) = proposed(**{"Mode of Transport": ["10", "40"]}).guesses
    assert guess.field == ""
    assert "100%" in guess.why.en


def test_the_better_of_two_columns_is_taken() -> None:
    proposal = proposed(**{"weight": [1.5], "Net mass (kg)": [1.5]})
    assert taken(proposal) == {"weight": "", "Net mass (kg)": "net_mass"}


def test_importers_under_the_senders_own_numbers_are_seen() -> None:
    assert proposed(importer=["A1", "A2"]).layout.fixed["importer_scheme"] == "local"
    assert proposed(importer=["91350100M000100Y43"]).layout.fixed["importer_scheme"] == "uscc"


def test_the_order_of_day_and_month_is_taken_only_where_the_values_decide_it() -> None:
    (use,) = proposed(date=["03/04/2018", "25/04/2018"]).layout.columns
    assert use.order == "dmy"
    (use,) = proposed(date=["03/04/2018", "04/05/2018"]).layout.columns
    assert use.order == ""


def test_every_guess_explains_itself_in_both_languages() -> None:
    for guess in proposed(origin=["EC"], nonsense=["x"]).guesses:
        assert guess.why.zh
        assert guess.why.en


SOME = Layout((ColumnUse("origin", ("Land",), values={"D": "DE"}),), {"direction": "import"})


def test_a_layout_is_remembered_in_versions_and_in_the_ledger(offices: dict[str, Office]) -> None:
    assert remember_layout(actor=None, at=NOON, sender="s", layout=SOME) == 1
    assert remember_layout(actor=None, at=NOON, sender="s", layout=SOME) == 1
    assert remember_layout(actor=None, at=NOON, sender="s", layout=Layout()) == 2
    assert remembered_layout("s") == (2, Layout())
    assert remembered_layout("other") == (0, None)
    assert SenderLayout.objects.count() == 2
    assert Entry.objects.filter(kind="consignments.layout.remembered").count() == 2


def test_who_may_not_lodge_teaches_no_layout(person: Callable[..., Actor]) -> None:
    with pytest.raises(NotPermitted):
        remember_layout(actor=person("a", Role.AUDITOR, "X00000"), at=NOON, sender="s", layout=SOME)


def test_the_remembered_layout_is_used_while_the_file_has_its_columns(
    offices: dict[str, Office], tmp_path: Path
) -> None:
    remember_layout(actor=None, at=NOON, sender="s", layout=SOME)
    (tmp_path / "same.csv").write_text("Land,x\nD,1\n")
    (tmp_path / "other.csv").write_text("Origin,x\nDE,1\n")
    assert layout_for(tmp_path / "same.csv", "s") == SOME
    assert layout_for(tmp_path / "other.csv", "s").columns[0].headers == ("Origin",)


def test_a_written_layout_is_read_strictly() -> None:
    text = json.dumps(
        {"columns": [{"field": "origin", "headers": ["Land"], "values": {"D": "DE"}}], "fixed": {"direction": "import"}}
    )
    assert written_layout(text) == SOME
    for wrong in ("", "[]", '{"colums": []}', '{"columns": [{"field": "origin"}]}'):
        with pytest.raises(Refusal, match=r"layout\.unreadable"):
            written_layout(wrong)
    assert BY_COLUMN["origin"].title.zh
