"""What may be done about control and nonconforming work: the only place where this alcove writes."""

from guomen.laboratory.quality.operations.actions import agree_action, complete_action, verify_action
from guomen.laboratory.quality.operations.nonconformities import close_nonconformity, open_nonconformity, state_cause
from guomen.laboratory.quality.operations.points import add_control_point, exclude_control_point

__all__ = [
    "add_control_point",
    "agree_action",
    "close_nonconformity",
    "complete_action",
    "exclude_control_point",
    "open_nonconformity",
    "state_cause",
    "verify_action",
]
