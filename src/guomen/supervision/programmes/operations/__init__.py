"""The verbs of programmes."""

from guomen.supervision.programmes.operations.drafting import close_programme, discard_programme, draft_programme
from guomen.supervision.programmes.operations.drawing import draw_programme_sample
from guomen.supervision.programmes.operations.following import draft_following
from guomen.supervision.programmes.operations.hearing import count_sample, hear_end, hear_results
from guomen.supervision.programmes.operations.intercepting import consider_ending
from guomen.supervision.programmes.operations.lines import (
    add_line,
    change_line,
    change_programme,
    remove_line,
    set_shares,
    share_out,
    take_lines,
)
from guomen.supervision.programmes.operations.pacing import pace_shares
from guomen.supervision.programmes.operations.picking import draw_picks, draw_running, pick_impossible
from guomen.supervision.programmes.operations.signing import propose_programme, return_programme, sign_programme
from guomen.supervision.programmes.operations.suggestions import make_suggestion, move_suggestion

__all__ = [
    "add_line",
    "change_line",
    "change_programme",
    "close_programme",
    "consider_ending",
    "count_sample",
    "discard_programme",
    "draft_following",
    "draft_programme",
    "draw_picks",
    "draw_programme_sample",
    "draw_running",
    "hear_end",
    "hear_results",
    "make_suggestion",
    "move_suggestion",
    "pace_shares",
    "pick_impossible",
    "propose_programme",
    "remove_line",
    "return_programme",
    "set_shares",
    "share_out",
    "sign_programme",
    "take_lines",
]
