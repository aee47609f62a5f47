"""Models of the tests' own: a value that follows from what is declared, and models that fail in every way."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from guomen.catalogue.terms import Channel
from guomen.kernel.terms import Text
from guomen.targeting.capacity.terms import PaceInForce
from guomen.targeting.model_v1.terms import Contribution
from guomen.targeting.registry.frames import Lines
from guomen.targeting.rules.rulebook import Rulebook
from tests.targeting.world import DAY, policy


@dataclass(frozen=True)
class MadeUp:
    """Importer, goods, origin and mass each add a part that their text's hash gives; the value lies from 0 to 1."""

    digest: str
    columns: tuple[str, ...] = ("importer", "goods_code", "origin", "net_mass")

    def parts(self, lines: Lines) -> NDArray[np.float64]:
        frame = as_frame(lines)
        return np.array(
            [[part(self.digest, name, value) for name, value in zip(self.columns, row, strict=True)]
             for row in frame.select(self.columns).iter_rows()]
        ).reshape(frame.height, len(self.columns))  # fmt: skip

    def score(self, lines: Lines) -> NDArray[np.float64]:
        return np.asarray(1.0 / (1.0 + np.exp(-self.parts(lines).sum(axis=1))))

    def probability(self, lines: Lines) -> NDArray[np.float64]:
        return self.score(lines)

    def in_episode(self, lines: Lines) -> NDArray[np.float64]:
        return np.asarray(1.0 / (1.0 + np.exp(-self.parts(lines).sum(axis=1) - 4.0)))

    def explain(self, lines: Lines) -> list[tuple[Contribution, ...]]:
        return [
            tuple(
                sorted(
                    (Contribution(name, Text(f"因素{name}", name), amount)
                     for name, amount in zip(self.columns, row, strict=True)),
                    key=lambda one: -abs(one.amount),
                )
            )
            for row in self.parts(lines).tolist()
        ]  # fmt: skip


def as_frame(lines: Lines) -> pl.DataFrame:
    return lines if isinstance(lines, pl.DataFrame) else lines.frame


def part(digest: str, name: str, value: Any) -> float:
    told = hashlib.sha256(f"{digest}|{name}|{value}".encode()).digest()
    return int.from_bytes(told[:4], "big") / 2**31 - 1.0


@dataclass(frozen=True)
class Failing(MadeUp):
    """A model whose library raises when it is asked."""

    def score(self, lines: Lines) -> NDArray[np.float64]:
        raise OSError("the library failed")


@dataclass(frozen=True)
class Speechless(MadeUp):
    """A model that gives values and cannot say why."""

    def explain(self, lines: Lines) -> list[tuple[Contribution, ...]]:
        raise OSError("the library failed")


@dataclass(frozen=True)
class NotANumber(MadeUp):
    """A model that gives no number for some lines."""

    def score(self, lines: Lines) -> NDArray[np.float64]:
        return np.where(as_frame(lines)["origin"].to_numpy() == "BR", np.nan, 0.5)


def pace(office: str = "4701", kind: Channel = Channel.PHYSICAL, **more: Any) -> PaceInForce:
    """A pace that picks the upper half, by the model "a"."""
    fields: dict[str, Any] = {
        "pace": 7, "shift_on": DAY, "sequence": 1, "capacity": 100, "spent": 0, "threshold": 0.5,
        "random_rate": 0.05, "model": "a",
    }  # fmt: skip
    return PaceInForce(office=office, check_kind=kind, **(fields | more))


def paced(*paces: PaceInForce) -> dict[tuple[str, Channel], PaceInForce]:
    return {(one.office, one.check_kind): one for one in paces}


def under_capacity(book: Rulebook, *offices: str, start: date | None = None) -> Rulebook:
    """The same rulebook where these offices select under capacity."""
    chosen = [policy("targeting.selection", "rates")]
    chosen += [policy("targeting.selection", "capacity", office, *([start] if start else [])) for office in offices]
    policies = (*(one for one in book.snapshot.policies if one.name != "targeting.selection"), *chosen)
    return Rulebook(replace(book.snapshot, policies=policies), book.rules, book.offices, book.sampling)


def digests(scorers: Sequence[MadeUp]) -> dict[str, MadeUp]:
    return {one.digest: one for one in scorers}


NEVER = math.inf
