"""A world: who trades, how good they really are, and the days' arrivals with their truth, as columns.

The same parameters and seed give the same arrivals, whatever policy is tried; only cheats answer to being caught.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from guomen.consignments.terms import LINE_SCHEMA
from guomen.parties.terms import PartySnapshot
from guomen.simulator.trying.goods import CLASSES, class_of
from guomen.simulator.trying.people import Population, Real, Whole, known_parties, populate
from guomen.simulator.trying.terms import DAYS_OF_YEAR, PLACES, Parameters

Flags = NDArray[np.bool_]
# How many lines the world's general level of risk is set on.
_SAMPLE = 150_000
_BINS = 4_000
_PEOPLE, _DAY, _CHANGES = 1, 2, 3


@dataclass(frozen=True)
class Arrivals:
    """The lines of one day. frame: as declared. consignment: 0, 1, 2 … relation: who really sells to whom.

    office: the number of the office that each line comes to. seen, tested: whether an officer who looks, or only a
    laboratory, would find something; seen_class, tested_class: the classes of those hazards; harm: the weight of what
    is wrong. risk: the chance of anything, as the world knows it. episode: the contamination at work, −1 for none.
    luck: three numbers in [0, 1) a line, for the officer's eye, the laboratory, and its false alarms: the same whatever
    is decided.
    """

    day: date
    frame: pl.DataFrame
    consignment: Whole
    relation: Whole
    office: Whole
    seen: Flags
    tested: Flags
    seen_class: Whole
    tested_class: Whole
    harm: Real
    risk: Real
    episode: Whole
    luck: Real


@dataclass
class Evasion:
    """What the cheats have learned of one policy: how often each relation was found out, and until when it hides."""

    caught: Whole
    until: Whole
    cheat: Flags
    hiding: int

    @classmethod
    def of(cls, world: "World") -> "Evasion":
        size = len(world.people.importer)
        cheat = world.people.cheat[world.people.importer]
        return cls(np.zeros(size, dtype=np.int64), np.full(size, -1, dtype=np.int64), cheat, world.parameters.hiding)

    def learn(self, relations: Whole, day: int) -> None:
        """These relations were found out on a day of the run; the honest among them change nothing."""
        found = np.unique(relations[self.cheat[relations]])
        self.caught[found] += 1
        self.until[found] = day + self.hiding


@dataclass(frozen=True)
class _Drawn:
    """A day's draw before anything is declared."""

    consignment: Whole
    relation: Whole
    dice: np.random.Generator = field(repr=False)


class World:
    """One seeded world. Everything follows from the parameters and the seed."""

    def __init__(self, parameters: Parameters, seed: int) -> None:
        self.parameters = parameters
        self.seed = seed
        self.people: Population = populate(parameters, self._dice(_PEOPLE))
        dice = self._dice(_CHANGES)
        goods, cells = len(self.people.goods), len(self.people.cells)
        self._goods_effect = dice.normal(0.0, parameters.goods_spread, (2, goods))
        self._cell_effect = dice.normal(0.0, parameters.cell_spread, cells)
        self._phase = dice.random(goods)
        self._producer_effect = self._drifting(dice)
        self._episodes = self._contaminations(dice)
        self._level = self._set_level()

    @cached_property
    def parties(self) -> PartySnapshot:
        """What the agency has on record of everybody."""
        return known_parties(self.people)

    def evasion(self) -> Evasion:
        """What its cheats know of a policy before anybody was caught."""
        return Evasion.of(self)

    @property
    def days(self) -> int:
        """How long the world runs."""
        return self.parameters.days

    def on(self, day: int) -> date:
        """The date of a day of the run."""
        return self.parameters.first_day + timedelta(days=day)

    def arrivals(self, day: int, evasion: Evasion | None = None) -> Arrivals:
        """What arrives on a day of the run; evasion: what cheats have learned so far."""
        drawn = self._draw(day)
        seen_p, tested_p, episode = self._risks(drawn.relation, day)
        lines = len(drawn.relation)
        fate, luck = drawn.dice.random((2, lines)), drawn.dice.random((3, lines))
        mass = drawn.dice.random(lines)
        relation, consignment = drawn.relation, drawn.consignment
        seen, tested, risk = fate[0] < seen_p, fate[1] < tested_p, 1.0 - (1.0 - seen_p) * (1.0 - tested_p)
        producer = self.people.producer[relation]
        piece = np.zeros(lines, dtype=np.int64)
        if evasion is not None:
            producer = self._hidden(relation, producer, evasion, day)
            kept, piece = self._split(relation, consignment, evasion, day)
            first = piece == 0
            relation, consignment, producer, episode = (one[kept] for one in (relation, consignment, producer, episode))
            seen, tested, risk = seen[kept] & first, tested[kept] & first, np.where(first, risk[kept], 0.0)
            luck, mass = luck[:, kept], mass[kept]
        frame = self._declared(day, consignment, piece, relation, producer, mass)
        number = frame.select(pl.struct("reference").rle_id()).to_series().to_numpy().astype(np.int64)
        goods = self._goods_of_cell[self.people.cell_of_producer[self.people.producer[relation]]]
        harm = np.maximum(seen * self._harms[0][goods], tested * self._harms[1][goods])
        return Arrivals(
            day=self.on(day),
            frame=frame,
            consignment=number,
            relation=relation,
            office=self.people.office[self.people.importer[relation]],
            seen=seen,
            tested=tested,
            seen_class=self._classes[0][goods],
            tested_class=self._classes[1][goods],
            harm=harm,
            risk=risk,
            episode=episode,
            luck=luck,
        )

    @cached_property
    def _goods_of_cell(self) -> Whole:
        return np.array([number for number, _ in self.people.cells])

    @cached_property
    def _harms(self) -> tuple[Real, Real]:
        """The weight of what is seen and of what is tested for, by commodity."""
        goods = self.people.goods
        return np.array([one.seen_harm for one in goods]), np.array([one.tested_harm for one in goods])

    @cached_property
    def _classes(self) -> tuple[Whole, Whole]:
        """The class of what is seen and of what is tested for, by commodity."""
        places, goods = list(CLASSES), self.people.goods
        seen, tested = ([places.index(class_of(name)) for name in names] for names in
                        ([one.seen for one in goods], [one.tested for one in goods]))  # fmt: skip
        return np.array(seen), np.array(tested)

    def _dice(self, *purpose: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, *purpose])

    def _draw(self, day: int) -> _Drawn:
        """Who brings what on a day."""
        dice, people = self._dice(_DAY, day), self.people
        count = int(dice.poisson(self.parameters.batches / DAYS_OF_YEAR))
        sizes = 1 + dice.choice(len(self.parameters.lines), count, p=_shares(self.parameters.lines))
        head = np.searchsorted(people.share, dice.random(count)).clip(0, len(people.share) - 1)
        consignment = np.repeat(np.arange(count), sizes)
        first = np.diff(consignment, prepend=-1) > 0
        importer = people.importer[head][consignment]
        other = people.first[importer] + (dice.random(len(consignment)) * people.count[importer]).astype(np.int64)
        return _Drawn(consignment, np.where(first, head[consignment], other), dice)

    def _risks(self, relation: Whole, day: int) -> tuple[Real, Real, Whole]:
        """For each line the chance of what is seen and of what is tested for, and the contamination at work."""
        common, kinds, episode = self._odds(relation, day)
        seen, tested = (_share(level + common + kind) for level, kind in zip(self._level, kinds, strict=True))
        return seen, tested, episode

    def _odds(self, relation: Whole, day: int) -> tuple[Real, tuple[Real, Real], Whole]:
        """Log-odds without the world's level: what both kinds of fault share, what each has for itself."""
        people, parameters = self.people, self.parameters
        importer, producer = people.importer[relation], people.producer[relation]
        cell = people.cell_of_producer[producer]
        goods = self._goods_of_cell[cell]
        wave = np.cos(2.0 * np.pi * (day / DAYS_OF_YEAR - self._phase[goods]))
        common = (
            people.importer_quality[importer]
            + self._producer_effect[day // 7, producer]
            + self._cell_effect[cell]
            + parameters.season * wave
            + parameters.cheat_rise * people.cheat[importer]
        )
        raised, episode = self._raised(cell, day)
        return common, (self._goods_effect[0, goods] + raised[0], self._goods_effect[1, goods] + raised[1]), episode

    def _raised(self, cell: Whole, day: int) -> tuple[Real, Whole]:
        raised, episode = np.zeros((2, len(self.people.cells))), np.full(len(self.people.cells), -1)
        begun, ended, where, kind = self._episodes
        for number in np.flatnonzero((begun <= day) & (day < ended)).tolist():
            raised[kind[number], where[number]] = self.parameters.episode_rise
            episode[where[number]] = number
        return raised[:, cell], episode[cell]

    def _drifting(self, dice: np.random.Generator) -> NDArray[np.float32]:
        """The quality of each producer, week by week."""
        producers, weeks = len(self.people.cell_of_producer), self.days // 7 + 1
        quality = np.empty((weeks, producers), dtype=np.float32)
        quality[0] = dice.normal(0.0, self.parameters.producer_spread, producers)
        for week in range(1, weeks):
            anew = dice.random(producers) < self.parameters.drift
            drawn = dice.normal(0.0, self.parameters.producer_spread, producers)
            quality[week] = np.where(anew, drawn, quality[week - 1])
        return quality

    def _contaminations(self, dice: np.random.Generator) -> tuple[Whole, Whole, Whole, Whole]:
        """First day, day after the last, cell and kind (0 seen, 1 tested) of each episode."""
        count = int(dice.poisson(self.parameters.episodes * self.days / 7))
        begun = dice.integers(0, self.days, count)
        lasts = 1 + dice.poisson(self.parameters.episode_days, count)
        kind = (dice.random(count) < 0.5).astype(np.int64)
        return begun, begun + lasts, dice.integers(0, len(self.people.cells), count), kind

    def _set_level(self) -> tuple[float, float]:
        """The two levels at which the share of nonconforming consignments is what the parameters say."""
        each = max(1, round(self.days * self.parameters.batches / DAYS_OF_YEAR * 1.4 / _SAMPLE))
        odds, whose, count = [], [], 0
        for day in range(each // 2, self.days, each):
            drawn = self._draw(day)
            common, kinds, _ = self._odds(drawn.relation, day)
            odds.append((common + kinds[0], common + kinds[1]))
            whose.append(drawn.consignment + count)
            count += int(drawn.consignment[-1]) + 1 if len(drawn.consignment) else 0
        seen, tested = (np.concatenate(part) for part in zip(*odds, strict=True))
        start = np.flatnonzero(np.diff(np.concatenate(whose), prepend=-1))
        laboratory, wanted = self.parameters.laboratory, self.parameters.prevalence
        binned = _binned(seen), _binned(tested)
        low, high = 0.0, 1.0
        for _ in range(30):
            share = (low + high) / 2
            levels = _solved(*binned[0], share * (1.0 - laboratory)), _solved(*binned[1], share * laboratory)
            sound = (1.0 - _share(levels[0] + seen)) * (1.0 - _share(levels[1] + tested))
            found = 1.0 - float(np.multiply.reduceat(sound, start).mean())
            low, high = (share, high) if found < wanted else (low, share)
        return levels

    def _hidden(self, relation: Whole, producer: Whole, evasion: Evasion, day: int) -> Whole:
        """Who was found out declares another producer of the same goods, of whatever origin, while it hides."""
        hiding = (evasion.until[relation] >= day) & (evasion.caught[relation] > 0)
        if not hiding.any():
            return producer
        declared = producer.copy()
        for line in np.flatnonzero(hiding).tolist():
            others = self._of_goods[self.people.cells[int(self.people.cell_of_producer[producer[line]])][0]]
            place = int(np.searchsorted(others, producer[line]))
            declared[line] = others[(place + int(evasion.caught[relation[line]])) % len(others)]
        return declared

    @cached_property
    def _of_goods(self) -> list[Whole]:
        goods = self._goods_of_cell[self.people.cell_of_producer]
        return [np.flatnonzero(goods == number) for number in range(len(self.people.goods))]

    def _split(self, relation: Whole, consignment: Whole, evasion: Evasion, day: int) -> tuple[Whole, Whole]:
        """(the line that each declared line is a piece of, which piece it is): only the first piece holds the fault."""
        hiding = (evasion.until[relation] >= day) & (evasion.caught[relation] > 0)
        of_consignment = np.zeros(int(consignment[-1]) + 1 if len(consignment) else 0, dtype=bool)
        of_consignment[consignment[hiding]] = True
        times = np.where(of_consignment[consignment], self.parameters.pieces, 1)
        kept = np.repeat(np.arange(len(relation)), times)
        piece = np.arange(len(kept)) - np.repeat(np.cumsum(times) - times, times)
        order = np.lexsort((kept, piece, consignment[kept]))
        return kept[order], piece[order]

    def _declared(
        self, day: int, consignment: Whole, piece: Whole, relation: Whole, producer: Whole, mass: Real
    ) -> pl.DataFrame:
        """The lines as they are declared."""
        on = self.on(day)
        frame = pl.concat([self._of_relations[relation], self._of_producers[producer]], how="horizontal").with_columns(
            pl.Series("number", consignment), pl.Series("piece", piece), pl.Series("luck", mass)
        )
        kilograms = (pl.col("lightest") + pl.col("luck") * (pl.col("heaviest") - pl.col("lightest"))).round(1)
        reference = pl.concat_str(
            pl.lit(f"{on:%Y%m%d}"), pl.col("number").cast(pl.String).str.zfill(6),
            pl.when(pl.col("piece") > 0).then(pl.concat_str(pl.lit("-"), pl.col("piece"))).otherwise(pl.lit("")),
        )  # fmt: skip
        named = frame.with_columns(reference=reference, quantity=kilograms, net_mass=kilograms).with_columns(
            value=(pl.col("net_mass") * pl.col("price")).round(2),
            item_no=pl.int_range(pl.len()).over("reference") + 1,
            declared_on=pl.lit(on),
            moved_on=pl.lit(on),
            shipped_on=pl.lit(on - timedelta(days=25)),
            documents=pl.lit(self._documents, dtype=pl.List(pl.String)),
            **{name: pl.lit(value) for name, value in _CONSTANT.items()},
        )
        rest = [pl.lit(None, dtype=kind).alias(name) for name, kind in LINE_SCHEMA.items() if name not in named.columns]
        return named.with_columns(rest).select(pl.col(name).cast(kind) for name, kind in LINE_SCHEMA.items())

    @cached_property
    def _documents(self) -> list[str]:
        return sorted({kind for one in self.people.goods for kind in one.documents})

    @cached_property
    def _of_relations(self) -> pl.DataFrame:
        people = self.people
        cell = people.cell_of_producer[people.producer]
        goods = [people.cells[number][0] for number in cell.tolist()]
        office = [PLACES[number] for number in people.office[people.importer].tolist()]
        names = [people.importer_name(number) for number in people.importer.tolist()]
        permits = [
            [f"325:{people.permit(importer, number)}"] if people.goods[number].permit else []
            for importer, number in zip(people.importer.tolist(), goods, strict=True)
        ]
        of = [people.goods[number] for number in goods]
        return pl.DataFrame(
            {
                "importer": names,
                "declarant": names,
                "office": [place.office for place in office],
                "destination_office": [place.office for place in office],
                "port": [place.port for place in office],
                "goods_code": [one.code for one in of],
                "intended_use": ["12" if one.filed else "99" for one in of],
                "permits": permits,
                "price": [float(one.price) for one in of],
                "lightest": [float(one.kilograms[0]) for one in of],
                "heaviest": [float(one.kilograms[1]) for one in of],
            },
            schema_overrides={"permits": pl.List(pl.String)},
        )

    @cached_property
    def _of_producers(self) -> pl.DataFrame:
        origins = [self.people.cells[cell][1] for cell in self.people.cell_of_producer.tolist()]
        return pl.DataFrame(
            {
                "producer": [self.people.producer_name(number) for number in range(len(origins))],
                "origin": origins,
                "departure_country": origins,
            }
        )


_CONSTANT = {
    "sender": "world",
    "version": 1,
    "action": "lodge",
    "direction": "import",
    "regime": "0110",
    "importer_scheme": "uscc",
    "transport_mode": "2",
    "quantity_unit": "035",
    "currency": "CNY",
}


def _share(odds: Real) -> Real:
    share: Real = 1.0 / (1.0 + np.exp(-odds))
    return share


def _shares(parts: tuple[float, ...]) -> Real:
    given = np.array(parts, dtype=np.float64)
    shares: Real = given / given.sum()
    return shares


def _binned(odds: Real) -> tuple[Real, Real]:
    """Log-odds as middles of narrow bins with the share of lines in each."""
    count, edges = np.histogram(odds, _BINS)
    return (edges[:-1] + edges[1:]) / 2, count / len(odds)


def _solved(odds: Real, weight: Real, share: float) -> float:
    """The level at which the mean chance is `share`."""
    low, high = -40.0, 40.0
    for _ in range(50):
        level = (low + high) / 2
        if float(_share(level + odds) @ weight) < share:
            low = level
        else:
            high = level
    return (low + high) / 2
