"""What may be done with tasks, findings and samples: the only place where inspection writes."""

from guomen.inspection.operations.advance import bind_sample
from guomen.inspection.operations.closing import conclude
from guomen.inspection.operations.findings import add_evidence, add_files, record_finding, withdraw_finding
from guomen.inspection.operations.hearing import hear_refusal, hear_report, hear_withdrawal
from guomen.inspection.operations.opening import close_tasks, open_tasks, revise_tasks
from guomen.inspection.operations.plans import Assigned
from guomen.inspection.operations.retests import hear_retest
from guomen.inspection.operations.sampling import draw_sample, hand_over_sample
from guomen.inspection.operations.sealing import apply_seals, check_seals
from guomen.inspection.operations.sisters import close_sisters, decide_sister, find_sisters
from guomen.inspection.operations.working import (
    answer_checklist,
    assign_task,
    claim_task,
    complete_task,
    give_back_task,
)

__all__ = [
    "Assigned",
    "add_evidence",
    "add_files",
    "answer_checklist",
    "apply_seals",
    "assign_task",
    "bind_sample",
    "check_seals",
    "claim_task",
    "close_sisters",
    "close_tasks",
    "complete_task",
    "conclude",
    "decide_sister",
    "draw_sample",
    "find_sisters",
    "give_back_task",
    "hand_over_sample",
    "hear_refusal",
    "hear_report",
    "hear_retest",
    "hear_withdrawal",
    "open_tasks",
    "record_finding",
    "revise_tasks",
    "withdraw_finding",
]
