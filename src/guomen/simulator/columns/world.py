"""The weeks of a world, drawn from its seed: the same shape and seed give the same weeks and the same truth.

What a strategy inspects changes nothing, except with cheats: tell the course whom it caught.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from scipy.special import expit

from guomen.simulator.columns.terms import Flags, Floats, Ints, Shape, Week
from guomen.simulator.columns.traders import make_traders

_EPOCH = date(1970, 1, 1)
_SAMPLE = 200_000
_WEEKS_PER_YEAR = 52.0


@dataclass(frozen=True, slots=True)
class World:
    """A seeded world in columns."""

    shape: Shape
    seed: int

    def weeks(self) -> "Course":
        """A run through its weeks, from the first."""
        return Course(self)


class Course:
    """One run through a world's weeks: an iterator that also hears whom the port caught."""

    def __init__(self, world: World) -> None:
        self.shape = world.shape
        self.number = 0
        self._chance = np.random.default_rng([world.seed, 1])
        self.traders = make_traders(world.shape, np.random.default_rng([world.seed, 0]))
        links = np.arange(len(self.traders.link_importer))
        self._cheats = np.zeros(len(links), dtype=bool)
        self._ends = np.zeros(self.traders.cell.shape)
        self._safe = self._make_safe()
        self._mark_cheats()
        self._base = self._calibrated()
        self._surge = 0.0

    def __iter__(self) -> Iterator[Week]:
        return self

    def __next__(self) -> Week:
        if self.number >= self.shape.weeks:
            raise StopIteration
        self._change()
        week = self._week()
        self.number += 1
        return week

    def caught(self, week: Week, rows: Flags) -> None:
        """Consignments of `week` in which something was found: cheats among them come back under another name."""
        cheats = self.shape.cheats
        if cheats is None or not rows.any():
            return
        links = np.unique(week.truth["link"].to_numpy()[rows])
        links = links[self._cheats[links]]
        links = links[self._chance.random(len(links)) < cheats.returns]
        fresh = np.minimum(self.traders.unused + np.arange(len(links)), len(self.traders.supplier) - 1)
        self.traders.unused = min(self.traders.unused + len(links), len(self.traders.supplier) - 1)
        self.traders.link_supplier[links] = fresh

    def _week(self) -> Week:
        shape, traders, chance = self.shape, self.traders, self._chance
        wave = np.sin(2 * np.pi * self.number / _WEEKS_PER_YEAR)
        count = int(chance.poisson(shape.weekly * (1 + shape.season_traffic * wave)))
        link = _drawn(traders.link_weight, count, chance)
        anomaly = chance.standard_normal(count)
        heading, origin = traders.link_heading[link], traders.link_origin[link]
        outbreak = self._ends[heading, origin] > self.number
        moved = self._safe[heading] & self._collapsed()
        logit = self._link_logit()[link] + shape.anomaly_slope * anomaly
        if shape.outbreaks is not None:
            logit += shape.outbreaks.raises * outbreak
        risk = expit(logit)
        truth = pl.DataFrame(
            {
                "link": link,
                "nonconforming": chance.random(count) < risk,
                "outbreak": outbreak,
                "moved": moved,
                "cheat": self._cheats[link],
            }
        )
        first_day = shape.first_day + timedelta(weeks=self.number)
        return Week(self.number, first_day, self._declared(link, anomaly), truth, risk)

    def _declared(self, link: Ints, anomaly: Floats) -> pl.DataFrame:
        """What the traders declare; an anomaly shows in the price, as goods of doubtful papers are undervalued."""
        traders, chance, count = self.traders, self._chance, len(link)
        first_day = self.shape.first_day + timedelta(weeks=self.number)
        mass = np.round(chance.lognormal(8.0, 1.2, count), 1)
        heading = traders.link_heading[link]
        value = np.round(mass * traders.price[heading] * np.exp(-0.5 * anomaly), 2)
        days = pl.Series(np.sort(chance.integers(0, 7, count)).astype(np.int32) + (first_day - _EPOCH).days)
        place = traders.link_place[link]
        ports, offices = (pl.Series([pair[n] for pair in traders.places]) for n in (0, 1))
        return pl.DataFrame(
            {
                "reference": pl.Series(np.arange(count)),
                "day": days.cast(pl.Date),
                "importer": traders.importers.gather(traders.link_importer[link]),
                "producer": traders.producers.gather(traders.link_supplier[link]),
                "heading": traders.headings.gather(heading),
                "goods_code": traders.codes.gather(heading),
                "origin": traders.origins.gather(traders.link_origin[link]),
                "port": ports.gather(place),
                "office": offices.gather(place),
                "anomaly": anomaly,
                "value": value,
                "net_mass": mass,
            }
        )

    def _link_logit(self) -> Floats:
        """Log-odds of each link this week, without its papers and without episodes."""
        traders = self.traders
        logit = traders.logit(np.arange(len(traders.link_importer))) + self._base[traders.link_heading]
        if self.shape.season_risk:
            year = self.number / _WEEKS_PER_YEAR + traders.phase[traders.link_heading]
            logit = logit + self.shape.season_risk * np.sin(2 * np.pi * year)
        return logit + self._surge * (self._safe[traders.link_heading] & self._collapsed())

    def _change(self) -> None:
        """What happens between two weeks."""
        shape, traders, chance = self.shape, self.traders, self._chance
        if shape.outbreaks is not None:
            running = shape.outbreaks.lasts if self.number == 0 else 1.0
            links = _drawn(traders.link_weight, chance.poisson(shape.outbreaks.weekly * running), chance)
            ends = self.number + 1 + chance.exponential(shape.outbreaks.lasts, len(links))
            self._ends[traders.link_heading[links], traders.link_origin[links]] = ends
        if shape.churn is not None:
            self._swap(np.flatnonzero(chance.random(len(traders.link_supplier)) < shape.churn.links))
            turned = chance.random(len(traders.supplier)) < shape.churn.quality
            traders.supplier[turned] *= -1
        if shape.collapse is not None and self.number == shape.collapse.week:
            self._collapse()

    def _swap(self, links: Ints) -> None:
        """These links take another supplier, and trade what it sells: a link of that supplier's is copied."""
        traders = self.traders
        other = self._chance.integers(0, len(traders.link_supplier), len(links))
        for name in ("link_supplier", "link_heading", "link_origin"):
            column = getattr(traders, name)
            column[links] = column[other]

    def _make_safe(self) -> Flags:
        """The headings of a collapse's stratum: the three that come nearest to a third of its share each; made safe."""
        safe = np.zeros(len(self.traders.heading), dtype=bool)
        if self.shape.collapse is None:
            return safe
        share = np.bincount(self.traders.link_heading, self.traders.link_weight, minlength=len(safe))
        order = np.argsort(np.abs(share - self.shape.collapse.before / 3), kind="stable")
        safe[order[:3]] = True
        self.traders.heading[safe] -= self.shape.collapse.safe
        return safe

    def _collapse(self) -> None:
        """The riskiest traffic moves into the stratum through traders of good record."""
        collapse, traders, chance = self.shape.collapse, self.traders, self._chance
        assert collapse is not None
        riskiest = np.argsort(-self._link_logit(), kind="stable")
        riskiest = riskiest[~self._safe[traders.link_heading[riskiest]]]
        moved = riskiest[np.cumsum(traders.link_weight[riskiest]) <= collapse.moved]
        good_importers = np.flatnonzero(traders.importer <= np.quantile(traders.importer, 0.4))
        good_suppliers = np.flatnonzero(traders.supplier <= np.quantile(traders.supplier, 0.4))
        traders.link_importer[moved] = chance.choice(good_importers, len(moved))
        traders.link_supplier[moved] = chance.choice(good_suppliers, len(moved))
        traders.link_heading[moved] = chance.choice(np.flatnonzero(self._safe), len(moved))
        inside = np.flatnonzero(self._safe[traders.link_heading])
        anomaly = self.shape.anomaly_slope * np.random.default_rng(0).standard_normal(len(inside))
        self._surge = 0.0
        self._surge = _shift(self._link_logit()[inside] + anomaly, traders.link_weight[inside], collapse.risk)

    def _collapsed(self) -> bool:
        return self.shape.collapse is not None and self.number >= self.shape.collapse.week

    def _mark_cheats(self) -> None:
        cheats = self.shape.cheats
        if cheats is None:
            return
        self._cheats = np.random.default_rng(len(self._cheats)).random(len(self._cheats)) < cheats.links
        self.traders.link_extra[self._cheats] = cheats.raises

    def _calibrated(self) -> Floats:
        """Base log-odds per heading: one for all, or what gives each of the shape's goods its stated base rate."""
        traders, shape = self.traders, self.shape
        chance = np.random.default_rng(1)
        link = _drawn(traders.link_weight, _SAMPLE, chance)
        logit = traders.logit(link) + shape.anomaly_slope * chance.standard_normal(_SAMPLE)
        base = np.full(len(traders.heading), _shift(logit, np.ones(_SAMPLE), shape.base_rate))
        for number, goods in enumerate(shape.goods):
            inside = traders.link_heading[link] == number
            if goods.base_rate is not None and inside.any():
                base[number] = _shift(logit[inside], np.ones(int(inside.sum())), goods.base_rate)
        return base


def _drawn(weight: Floats, count: int, chance: np.random.Generator) -> Ints:
    """Indices drawn in proportion to their weight."""
    total = np.cumsum(weight)
    at = np.searchsorted(total, chance.random(count) * total[-1], side="right")
    found: Ints = np.minimum(at, len(weight) - 1).astype(np.int64)
    return found


def _shift(logit: Floats, weight: Floats, wanted: float) -> float:
    """What must be added to the log-odds for their mean probability to be `wanted`."""
    low, high = -30.0, 30.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if float(weight @ expit(logit + middle)) < wanted * weight.sum() else (low, middle)
    return (low + high) / 2
