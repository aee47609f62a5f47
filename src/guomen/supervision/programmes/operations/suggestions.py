"""Making suggestions to those who keep standards, and following them to the revision."""

from datetime import datetime

from django.db import transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, SubjectRef
from guomen.supervision.programmes import events
from guomen.supervision.programmes.models import Suggestion
from guomen.supervision.programmes.queries.comparisons import group_of, suggestion_of
from guomen.supervision.programmes.queries.plans import visible_programme
from guomen.supervision.programmes.rules.suggesting import made_fault, move_fault
from guomen.supervision.programmes.terms import SuggestionState


@transaction.atomic
def make_suggestion(
    *, actor: Actor, at: datetime, programme: str, text: str, addressee: str, group: str = "", analyte: str = "",
    standard: str = "",
) -> Suggestion:  # fmt: skip
    """Suggest a change of a standard, or of how goods are made, from what a comparison found.

    Raises Missing (no such programme, or no such group of its lines), NotPermitted, Refusal (no text, nobody named).
    """
    row = visible_programme(actor, programme)
    require(actor, Capability.PLAN_PROGRAMME, row.office)
    if fault := made_fault(text, addressee):
        raise fault
    if group:
        group_of(row, group)
    made = Suggestion.objects.create(
        programme=row, group=group, analyte=analyte.strip(), standard=standard.strip(), text=text.strip(),
        addressee=addressee.strip(), made_by=actor, made_at=at,
    )  # fmt: skip
    told = {name: getattr(made, name) for name in ("group", "analyte", "standard", "text", "addressee")}
    record(
        events.SUGGESTION_MADE,
        actor=actor,
        at=at,
        subjects=[SubjectRef("programme", row.number)],
        payload={"programme": row.number, "suggestion": made.pk, **told},
    )
    return made


@transaction.atomic
def move_suggestion(
    *, actor: Actor, at: datetime, suggestion: int, state: SuggestionState, answer: str = "", revised: str = ""
) -> Suggestion:
    """Record that a suggestion was sent, answered, or taken up by a revised standard.

    Raises Missing, NotPermitted, Conflict (not from where it stands), Refusal (no answer, no standard).
    """
    row = suggestion_of(actor, suggestion, held=True)
    require(actor, Capability.PLAN_PROGRAMME, row.programme.office)
    before = SuggestionState(row.state)
    if fault := move_fault(before, state, answer, revised):
        raise fault
    row.state, row.moved_at = state.value, at
    row.answer, row.revised = answer.strip() or row.answer, revised.strip() or row.revised
    row.save(update_fields=["state", "moved_at", "answer", "revised"])
    record(
        events.SUGGESTION_MOVED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("programme", row.programme.number)],
        payload={"programme": row.programme.number, "suggestion": row.pk, "before": before.value,
                 "state": row.state, "answer": answer.strip(), "revised": revised.strip()},
    )  # fmt: skip
    return row
