"""What is known of programmes."""

from guomen.supervision.programmes.queries.drawing import due_shares
from guomen.supervision.programmes.queries.plans import (
    READERS,
    line_of,
    lines_of,
    offices_of,
    unlimited,
    visible_programme,
    visible_programmes,
)
from guomen.supervision.programmes.queries.progress import coverage, shares_of, tallies

__all__ = [
    "READERS",
    "coverage",
    "due_shares",
    "line_of",
    "lines_of",
    "offices_of",
    "shares_of",
    "tallies",
    "unlimited",
    "visible_programme",
    "visible_programmes",
]
