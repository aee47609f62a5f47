"""When a source's silence is longer than is ordinary for it. Pure."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise


def ordinary_silence(days: Sequence[date], *, share: float, factor: float, least: int) -> int | None:
    """Days of silence that are ordinary for a source by its own rhythm; None where there is too little to tell.

    days: different days on which it reported, oldest first. The `share` quantile of the gaps between them (nearest
    rank), times `factor`, and never under `least` days.
    """
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    if len(gaps) < 5:
        return None
    usual = gaps[max(0, math.ceil(share * len(gaps)) - 1)]
    return max(least, math.ceil(usual * factor))


def quiet_since(last: date | None, registered: date, on: date, allowed: int | None) -> date | None:
    """The first day of a silence longer than allowed, or None. Where nothing came, from its registration."""
    if allowed is None:
        return None
    start = (last + timedelta(days=1)) if last else registered
    return start if (on - start).days >= allowed else None
