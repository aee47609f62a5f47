"""What the rooms know of one consignment, read once for its page."""

from dataclasses import dataclass

from guomen.consignments.models import Consignment
from guomen.consignments.queries import stored_versions
from guomen.consignments.terms import Stored
from guomen.decisions.models import Appeal, Certificate, Disposition
from guomen.decisions.queries import appeals_for, certificates_of, dispositions_of
from guomen.inspection.models import Finding, Leg, Seal, Task
from guomen.inspection.queries import findings_of, leg_or_none, seals_of, tasks_of
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import SubjectRef
from guomen.laboratory.models import Report, Result, Sample
from guomen.laboratory.queries import results_of, samples_of
from guomen.laboratory.reports.queries import reports_of
from guomen.targeting.models import Assignment, Override
from guomen.targeting.queries import assignment, overrides_of


@dataclass(frozen=True, slots=True)
class Facts:
    """One consignment through the eyes of all rooms; lists oldest first."""

    consignment: Consignment
    versions: tuple[Stored, ...]
    assignments: dict[int, Assignment]
    overrides: list[Override]
    tasks: list[Task]
    leg: Leg | None
    seals: list[Seal]
    findings: list[Finding]
    samples: list[Sample]
    results: list[Result]
    reports: list[Report]
    dispositions: list[Disposition]
    certificates: list[Certificate]
    appeals: list[Appeal]

    @property
    def assignment(self) -> Assignment | None:
        """The decision on the newest version that has one."""
        return self.assignments[max(self.assignments)] if self.assignments else None


def facts_of(consignment: Consignment, actor: Actor) -> Facts:
    """Everything about a consignment that `actor` was already found to be allowed to see."""
    subject = SubjectRef("consignment", str(consignment.pk))
    versions = stored_versions(consignment.pk)
    found = {one.version: assignment(consignment.pk, one.version) for one in versions}
    assignments = {version: one for version, one in found.items() if one is not None}
    return Facts(
        consignment=consignment,
        versions=versions,
        assignments=assignments,
        overrides=list(overrides_of(consignment.pk)),
        tasks=list(tasks_of(consignment.pk)),
        leg=leg_or_none(consignment.pk),
        seals=list(seals_of(consignment.pk)),
        findings=list(findings_of(consignment.pk)),
        samples=list(samples_of(subject)),
        results=list(results_of(subject)),
        reports=list(reports_of([subject])),
        dispositions=list(dispositions_of(consignment.pk)),
        certificates=list(certificates_of(consignment.pk)),
        appeals=list(appeals_for(actor).filter(disposition__consignment=consignment)),
    )
