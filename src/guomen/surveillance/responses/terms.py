"""Words of the response: the ways to answer a risk, what each would do, how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from guomen.catalogue.terms import Channel
from guomen.kernel.terms import Reason, Text
from guomen.surveillance.measures.terms import MeasureKind


class Means(StrEnum):
    """The four ways to answer a risk."""

    WATCH = "watch"
    RAISE_LEVEL = "raise_level"
    CONTROL = "control"
    JOINT = "joint"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _MEANS[self]


_MEANS = {
    Means.WATCH: Text("继续观察，不采取措施", "Do nothing more, keep watching"),
    Means.RAISE_LEVEL: Text("发布预警或提高预警级别", "Warn, or raise the level"),
    Means.CONTROL: Text("定向管控", "Targeted control"),
    Means.JOINT: Text("联合行动，追查已放行货物", "Joint action on what was released"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to answer. kind, orders, rate: the measure that it would be; rate: the share of lots, 1 for every lot."""

    means: Means
    kind: MeasureKind | None = None
    orders: Channel | None = None
    rate: float = 1.0

    @property
    def code(self) -> str:
        """Its stable name, as policy lists it: "watch", "joint_check", "raise_sampling:sample:0.5"."""
        if self.kind is None:
            return str(self.means)
        share = f"{self.rate:g}" if self.rate < 1 else ""
        return ":".join(part for part in (self.kind, self.orders, share) if part)

    @property
    def text(self) -> Text:
        """What it is called on screen."""
        if self.kind is None:
            return self.means.text
        if self.orders is None:
            return self.kind.text
        share = Text(f"{self.rate:.0%}", f"{self.rate:.0%}") if self.rate < 1 else Text("逐批", "every lot")
        kind, orders = self.kind.text, self.orders.text
        return Text(f"{kind.zh}：{share.zh}{orders.zh}", f"{kind.en}: {orders.en}, {share.en}")


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % interval. labels: consignments that it rests on; hits: of them not conforming."""

    value: float
    low: float
    high: float
    labels: int
    hits: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Consignments of a risk over some days: how many were decided into each channel, what is known of them.

    rate: the share that does not conform, None where nobody looked. loose: let go without having been looked at.
    """

    channels: Mapping[Channel, int]
    rate: Rate | None
    labels: int
    hits: int
    loose: int

    @property
    def arrivals(self) -> int:
        """How many there were."""
        return sum(self.channels.values())

    @property
    def checks(self) -> int:
        """How many were not simply released."""
        return sum(count for channel, count in self.channels.items() if channel is not Channel.RELEASE)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What policy counts with. finds: share of what does not conform that a check of a channel finds; hours: officers'
    hours of one; worth: hours that one detection is worth; turned_away: hours that one conforming consignment turned
    away costs; weeks: how far ahead; past_weeks: how far back; least: labels from which like measures are believed.
    """

    finds: Mapping[str, float]
    hours: Mapping[str, float]
    worth: float
    turned_away: float
    weeks: int
    past_weeks: int
    least: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What is expected in the weeks ahead. found: (low, expected, high), None where nothing is known of the goods."""

    arrivals: float
    checks: float
    hours: float
    turned_away: float
    found: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Option:
    """A candidate with what it would do. score: hours won over watching, None where it cannot be told.

    barred: why it cannot be taken now; "" where it can.
    """

    candidate: Candidate
    effect: Effect
    score: float | None
    barred: Text | None = None
    reasons: tuple[Reason, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What the record keeps of it."""
        return {
            "code": self.candidate.code,
            "text": self.candidate.text.as_json(),
            "arrivals": self.effect.arrivals,
            "checks": self.effect.checks,
            "hours": self.effect.hours,
            "turned_away": self.effect.turned_away,
            "found": list(self.effect.found) if self.effect.found else None,
            "score": self.score,
            "barred": self.barred.as_json() if self.barred else None,
        }
