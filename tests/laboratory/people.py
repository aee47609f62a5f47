"""Two branches of one bureau and another bureau's branch; the people of a port and its laboratory."""

from datetime import datetime

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.operations import set_up_grants, set_up_offices
from guomen.kernel.terms import Role
from guomen.laboratory import operations
from guomen.laboratory.models import Report

OFFICES = [
    {"code": "GM00", "name_zh": "总署", "name_en": "Headquarters", "level": "headquarters", "parent": ""},
    {"code": "GM10", "name_zh": "甲直属局", "name_en": "Bureau A", "level": "bureau", "parent": "GM00"},
    {"code": "GM1001", "name_zh": "甲一办事处", "name_en": "Branch A1", "level": "branch", "parent": "GM10"},
    {"code": "GM20", "name_zh": "乙直属局", "name_en": "Bureau B", "level": "bureau", "parent": "GM00"},
    {"code": "GM2001", "name_zh": "乙一办事处", "name_en": "Branch B1", "level": "branch", "parent": "GM20"},
]
GRANTS = {
    Role.PORT_OFFICER: ["inspect", "view_consignments"],
    Role.DUTY_MANAGER: ["inspect", "manage_shift", "view_consignments"],
    Role.LABORATORY_ANALYST: ["test"],
    Role.LABORATORY_MANAGER: ["test", "authorise_result", "manage_laboratory"],
    Role.RISK_ANALYST: ["impose_measure", "view_consignments"],
    Role.TRADER: ["trade", "lodge"],
}


def set_up() -> None:
    """The offices, and what each role may do."""
    set_up_offices(OFFICES)
    set_up_grants({"role": role, "capability": one} for role, held in GRANTS.items() for one in held)


def person(role: Role, office: str, username: str = "") -> Actor:
    """Somebody with this role at this office; the same one when asked again."""
    name = username or f"{role}.{office}"
    found = Actor.objects.filter(username=name).first()
    return found or Actor.objects.create_actor(
        username=name,
        password="a quiet port at dawn",
        name_zh="某人",
        name_en="Somebody",
        office=Office.objects.get(code=office),
        roles=[role],
    )


def signed_off(label: str, signatory: Actor, at: datetime, reviewer: Actor | None = None) -> Report:
    """Reviewed by a second analyst of the same bureau, authorised and reported by the signatory."""
    assert signatory.office is not None
    reviewer = reviewer or person(Role.LABORATORY_ANALYST, signatory.office.code, "reviewer")
    operations.review_results(actor=reviewer, at=at, label=label)
    return operations.authorise_and_report(actor=signatory, at=at, label=label)
