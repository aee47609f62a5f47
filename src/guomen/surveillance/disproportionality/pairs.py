"""Pairs of product and event with every published measure of disproportionality."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from guomen.kernel.terms import Text
from guomen.surveillance.disproportionality.counting import Counted, count_pairs
from guomen.surveillance.disproportionality.information import COMPONENTS
from guomen.surveillance.disproportionality.mixture import Points, fit_prior, same_together
from guomen.surveillance.disproportionality.ratios import chi_square, prr, ror
from guomen.surveillance.disproportionality.rules import with_signals
from guomen.surveillance.disproportionality.shrinkage import ebgm, quantile
from guomen.surveillance.disproportionality.squashing import ROUGH, USUAL, Squash, squashed
from guomen.surveillance.disproportionality.terms import PAIR_SCHEMA, Columns, NotAnswerable, Numbers, Prior

TRUNCATIONS = ("each", "mixture")


def pairs(
    frame: pl.DataFrame, *, product: str = "product", event: str = "event", count: str = "", report: str = "",
    strata: Sequence[str] = (), ic: str = "shrunken", prior: Prior | None = None, zeros: bool = False,
    squash: bool = False, truncation: str = "each", half: bool = False,
) -> pl.DataFrame:  # fmt: skip
    """One row a pair (PAIR_SCHEMA and one boolean column for each of rules.RULES), strongest EB05 first.

    frame: a row a report of one pair; or sums in `count` (or a column n); or rows of reports told apart by `report`.
    ic: "shrunken" or "bcpnn". prior: of EBGM; without one it is learned from these pairs (see learned_prior for zeros,
    squash and truncation). half: 1/2 is added to all four cells of a pair that has a zero among them, so that its PRR
    and ROR have limits (Haldane, Anscombe). An empty frame gives an empty answer. Raises NotAnswerable.
    """
    given = count or ("n" if "n" in frame.columns and not report else "")
    counted = count_pairs(frame, Columns(product, event, given, report, tuple(strata)))
    learned = prior or learned_prior(counted, zeros=zeros, squash=squash, truncation=truncation)
    return measured(counted.cells, learned, ic=ic, half=half)


def learned_prior(counted: Counted, *, zeros: bool = False, squash: bool = False, truncation: str = "each") -> Prior:
    """The prior of EBGM, learned from all pairs at once (DuMouchel and Pregibon 2001).

    zeros: pairs never reported count too, as counts of zero; otherwise the fit is conditioned on a pair's having been
    reported (truncation: see mixture.fit_prior). squash: bring rare pairs of nearly the same expectation together
    first; quicker with millions of pairs, and hardly different.
    """
    _known("truncation", truncation, TRUNCATIONS)
    points = counted.reported()
    points = _squashed(points, USUAL) if squash else same_together(points.n, points.expected)
    if zeros:
        points = _joined(points, counted.unreported())
    rough = _squashed(points, ROUGH)
    return fit_prior(points, least=0 if zeros else 1, truncation=truncation, rough=rough)


def _squashed(points: Points, squashes: Sequence[Squash]) -> Points:
    for squash in squashes:
        points = squashed(points, squash)
    return points


def measured(cells: pl.DataFrame, prior: Prior, *, ic: str = "shrunken", half: bool = False) -> pl.DataFrame:
    """Every measure of pairs that have been counted. Undefined numbers are empty, infinite ones infinite."""
    _known("ic", ic, tuple(COMPONENTS))
    a, b, c, d, n, expected = (cells[name].to_numpy() for name in ("a", "b", "c", "d", "n", "expected"))
    table = _halved(a, b, c, d) if half else (a, b, c, d)
    columns = dict(zip(("prr", "prr_low", "prr_high"), prr(*table), strict=True))
    columns |= zip(("ror", "ror_low", "ror_high"), ror(*table), strict=True)
    columns["chi2"] = chi_square(a, b, c, d)
    columns |= zip(("ic", "ic025", "ic975"), COMPONENTS[ic](a, a + b, a + c, n, expected), strict=True)
    columns["ebgm"] = ebgm(prior, a, expected)
    columns |= {name: quantile(prior, a, expected, level) for name, level in (("eb05", 0.05), ("eb95", 0.95))}
    full = cells.with_columns(pl.Series(name, value, pl.Float64) for name, value in columns.items())
    full = full.select(pl.col(name).cast(kind) for name, kind in PAIR_SCHEMA.items()).fill_nan(None)
    return with_signals(full).sort(["eb05", "product", "event"], descending=[True, False, False])


def _joined(one: Points, other: Points) -> Points:
    return Points(*(np.append(getattr(one, name), getattr(other, name)) for name in ("n", "expected", "weight")))


def _halved(*cells: Numbers) -> list[Numbers]:
    empty = np.min(cells, axis=0, initial=np.inf) == 0
    return [cell + np.where(empty, 0.5, 0.0) for cell in cells]


def _known(option: str, value: str, choice: Sequence[str]) -> None:
    if value not in choice:
        listed = ", ".join(choice)
        raise NotAnswerable(
            "pairs.option",
            Text(f"{option} 没有“{value}”这一选项。", f"{option} has no choice {value!r}."),
            Text(f"可选：{listed}。", f"Choose from: {listed}."),
        )
