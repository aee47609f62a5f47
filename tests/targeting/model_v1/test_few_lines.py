"""A few lines of declarations, looked up one by one, have what the same lines have in a frame, to the last bit."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guomen.consignments.terms import Declaration, GoodsItem, Permit, PresentedDocument
from guomen.targeting.model_v1.keys import declared_plainly
from guomen.targeting.model_v1.scoring import Model
from guomen.targeting.registry.frames import ASKED_SCHEMA, FewLines
from tests.targeting.model_v1.worlds import ROLES, copied

Case = tuple[Declaration, date]
KNOWN = copied(2400)
NUMBERS = st.none() | st.sampled_from([Decimal(0), Decimal("1E+3"), Decimal("0.1"), Decimal("1E-9"), Decimal("1E+30")])


@st.composite
def items(draw: st.DrawFn, number: int) -> GoodsItem:
    """Goods that the model has met, down to their exact mass, or that it never saw."""
    met = KNOWN.row(draw(st.integers(0, KNOWN.height - 1)), named=True)
    strange = draw(st.booleans())
    return GoodsItem(
        item_no=number,
        goods_code=draw(st.sampled_from(["", "02", "8703234110999", "国门"])) if strange else met["goods_code"],
        origin=draw(st.sampled_from(["BR", "XX", ""])) if strange else met["origin"],
        net_mass=draw(NUMBERS) if strange else Decimal(str(met["net_mass"])),
        value=draw(NUMBERS | st.just(Decimal(str(met["value"])))),
        quantity=draw(NUMBERS),
        permits=(Permit(kind="325", number="P-1", quantity=draw(NUMBERS)),) if strange else (),
    )


@st.composite
def cases(draw: st.DrawFn) -> list[Case]:
    found = []
    for number in range(draw(st.integers(1, 3))):
        one = Declaration(
            sender="broker",
            reference=f"R-{number}",
            importer=draw(st.sampled_from(["I0", "I5", "I24", "nobody", ""])),
            declared_on=draw(st.none() | st.dates(date(2016, 1, 1), date(2019, 1, 1))),
            office=draw(st.sampled_from(["4701", "2200"])),
            package_count=draw(st.none() | st.integers(0, 10**9)),
            net_mass=draw(NUMBERS),
            documents=(PresentedDocument(kind="health_certificate", number="H-1"),),
            items=tuple(draw(items(place)) for place in range(1, draw(st.integers(1, 4)) + 1)),
        )
        found.append((one, draw(st.dates(date(2017, 1, 1), date(2018, 12, 31)))))
    return found


def known_beside(declared: list[Case], data: st.DataObject) -> list[list[int | None]]:
    """Of each line a count of those beside it, of some declarations none at all."""
    counts = st.none() | st.integers(0, 99)
    size = [data.draw(st.sampled_from([0, len(one.items)])) for one, _ in declared]
    return [data.draw(st.lists(counts, min_size=count, max_size=count)) for count in size]


MANY = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


@MANY
@given(cases(), st.data())
def test_every_column_is_the_frame_s(declared: list[Case], data: st.DataObject) -> None:
    few = FewLines(declared, same_day=known_beside(declared, data))
    assert few.frame.schema == ASKED_SCHEMA
    assert {name: few.column(name) for name in ASKED_SCHEMA} == few.frame.to_dict(as_series=False)
    places = data.draw(st.lists(st.integers(0, few.height - 1), unique=True))
    some = few.at(places)
    assert some.frame.equals(few.frame[places])
    assert {name: some.column(name) for name in ASKED_SCHEMA} == some.frame.to_dict(as_series=False)
    again = list(range(some.height))[::2]
    assert some.at(again).frame.equals(some.frame[again])


@MANY
@given(cases(), st.sampled_from([1.0, 0.5, 0.0]), st.data())
def test_a_line_is_worth_the_same_looked_up_and_in_a_frame(
    trained: Model, remembering: Model, declared: list[Case], share: float, data: st.DataObject
) -> None:
    few = FewLines(declared, same_day=known_beside(declared, data))
    assert remembering.repeats is not None
    for model in (trained, remembering):
        asked = replace(model, share=share)
        assert asked.score(few).tolist() == asked.score(few.frame).tolist()
        assert asked.explain(few) == asked.explain(few.frame)


STRANGE: list[dict[str, Any]] = [
    {"entities": ("importer", "item_no")},
    {"entities": ("importer", "declared_on")},
    {"crosses": (("importer", "net_mass"),), "numbers": ("value",)},
    {"numbers": ("net_mass", "value", "regime")},
    {"same_day": "permits"},
    {"time": "importer"},
    {"goods": "package_count"},
]


@pytest.mark.parametrize("roles", STRANGE)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(declared=cases())
def test_roles_that_take_a_column_for_what_it_is_not_are_asked_by_frame(
    trained: Model, roles: dict[str, Any], declared: list[Case]
) -> None:
    """Texts of numbers, numbers of texts: only a frame knows what becomes of them."""
    model = replace(trained, roles=replace(ROLES, **roles), share=1.0)
    assert declared_plainly(ROLES)
    assert not declared_plainly(model.roles)
    few = FewLines(declared)
    assert model.score(few).tolist() == model.score(few.frame).tolist()


def test_columns_that_declarations_do_not_have_are_unknown(trained: Model) -> None:
    roles = replace(ROLES, entities=("importer", "lane:2"), numbers=("net_mass", "weight"))
    few = FewLines(
        [(Declaration(sender="b", reference="R", items=(GoodsItem(item_no=1, goods_code="02"),)), date(2018, 1, 1))]
    )
    model = replace(trained, roles=roles, share=1.0)
    assert declared_plainly(roles)
    assert model.score(few).tolist() == model.score(few.frame).tolist()
    assert isinstance(few.frame, pl.DataFrame)
