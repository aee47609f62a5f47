"""Reading tasks, findings, samples and conclusions; who sees them is decided here."""

from guomen.inspection.queries.findings import (
    EVIDENCE,
    evidence_file,
    evidence_path,
    finding,
    findings_of,
    seen_evidence,
    seen_finding,
    visible_findings,
)
from guomen.inspection.queries.finishing import answered_items, sample_orders, unfinished
from guomen.inspection.queries.policies import Timetable, evidence_bytes
from guomen.inspection.queries.programmes import Picked, picked_lots
from guomen.inspection.queries.sisters import (
    let_go,
    open_sisters,
    seen_sister,
    sister_days,
    sisters_of,
    visible_sisters,
)
from guomen.inspection.queries.tasks import (
    colleagues,
    concluded,
    lines_of,
    load,
    open_counts,
    station_names,
    stations,
    task,
    tasks_for,
    tasks_of,
    visible_tasks,
)
from guomen.inspection.queries.transit import leg_of, leg_or_none, seals_of, to_seal

__all__ = [
    "EVIDENCE",
    "Picked",
    "Timetable",
    "answered_items",
    "colleagues",
    "concluded",
    "evidence_bytes",
    "evidence_file",
    "evidence_path",
    "finding",
    "findings_of",
    "leg_of",
    "leg_or_none",
    "let_go",
    "lines_of",
    "load",
    "open_counts",
    "open_sisters",
    "picked_lots",
    "sample_orders",
    "seals_of",
    "seen_evidence",
    "seen_finding",
    "seen_sister",
    "sister_days",
    "sisters_of",
    "station_names",
    "stations",
    "task",
    "tasks_for",
    "tasks_of",
    "to_seal",
    "unfinished",
    "visible_findings",
    "visible_sisters",
    "visible_tasks",
]
