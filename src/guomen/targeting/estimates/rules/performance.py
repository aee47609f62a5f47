"""What each order, measure, requirement and policy row yields, and where further checks would tell most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from guomen.kernel.terms.intervals import share_limits
from guomen.targeting.estimates.rules.rates import answered, hit_rate, population
from guomen.targeting.estimates.terms import Estimate
from guomen.targeting.terms import Arm


@dataclass(frozen=True, slots=True)
class Yield:
    """One row of the rulebook: lines it met, of them looked at, found nonconforming, last day of a hit.

    rate: hits among the answered looks; None without one. barren: so many answered looks without a hit that it should
    be asked what it is for.
    """

    source: str
    met: int
    picked: int
    hits: int
    rate: Estimate | None
    last_hit: date | None
    barren: bool

    @property
    def kind(self) -> str:
        """What it is a row of: order, measure, requirement, policy …"""
        return self.source.partition(":")[0]

    @property
    def false_rate(self) -> Estimate | None:
        """The share of looks that found nothing."""
        if self.rate is None:
            return None
        one = self.rate
        return Estimate(1 - one.value, 1 - one.high, 1 - one.low, one.n, one.effective_n, one.method, one.hits)


def yields(frame: pl.DataFrame, kinds: Sequence[str], *, checks: int) -> list[Yield]:
    """Every row that met a line of the log and whose key begins with one of `kinds`, the most looks first.

    checks: looks without a hit that make a row barren. frame: a log with sources.
    """
    wanted = population(frame).explode("sources").drop_nulls("sources")
    wanted = wanted.filter(pl.any_horizontal(pl.col("sources").str.starts_with(kind) for kind in kinds))
    rows = [_yield(str(key), part, checks) for (key,), part in wanted.partition_by("sources", as_dict=True).items()]
    return sorted(rows, key=lambda row: (-row.picked, row.source))


def _yield(source: str, part: pl.DataFrame, checks: int) -> Yield:
    rate = answered(lambda: hit_rate(part))
    foul = part.filter(pl.col("examined") & pl.col("nonconforming"))
    last = foul["known_on"].max()
    return Yield(
        source=source,
        met=len(part),
        picked=int(part["examined"].sum()),
        hits=len(foul),
        rate=rate,
        last_hit=last if isinstance(last, date) else None,
        barren=rate is not None and rate.hits == 0 and rate.n >= checks,
    )


def random_rate(frame: pl.DataFrame) -> Estimate | None:
    """The hit rate of the random arm: what every row is measured against."""
    return answered(lambda: hit_rate(frame, Arm.CONTROL))


@dataclass(frozen=True, slots=True)
class Proposal:
    """Further checks for a group. lines: left to chance; n, hits: answered so far; rate: what they say; units: how many
    more to draw; width, width_then: of the rate's interval now and expected then; expected: hits to expect of them.
    """

    key: object
    lines: int
    n: int
    hits: int
    rate: float
    low: float
    high: float
    units: int
    width: float
    width_then: float
    expected: float


def reallocate(frame: pl.DataFrame, column: str, units: int) -> list[Proposal]:
    """Where `units` further random checks reduce the uncertainty of the number that leaks most (Neyman 1934).

    Each goes to the group in which it takes most off the variance N² p (1 − p) / n of that group's number, with
    p = (hits + ½) / (n + 1), so that a group never looked at is not taken to be clean. The most units first.
    """
    drawn = population(frame).filter(pl.col("probability") < 1.0)
    seen = pl.col("examined") & pl.col("nonconforming").is_not_null()
    table = drawn.group_by(column).agg(
        lines=pl.len(), n=seen.sum(), hits=(seen & pl.col("nonconforming")).sum(),
    ).sort("lines", column, descending=[True, False])  # fmt: skip
    lines, n, hits = (table[name].to_numpy().astype(np.float64) for name in ("lines", "n", "hits"))
    share = (hits + 0.5) / (n + 1.0)
    spread = lines**2 * share * (1.0 - share)
    given = np.zeros(len(lines))
    for _ in range(units if len(lines) else 0):
        room = lines > n + given
        gain = np.where(room, spread / (n + given + 1.0) - spread / (n + given + 2.0), -1.0)
        if not room.any():
            break
        given[int(np.argmax(gain))] += 1
    made = [_proposal(*row) for row in zip(table[column], lines, n, hits, share, given, strict=True) if row[-1] > 0]
    return sorted(made, key=lambda one: (-one.units, str(one.key)))


def _proposal(key: object, lines: float, n: float, hits: float, share: float, given: float) -> Proposal:
    low, high = share_limits(hits, n)
    then = share_limits(hits + given * share, n + given)
    return Proposal(
        key, int(lines), int(n), int(hits), float(hits / n) if n else float(share), low, high, int(given), high - low,
        then[1] - then[0], float(given * share),
    )  # fmt: skip
