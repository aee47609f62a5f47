"""Drafting and signing an assessment; saying that one does not agree."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from guomen.catalogue.queries import policy
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Reason, SubjectRef, Text
from guomen.surveillance.assessments import events
from guomen.surveillance.assessments.models import Assessment, Dissent
from guomen.surveillance.assessments.queries import assessment, assessments_of, tables
from guomen.surveillance.assessments.questions import GROUPS, SCOPES, URGENCIES
from guomen.surveillance.assessments.rules import judge, turns
from guomen.surveillance.assessments.rules.harm import wrong
from guomen.surveillance.assessments.terms import AssessmentMethod, AssessmentState, RiskLevel, Uncertainty
from guomen.surveillance.clusters.models import Dossier
from guomen.surveillance.clusters.queries import dossier as dossier_of
from guomen.surveillance.clusters.terms import DossierState


@transaction.atomic
def draft_assessment(
    *,
    actor: Actor,
    at: datetime,
    dossier: str,
    method: AssessmentMethod,
    factors: Mapping[str, Any],
    uncertainty: Uncertainty,
    groups: Collection[str],
    urgency: str,
    scope: str,
    summary: str,
    uncertain_because: str = "",
    valid_until: date | None = None,
    assessors: Collection[Actor] = (),
) -> Assessment:
    """Write the next version of a dossier's assessment, or write its draft anew.

    Raises Missing, NotPermitted (capability, another centre's), Conflict (the dossier is closed), Refusal (a factor,
    group, urgency, scope, the summary or the day is missing or wrong).
    """
    row = _live(dossier, actor)
    day = at.astimezone(CIVIL_ZONE).date()
    until = valid_until or day + timedelta(days=policy("surveillance.assessment.valid_days", on=day).whole)
    _check(groups, urgency, scope, summary, uncertainty, uncertain_because, until, day)
    laid_down = tables(day)
    outcome = judge(method, factors, laid_down)
    last = assessments_of(dossier).first()
    fresh = last is None or last.state != AssessmentState.DRAFT
    draft = Assessment(dossier=row, version=last.version + 1 if last else 1) if last is None or fresh else last
    draft.method, draft.factors, draft.level = method, dict(factors), outcome.value
    draft.steps = [reason.as_json() for reason in outcome.reasons]
    draft.sensitivity = [turn.as_json() for turn in turns(method, factors, laid_down)]
    draft.uncertainty, draft.uncertain_because = uncertainty, uncertain_because.strip()
    draft.groups, draft.urgency, draft.scope, draft.summary = sorted(groups), urgency, scope, summary.strip()
    draft.reference_edition, draft.valid_until, draft.centre = current_edition(), until, row.centre
    draft.drafted_by, draft.drafted_at = actor, at
    draft.save()
    draft.assessors.set({actor, *assessors})
    if row.state == DossierState.OPEN:
        Dossier.objects.filter(pk=row.pk).update(state=DossierState.ASSESSING)
    _tell(events.ASSESSMENT_DRAFTED, draft, row, actor=actor, at=at, reasons=outcome.reasons)
    return draft


@transaction.atomic
def sign_assessment(*, actor: Actor, at: datetime, dossier: str, version: int) -> Assessment:
    """Sign a draft: its level holds from now on, and the version before it no more.

    Raises Missing, NotPermitted (capability, another centre's), Conflict (signed already, superseded, closed).
    """
    row = _live(dossier, actor)
    draft = assessment(dossier, version)
    if draft.state != AssessmentState.DRAFT:
        raise Conflict(
            "assessment.signed",
            Text(f"第{version}版已签署。", f"Version {version} is signed already."),
            Text("如需修改，请另起一版。", "Draft another version to change it."),
        )
    row.assessments.filter(state=AssessmentState.SIGNED).update(state=AssessmentState.SUPERSEDED)
    draft.state, draft.signed_by, draft.signed_at = AssessmentState.SIGNED, actor, at
    draft.save(update_fields=["state", "signed_by", "signed_at"])
    if row.state in (DossierState.OPEN, DossierState.ASSESSING):
        Dossier.objects.filter(pk=row.pk).update(state=DossierState.ASSESSED)
    reasons = tuple(Reason.from_json(step) for step in draft.steps)
    _tell(events.ASSESSMENT_SIGNED, draft, row, actor=actor, at=at, reasons=reasons)
    return draft


@transaction.atomic
def dissent(*, actor: Actor, at: datetime, dossier: str, version: int, level: RiskLevel, ground: str) -> Dissent:
    """Say that one would have answered with another level, and why; said once of a version.

    Raises Missing, NotPermitted, Conflict (said already), Refusal (no ground, the same level).
    """
    row = _live(dossier, actor)
    said_of = assessment(dossier, version)
    if level == said_of.level:
        raise wrong("dissent", Text("与评估结论相同。", "That is the level of the assessment."))
    if not ground.strip():
        raise wrong("ground", Text("须说明理由。", "A ground is needed."))
    if said_of.dissents.filter(said_by=actor).exists():
        raise Conflict(
            "assessment.dissented",
            Text("您已对此版提出过不同意见。", "You have said so of this version already."),
            Text("新的意见请在下一版提出。", "Say it again of the next version."),
        )
    said = Dissent.objects.create(assessment=said_of, level=level, ground=ground.strip(), said_by=actor, said_at=at)
    payload = {"dossier": dossier, "version": version, "level": level.value, "ground": said.ground}
    record(events.DISSENT_SAID, actor=actor, at=at, subjects=[SubjectRef("dossier", row.number)], payload=payload)
    return said


def _live(number: str, actor: Actor) -> Dossier:
    """The dossier, locked, where the actor may assess it and it is alive."""
    require(actor, Capability.ASSESS_RISK)
    row = Dossier.objects.select_for_update(of=("self",)).select_related("centre").get(pk=dossier_of(number).pk)
    require(actor, Capability.ASSESS_RISK, row.centre)
    if not DossierState(row.state).live:
        raise Conflict(
            "dossier.ended",
            Text(f"档案{number}{DossierState(row.state).text.zh}。", f"Dossier {number} has ended."),
            Text("请另立档案。", "Open another dossier."),
        )
    return row


def _check(
    groups: Collection[str],
    urgency: str,
    scope: str,
    summary: str,
    uncertainty: Uncertainty,
    because: str,
    until: date,
    today: date,
) -> None:
    unknown = sorted(set(groups) - set(GROUPS))
    if unknown:
        raise wrong("groups", Text(f"没有人群“{unknown[0]}”。", f"There is no group {unknown[0]!r}."))
    if not groups:
        raise wrong("groups", Text("须指明暴露或脆弱人群。", "Say who is exposed or vulnerable."))
    if urgency not in URGENCIES:
        raise wrong("urgency", Text("须判断紧急程度。", "Judge how urgent it is."))
    if scope not in SCOPES:
        raise wrong("scope", Text("须判断影响范围。", "Judge how wide it reaches."))
    if not summary.strip():
        raise wrong("summary", Text("须写明结论。", "Write the conclusion."))
    if uncertainty is Uncertainty.HIGH and not because.strip():
        raise wrong("uncertain_because", Text("不确定性高时须说明原因。", "Say why the uncertainty is high."))
    if until <= today:
        raise wrong("valid_until", Text("有效期须晚于今天。", "It must hold beyond today."))


def _tell(
    kind: str, row: Assessment, dossier: Dossier, *, actor: Actor, at: datetime, reasons: Collection[Reason]
) -> None:
    record(
        kind,
        actor=actor,
        at=at,
        subjects=[SubjectRef("dossier", dossier.number)],
        payload={"dossier": dossier.number, "version": row.version, "method": row.method, "level": str(row.level)},
        reasons=list(reasons),
        authority=AssessmentMethod(row.method).basis,
    )
