"""Reasons and instructions of a chunk as lists beside its lines."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from guomen.kernel.terms import Reason
from guomen.targeting.rules.bulk.asking import NONE, Rulings
from guomen.targeting.rules.bulk.combining import Given, Settled
from guomen.targeting.rules.bulk.lines import Codes, Numbers
from guomen.targeting.rules.combining import CONTROL, PASSED, PICKED
from guomen.targeting.rules.selecting import Picks
from guomen.targeting.terms import Instruction

# Texts repeat from line to line: as categories they are kept and written once.
_TEXT = pl.Categorical
REASON: dict[str, Callable[[Reason], Any]] = {
    "code": lambda reason: reason.code,
    "source": lambda reason: reason.source,
    "zh": lambda reason: reason.text.zh,
    "en": lambda reason: reason.text.en,
}
INSTRUCTION: dict[str, Callable[[Instruction], Any]] = {
    "kind": lambda one: str(one.kind),
    "code": lambda one: one.code,
    "analyte": lambda one: one.analyte,
    "limit": lambda one: one.limit,
    "unit": lambda one: one.unit,
    "units": lambda one: one.units,
    "accept": lambda one: one.accept,
    "reject": lambda one: one.reject,
    "source": lambda one: one.source,
    "programme": lambda one: one.programme,
    "zh": lambda one: one.text.zh,
    "en": lambda one: one.text.en,
}
_NUMBERS = frozenset({"units", "accept", "reject"})
REASONS = pl.List(pl.Struct(dict.fromkeys(REASON, _TEXT)))
INSTRUCTIONS = pl.List(pl.Struct({name: pl.Int64 if name in _NUMBERS else _TEXT for name in INSTRUCTION}))


def reason_lists(
    rulings: Rulings,
    given: Given,
    settled: Settled,
    number: Numbers,
    control: NDArray[np.int8],
    picks: Sequence[Picks],
    height: int,
) -> pl.Series:
    """The reasons of every line: those of the rulings that stand, why its value picks it, then what the draws said."""
    stands = np.flatnonzero(settled.stands)
    rows, reasons = rulings.arrays.reasons.spread(given.ruling[stands], given.row[stands])
    drawn = np.flatnonzero(~np.isnan(number) & (settled.rate > 0.0) & (settled.rate < 1.0))
    said = np.where(number[drawn] < settled.rate[drawn], rulings.reasons.number(PICKED), rulings.reasons.number(PASSED))
    picked = np.flatnonzero(control >= 0)
    control_said = np.full(len(picked), rulings.reasons.number(CONTROL))
    # Each pick has words of its own: they are numbered for this chunk only.
    words = [reason for one in picks for ruling in one.rulings for reason in ruling.reasons]
    known = len(rulings.reasons.items)
    all_rows = np.concatenate([rows, *(one.rows for one in picks), drawn, picked])
    told = np.concatenate([reasons, np.arange(known, known + len(words)), said, control_said])
    items = [*rulings.reasons.items, *words] if words else rulings.reasons.items
    return _listed("reasons", all_rows, told, items, REASON, REASONS, height)


def instruction_lists(
    rulings: Rulings, given: Given, settled: Settled, opened: Codes, units: Sequence[Codes], height: int
) -> pl.Series:
    """What is asked of every line: the instructions of the rulings applied, then the units to take, each once."""
    applied = np.flatnonzero(settled.applied)
    found = [rulings.arrays.instructions.spread(given.ruling[applied], given.row[applied])]
    for answers in units:
        asked = np.flatnonzero(answers != NONE)
        found.append(rulings.arrays.instructions.spread(answers[asked], opened[asked]))
    rows, told = (np.concatenate(part) for part in zip(*found, strict=True))
    once = pl.DataFrame({"row": rows, "told": told}).unique(maintain_order=True)
    return _listed(
        "instructions",
        once["row"].to_numpy(),
        once["told"].to_numpy(),
        rulings.instructions.items,
        INSTRUCTION,
        INSTRUCTIONS,
        height,
    )


def _listed(
    name: str,
    rows: Codes,
    told: Codes,
    items: Sequence[Any],
    fields: dict[str, Callable[[Any], Any]],
    kind: pl.List,
    height: int,
) -> pl.Series:
    """For each row 0 … height − 1 the list of what is told of it, in the order given."""
    order = np.argsort(rows, kind="stable")
    used, places = np.unique(told[order], return_inverse=True)
    chosen = [items[number] for number in used.tolist()]
    columns = {
        field: pl.Series([read(item) for item in chosen], dtype=pl.Int64 if field in _NUMBERS else pl.String).cast(
            pl.Int64 if field in _NUMBERS else _TEXT
        )
        for field, read in fields.items()
    }
    flat = pl.DataFrame({"row": pl.Series(rows[order]).set_sorted()} | {
        field: values.gather(places) for field, values in columns.items()
    })  # fmt: skip
    lists = flat.group_by("row", maintain_order=True).agg(pl.struct(list(fields)).alias(name))
    if lists.height == height:
        return lists[name].cast(kind)
    every = pl.DataFrame({"row": np.arange(height)}).join(lists, on="row", how="left", maintain_order="left")
    return every.select(pl.col(name).fill_null(pl.lit([], dtype=kind))).to_series()
