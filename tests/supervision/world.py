"""Programmes for tests: a catalogue that knows some goods, hazards and limits, and plans in any state."""

import csv
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from guomen.catalogue.models import Change, Goods, Limit, Policy
from guomen.kernel.editions.operations import new_edition
from guomen.kernel.models import Actor, Office
from guomen.kernel.terms import Role, Text
from guomen.supervision.programmes import operations
from guomen.supervision.programmes.models import Programme
from guomen.supervision.programmes.terms import Frame, LineAsked, ProgrammeKind
from tests.decisions import world
from tests.decisions.world import NOON, REFERENCE

LEAD = {"analyte": "lead (Pb)", "analyte_zh": "铅", "hazard": "lead"}
FIRST, LAST = date(2018, 1, 1), date(2019, 1, 1)
_OTHERS = ("decisions.", "surveillance.")


@transaction.atomic
def set_up() -> None:
    """The offices, people's rights and policies of the product; biscuits and wine, lead in biscuits with its limit."""
    world.set_up()
    edition = new_edition(at=NOON, note="catalogue for programmes")
    known: dict[str, Any] = {"valid_from": date(2000, 1, 1), "since_edition": edition}
    with (REFERENCE / "policies.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if not row["name"].startswith(_OTHERS)]
    Policy.objects.bulk_create(
        Policy(key=f"{row['name']}@{row['office']}", confidence="low", name=row["name"], office=row["office"],
               type=row["type"], value=row["value"], **known)
        for row in rows
    )  # fmt: skip
    for code, zh, en in (("1905", "饼干", "Biscuits"), ("2204", "葡萄酒", "Wine"), ("0306", "甲壳类", "Crustaceans")):
        Goods.objects.create(key=code, code=code, name_zh=zh, name_en=en, confidence="source", **known)
    Limit.objects.create(
        key="F-1", number="F-1", standard="GB 2762", edition="2017", clause="表1", goods=["1905"], food_zh="饼干",
        food_en="biscuits", analyte="lead (Pb)", analyte_zh="铅", kind="max", value=Decimal("0.5"), unit="mg/kg",
        confidence="source", **known,
    )  # fmt: skip
    Change.objects.create(edition=edition, part=Change.Part.REFERENCE)


def someone(role: Role, office: str) -> Actor:
    """Somebody with this role at this office; the same one when asked again."""
    name = f"{role}.{office}"
    return Actor.objects.filter(username=name).first() or world.person(name, role, office)


def planner() -> Actor:
    """Who plans, at the bureau."""
    return someone(Role.RISK_ANALYST, "910000")


def chief() -> Actor:
    """Who signs, at headquarters."""
    return someone(Role.HEADQUARTERS, "900000")


def asked(**changes: Any) -> LineAsked:
    """A line: eight samples of Italian biscuits, tested for lead."""
    usual: dict[str, Any] = {
        "name": Text("饼干", "Biscuits"), "goods": ("1905",), "origins": ("IT",), "hazard": "lead", "tests": (LEAD,),
        "frame": Frame.IMPORTS, "number": 8,
    }  # fmt: skip
    return LineAsked(**usual | changes)


def drafted(*lines: LineAsked, **changes: Any) -> Programme:
    """The bureau's plan for 2018, with these lines (one of biscuits where none are named)."""
    usual: dict[str, Any] = {
        "actor": planner(), "at": NOON, "kind": ProgrammeKind.MONITORING,
        "title": Text("2018年风险监控计划", "Risk monitoring plan 2018"), "basis": "GB/T 1", "valid_from": FIRST,
        "valid_to": LAST, "office": Office.objects.get(code="910000"),
    }  # fmt: skip
    row = operations.draft_programme(**usual | changes)
    for line in lines or (asked(),):
        operations.add_line(actor=planner(), at=NOON, programme=row.number, line=line)
    return row


def proposed(*lines: LineAsked, **changes: Any) -> Programme:
    """The same, waiting for its signature."""
    row = drafted(*lines, **changes)
    return operations.propose_programme(actor=planner(), at=NOON, programme=row.number)


def signed(*lines: LineAsked, **changes: Any) -> Programme:
    """The same, signed at headquarters."""
    row = proposed(*lines, **changes)
    return operations.sign_programme(actor=chief(), at=NOON, programme=row.number)
