"""What the ledger is told of an alert."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Reason, SubjectRef, Text
from guomen.surveillance.alerts.models import Alert


def tell(
    kind: str,
    row: Alert,
    *,
    actor: Actor | None,
    at: datetime,
    reasons: Iterable[Reason] = (),
    authority: str = "",
    **more: Any,
) -> None:
    """One entry about a version of an alert and its dossier."""
    dossier = row.dossier.number if row.dossier else ""
    subjects = [SubjectRef("alert", row.number)]
    if dossier:
        subjects.append(SubjectRef("dossier", dossier))
    payload = {
        "alert": row.number,
        "version": row.version,
        "level": str(row.level),
        "kind": str(row.kind),
        "change": str(row.change),
        "dossier": dossier,
    }
    record(
        kind,
        actor=actor,
        at=at,
        subjects=subjects,
        payload=payload | more,
        reasons=reasons,
        authority=authority,
    )


def grounded(ground: str) -> Reason:
    """A person's own words as a reason."""
    return Reason("alert.ground", Text(f"理由：{ground}", f"Ground: {ground}"))
