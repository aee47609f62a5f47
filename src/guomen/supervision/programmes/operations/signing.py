"""The two persons: one proposes a programme, another signs it or sends it back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, NotPermitted, Refusal, Text
from guomen.supervision.programmes import events
from guomen.supervision.programmes.models import Programme
from guomen.supervision.programmes.operations.drafting import civil_day, grounded, held, told
from guomen.supervision.programmes.terms import ProgrammeState


@transaction.atomic
def propose_programme(*, actor: Actor, at: datetime, programme: str) -> Programme:
    """Ask for the signature. Raises Refusal where there are no lines, or more samples than there is room for."""
    row = held(programme, ProgrammeState.DRAFT)
    require(actor, Capability.PLAN_PROGRAMME, row.office)
    whole = row.lines.aggregate(whole=Sum("number"))["whole"]
    if not whole:
        raise Refusal(
            "programme.empty",
            Text("计划中没有品种。", "The programme has no lines."),
            Text("请先加入品种。", "Add lines first."),
        )
    if row.total is not None and whole > row.total:
        raise Refusal(
            "programme.over_total",
            Text(
                f"各项合计{whole}，超过总数{row.total}。",
                f"The lines ask for {whole} samples; there is room for {row.total}.",
            ),
            Text("请减少数量或提高总数。", "Take fewer, or raise the total."),
        )
    row.state, row.proposed_by, row.ground = ProgrammeState.PROPOSED, actor, ""
    row.save()
    told(events.PROGRAMME_PROPOSED, row, actor, at, samples=whole, lines=row.lines.count())
    return row


@transaction.atomic
def sign_programme(*, actor: Actor, at: datetime, programme: str) -> Programme:
    """Put a proposed programme in force from its first day. Raises NotPermitted for whoever proposed it."""
    row = held(programme, ProgrammeState.PROPOSED)
    require(actor, Capability.SIGN_PROGRAMME, row.office)
    if row.proposed_by_id == actor.pk:
        raise NotPermitted(
            "programme.second_person",
            Text("提请人不得自行签批。", "Who proposed a programme does not sign it."),
            Text("请由另一人签批。", "Ask somebody else to sign."),
        )
    if row.valid_to <= civil_day(at):
        raise Conflict(
            "programme.over",
            Text(f"计划已于{row.valid_to}到期。", f"The programme's days were over on {row.valid_to}."),
            Text("请退回并更正日期。", "Send it back to have its days corrected."),
        )
    row.state, row.signed_by, row.signed_at = ProgrammeState.SIGNED, actor, at
    row.save()
    told(
        events.PROGRAMME_SIGNED, row, actor, at,
        valid_from=row.valid_from.isoformat(), valid_to=row.valid_to.isoformat(), lines=row.lines.count(),
    )  # fmt: skip
    return row


@transaction.atomic
def return_programme(*, actor: Actor, at: datetime, programme: str, ground: str) -> Programme:
    """Send a proposed programme back to be changed. Raises Refusal without a ground."""
    row = held(programme, ProgrammeState.PROPOSED)
    require(actor, Capability.SIGN_PROGRAMME, row.office)
    row.ground = grounded(ground)
    row.state, row.proposed_by = ProgrammeState.DRAFT, None
    row.save()
    told(events.PROGRAMME_RETURNED, row, actor, at, ground=row.ground)
    return row
