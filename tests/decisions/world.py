"""A small agency: offices, people, the policies that the product ships, and declarations to decide on."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction

from guomen.catalogue.models import Change, Country, Hazard, Policy
from guomen.catalogue.terms import Channel
from guomen.consignments.operations import lodge_consignments
from guomen.consignments.terms import Declaration, GoodsItem
from guomen.decisions.models import Disposition
from guomen.decisions.operations import Case, issue_disposition, propose_disposition
from guomen.decisions.terms import DispositionKind, Facts, FaultFact
from guomen.inspection.terms import FindingKind, Severity
from guomen.kernel.editions.operations import new_edition
from guomen.kernel.models import Actor, Office
from guomen.kernel.offices.operations import set_up_grants, set_up_offices
from guomen.kernel.terms import Role

REFERENCE = Path(__file__).parents[2] / "reference"
NOON = datetime(2018, 8, 1, 4, tzinfo=UTC)
IMPORTER = "91310000MA1FL0AB6D"
OFFICES = [
    {"code": "900000", "name_zh": "总局", "name_en": "Headquarters", "level": "headquarters", "parent": ""},
    {"code": "910000", "name_zh": "沪直属局", "name_en": "Shanghai Bureau", "level": "bureau", "parent": "900000"},
    {"code": "910100", "name_zh": "洋山分支机构", "name_en": "Yangshan Branch", "level": "branch", "parent": "910000"},
    {
        "code": "910200",
        "name_zh": "外高桥分支机构",
        "name_en": "Waigaoqiao Branch",
        "level": "branch",
        "parent": "910000",
    },
]


@transaction.atomic
def set_up() -> None:
    """Offices, grants and the shipped policies of decisions and surveillance."""
    set_up_offices(OFFICES)
    with (REFERENCE / "role_capabilities.csv").open(encoding="utf-8") as lines:
        set_up_grants(dict(row) for row in csv.DictReader(lines))
    edition = new_edition(at=NOON, note="policies for tests")
    with (REFERENCE / "policies.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["name"].startswith(("decisions.", "surveillance.")):
                lay_down(row["name"], row["value"], type=row["type"], edition=edition)
    for code, zh, en in (("IT", "意大利", "Italy"), ("FR", "法国", "France")):
        Country.objects.create(
            key=code, code=code, name_zh=zh, name_en=en, valid_from=date(2000, 1, 1), since_edition=edition,
            confidence="source",
        )  # fmt: skip
    for code, zh in (("lead", "铅"), ("cadmium", "镉")):
        Hazard.objects.create(
            key=code, code=code, kind="chemical", name_zh=zh, name_en=code, valid_from=date(2000, 1, 1),
            since_edition=edition, confidence="source",
        )  # fmt: skip
    Change.objects.create(edition=edition, part=Change.Part.REFERENCE)


@transaction.atomic
def lay_down(name: str, value: str, *, type: str = "word", edition: int | None = None) -> None:
    """Put a policy in force everywhere, in place of the one before."""
    known = edition or new_edition(at=NOON, note=name)
    Policy.objects.current().filter(name=name).update(until_edition=known)
    Policy.objects.create(
        key=name, name=name, type=type, value=value, valid_from=date(2000, 1, 1), since_edition=known, confidence="low"
    )
    if edition is None:
        Change.objects.create(edition=known, part=Change.Part.REFERENCE)


def person(username: str, role: Role = Role.DUTY_MANAGER, office: str = "910100", **fields: Any) -> Actor:
    """Somebody with this role."""
    place = Office.objects.get(code=office) if office else None
    return Actor.objects.create_actor(
        username=username, name_zh=f"{username}先生", name_en=username.title(), roles=[role], office=place, **fields
    )


def declared(reference: str = "R1", **changes: Any) -> Declaration:
    """A declaration in which nothing is wrong."""
    good = Declaration(
        sender="line1",
        reference=reference,
        direction="import",
        declared_on=date(2018, 8, 1),
        office="910100",
        port="310001",
        importer=IMPORTER,
        importer_name="上海某某进出口有限公司",
        conveyance="COSCO STAR",
        voyage="018W",
        bill_number="COSU6081234",
        gross_mass=Decimal("1100"),
        items=(
            GoodsItem(item_no=1, goods_code="1905310000101", description="夹心饼干 Biscuits", origin="IT",
                      quantity=Decimal("500"), quantity_unit="kg", net_mass=Decimal("500"), producer="IT-0001"),
            GoodsItem(item_no=2, goods_code="2204210000101", description="红葡萄酒 Red wine", origin="FR",
                      quantity=Decimal("300"), quantity_unit="L", net_mass=Decimal("300"), producer="FR-0002"),
        ),
    )  # fmt: skip
    return msgspec.structs.replace(good, **changes)


def lodged(reference: str = "R1", **changes: Any) -> Case:
    """A lodged declaration, as a case to be decided."""
    [answer] = lodge_consignments(actor=None, at=NOON, declarations=[declared(reference, **changes)])
    assert answer.consignment is not None, answer.faults
    return Case(answer.consignment, answer.version)


def found(kind: str = "metal", severity: str = "major", item_no: int | None = 1, hazard: str = "lead") -> FaultFact:
    """A fault that an officer found."""
    return FaultFact("finding:1", FindingKind(kind), Severity(severity), "0.9 mg/kg", hazard, item_no)


def proposed(*faults: FaultFact, reference: str = "R1", channel: Channel = Channel.PHYSICAL) -> Disposition:
    """A proposal after inspection, with these faults."""
    facts = Facts(channel, faults=faults, inspected=True)
    made = propose_disposition(actor=None, at=NOON, case=lodged(reference), facts=facts)
    assert made is not None
    return made


def issued(*faults: FaultFact, reference: str = "R1", kind: DispositionKind | None = None) -> Disposition:
    """A disposition signed by whoever policy asks for; the people are called first and second."""
    row = proposed(*faults, reference=reference)
    for username in ("first", "second"):
        actor = Actor.objects.filter(username=username).first() or person(username)
        row = issue_disposition(
            actor=actor, at=NOON, disposition=row.pk, kind=kind, deviation="因故" if kind else "", conditions="整改"
        )
        if row.state == "issued":
            break
    return row
