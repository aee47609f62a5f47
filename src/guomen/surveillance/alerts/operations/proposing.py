"""Proposing an alert for a dossier; promoting a bureau's local case to a national circular."""

from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from guomen.catalogue.queries import hazards
from guomen.catalogue.terms import Condition
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Fault, NotPermitted, OfficeLevel, Outcome, Reason, Text, Where
from guomen.surveillance.alerts import events
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.operations.telling import grounded, tell
from guomen.surveillance.alerts.queries.drafts import draft_for, graded
from guomen.surveillance.alerts.queries.laid_down import headquarters, issuing_office, laid_down
from guomen.surveillance.alerts.queries.versions import alerts, open_proposal
from guomen.surveillance.alerts.rules.authority import kind_for
from guomen.surveillance.alerts.rules.changes import no_ground
from guomen.surveillance.alerts.rules.content import content_faults, incomplete
from guomen.surveillance.alerts.terms import AlertLevel, AlertState, Audience, Change, Proposal, Wording
from guomen.surveillance.assessments.models import Assessment
from guomen.surveillance.assessments.queries import assessment_in_force
from guomen.surveillance.clusters.models import Dossier
from guomen.surveillance.clusters.queries import dossier as dossier_of
from guomen.surveillance.clusters.terms import DossierState

_NUMBERS = 0x616C
_ONE_PROPOSAL = "surveillance_alert_one_proposal"


@transaction.atomic
def propose_alert(*, actor: Actor, at: datetime, dossier: str, proposal: Proposal) -> Alert:
    """Propose an alert for a dossier; the nearest office of the proposer's that may issue this level would issue it.

    Raises Missing, NotPermitted (capability, own office), Conflict (somebody else's proposal waits, an alert of this
    kind is in force, the dossier has ended), Refusal (content, level without its ground).
    """
    require(actor, Capability.PROPOSE_ALERT)
    row = _live(dossier)
    assessment = assessment_in_force(dossier)
    level = _level(proposal, graded(assessment, at))
    return _propose(actor, at, row, assessment, proposal, level, issuing_office(actor.office, level.value, at))


@transaction.atomic
def promote_case(*, actor: Actor, at: datetime, dossier: str, proposal: Proposal) -> Alert:
    """Propose that a bureau's local case becomes a national circular, which headquarters signs and every bureau
    acknowledges.

    Raises as propose_alert does, and NotPermitted where the proposer is of no bureau.
    """
    require(actor, Capability.PROPOSE_ALERT)
    if actor.office is None or actor.office.level != OfficeLevel.BUREAU:
        raise NotPermitted(
            "alert.not_a_bureau",
            Text("只有直属局可以将本地案件上报为全国通报。", "Only a bureau promotes its local case."),
            Text("请通过所属直属局上报。", "Propose it through the bureau that you belong to."),
        )
    if proposal.audience is not Audience.PORTS:
        raise incomplete((_fault("audience", Text("全国通报发给口岸和各级机构。", "A circular is for ports.")),))
    row = _live(dossier)
    assessment = assessment_in_force(dossier)
    level = _level(proposal, graded(assessment, at))
    return _propose(actor, at, row, assessment, proposal, level, headquarters(), promoted_from=actor.office)


@transaction.atomic
def propose_by_policy(*, at: datetime, dossier: str) -> Alert | None:
    """Propose a circular on what a programme of sampling found beyond its limit, of the level that policy names, in the
    words of its dossier; a person signs it. None where policy names no level, or one waits or is in force already.
    """
    named = laid_down("of_programme.level", at).value
    row = _live(dossier)
    kind = kind_for(Audience.PORTS).value
    if named == "none" or open_proposal(row.pk) or alerts().filter(dossier=row, kind=kind, state=AlertState.ISSUED):
        return None
    draft = draft_for(dossier, at, Audience.PORTS)
    level = AlertLevel(named)
    proposal = Proposal(
        audience=Audience.PORTS,
        category=draft.category,
        wording=draft.wording,
        starts_at=at,
        ends_at=at + timedelta(days=laid_down("of_programme.days", at).whole),
        condition=draft.condition,
        hazard=row.hazard,
    )
    text = Text("监控计划发现超标，级别由政策规定", "A programme found a limit exceeded; policy names the level")
    outcome = Outcome(level, (Reason("alert.of_programme", text), *map(Reason.from_json, row.reasons)))
    return _propose(None, at, row, draft.assessment, proposal, outcome, issuing_office(row.centre, level, at))


def _live(number: str) -> Dossier:
    row = dossier_of(number)
    if not DossierState(row.state).live:
        raise Conflict(
            "alert.dossier_ended",
            Text(f"档案{number}{DossierState(row.state).text.zh}。", f"Dossier {number} has ended."),
            Text("请另立档案。", "Open another dossier."),
        )
    return row


def _level(proposal: Proposal, outcome: Outcome[AlertLevel] | None) -> Outcome[AlertLevel]:
    """The level proposed, with why: as graded, or another one (or one without assessment) with its ground."""
    if outcome is not None and proposal.level in (None, outcome.value):
        return outcome
    if proposal.level is None:
        raise incomplete((_fault("level", Text("尚无评估，须选择级别。", "Nothing is assessed: choose a level.")),))
    if not proposal.ground.strip():
        raise no_ground()
    text = Text("级别由提出人决定", "The level is the proposer's")
    if outcome is not None:
        graded_as = outcome.value.text
        text = Text(f"{text.zh}，分级表为{graded_as.zh}", f"{text.en}; the table gives {graded_as.en}")
    own = Reason("alert.level_chosen", text)
    return Outcome(proposal.level, (*(outcome.reasons if outcome else ()), own))


def _fault(name: str, problem: Text) -> Fault:
    return Fault(f"alert.{name}", Where(field=name), "", problem, Text("请更正。", "Correct it."))


def _propose(
    actor: Actor | None,
    at: datetime,
    dossier: Dossier,
    assessment: Assessment | None,
    proposal: Proposal,
    level: Outcome[AlertLevel],
    issuer: Office,
    promoted_from: Office | None = None,
) -> Alert:
    kind = kind_for(proposal.audience)
    _check(proposal, dossier)
    _require_none_in_force(dossier, kind.value)
    reasons = (*level.reasons, *kind.reasons)
    row = Alert(
        change=Change.FIRST,
        dossier=dossier,
        assessment=assessment,
        level=level.value,
        kind=kind.value,
        category=proposal.category,
        hazard=proposal.hazard,
        audience=proposal.audience,
        reasons=[reason.as_json() for reason in reasons],
        ground=proposal.ground.strip(),
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        issuer=issuer,
        promoted_from=promoted_from,
        proposed_by=actor,
        proposed_at=at,
    )
    say(row, proposal.wording, proposal.condition)
    _number(row, at.astimezone(CIVIL_ZONE).year)
    save_proposal(row)
    more = (grounded(row.ground),) if row.ground else ()
    tell(events.ALERT_PROPOSED, row, actor=actor, at=at, reasons=(*reasons, *more))
    return row


def _check(proposal: Proposal, dossier: Dossier) -> None:
    faults = content_faults(proposal.wording, proposal.starts_at, proposal.ends_at)
    if proposal.hazard and proposal.hazard not in {dossier.hazard, *hazards()}:
        unknown = Text(f"没有危害代码“{proposal.hazard}”。", f"There is no hazard code “{proposal.hazard}”.")
        faults = (*faults, _fault("hazard", unknown))
    if faults:
        raise incomplete(faults)


def _require_none_in_force(dossier: Dossier, kind: str) -> None:
    held = alerts().filter(dossier=dossier, kind=kind, state=AlertState.ISSUED).first()
    if held is not None:
        raise Conflict(
            "alert.in_force",
            Text(f"该档案已有同类预警{held.number}有效。", f"Alert {held.number} of this kind is in force for it."),
            Text("请对该预警提出变更。", "Propose a change of that one."),
        )


def say(row: Alert, wording: Wording, condition: Condition) -> None:
    """Put the words and what they are about into a version."""
    row.title_zh, row.title_en = wording.title.zh.strip(), wording.title.en.strip()
    row.scope_zh, row.scope_en = wording.scope.zh.strip(), wording.scope.en.strip()
    row.warning_zh, row.warning_en = wording.warning.zh.strip(), wording.warning.en.strip()
    row.action_zh, row.action_en = wording.action.zh.strip(), wording.action.en.strip()
    row.condition = condition.as_json()
    row.goods, row.origins = list(condition.goods), sorted(condition.origins)


def save_proposal(row: Alert) -> None:
    """Write a proposed version. Raises Conflict, naming who was first, where one for the dossier waits already."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if _ONE_PROPOSAL not in str(error):
            raise
        raise _already_proposed(open_proposal(row.dossier_id or 0)) from error


def _already_proposed(other: Alert | None) -> Conflict:
    name = other.proposer if other else Text("另一人", "Somebody else")
    number = f"{other.number} v{other.version}" if other else ""
    return Conflict(
        "alert.already_proposed",
        Text(f"{name.zh}已就该档案提出预警{number}，等待签发。", f"{name.en} has proposed {number} for this dossier."),
        Text("请与其商议，或请签发人先退回该预警。", "Speak with them, or have that proposal declined first."),
    )


def _number(row: Alert, year: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_NUMBERS, year])
    last = Alert.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0
    row.year, row.serial, row.number = year, last + 1, f"A-{year}-{last + 1:04d}"
