"""What may be done about control and nonconforming work: the only place where this alcove writes."""

from guomen.laboratory.quality.operations.actions import agree_action, complete_action, verify_action
from guomen.laboratory.quality.operations.audits import answer_item, close_audit, open_audit
from guomen.laboratory.quality.operations.nonconformities import close_nonconformity, open_nonconformity, state_cause
from guomen.laboratory.quality.operations.points import add_control_point, exclude_control_point
from guomen.laboratory.quality.operations.series import end_series, start_series
from guomen.laboratory.quality.operations.verifying import record_verification

__all__ = [
    "add_control_point",
    "agree_action",
    "answer_item",
    "close_audit",
    "close_nonconformity",
    "complete_action",
    "end_series",
    "exclude_control_point",
    "open_audit",
    "open_nonconformity",
    "record_verification",
    "start_series",
    "state_cause",
    "verify_action",
]
