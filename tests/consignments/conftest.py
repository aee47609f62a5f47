"""Offices, people and declarations that the tests of this room speak of."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from guomen.consignments.terms import Declaration, GoodsItem
from guomen.kernel.models import Actor, Office
from guomen.kernel.offices.operations import register_actor, set_up_grants, set_up_offices
from guomen.kernel.terms import Role

NOON = datetime(2018, 8, 1, 4, tzinfo=UTC)
USCC = "91310000MA1FL0AB6T"
ROWS = [
    {"code": "X00000", "name_zh": "总局", "name_en": "HQ", "level": "headquarters", "parent": ""},
    {"code": "X31000", "name_zh": "沪局", "name_en": "Shanghai", "level": "bureau", "parent": "X00000"},
    {"code": "X31010", "name_zh": "洋山", "name_en": "Yangshan", "level": "branch", "parent": "X31000"},
    {"code": "X31020", "name_zh": "外高桥", "name_en": "Waigaoqiao", "level": "branch", "parent": "X31000"},
]
GRANTS = [
    {"role": "port_officer", "capability": "view_consignments"},
    {"role": "port_officer", "capability": "lodge"},
    {"role": "sender", "capability": "lodge"},
    {"role": "trader", "capability": "lodge"},
    {"role": "trader", "capability": "trade"},
]


def said(reference: str = "R1", **changes: Any) -> Declaration:
    """A declaration in which nothing is wrong."""
    good = Declaration(
        sender="line1",
        reference=reference,
        direction="import",
        declared_on=date(2018, 8, 1),
        office="X31010",
        port="310001",
        importer="C0001",
        importer_scheme="local",
        gross_mass=Decimal("1100"),
        items=(
            GoodsItem(item_no=1, goods_code="0306171990101", origin="EC", net_mass=Decimal("500.5")),
            GoodsItem(item_no=2, goods_code="0306171990999", origin="EC", net_mass=Decimal("499.5")),
        ),
    )
    return msgspec.structs.replace(good, **changes)


@pytest.fixture
def offices(db: None) -> dict[str, Office]:
    set_up_offices(ROWS)
    set_up_grants(GRANTS)
    return {office.code: office for office in Office.objects.filter(code__startswith="X")}


@pytest.fixture
def person(offices: dict[str, Office]) -> Callable[..., Actor]:
    def make(username: str, role: Role, office: str = "", represents: str = "") -> Actor:
        return register_actor(
            actor=None,
            at=NOON,
            username=username,
            password=None,
            name_zh=username,
            name_en=username,
            office=offices.get(office),
            roles=[role],
            represents=represents,
        )

    return make
