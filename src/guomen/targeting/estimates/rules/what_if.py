"""Asking the log for another policy: which lines it would look at, and what it would have caught."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from guomen.targeting.estimates.rules.off_policy import Limits, OffPolicy, off_policy
from guomen.targeting.estimates.rules.rates import population, sample_of
from guomen.targeting.estimates.terms import NotAnswerable, Numbers
from guomen.targeting.terms import Arm

# Parts of the log of which each is told by a model of the others.
FOLDS = 5
# Answered looks that a group's own rate must outweigh.
_PRIOR = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a policy would have caught, or why the log cannot say. share: of the lines, by the model's value, that it
    looks at beside what is mandatory; random: the rate at which it draws the rest.
    """

    share: float
    random: float
    looks: float
    result: OffPolicy | None
    refusal: NotAnswerable | None


def top_values(frame: pl.DataFrame, share: float, random: float) -> Numbers:
    """The chance of a look under a policy that leaves the mandatory as it is, takes the highest values up to a share of
    all lines, and draws the rest. Lines without a value come last, ties in the order of the log.
    """
    mandatory = (frame["arm"] == Arm.MANDATORY).to_numpy()
    value = frame["value"].fill_null(-1.0).to_numpy().astype(np.float64)
    order = np.argsort(np.where(mandatory, np.inf, -value), kind="stable")
    chosen = np.zeros(len(frame), dtype=bool)
    chosen[order[: round(share * len(frame))]] = True
    target: Numbers = np.where(mandatory | chosen, 1.0, random)
    return target


def expected_rates(frame: pl.DataFrame) -> Numbers:
    """Each line's chance of being nonconforming, by heading and origin, told by the lines of other draws only.

    Answers weigh by their chances; rates are drawn towards those above them (heading to all, origin to heading) as by
    20 answers. This is the `expected` of the doubly robust estimate, not a model to pick by.
    """
    fold = sample_of(frame).cluster % FOLDS
    told = np.zeros(len(frame))
    seen = frame["examined"].to_numpy() & frame["nonconforming"].is_not_null().to_numpy()
    for part in range(FOLDS):
        learned = frame.filter(pl.Series(seen & (fold != part)))
        told[fold == part] = _foretold(learned, frame.filter(pl.Series(fold == part)))
    return told


def _foretold(learned: pl.DataFrame, asked: pl.DataFrame) -> Numbers:
    if learned.is_empty():
        return np.zeros(len(asked))
    weight = 1.0 / pl.col("probability")
    scaled = learned.with_columns(weight=weight / weight.mean(), foul=pl.col("nonconforming").cast(pl.Float64))
    overall = float(np.average(scaled["foul"].to_numpy(), weights=scaled["weight"].to_numpy()))
    heading = _drawn_in(scaled, ["heading"], pl.lit(overall)).rename({"rate": "above"})
    both = _drawn_in(scaled.join(heading, on="heading", how="left"), ["heading", "origin"], pl.col("above").first())
    rates = asked.select("heading", "origin").join(heading, on="heading", how="left", maintain_order="left")
    rates = rates.join(both, on=["heading", "origin"], how="left", maintain_order="left")
    return rates.select(pl.coalesce("rate", "above", pl.lit(overall)))["rate"].to_numpy().astype(np.float64)


def _drawn_in(scaled: pl.DataFrame, keys: list[str], towards: pl.Expr) -> pl.DataFrame:
    hits, looks = (pl.col("weight") * pl.col("foul")).sum(), pl.col("weight").sum()
    return scaled.group_by(keys).agg(rate=(hits + _PRIOR * towards) / (looks + _PRIOR))


def what_if(frame: pl.DataFrame, shares: Sequence[float], random: float, limits: Limits, *, days: int) -> list[Answer]:
    """What policies that differ in the share they take by value would have caught in the log's days."""
    lines = population(frame)
    if lines.is_empty():
        return []
    sample, told = sample_of(lines), expected_rates(lines)
    answers = []
    for share in shares:
        target = top_values(lines, share, random)
        result, refusal = None, None
        try:
            result = off_policy(sample, target, limits, days=days, expected=told)
        except NotAnswerable as refused:
            refusal = refused
        answers.append(Answer(share, random, float(target.sum()), result, refusal))
    return answers
