"""Who trades in a world: importers of hidden quality and class, producers, who buys from whom."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from guomen.parties.terms import (
    AuthorisationFact,
    AuthorisationKind,
    AuthorisationState,
    OperatorFacts,
    PartySnapshot,
)
from guomen.simulator.trying.goods import MIXES, Goods
from guomen.simulator.trying.terms import Parameters

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
_SINCE = date(2010, 1, 1)


@dataclass(frozen=True)
class Population:
    """goods, cells (commodity, origin), producers (each of one cell), importers, relations (who buys what of whom).

    *_quality: hidden, on the log-odds scale; a relation's are looked up through its importer and producer.
    first, count: where an importer's relations stand. share: how much of the trade each relation carries, cumulated.
    """

    goods: tuple[Goods, ...]
    cells: tuple[tuple[int, str], ...]
    cell_of_producer: Whole
    importer_quality: Real
    grades: Whole
    cheat: NDArray[np.bool_]
    office: Whole
    importer: Whole
    producer: Whole
    first: Whole
    count: Whole
    share: Real

    def importer_name(self, number: int) -> str:
        """The identifier of an importer."""
        return f"91{number:016d}"

    def producer_name(self, number: int) -> str:
        """The registration number of a producer."""
        goods, origin = self.cells[int(self.cell_of_producer[number])]
        return f"{origin}{self.goods[goods].code[:4]}{number:06d}"

    def permit(self, importer: int, goods: int) -> str:
        """The number of an importer's permit for a commodity."""
        return f"QP{importer:07d}{self.goods[goods].code[:6]}"


def populate(parameters: Parameters, dice: np.random.Generator) -> Population:
    """Draw everybody of a world."""
    goods = MIXES[parameters.goods]
    cells = tuple((number, origin) for number, one in enumerate(goods) for origin in one.origins)
    weight = np.array([goods[number].weight / len(goods[number].origins) for number, _ in cells])
    cell_of_producer = _producers(len(cells), weight, parameters.producers, dice)
    quality = dice.normal(0.0, parameters.importer_spread, parameters.importers)
    busy = dice.gamma(0.5, 1.0, parameters.importers) + 0.02
    count = 1 + np.minimum(dice.poisson(3.0 * busy), 24)
    importer = np.repeat(np.arange(parameters.importers), count)
    # A producer is bought from as often as its commodity travels, shared among those of its cell.
    size = weight[cell_of_producer] / np.bincount(cell_of_producer, minlength=len(cells))[cell_of_producer]
    producer = dice.choice(len(cell_of_producer), len(importer), p=size / size.sum())
    carried = (busy / count)[importer] * dice.gamma(1.0, 1.0, len(importer))
    return Population(
        goods=goods,
        cells=cells,
        cell_of_producer=cell_of_producer,
        importer_quality=quality,
        grades=_grades(quality, parameters, dice),
        cheat=dice.random(parameters.importers) < parameters.cheats,
        office=dice.integers(0, parameters.offices, parameters.importers),
        importer=importer,
        producer=producer,
        first=np.cumsum(count) - count,
        count=count,
        share=np.cumsum(carried) / carried.sum(),
    )


def _producers(cells: int, weight: Real, wanted: int, dice: np.random.Generator) -> Whole:
    """The cell of each producer: every cell has one, the rest go where trade goes."""
    rest = max(0, wanted - cells)
    return np.concatenate([np.arange(cells), dice.choice(cells, rest, p=weight / weight.sum())])


def _grades(quality: Real, parameters: Parameters, dice: np.random.Generator) -> Whole:
    """Classes 1 to 4 in the shares asked for: the agency saw the quality of an enterprise, and not quite."""
    seen = quality + dice.normal(0.0, 1.0, len(quality))
    rank = np.argsort(np.argsort(seen)) / len(seen)
    bounds = np.cumsum(parameters.classes) / max(sum(parameters.classes), 1e-12)
    return np.minimum(np.searchsorted(bounds[:3], rank, side="right"), 3) + 1


def known_parties(population: Population) -> PartySnapshot:
    """What the agency has on record of everybody: classes, filings, registrations, permits; all in order."""
    operators: dict[str, OperatorFacts] = {}
    authorisations: dict[str, tuple[AuthorisationFact, ...]] = {}
    wanted: list[set[int]] = [set() for _ in population.first]
    goods_of = population.cell_of_producer[population.producer]
    for importer, cell in zip(population.importer.tolist(), goods_of.tolist(), strict=True):
        wanted[importer].add(population.cells[cell][0])
    for number, grade in enumerate(population.grades.tolist()):
        name = population.importer_name(number)
        held = [_fact(AuthorisationKind.IMPORTER_FILING, f"IF{name}", name)]
        held += [
            _fact(AuthorisationKind.QUARANTINE_PERMIT, population.permit(number, goods), name)
            for goods in sorted(wanted[number])
            if population.goods[goods].permit
        ]
        operators[name] = OperatorFacts(name, name, name, ((grade, _SINCE, None, f"class:{name}"),), tuple(held))
        authorisations |= {fact.number: (fact,) for fact in held}
    for number in range(len(population.cell_of_producer)):
        goods, origin = population.cells[int(population.cell_of_producer[number])]
        if population.goods[goods].registered:
            name = population.producer_name(number)
            fact = _fact(AuthorisationKind.ESTABLISHMENT_REGISTRATION, name, name, origin)
            authorisations[name] = (fact,)
    return PartySnapshot(0, operators, authorisations)


def _fact(kind: AuthorisationKind, number: str, holder: str, country: str = "") -> AuthorisationFact:
    return AuthorisationFact(
        key=f"{kind}:{number}",
        kind=kind,
        number=number,
        holder=holder,
        state=AuthorisationState.VALID,
        country=country,
        valid_from=_SINCE,
    )
