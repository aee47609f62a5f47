"""Who may do what, and whose business a person sees."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from guomen.kernel.offices.models import Actor, Grant, Office
from guomen.kernel.statements import asked
from guomen.kernel.terms import Capability, Missing, NotPermitted, Text


def actors_named(usernames: Collection[str]) -> dict[str, Actor]:
    """The actors of these user names, by name; those that do not exist are left out."""
    found = Actor.objects.select_related("office").filter(username__in=usernames)
    return {actor.username: actor for actor in found}


def anyone() -> bool:
    """Whether anybody has an account."""
    return Actor.objects.exists()


def capabilities(actor: Actor) -> frozenset[Capability]:
    """Everything that the actor's roles allow; empty for one who is not active. Read once per actor object."""
    held: frozenset[Capability] | None = getattr(actor, "_capabilities", None)
    if held is None:
        names = Grant.objects.filter(role__in=actor.roles).values_list("capability", flat=True)
        held = frozenset(Capability(name) for name in names) if actor.is_active else frozenset()
        actor._capabilities = held  # type: ignore[attr-defined]
    return held


def may(actor: Actor, capability: Capability) -> bool:
    """Whether one of the actor's roles has the capability."""
    return capability in capabilities(actor)


def visible_offices(actor: Actor) -> QuerySet[Office]:
    """The actor's office and all below it; none for one who has no office."""
    if actor.office_id is None:
        return Office.objects.none()
    return Office.objects.filter(path__startswith=Office.objects.get(pk=actor.office_id).path)


def office_of_code(code: str) -> Office:
    """The office of this code. Raises Missing where there is none."""
    found = Office.objects.filter(code=code).first()
    if found is None:
        raise Missing(
            "office.unknown",
            Text(f"没有代码为“{code}”的机构。", f"There is no office {code!r}."),
            Text("请核对机构代码。", "Check the office code."),
        )
    return found


def sees_office(actor: Actor, office: Office) -> bool:
    """Whether `office` is the actor's own or below it."""
    return actor.office is not None and office.path.startswith(actor.office.path)


def require(actor: Actor, capability: Capability, office: Office | None = None) -> None:
    """Let pass who holds the capability (and, where an office is named, sees it). Raises NotPermitted."""
    if not may(actor, capability):
        raise NotPermitted(
            "actor.capability",
            Text(f"您的岗位无权执行此操作（{capability}）。", f"Your roles do not allow this ({capability})."),
            Text("请联系值班长或系统管理员。", "Ask your duty manager or the system operator."),
        )
    if office is not None and not sees_office(actor, office):
        raise NotPermitted(
            "actor.office",
            Text("此业务属于其他机构。", "This is another office's business."),
            Text("请由主管机构办理。", "Ask the office that is responsible."),
        )


_ACTOR_COLUMNS = [field.attname for field in Actor._meta.concrete_fields]
_OFFICE_COLUMNS = [field.attname for field in Office._meta.concrete_fields]
_ACTOR_OF_TOKEN = f"""
SELECT {", ".join(f"a.{name}" for name in _ACTOR_COLUMNS)}, {", ".join(f"o.{name}" for name in _OFFICE_COLUMNS)},
       ARRAY(SELECT g.capability FROM kernel_grant g WHERE g.role = ANY(a.roles))
FROM kernel_access_token t JOIN kernel_actor a ON a.id = t.actor_id LEFT JOIN kernel_office o ON o.id = a.office_id
WHERE t.digest = %s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %s) AND a.is_active
"""  # noqa: S608


def actor_of_token(token: str, at: datetime) -> Actor | None:
    """The active actor whose unexpired, unrevoked token this is, with office and capabilities; None for any other."""
    rows = asked(_ACTOR_OF_TOKEN, [hashlib.sha256(token.encode()).hexdigest(), at])
    if not rows:
        return None
    (row,) = rows
    width = len(_ACTOR_COLUMNS)
    actor = Actor.from_db("default", _ACTOR_COLUMNS, row[:width])
    if actor.office_id is not None:
        actor.office = Office.from_db("default", _OFFICE_COLUMNS, row[width:-1])
    actor._capabilities = frozenset(Capability(name) for name in row[-1])  # type: ignore[attr-defined]
    return actor
