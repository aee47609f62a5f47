"""Reading tasks, findings, samples and conclusions; who sees them is decided here."""

from guomen.inspection.queries.findings import finding, findings_of, seen_evidence, visible_findings
from guomen.inspection.queries.policies import Timetable, evidence_bytes
from guomen.inspection.queries.tasks import (
    colleagues,
    concluded,
    lines_of,
    load,
    open_counts,
    stations,
    task,
    tasks_for,
    tasks_of,
    visible_tasks,
)

__all__ = [
    "Timetable",
    "colleagues",
    "concluded",
    "evidence_bytes",
    "finding",
    "findings_of",
    "lines_of",
    "load",
    "open_counts",
    "seen_evidence",
    "stations",
    "task",
    "tasks_for",
    "tasks_of",
    "visible_findings",
    "visible_tasks",
]
