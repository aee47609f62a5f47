"""What a proposal starts from: the dossier, its assessment in force, and the words drawn from both."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from guomen.catalogue.queries import commodity_name, country_name, hazard_kinds, hazard_name
from guomen.catalogue.terms import Condition
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.terms import Outcome, Reason, Text
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.queries.laid_down import grading_table
from guomen.surveillance.alerts.queries.versions import open_proposal
from guomen.surveillance.alerts.rules.authority import kind_for
from guomen.surveillance.alerts.rules.grading import grade
from guomen.surveillance.alerts.rules.subjects import audience_for, category_for
from guomen.surveillance.alerts.rules.wording import Known, worded
from guomen.surveillance.alerts.terms import AlertCategory, AlertKind, AlertLevel, Audience, Wording
from guomen.surveillance.assessments.models import Assessment
from guomen.surveillance.assessments.queries import assessment_in_force
from guomen.surveillance.assessments.questions import SCOPES
from guomen.surveillance.assessments.terms import RiskLevel
from guomen.surveillance.clusters.models import Dossier, Member
from guomen.surveillance.clusters.queries import dossier as dossier_of


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal as it could be made now. level None: nothing is assessed yet; proposal: what waits already."""

    dossier: Dossier
    assessment: Assessment | None
    level: AlertLevel | None
    audience: Audience
    kind: AlertKind
    category: AlertCategory
    condition: Condition
    wording: Wording
    reasons: tuple[Reason, ...]
    proposal: Alert | None


def graded(assessment: Assessment | None, at: datetime) -> Outcome[AlertLevel] | None:
    """The level that the assessment gives by the table of the day; None without one. Raises Refusal."""
    if assessment is None:
        return None
    risk = RiskLevel(assessment.level)
    outcome = grade(risk, assessment.urgency, assessment.scope, grading_table(at), current_edition())
    number, version = assessment.dossier.number, assessment.version
    first, *rest = outcome.reasons
    text = Text(
        f"{first.text.zh}，依据档案{number}第{version}版评估",
        f"{first.text.en}, by version {version} of the assessment of {number}",
    )
    return Outcome(outcome.value, (replace(first, text=text), *rest))


def draft_for(number: str, at: datetime, audience: Audience | None = None) -> Draft:
    """Everything that a proposal for a dossier can be filled in with. Raises Missing."""
    row = dossier_of(number)
    assessment = assessment_in_force(number)
    level = graded(assessment, at)
    reached = audience or audience_for(assessment.groups if assessment else ())
    kind = kind_for(reached)
    return Draft(
        dossier=row,
        assessment=assessment,
        level=level.value if level else None,
        audience=reached,
        kind=kind.value,
        category=category_for(hazard_kinds().get(row.hazard, ""), row.goods),
        condition=Condition(goods=tuple(row.goods), origins=frozenset(row.origins)),
        wording=worded(_known(row, assessment), kind.value, reached),
        reasons=(*(level.reasons if level else ()), *kind.reasons),
        proposal=open_proposal(row.pk),
    )


def _known(row: Dossier, assessment: Assessment | None) -> Known:
    members = Member.objects.filter(dossier=row, removed_at__isnull=True)
    first = members.order_by("signal__reported_on").values_list("signal__reported_on", flat=True).first()
    since = first or row.opened_at.astimezone(CIVIL_ZONE).date()
    return Known(
        title=Text(row.title_zh, row.title_en),
        hazard=hazard_name(row.hazard) if row.hazard else None,
        goods=_names(row.goods),
        origins=[country_name(code) for code in row.origins],
        signals=members.count(),
        since=since.isoformat(),
        level=RiskLevel(assessment.level).text if assessment else None,
        reach=SCOPES.get(assessment.scope) if assessment else None,
        summary=assessment.summary if assessment else "",
    )


def _names(codes: Collection[str]) -> list[Text]:
    return list(dict.fromkeys(commodity_name(code) for code in codes))
