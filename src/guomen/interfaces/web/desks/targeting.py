"""For who studies targeting: models that no longer hold, and what waits for a second person."""

from datetime import datetime

from django.utils.translation import gettext as _

from guomen.catalogue.queries import policy_proposals
from guomen.catalogue.terms import Channel
from guomen.interfaces.web.desks.shape import SHOWN, Desk, ToDo, address
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Text
from guomen.targeting.registry.queries import breaches, waiting_promotions

_DRIFTED = Text("有漂移", "drifted")
_WAITS = Text("待复核", "waits for a second person")


def targeting_desk(actor: Actor, at: datetime) -> Desk:
    """Models whose last measurement passed a threshold; for who may sign, proposals of others."""
    return Desk(
        title=_("Targeting"),
        todos=[*_drifted(), *_promotions(actor), *_policies(actor)][:SHOWN],
        when=_("Since"),
        href=address("targeting-models"),
        nothing=_("Every model holds, and nothing waits for a second person."),
    )


def _drifted() -> list[ToDo]:
    return [
        ToDo(
            text=_model(row.digest, row.target),
            href=address("targeting-model", row.digest),
            at=measured_at,
            badge="stop",
            badge_text=_DRIFTED,
            note=", ".join(passed),
        )
        for row, measured_at, passed in breaches()
    ]


def _model(digest: str, target: str) -> Text:
    kind = Channel(target).text
    return Text(f"{kind.zh}模型 {digest[:12]}", f"model {digest[:12]}, {kind.en}")


def _promotions(actor: Actor) -> list[ToDo]:
    if not may(actor, Capability.SIGN_MODEL):
        return []
    return [
        ToDo(
            text=_model(row.model.digest, row.model.target),
            href=address("targeting-promotion", row.pk),
            at=row.proposed_at,
            badge="waiting",
            badge_text=_WAITS,
            note=row.ground,
        )
        for row in waiting_promotions().exclude(proposed_by=actor)
    ]


def _policies(actor: Actor) -> list[ToDo]:
    if not may(actor, Capability.EDIT_REFERENCE):
        return []
    return [
        ToDo(
            text=f"{row.name} {row.office.code}",
            href=address("targeting-policy-proposal", row.pk),
            at=row.proposed_at,
            badge="waiting",
            badge_text=_WAITS,
            note=row.ground,
        )
        for row in policy_proposals().filter(state="waiting").exclude(proposed_by=actor)
    ]
