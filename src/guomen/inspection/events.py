"""What inspection announces. Subjects always name the consignment."""

TASKS_OPENED = "inspection.tasks.opened"
TASKS_CLOSED = "inspection.tasks.closed"
TASK_CLAIMED = "inspection.task.claimed"
TASK_ASSIGNED = "inspection.task.assigned"
TASK_REOPENED = "inspection.task.reopened"
TASK_COMPLETED = "inspection.task.completed"
CHECKLIST_ANSWERED = "inspection.checklist.answered"
# payload: task, consignment, item_no, sample, version, programmes {line of a programme: [analytes]}
SAMPLE_DRAWN = "inspection.sample.drawn"
# payload: finding, consignment, version, task, kind, severity, hazard, item_no, goods_code, origin, producer
FINDING_RECORDED = "inspection.finding.recorded"
FINDING_WITHDRAWN = "inspection.finding.withdrawn"
EVIDENCE_ADDED = "inspection.evidence.added"
# payload: sample, consignment, item_no (that failed), sisters [[consignment, item_no], ...]
SISTERS_FOUND = "inspection.sisters.found"
# payload: sister, consignment, choice, ground
SISTER_DECIDED = "inspection.sister.decided"
# payload: task, consignment, item_no, sample
SAMPLE_BOUND = "inspection.sample.bound"
# payload: consignment, version, assignment, revision, office (that inspected), conforming, findings, lines
CONSIGNMENT_INSPECTED = "inspection.consignment.inspected"
# payload: consignment, from, to, seals [[unit, number], ...]
SEALS_APPLIED = "inspection.seals.applied"
# payload: consignment, seals [[unit, number, state], ...]
SEALS_CHECKED = "inspection.seals.checked"
# The leg of a direct release. payload: consignment, from, to (office codes)
LEG_DEPARTED = "inspection.leg.departed"
LEG_ARRIVED = "inspection.leg.arrived"
LEG_STOPPED = "inspection.leg.stopped"
