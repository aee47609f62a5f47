"""What learned models say of goods lines, and what follows under an office's capacity. Pure: models are arguments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import polars as pl
from numpy import float64
from numpy.typing import NDArray

from guomen.catalogue.terms import Channel
from guomen.kernel.terms import Text
from guomen.targeting.capacity.terms import PaceInForce


class Moved(Protocol):
    """How far one feature moved a score, on the log-odds scale."""

    @property
    def feature(self) -> str: ...
    @property
    def text(self) -> Text: ...
    @property
    def amount(self) -> float: ...


class Scorer(Protocol):
    """A model, ready to be asked. Frames are in consignments.terms.LINE_SCHEMA, a row for each goods line."""

    @property
    def digest(self) -> str:
        """SHA-256 of its manifest."""

    def score(self, frame: pl.DataFrame) -> NDArray[float64]:
        """Each line's value: probability of nonconformity × expected harm."""

    def explain(self, frame: pl.DataFrame) -> Sequence[Sequence[Moved]]:
        """For each line what moved its score, strongest first."""


class Fallback(StrEnum):
    """Why an office under capacity is decided by rates all the same."""

    NO_PACE = "no_pace"
    NO_MODEL = "no_model"
    NO_HISTORY = "no_history"
    DAMAGED = "damaged"
    MISSING = "missing"
    FAILED = "failed"


@dataclass(eq=False)
class Learned:
    """The models that may be asked and the lines that offices draw.

    scorers: by digest. champions: the digest in charge of each kind of check; a pace names its own. challengers: asked
    and not obeyed. fallen: why a model that should be asked cannot be; it grows where one fails.
    """

    scorers: Mapping[str, Scorer] = field(default_factory=dict)
    champions: Mapping[Channel, str] = field(default_factory=dict)
    challengers: Mapping[Channel, tuple[str, ...]] = field(default_factory=dict)
    paces: Mapping[tuple[str, Channel], PaceInForce] = field(default_factory=dict)
    fallen: dict[str, Fallback] = field(default_factory=dict)
