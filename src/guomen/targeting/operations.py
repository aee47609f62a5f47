"""What targeting does to the record: assigning channels, control orders, overrides, the draws' secrets."""

from guomen.targeting.assigning.operations import assign_channels, lodge_and_assign
from guomen.targeting.capacity.operations import open_shift, repace
from guomen.targeting.draws.operations import commit_draws, reveal_draw
from guomen.targeting.orders.operations import issue_control_order, withdraw_control_order
from guomen.targeting.overrides.operations import approve_override, decline_override, override_channel

__all__ = [
    "approve_override",
    "assign_channels",
    "commit_draws",
    "decline_override",
    "issue_control_order",
    "lodge_and_assign",
    "open_shift",
    "override_channel",
    "repace",
    "reveal_draw",
    "withdraw_control_order",
]
