"""Choosing how a risk is answered."""

from datetime import datetime, timedelta

from django.db import transaction

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Reason, SubjectRef, Text
from guomen.surveillance.clusters.queries import dossier
from guomen.surveillance.clusters.rules import ended
from guomen.surveillance.clusters.terms import DossierState
from guomen.surveillance.responses.events import RESPONSE_CHOSEN
from guomen.surveillance.responses.models import Choice
from guomen.surveillance.responses.queries import ranking_of
from guomen.surveillance.responses.rules import choice_fault


@transaction.atomic
def choose_response(*, actor: Actor, at: datetime, number: str, option: str, ground: str) -> Choice:
    """Record which option was chosen for a dossier and why, with the whole ranking as it stood.

    Any option that the law of the day permits may be chosen, also against the ranking; choosing does not yet order or
    warn. Raises Missing, NotPermitted, Conflict (dossier ended, option barred), Refusal (no such option, no ground).
    """
    require(actor, Capability.PROPOSE_ALERT)
    row = dossier(number)
    if not DossierState(row.state).live:
        raise ended(number, DossierState(row.state))
    ranking = ranking_of(row, at)
    fault = choice_fault(option, ranking.options, ground)
    if fault is not None:
        raise fault
    place = 1 + next(place for place, one in enumerate(ranking.options) if one.candidate.code == option)
    made = Choice.objects.create(
        dossier=row,
        option=option,
        place=place,
        ranking=[one.as_json() for one in ranking.options],
        reasons=[one.as_json() for one in ranking.reasons],
        until_on=at.astimezone(CIVIL_ZONE).date() + timedelta(weeks=ranking.weeks),
        ground=ground.strip(),
        chosen_by=actor,
        chosen_at=at,
    )
    chosen, first = ranking.options[place - 1], ranking.options[0]
    told = chosen.candidate.text
    record(
        RESPONSE_CHOSEN,
        actor=actor,
        at=at,
        subjects=[SubjectRef("dossier", number)],
        payload={
            "dossier": number,
            "option": option,
            "place": place,
            "first": first.candidate.code,
            "until": made.until_on.isoformat(),
            "ground": made.ground,
        },
        reasons=[
            Reason("response.chosen", Text(f"第{place}位：{told.zh}。", f"Ranked {place}: {told.en}.")),
            *ranking.reasons,
        ],
    )
    return made
