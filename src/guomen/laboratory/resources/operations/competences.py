"""Who may perform or review a method: granted on evidence, until a day, withdrawn with a reason (6.2.5, 6.2.6)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, NotPermitted, Text
from guomen.laboratory.resources import events
from guomen.laboratory.resources.models import Competence, Method
from guomen.laboratory.resources.operations.saying import missing, tell, wrong
from guomen.laboratory.resources.queries import competences_on
from guomen.laboratory.resources.terms import CompetenceLevel


@transaction.atomic
def grant_competence(
    *,
    actor: Actor | None,
    at: datetime,
    person: Actor,
    method: int,
    level: CompetenceLevel,
    evidence: str,
    on: date | None = None,
    until: date | None = None,
) -> Competence:
    """Authorise a person for a method from a day (today) until a day, the last one (none: until withdrawn).

    Raises Missing, NotPermitted (capability, oneself, not the laboratory's), Conflict (holds already), Refusal.
    """
    row = Method.objects.select_related("laboratory").filter(pk=method).first()
    if row is None:
        raise missing(Text("方法", "method"))
    first = on or timezone.localdate(at)
    if actor is not None:
        require(actor, Capability.MANAGE_LABORATORY, row.laboratory)
        _another(actor, person)
    if not evidence.strip():
        raise wrong(
            "evidence", Text("授权须有依据，例如考核记录。", "A competence rests on evidence, say a test passed.")
        )
    if until is not None and until < first:
        raise wrong("until", Text("有效期止早于授权日。", "The last day lies before the first."))
    if competences_on(first).filter(person=person, method=row, level=level).exists():
        raise Conflict(
            "resources.competence_held",
            Text("此人已有该授权。", "The person holds this competence already."),
            Text("如需变更，请先撤销。", "Withdraw it first to change it."),
        )
    found = Competence.objects.create(
        person=person, method=row, level=level, granted_on=first, until=until, granted_by=actor,
        evidence=evidence.strip(),
    )  # fmt: skip
    told = {"person": person.username, "level": level.value, "from": str(first), "until": str(until or "")}
    tell(events.COMPETENCE_GRANTED, f"method:{row.pk}", row.laboratory, actor=actor, at=at, **told)
    return found


@transaction.atomic
def withdraw_competence(*, actor: Actor, at: datetime, competence: int, reason: str) -> Competence:
    """The person may do it no more from today on. Raises Missing, NotPermitted, Conflict (withdrawn), Refusal."""
    rows = Competence.objects.select_for_update(of=("self",)).select_related("method__laboratory", "person")
    found = rows.filter(pk=competence).first()
    if found is None:
        raise missing(Text("授权", "competence"))
    require(actor, Capability.MANAGE_LABORATORY, found.method.laboratory)
    if found.withdrawn_on is not None:
        raise Conflict(
            "resources.competence_withdrawn",
            Text("该授权已撤销。", "The competence was withdrawn already."),
            Text("无需再次操作。", "Nothing needs to be done."),
        )
    if not reason.strip():
        raise wrong("reason", Text("撤销授权须说明理由。", "A competence is withdrawn with a reason."))
    found.withdrawn_on, found.withdrawn_because = timezone.localdate(at), reason.strip()
    found.save(update_fields=["withdrawn_on", "withdrawn_because"])
    told = {"person": found.person.username, "level": found.level, "reason": found.withdrawn_because}
    tell(events.COMPETENCE_WITHDRAWN, f"method:{found.method_id}", found.method.laboratory, actor=actor, at=at, **told)
    return found


def _another(actor: Actor, person: Actor) -> None:
    if actor.pk == person.pk:
        raise NotPermitted(
            "resources.competence_own",
            Text("不能给自己授权。", "Nobody authorises themselves."),
            Text("请由另一位实验室负责人授权。", "Ask another laboratory manager."),
        )
