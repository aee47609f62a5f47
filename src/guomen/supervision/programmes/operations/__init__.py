"""The verbs of programmes."""

from guomen.supervision.programmes.operations.drafting import close_programme, discard_programme, draft_programme
from guomen.supervision.programmes.operations.lines import (
    add_line,
    change_line,
    remove_line,
    set_shares,
    share_out,
    take_lines,
)
from guomen.supervision.programmes.operations.signing import propose_programme, return_programme, sign_programme
from guomen.supervision.programmes.operations.suggestions import make_suggestion, move_suggestion

__all__ = [
    "add_line",
    "change_line",
    "close_programme",
    "discard_programme",
    "draft_programme",
    "make_suggestion",
    "move_suggestion",
    "propose_programme",
    "remove_line",
    "return_programme",
    "set_shares",
    "share_out",
    "sign_programme",
    "take_lines",
]
