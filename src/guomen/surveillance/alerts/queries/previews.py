"""What a proposal would become, without writing anything."""

from dataclasses import dataclass
from datetime import datetime

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Fault, OfficeLevel, Reason
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.queries.drafts import Draft, graded
from guomen.surveillance.alerts.queries.laid_down import headquarters, issuing_office, laid_down
from guomen.surveillance.alerts.rules.authority import issuing_fault, kind_for
from guomen.surveillance.alerts.rules.content import content_faults
from guomen.surveillance.alerts.terms import AlertLevel, Change, Proposal


@dataclass(frozen=True, slots=True)
class Preview:
    """A version that is not kept; what is still missing in it; why it has its level and kind."""

    row: Alert
    faults: tuple[Fault, ...]
    reasons: tuple[Reason, ...]


def previewed(actor: Actor, at: datetime, draft: Draft, proposal: Proposal, *, national: bool) -> Preview:
    """The version as it would be proposed. Raises Refusal where no office may issue it or nothing gives a level."""
    outcome = graded(draft.assessment, at)
    level = proposal.level or (outcome.value if outcome else AlertLevel.BLUE)
    kind = kind_for(proposal.audience)
    issuer = headquarters() if national else issuing_office(actor.office, level, at)
    fault = issuing_fault(level, OfficeLevel(issuer.level), laid_down(f"issue_levels.{level}", at).entries)
    if fault is not None:
        raise fault
    said = proposal.wording
    row = Alert(
        number=f"A-{at.astimezone(CIVIL_ZONE).year}-0000",
        change=Change.FIRST,
        dossier=draft.dossier,
        assessment=draft.assessment,
        level=level,
        kind=kind.value,
        category=proposal.category,
        audience=proposal.audience,
        hazard=proposal.hazard,
        goods=list(proposal.condition.goods),
        origins=sorted(proposal.condition.origins),
        title_zh=said.title.zh, title_en=said.title.en,
        scope_zh=said.scope.zh, scope_en=said.scope.en,
        warning_zh=said.warning.zh, warning_en=said.warning.en,
        action_zh=said.action.zh, action_en=said.action.en,
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        issuer=issuer,
        proposed_by=actor,
        proposed_at=at,
    )  # fmt: skip
    faults = content_faults(said, proposal.starts_at, proposal.ends_at)
    return Preview(row, faults, (*(outcome.reasons if outcome else ()), *kind.reasons))
