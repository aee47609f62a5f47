"""Setting up offices, people, grants and tokens."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import AccessToken, Actor, Grant, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, OfficeLevel, Role, SubjectRef


@transaction.atomic
def set_up_offices(rows: Iterable[dict[str, str]]) -> None:
    """Write offices from rows with code, name_zh, name_en, level, parent (a code, or empty); parents first."""
    for row in rows:
        parent = Office.objects.get(code=row["parent"]) if row["parent"] else None
        path = f"{parent.path if parent else ''}{row['code']}/"
        Office.objects.update_or_create(
            code=row["code"],
            defaults={
                "name_zh": row["name_zh"],
                "name_en": row["name_en"],
                "level": OfficeLevel(row["level"]),
                "parent": parent,
                "path": path,
            },
        )


@transaction.atomic
def set_up_grants(rows: Iterable[dict[str, str]]) -> None:
    """Make the grants exactly those of the rows (role, capability)."""
    wanted = {(Role(row["role"]), Capability(row["capability"])) for row in rows}
    Grant.objects.all().delete()
    Grant.objects.bulk_create(Grant(role=role, capability=capability) for role, capability in sorted(wanted))


@transaction.atomic
def register_actor(*, actor: Actor | None, at: datetime, username: str, password: str | None, **fields: Any) -> Actor:
    """Give a person or machine an account. actor None is the installation itself."""
    if actor is not None:
        require(actor, Capability.OPERATE)
    created = Actor.objects.create_actor(username=username, password=password, **fields)
    record(
        "kernel.actor.registered",
        actor=actor,
        at=at,
        subjects=[SubjectRef("actor", username)],
        payload={"roles": list(created.roles), "office": created.office.code if created.office else ""},
    )
    return created


@transaction.atomic
def set_password(*, actor: Actor | None, at: datetime, holders: Sequence[Actor], password: str) -> None:
    """Give people one new password, hashed once; for a person's own, or for many by the system operator."""
    if actor is not None and list(holders) != [actor]:
        require(actor, Capability.OPERATE)
    hashed = make_password(password)
    Actor.objects.filter(pk__in=[holder.pk for holder in holders]).update(password=hashed)
    record(
        "kernel.password.set",
        actor=actor,
        at=at,
        subjects=[SubjectRef("actor", holder.username) for holder in holders],
    )


@transaction.atomic
def issue_token(
    *, actor: Actor | None, at: datetime, holder: Actor, label: str, expires_at: datetime | None = None
) -> str:
    """A new bearer token for `holder`; shown once, kept only as its hash."""
    if actor is not None and actor != holder:
        require(actor, Capability.OPERATE)
    token = f"gm_{secrets.token_urlsafe(32)}"
    AccessToken.objects.create(
        actor=holder,
        label=label,
        digest=hashlib.sha256(token.encode()).hexdigest(),
        created_at=at,
        expires_at=expires_at,
    )
    record(
        "kernel.token.issued",
        actor=actor,
        at=at,
        subjects=[SubjectRef("actor", holder.username)],
        payload={"label": label},
    )
    return token
