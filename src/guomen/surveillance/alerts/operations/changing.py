"""Later versions: upgrade, downgrade, correction, lifting, refutation. One person proposes, another signs."""

from datetime import datetime

from django.db import transaction

from guomen.catalogue.terms import Condition
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Reason, Text
from guomen.surveillance.alerts import events
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.operations.proposing import save_proposal, say
from guomen.surveillance.alerts.operations.signing import locked
from guomen.surveillance.alerts.operations.telling import grounded, tell
from guomen.surveillance.alerts.queries.laid_down import issuing_office
from guomen.surveillance.alerts.queries.versions import alert, alerts, condition_of, wording_of
from guomen.surveillance.alerts.rules import changes
from guomen.surveillance.alerts.rules import wording as words
from guomen.surveillance.alerts.rules.content import content_faults, incomplete
from guomen.surveillance.alerts.terms import AlertLevel, AlertState, Change, Wording
from guomen.surveillance.assessments.queries import assessment_in_force


@transaction.atomic
def propose_change(
    *,
    actor: Actor,
    at: datetime,
    number: str,
    change: Change,
    ground: str,
    level: AlertLevel | None = None,
    wording: Wording | None = None,
    condition: Condition | None = None,
    ends_at: datetime | None = None,
) -> Alert:
    """Propose an upgrade, a downgrade or a correction; what is not given stays as it is (ends_at None: no end).

    Raises Missing, NotPermitted, Conflict (not in force, another proposal waits), Refusal (content, level, ground,
    a correction that corrects nothing).
    """
    before = _standing(actor, number)
    said = wording or wording_of(before)
    about = condition if condition is not None else condition_of(before)
    same = (said, about, ends_at) == (wording_of(before), condition_of(before), before.ends_at)
    if change is Change.CORRECTION and same:
        raise changes.nothing_changed()
    row = _successor(before, actor, at, change, level or AlertLevel(before.level), ground)
    row.ends_at = ends_at
    return _propose(row, before, said, about, actor, at, grounded(ground.strip()))


@transaction.atomic
def propose_lifting(*, actor: Actor, at: datetime, number: str, ground: Text) -> Alert:
    """Propose to lift an alert whose risk is over; signed, it is cancelled at once (Emergency Response Law Art. 70).

    Raises as propose_change does.
    """
    before = _standing(actor, number)
    _both(ground)
    row = _successor(before, actor, at, Change.LIFTING, AlertLevel(before.level), ground.zh)
    said = words.lifting(wording_of(before).title, ground)
    reason = Reason("alert.lifting", ground, changes.BASIS)
    return _propose(row, before, said, condition_of(before), actor, at, reason)


@transaction.atomic
def propose_refutation(
    *, actor: Actor, at: datetime, number: str, statement: Text, level: AlertLevel | None = None
) -> Alert:
    """Propose to publish that what was warned of is not so. level None: nothing is left, the alert ends at once; a
    lower level: it goes on at that level.

    Raises as propose_change does.
    """
    before = _standing(actor, number)
    _both(statement)
    over = level is None
    row = _successor(before, actor, at, Change.REFUTATION, level or AlertLevel(before.level), statement.zh)
    if level is not None and level.value == before.level:
        raise changes.not_lower()
    said = words.refuting(wording_of(before).title, statement, over)
    reason = Reason("alert.refuted", statement, changes.BASIS)
    return _propose(row, before, said, condition_of(before), actor, at, reason)


def _both(text: Text) -> None:
    if not (text.zh.strip() and text.en.strip()):
        raise changes.no_ground()


def _standing(actor: Actor, number: str) -> Alert:
    """The version in force, locked. Raises Missing, NotPermitted, Conflict."""
    require(actor, Capability.PROPOSE_ALERT)
    locked(number, alert(number).version)
    newest = alert(number)
    if newest.state == AlertState.PROPOSED:
        who = newest.proposer
        raise Conflict(
            "alert.change_waits",
            Text(
                f"{who.zh}提出的第{newest.version}版等待签发。",
                f"{who.en}'s version {newest.version} waits.",
            ),
            Text("请先签发或退回该版。", "Have that version signed or declined first."),
        )
    return newest


def _successor(before: Alert, actor: Actor, at: datetime, change: Change, level: AlertLevel, ground: str) -> Alert:
    """The next version as it is proposed. Raises Refusal."""
    if not ground.strip():
        raise changes.no_ground()
    fault = changes.change_fault(change, AlertState(before.state), AlertLevel(before.level), level)
    if fault is not None:
        raise fault
    last = alerts().filter(number=before.number).order_by("-version")[0]
    row = Alert.objects.get(pk=before.pk)
    row.pk, row._state.adding = None, True
    row.version, row.change, row.level, row.state = last.version + 1, change, level, AlertState.PROPOSED
    row.signed_by = row.issued_at = row.replaces = None
    row.proposed_by, row.proposed_at, row.ground = actor, at, ground.strip()
    row.assessment = assessment_in_force(before.dossier.number) if before.dossier else None
    if change is Change.UPGRADE:
        row.issuer = issuing_office(actor.office, level, at)
    if change in (Change.LIFTING, Change.REFUTATION):
        row.ends_at = None
    return row


def _propose(
    row: Alert, before: Alert, said: Wording, about: Condition, actor: Actor, at: datetime, reason: Reason
) -> Alert:
    faults = content_faults(said, row.starts_at, row.ends_at)
    if faults:
        raise incomplete(faults)
    say(row, said, about)
    row.reasons = [reason.as_json()]
    save_proposal(row)
    tell(events.ALERT_PROPOSED, row, actor=actor, at=at, reasons=[reason], before=before.version)
    return row
