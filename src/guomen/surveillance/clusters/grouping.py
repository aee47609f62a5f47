"""One incident, one cluster: alarms that rest on the same notices belong together, night after night. Pure.

Ethylene oxide in sesame from India alarms as a hazard, as hazard and product, as hazard and origin and as all three;
its marker 2-chloroethanol stands in the same notices. That is one cluster, led by its most general key. While it is
open nothing of it is raised again; when it reaches a new origin or product, that is told once, as a spread.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

import polars as pl

from guomen.surveillance.clusters.keys import NO_KINDS, Key, Kinds

SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Alarm:
    """A key that passed tonight, with the notices that made it pass. See emerging.surprises for the numbers."""

    key: Key
    window: int
    recent: int
    past: int
    expected: float
    probability: float
    notices: frozenset[str]


class Telling(StrEnum):
    """Why a cluster is put before a person."""

    NEW = "new"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Alarms that belong together. leading: what it is called by; keys: all that alarmed; last: the last such night.

    told: the last night on which a person was told of it; known: the notices it had then.
    """

    number: int
    opened: date
    leading: Key
    keys: frozenset[Key]
    notices: frozenset[str]
    last: date
    told: date
    known: frozenset[str]

    def holds(self, group: Sequence[Alarm]) -> bool:
        """Whether a group is more of the same: a key of it is ours or under ours, or half its notices are ours."""
        keys = {alarm.key for alarm in group}
        if keys & self.keys or any(mine.covers(key) for mine in self.keys for key in keys):
            return True
        notices = frozenset[str]().union(*(alarm.notices for alarm in group))
        return len(notices & self.notices) >= SHARED * len(notices)


@dataclass(frozen=True, slots=True)
class Raised:
    """What a person is told on a night: a new cluster or how one has spread. alarms: those that say so."""

    on: date
    telling: Telling
    cluster: int
    leading: Key
    alarms: tuple[Alarm, ...]

    @property
    def probability(self) -> float:
        """Of the most surprising alarm."""
        return min(alarm.probability for alarm in self.alarms)

    @property
    def notices(self) -> int:
        """Different notices that it rests on."""
        return len(frozenset[str]().union(*(alarm.notices for alarm in self.alarms)))


@dataclass(frozen=True, slots=True)
class Standing:
    """The open clusters, and the next number. quiet: days without an alarm that close one; pause: between tellings."""

    clusters: tuple[Cluster, ...] = ()
    next: int = 1
    quiet: int = 63
    pause: int = 7
    raised: tuple[Raised, ...] = field(default=())


def with_notices(alarms: pl.DataFrame, occurrences: pl.DataFrame, on: date) -> list[Alarm]:
    """The alarms of emerging.alarms, each with the notices of its key in its window."""
    found = []
    for row in alarms.iter_rows(named=True):
        key = Key(row["hazard"], row["origin"], row["product"])
        mine = [pl.col(name) == value for name, value in zip(key._fields, key, strict=True) if value]
        days = pl.col("day").is_between(on - timedelta(days=row["window"] - 1), on)
        notices = frozenset(occurrences.filter(days, *mine)["notice"])
        found.append(
            Alarm(key, row["window"], row["recent"], row["past"], row["expected"], row["probability"], notices)
        )
    return found


def grouped(alarms: Iterable[Alarm]) -> list[list[Alarm]]:
    """Alarms of which one rests on at least half of the notices of another, together; the most surprising group first.

    Within a group the most general key comes first, of those the one with most notices.
    """
    groups: list[list[Alarm]] = []
    for alarm in alarms:
        near = [group for group in groups if any(_same(alarm, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([alarm, *(other for group in near for other in group)])
    ordered = [sorted(group, key=_generality) for group in groups]
    return sorted(ordered, key=lambda group: (min(alarm.probability for alarm in group), group[0].key))


def follow(standing: Standing, alarms: Iterable[Alarm], on: date, kinds: Kinds = NO_KINDS) -> Standing:
    """A night: what alarms tonight joins the open clusters or opens new ones; `raised` is what a person is told."""
    open_ones = [one for one in standing.clusters if (on - one.last).days <= standing.quiet]
    number, raised = standing.next, list[Raised]()
    for group in grouped(alarms):
        near = [one for one in open_ones if one.holds(group)] or _in_other_words(open_ones, group, kinds)
        if near:
            one, told = _joined(near, group, on, standing.pause)
            open_ones = [other for other in open_ones if other not in near]
        else:
            one, told = _opened(number, group, on), tuple(group)
            number += 1
        open_ones.append(one)
        if told:
            telling = Telling.SPREAD if near else Telling.NEW
            raised.append(Raised(on, telling, one.number, told[0].key, told))
    clusters = tuple(sorted(open_ones, key=lambda one: one.number))
    return replace(standing, clusters=clusters, next=number, raised=tuple(raised))


def _in_other_words(clusters: Sequence[Cluster], group: Sequence[Alarm], kinds: Kinds) -> list[Cluster]:
    """The latest cluster that a group of general words ("pesticide residue") may be about: of a kind of it, and of no
    other origin or product."""
    general = [alarm.key for alarm in group if kinds.general(alarm.key.hazard)]
    if len(general) < len(group):
        return []
    found = [
        one
        for one in clusters
        if any(mine.hazard in kinds.family(key.hazard) and mine.fits(key) for mine in one.keys for key in general)
    ]
    return [max(found, key=lambda one: (one.last, one.number))] if found else []


def _same(one: Alarm, other: Alarm) -> bool:
    return len(one.notices & other.notices) >= SHARED * min(len(one.notices), len(other.notices))


def _generality(alarm: Alarm) -> tuple[int, int, float, Key]:
    return sum(map(bool, alarm.key)), -len(alarm.notices), alarm.probability, alarm.key


def _opened(number: int, group: Sequence[Alarm], on: date) -> Cluster:
    notices = frozenset[str]().union(*(alarm.notices for alarm in group))
    return Cluster(number, on, group[0].key, frozenset(alarm.key for alarm in group), notices, on, on, notices)


def _joined(near: Sequence[Cluster], group: Sequence[Alarm], on: date, pause: int) -> tuple[Cluster, tuple[Alarm, ...]]:
    """The oldest of the clusters with the others and the group in it, and the alarms to be told of as its spread.

    What would be a spread within the pause is left out, to be told after it if it still alarms then.
    """
    oldest = min(near, key=lambda one: one.number)
    keys = frozenset[Key]().union(*(one.keys for one in near))
    notices = frozenset[str]().union(*(one.notices for one in near))
    known = frozenset[str]().union(*(one.known for one in near))
    spread = tuple(alarm for alarm in group if _is_spread(alarm, keys, known))
    told = spread if (on - oldest.told).days >= pause else ()
    kept = [alarm for alarm in group if told or alarm not in spread]
    notices = notices.union(*(alarm.notices for alarm in kept))
    joined = replace(oldest, keys=keys | {alarm.key for alarm in kept}, notices=notices, last=on, known=known)
    if told:
        joined = replace(joined, told=on, known=notices)
    return joined, told


def _is_spread(alarm: Alarm, keys: frozenset[Key], known: frozenset[str]) -> bool:
    """Whether an alarm names an origin or a product that the cluster has not, and rests mostly on untold notices."""
    origin, product = alarm.key.origin, alarm.key.product
    news = (origin and origin not in {key.origin for key in keys}) or (
        product and product not in {key.product for key in keys}
    )
    return bool(news) and len(alarm.notices - known) > SHARED * len(alarm.notices)
