"""What learned models say of goods lines, and what follows under an office's capacity. Pure: models are arguments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy import float64
from numpy.typing import NDArray

from guomen.catalogue.terms import Channel
from guomen.kernel.terms import Text
from guomen.targeting.capacity.terms import KINDS, PaceInForce
from guomen.targeting.registry.frames import FewLines, Lines
from guomen.targeting.registry.frames import asked_frame as asked_frame

# Values are kept to this many decimals, so that the order of an addition leaves no trace.
VALUE_DECIMALS = 6
Numbers = NDArray[float64]


class Moved(Protocol):
    """How far one feature moved a score, on the log-odds scale."""

    @property
    def feature(self) -> str: ...
    @property
    def text(self) -> Text: ...
    @property
    def amount(self) -> float: ...


class Scorer(Protocol):
    """A model, ready to be asked of lines in consignments.terms.LINE_SCHEMA; of each it says the same, alone or not."""

    @property
    def digest(self) -> str:
        """SHA-256 of its manifest."""

    def score(self, lines: Lines) -> Numbers:
        """Each line's value: probability of nonconformity × expected harm."""

    def explain(self, lines: Lines) -> Sequence[Sequence[Moved]]:
        """For each line what moved its score, strongest first."""


class Fallback(StrEnum):
    """Why an office under capacity is decided by rates all the same."""

    NO_PACE = "no_pace"
    NO_MODEL = "no_model"
    NO_HISTORY = "no_history"
    DAMAGED = "damaged"
    MISSING = "missing"
    FAILED = "failed"


# What befell a model, as against what no pace or policy asked of one.
BROKEN = (Fallback.DAMAGED, Fallback.MISSING, Fallback.FAILED)


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

    def model_of(self, office: str, kind: Channel) -> str:
        """The digest that is asked for a kind of check at an office: its pace's, else the champion's; "" for none."""
        pace = self.paces.get((office, kind))
        return pace.model if pace else self.champions.get(kind, "")

    def asked_at(self, office: str) -> tuple[str, ...]:
        """Every model that is asked of an office's lines, those in charge first, each once."""
        in_charge = [self.model_of(office, kind) for kind in KINDS]
        beside = [digest for kind in KINDS for digest in self.challengers.get(kind, ())]
        return tuple(dict.fromkeys(digest for digest in (*in_charge, *beside) if digest))

    def why_not(self, office: str, kind: Channel) -> Fallback | None:
        """Why no line is drawn for a kind of check at an office; None where one is."""
        pace = self.paces.get((office, kind))
        if pace is None:
            return Fallback.NO_PACE
        if not pace.model:
            return Fallback.NO_MODEL
        if pace.model in self.fallen:
            return self.fallen[pace.model]
        if pace.model not in self.scorers:
            return Fallback.MISSING
        return Fallback.NO_HISTORY if pace.threshold is None else None


@dataclass(frozen=True, slots=True)
class Valued:
    """What models say of a frame's lines: the values by the model's digest, NaN where it was not asked of a line."""

    of_model: Mapping[str, Numbers]

    def rows(self, start: int, stop: int) -> "Valued":
        """The same of some of the lines."""
        return Valued({digest: values[start:stop] for digest, values in self.of_model.items()})


def value_lines(learned: Learned, lines: Lines) -> Valued:
    """Ask every model of the lines of the offices that it is asked at. One that fails has fallen."""
    named = np.array(lines.column("office")) if isinstance(lines, FewLines) else lines["office"].to_numpy()
    offices, place = np.unique(named, return_inverse=True)
    wanted: dict[str, list[int]] = {}
    for number, office in enumerate(offices.tolist()):
        for digest in learned.asked_at(office):
            wanted.setdefault(digest, []).append(number)
    found: dict[str, Numbers] = {}
    for digest, places in wanted.items():
        rows = None if len(places) == len(offices) else np.flatnonzero(np.isin(place, places))
        scored = _scored(learned, digest, lines if rows is None else lines_at(lines, rows))
        if scored is None:
            continue
        found[digest] = scored if rows is None else np.full(lines.height, np.nan)
        if rows is not None:
            found[digest][rows] = scored
    return Valued(found)


def lines_at(lines: Lines, rows: NDArray[np.int64]) -> Lines:
    """Some of the lines."""
    return lines.at(rows.tolist()) if isinstance(lines, FewLines) else lines[rows]


def _scored(learned: Learned, digest: str, lines: Lines) -> Numbers | None:
    """The model's values, rounded; None where it cannot be asked or gives anything but a number for each line."""
    if digest not in learned.scorers or digest in learned.fallen:
        return None
    try:
        values = np.asarray(learned.scorers[digest].score(lines), dtype=float64).round(VALUE_DECIMALS)
    except Exception:  # whatever a model's own library raises, goods are decided
        values = np.empty(0, dtype=float64)
    if values.shape != (lines.height,) or not np.isfinite(values).all():
        learned.fallen[digest] = Fallback.FAILED
        return None
    return values
