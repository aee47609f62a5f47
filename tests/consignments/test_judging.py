"""Whole declarations: what must hold, told with its path; the bulk search misses nothing that the single one finds."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.consignments.intake.judging import judge_lines
from guomen.consignments.lodging.frames import declarations_of, lines_of
from guomen.consignments.rules import declaration_faults, decoded, digest, encoded
from guomen.consignments.terms import (
    ContainerUse,
    DateLimits,
    Declaration,
    GoodsItem,
    Permit,
    PresentedDocument,
)
from tests.consignments.conftest import said

TODAY = date(2018, 8, 1)
LIMITS = DateLimits(ahead_days=3, behind_days=100)
WHOLE = frozenset({13})
ITEM = said().items[0]


def found(declaration: Declaration) -> list[tuple[str, str]]:
    faults = declaration_faults(declaration, on=TODAY, limits=LIMITS)
    return [(fault.where.field, fault.code) for fault in faults]


def item(**changes: Any) -> GoodsItem:
    return msgspec.structs.replace(ITEM, **changes)


def test_a_good_declaration_has_no_fault() -> None:
    assert found(said()) == []


FAULTY: list[tuple[dict[str, Any], str, str]] = [
    ({"reference": ""}, "reference", "reference.missing"),
    ({"importer": ""}, "importer", "importer.missing"),
    ({"direction": "sideways"}, "direction", "direction.unknown"),
    ({"version": 0}, "version", "item_no.not_positive"),
    ({"declared_on": None}, "declared_on", "declared_on.missing"),
    ({"declared_on": date(2018, 8, 5)}, "declared_on", "declared_on.ahead"),
    ({"declared_on": date(2018, 4, 1)}, "declared_on", "declared_on.too_old"),
    ({"importer": "91310000MA1FL0AB6T", "importer_scheme": "uscc"}, "importer", "importer.uscc"),
    ({"importer": "123", "importer_scheme": "uscc"}, "importer", "importer.uscc"),
    ({"gross_mass": Decimal(-1)}, "gross_mass", "number.negative"),
    ({"gross_mass": Decimal(999)}, "gross_mass", "mass.net_above_gross"),
    ({"net_mass": Decimal(2000)}, "net_mass", "mass.net_above_gross"),
    ({"containers": (ContainerUse(number="CSQU3054384"),)}, "containers[0]", "container.number"),
    ({"documents": (PresentedDocument(kind="A", number="x\x00"),)}, "documents[0]", "text.control_character"),
    ({"items": ()}, "items", "items.missing"),
    ({"items": (ITEM, ITEM)}, "items[1].item_no", "item_no.repeated"),
    ({"items": (item(item_no=0),)}, "items[0].item_no", "item_no.not_positive"),
    ({"items": (item(goods_code="030617"),)}, "items[0].goods_code", "goods_code.shape"),
    ({"items": (item(origin=""),)}, "items[0].origin", "origin.missing"),
    ({"items": (item(origin="ecuador"),)}, "items[0].origin", "country.shape"),
    ({"items": (item(value=Decimal(-5)),)}, "items[0].value", "number.negative"),
    ({"items": (item(permits=(Permit(kind="", number="1"),)),)}, "items[0].permits[0]", "permits.shape"),
    ({"remarks": "nul\x00"}, "remarks", "text.control_character"),
    ({"goods_place": "x" * 101}, "goods_place", "text.too_long"),
]


@pytest.mark.parametrize(("changes", "path", "code"), FAULTY)
def test_a_fault_is_told_with_its_path_alone_and_in_bulk(changes: dict[str, Any], path: str, code: str) -> None:
    bad = said("BAD", **changes) if "reference" not in changes else said(**changes)
    codes = dict(found(bad))
    assert codes == {path: code}
    if bad.items:
        judged = judge_lines(lines_of([said(), bad, said("R2")]), on=TODAY, limits=LIMITS, goods_digits=WHOLE)
        assert [fault.code for fault in judged.faults] == list(codes.values())
        assert judged.refused == 1
        assert set(judged.lines["reference"]) == {"R1", "R2"}


def test_an_export_needs_no_origin() -> None:
    assert found(said(direction="export", items=(item(origin=""),))) == []


def test_a_cancellation_needs_no_goods() -> None:
    assert found(Declaration(sender="s", reference="R", version=2, action="cancel")) == []


def test_shorter_goods_codes_pass_only_where_the_layout_says_so() -> None:
    short = said(items=(item(goods_code="030617"),))
    assert declaration_faults(short, on=TODAY, goods_digits=frozenset({6})) == ()
    assert found(short) == [("items[0].goods_code", "goods_code.shape")]


def test_rows_of_one_declaration_that_disagree_are_refused_with_their_rows() -> None:
    lines = lines_of([said(), said("R2")])
    lines[1, "port"] = "320001"
    judged = judge_lines(lines, on=TODAY, limits=LIMITS, goods_digits=WHOLE)
    assert [(fault.where.row, fault.where.field, fault.code) for fault in judged.faults] == [
        (2, "port", "header.conflict")
    ]
    assert judged.rows == [1, 2]


PLAIN = st.text(st.characters(codec="utf-8", exclude_characters=":;,", exclude_categories=("Cc", "Cs")), max_size=8)
WORDS = PLAIN.map(str.strip)
NAMES = WORDS.filter(bool)
BOXES = st.sampled_from(["CSQU3054383", "CSQU3054384"])
AMOUNTS = st.none() | st.floats(-1, 1e9).map(lambda number: Decimal(repr(number)))
ITEMS = st.builds(
    GoodsItem,
    item_no=st.integers(0, 3),
    goods_code=st.sampled_from(["0306171990101", "030617", "x", ""]),
    description=WORDS,
    origin=st.sampled_from(["EC", "", "ecu"]),
    net_mass=AMOUNTS,
    value=AMOUNTS,
    currency=st.sampled_from(["", "USD", "usd"]),
    produced_on=st.none() | st.dates(date(1890, 1, 1)),
    permits=st.lists(st.builds(Permit, kind=WORDS.filter(bool), number=WORDS.filter(bool), quantity=AMOUNTS)).map(
        tuple
    ),
)
DECLARATIONS = st.builds(
    Declaration,
    sender=st.sampled_from(["a", "b", ""]),
    reference=st.uuids().map(str),
    version=st.integers(0, 2),
    action=st.sampled_from(["lodge", "amend", "cancel", "?"]),
    direction=st.sampled_from(["import", "export", "", "?"]),
    declared_on=st.none() | st.dates(date(2018, 1, 1), date(2019, 1, 1)),
    office=st.sampled_from(["X31010", "", "no office"]),
    importer=st.sampled_from(["C1", "", "91310000MA1FL0AB6T", "91350100M000100Y43"]),
    importer_scheme=st.sampled_from(["uscc", "local", "?"]),
    package_count=st.none() | st.integers(-1, 10**10),
    gross_mass=AMOUNTS,
    net_mass=AMOUNTS,
    remarks=WORDS,
    items=st.lists(ITEMS, min_size=1, max_size=3).map(tuple),
    containers=st.lists(
        st.builds(
            ContainerUse, number=st.sampled_from(["CSQU3054383", "CSQU3054384"]), kind=WORDS, items=st.just((1, 2))
        )
    ).map(tuple),
    documents=st.lists(st.builds(PresentedDocument, kind=NAMES, number=WORDS)).map(tuple),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(DECLARATIONS, min_size=1, max_size=5, unique_by=lambda one: one.reference))
def test_bulk_and_single_judging_agree(declarations: list[Declaration]) -> None:
    judged = judge_lines(lines_of(declarations), on=TODAY, limits=LIMITS, goods_digits=WHOLE)
    good = [one for one in declarations if not found(one)]
    assert declarations_of(judged.lines.drop("row")) == good if good else judged.lines.is_empty()
    assert sorted(fault.code for fault in judged.faults) == sorted(
        code for one in declarations for _, code in found(one)
    )


@settings(max_examples=120, deadline=None)
@given(DECLARATIONS)
def test_nothing_is_lost_on_the_way_through_lines_or_json(declaration: Declaration) -> None:
    assert decoded(encoded(declaration)) == declaration
    (back,) = declarations_of(lines_of([declaration]))
    assert back == declaration
    assert digest(back) == digest(declaration)
