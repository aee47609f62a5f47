"""People of the tests: one of each role, with the capabilities that reference/ gives the role."""

import csv
from pathlib import Path
from typing import Any

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.operations import set_up_grants, set_up_offices
from guomen.kernel.terms import Role

OFFICES = [
    {"code": "GM00", "name_zh": "总署", "name_en": "Headquarters", "level": "headquarters", "parent": ""},
    {"code": "GM10", "name_zh": "甲直属局", "name_en": "Bureau A", "level": "bureau", "parent": "GM00"},
    {"code": "GM1001", "name_zh": "甲一办事处", "name_en": "Branch A1", "level": "branch", "parent": "GM10"},
    {"code": "GM1002", "name_zh": "甲二办事处", "name_en": "Branch A2", "level": "branch", "parent": "GM10"},
]
GRANTS = Path(__file__).parents[2] / "reference" / "role_capabilities.csv"
PASSWORD = "a quiet port at dawn"


def set_up() -> None:
    """Offices, and the grants that the product ships."""
    set_up_offices(OFFICES)
    with GRANTS.open(encoding="utf-8") as lines:
        set_up_grants({"role": row["role"], "capability": row["capability"]} for row in csv.DictReader(lines))


def person(role: Role, office: str = "GM1001", username: str = "", **fields: Any) -> Actor:
    """Somebody with this role."""
    fields.setdefault("office", Office.objects.get(code=office) if office else None)
    return Actor.objects.create_actor(
        username=username or role.value, password=PASSWORD, name_zh="某人", name_en="Somebody", roles=[role], **fields
    )
