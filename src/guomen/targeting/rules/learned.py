"""What learned models say of goods lines, and what follows under an office's capacity. Pure: models are arguments."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Protocol

import numpy as np
from numpy import float64
from numpy.typing import NDArray

from guomen.catalogue.terms import Channel
from guomen.kernel.terms import Text
from guomen.targeting.capacity.terms import KINDS, NO_EPISODES, PaceInForce
from guomen.targeting.model_v1.terms import EpisodesInForce
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

    def in_episode(self, lines: Lines) -> Numbers:
        """What each line's value would be had something happened to its goods."""

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

    def episodes_of(self, digest: str, office: str) -> EpisodesInForce:
        """The episodes under which an office obeys a model; none for a model that it does not obey."""
        paces = (self.paces.get((office, kind)) for kind in KINDS)
        return next((pace.episodes for pace in paces if pace and pace.model == digest), NO_EPISODES)

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
    """What models say of a frame's lines: the values by the model's digest, NaN where it was not asked of a line.

    unrest: where episodes raised values, by how much likelier than usual one is on, by the model's digest.
    """

    of_model: Mapping[str, Numbers]
    unrest: Mapping[str, Numbers] = field(default_factory=dict)

    def rows(self, start: int, stop: int) -> "Valued":
        """The same of some of the lines."""
        of_model, unrest = (
            {digest: values[start:stop] for digest, values in told.items()} for told in (self.of_model, self.unrest)
        )
        return Valued(of_model, unrest)


def value_lines(learned: Learned, lines: Lines) -> Valued:
    """Ask every model of the lines of the offices that it is asked at. One that fails has fallen."""
    named = np.array(lines.column("office")) if isinstance(lines, FewLines) else lines["office"].to_numpy()
    offices, place = np.unique(named, return_inverse=True)
    wanted: dict[str, list[int]] = {}
    for number, office in enumerate(offices.tolist()):
        for digest in learned.asked_at(office):
            wanted.setdefault(digest, []).append(number)
    found: dict[str, Numbers] = {}
    raised: dict[str, Numbers] = {}
    for digest, places in wanted.items():
        rows = None if len(places) == len(offices) else np.flatnonzero(np.isin(place, places))
        asked = lines if rows is None else lines_at(lines, rows)
        unrest = unrest_of(asked, partial(learned.episodes_of, digest))
        scored = scored_by(learned, digest, asked, unrest)
        if scored is None:
            continue
        found[digest] = _spread(scored, rows, lines.height, np.nan)
        if unrest is not None:
            raised[digest] = _spread(unrest, rows, lines.height, 0.0)
    return Valued(found, raised)


def _spread(values: Numbers, rows: NDArray[np.int64] | None, height: int, otherwise: float) -> Numbers:
    """Values of some rows among all of them."""
    if rows is None:
        return values
    whole = np.full(height, otherwise)
    whole[rows] = values
    return whole


def unrest_of(lines: Lines, episodes: Callable[[str], EpisodesInForce]) -> Numbers | None:
    """By how much likelier than usual it is that something has happened to each line's goods, by what its office
    knows; None where nowhere.
    """
    named = _column(lines, "office")
    known = {office: episodes(office or "") for office in set(named)}
    if all(one.quiet for one in known.values()):
        return None
    goods, origins = _column(lines, "goods_code"), _column(lines, "origin")
    places = [
        (office, (code or "")[:4], origin or "") for office, code, origin in zip(named, goods, origins, strict=True)
    ]
    told = {place: known[place[0]].unrest(*place[1:]) for place in set(places)}
    found = np.array([told[place] for place in places], dtype=float64)
    return found if found.any() else None


def _column(lines: Lines, name: str) -> list[str | None]:
    return lines.column(name) if isinstance(lines, FewLines) else lines[name].to_list()


def lines_at(lines: Lines, rows: NDArray[np.int64]) -> Lines:
    """Some of the lines."""
    return lines.at(rows.tolist()) if isinstance(lines, FewLines) else lines[rows]


def scored_by(learned: Learned, digest: str, lines: Lines, unrest: Numbers | None = None) -> Numbers | None:
    """The model's values, rounded, raised where an episode is likelier than usual; None where it cannot be asked or
    gives anything but a number for each line.
    """
    if digest not in learned.scorers or digest in learned.fallen:
        return None
    try:
        values = stirred(learned.scorers[digest], lines, unrest)
    except Exception:  # whatever a model's own library raises, goods are decided
        values = np.empty(0, dtype=float64)
    if values.shape != (lines.height,) or not np.isfinite(values).all():
        learned.fallen[digest] = Fallback.FAILED
        return None
    return values


def stirred(scorer: Scorer, lines: Lines, unrest: Numbers | None) -> Numbers:
    """A model's values, rounded; unrest: of each line, by how much likelier than usual an episode is on, as unrest_of
    tells it.
    """
    values = np.array(scorer.score(lines), dtype=float64)
    if unrest is not None:
        rows = np.flatnonzero(unrest)
        more = scorer.in_episode(lines_at(lines, rows)) - values[rows]
        values[rows] += unrest[rows] * np.maximum(more, 0.0)
    return values.round(VALUE_DECIMALS)
