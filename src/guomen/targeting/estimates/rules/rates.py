"""Prevalence, leakage, hit rate, lift, cost: from the log's frame to estimates.

The frame has one row a line, as `estimates.queries.log_frame` gives it; of its columns these are read: consignment
(and drawn_with, where one draw decides over several), probability, rate, control_rate, examined, stopped,
nonconforming, arm.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from guomen.kernel.terms.intervals import ratio_limits, share_limits
from guomen.targeting.estimates.rules.totals import Sample, total
from guomen.targeting.estimates.terms import Estimate, NotAnswerable, no_labels

SHARE = "mid-P binomial"


_STANDING = ~pl.col("stopped") | pl.col("nonconforming").is_not_null()


def population(frame: pl.DataFrame) -> pl.DataFrame:
    """Lines that came in or could have, and of which the log can speak.

    Without those refused or held on paper that nobody looked at, and without those that no draw could reach.
    """
    return frame.filter(_STANDING & (pl.col("probability") > 0))


def out_of_reach(frame: pl.DataFrame) -> int:
    """Lines that nothing could have picked: of them nothing is known, and no estimate speaks for them."""
    return len(frame.filter(_STANDING & (pl.col("probability") <= 0)))


def sample_of(frame: pl.DataFrame) -> Sample:
    """The lines of a frame as a sample. A label that an officer fetched beyond the draw is not one of the sample."""
    return Sample(
        probability=frame["probability"].to_numpy().astype(np.float64),
        picked=frame["examined"].to_numpy().astype(np.bool_),
        label=frame["nonconforming"].cast(pl.Float64).to_numpy().astype(np.float64),
        cluster=frame["drawn_with" if "drawn_with" in frame.columns else "consignment"].to_numpy().astype(np.int64),
    )


def prevalence(frame: pl.DataFrame, *, sensitivity: float = 1.0) -> Estimate:
    """The share of lines that are nonconforming. sensitivity: the share of those that a check finds; below 1 what is
    found is corrected for what is overlooked (Rogan and Gladen 1978, no false alarms).

    Raises NotAnswerable where nothing of what was left to chance has an answer, or there is no line.
    """
    lines = population(frame)
    if lines.is_empty():
        raise no_labels()
    return _within(total(sample_of(lines)).scaled(1.0 / (sensitivity * len(lines))))


def _within(share: Estimate) -> Estimate:
    return Estimate(
        min(share.value, 1.0), max(share.low, 0.0), min(share.high, 1.0), share.n, share.effective_n, share.method,
        share.hits, share.pending, share.if_clean, None if share.if_foul is None else min(share.if_foul, 1.0),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leakage:
    """What passed unseen. released: lines let through unopened. number: nonconforming among them. share: number /
    released. missed: number / all nonconforming.
    """

    released: int
    number: Estimate
    share: Estimate
    missed: Estimate


def leakage(frame: pl.DataFrame, *, sensitivity: float = 1.0) -> Leakage:
    """The nonconforming among the released. With a sensitivity below 1 those overlooked in a check are among them.

    Raises NotAnswerable where nothing of what was left to chance has an answer.
    """
    lines = population(frame)
    if lines.is_empty():
        raise no_labels()
    released = int((~lines["examined"] & lines["nonconforming"].is_null()).sum())
    found = float(lines["nonconforming"].sum() or 0)
    return leaked(total(sample_of(lines)).scaled(1.0 / sensitivity), found, released)


def leaked(whole: Estimate, found: float, released: int) -> Leakage:
    """From how many are nonconforming in all, and how many were found, to what passed unseen."""

    def less(value: float | None) -> float | None:
        return None if value is None else max(0.0, value - found)

    def miss(value: float | None) -> float | None:
        return None if value is None else (1.0 - found / value if value > found else 0.0)

    def made(shown: Callable[[float | None], float | None]) -> Estimate:
        value, low, high = (shown(one) or 0.0 for one in (whole.value, whole.low, whole.high))
        return Estimate(
            value, low, high, whole.n, whole.effective_n, whole.method, whole.hits, whole.pending,
            shown(whole.if_clean), shown(whole.if_foul),
        )  # fmt: skip

    number = made(less)
    return Leakage(released, number, number.scaled(1.0 / released) if released else number, made(miss))


def hit_rate(frame: pl.DataFrame, arm: str | None = None) -> Estimate:
    """The share of nonconforming among what was looked at and answered, of one arm or of all.

    Raises NotAnswerable where nothing has an answer.
    """
    seen = frame.filter(pl.col("examined"))
    if arm is not None:
        seen = seen.filter(pl.col("arm") == arm)
    answered = seen["nonconforming"].drop_nulls()
    n, hits = len(answered), int(answered.sum())
    if n == 0:
        raise no_labels()
    low, high = share_limits(hits, n)
    pending = len(seen) - n
    return Estimate(
        hits / n, low, high, n, float(n), SHARE, hits, pending, hits / len(seen), (hits + pending) / len(seen)
    )


def lift(one: Estimate, base: Estimate) -> Estimate:
    """How many times the rate `one` is of the rate `base`, independent of each other; no upper limit where base may
    be 0.
    """
    value, low, high = ratio_limits((one.value, one.low, one.high), (base.value, base.low, base.high))
    return Estimate(value, low, high, one.n, base.effective_n, "MOVER ratio", one.hits)


def cost_per_detection(frame: pl.DataFrame, cost: dict[str, float]) -> Estimate:
    """What a nonconforming line found costs: checks × their cost / found. cost: of one line, by channel.

    The checks made are known; their yield is taken as a sample of what the same policy yields.
    """
    seen = frame.filter(pl.col("examined") & pl.col("nonconforming").is_not_null())
    rate = hit_rate(seen)
    each = sum(cost.get(channel, 0.0) for channel in seen["channel"]) / len(seen)
    value, low, high = (each / share if share > 0 else np.inf for share in (rate.value, rate.high, rate.low))
    return Estimate(value, low, high, rate.n, rate.effective_n, rate.method, rate.hits)


def by_group(frame: pl.DataFrame, column: str) -> Iterator[tuple[object, pl.DataFrame]]:
    """The frame in groups of one column, the largest first."""
    parts = [(key[0], part) for key, part in frame.partition_by(column, as_dict=True).items()]
    yield from sorted(parts, key=lambda part: (-len(part[1]), str(part[0])))


def answered(estimate: Callable[[], Estimate]) -> Estimate | None:
    """The estimate, or None where the log has no answer."""
    try:
        return estimate()
    except NotAnswerable:
        return None
