"""Who trades what with whom: made once from a world's seed, changed by its course."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from stdnum.cn import uscc

from guomen.simulator.columns.terms import Floats, Ints, Shape

_TEXT = (
    "US AU VN TH ID JP KR NZ BR CL MY DE FR CA RU IN NL IT PH ES MM EC AR GB PE ZA DK PK TR BD PL UA KZ LA IE MX LK IR "
    "NO BE UZ EG MN GH MA SG PT CR CO SE CH AT HU GR BY KE ET TZ KH BG"
)
_ORIGINS = [_TEXT[at : at + 2] for at in range(0, len(_TEXT), 3)]
_SPARE = 4


@dataclass(slots=True)
class Traders:
    """The world as it stands: names, effects on log-odds, and the trade links between importers and suppliers."""

    importers: pl.Series
    producers: pl.Series
    headings: pl.Series
    codes: pl.Series
    origins: pl.Series
    places: tuple[tuple[str, str], ...]
    importer: Floats
    supplier: Floats
    heading: Floats
    origin: Floats
    cell: Floats
    price: Floats
    phase: Floats
    link_importer: Ints
    link_supplier: Ints
    link_heading: Ints
    link_origin: Ints
    link_place: Ints
    link_weight: Floats
    link_extra: Floats
    unused: int

    def logit(self, link: Ints) -> Floats:
        """Log-odds of each link's goods, without anomaly, season, episode and base."""
        heading, origin = self.link_heading[link], self.link_origin[link]
        own: Floats = (
            self.importer[self.link_importer[link]] + self.supplier[self.link_supplier[link]] + self.link_extra[link]
        )
        return own + self.heading[heading] + self.origin[origin] + self.cell[heading, origin]


def make_traders(shape: Shape, chance: np.random.Generator) -> Traders:
    """The traders of a world. A supplier has an origin and two headings; a link: what an importer buys of it."""
    codes, headings, shares = _goods(shape, chance)
    spare = shape.suppliers // _SPARE
    origins = np.array(_ORIGINS[: shape.origins])
    supplier_origin = chance.choice(len(origins), shape.suppliers + spare, p=_falling(len(origins)))
    supplier_heading = chance.choice(len(codes), (shape.suppliers + spare, 2), p=shares)
    activity = chance.gamma(shape.activity, 1.0, shape.importers) + 1e-3
    importer, supplier, heading = _links(shape, chance, supplier_heading, shares)
    places = shape.places or tuple(
        (f"{31 + n // 4:02d}0{n % 4 + 1}01", f"{31 + n // 4:02d}0{n % 4 + 1}00") for n in range(shape.ports)
    )
    weight = activity[importer] * chance.gamma(1.0, 1.0, len(importer))
    return Traders(
        importers=pl.Series([_number(n) for n in range(shape.importers)]),
        producers=pl.Series([f"{origins[o]}{n:05d}" for n, o in enumerate(supplier_origin)]),
        headings=headings,
        codes=codes,
        origins=pl.Series(origins),
        places=places,
        importer=chance.normal(0, shape.importer_sd, shape.importers),
        supplier=np.append(chance.normal(0, shape.supplier_sd, shape.suppliers), np.zeros(spare)),
        heading=chance.normal(0, shape.heading_sd, len(codes)),
        origin=chance.normal(0, shape.origin_sd, len(origins)),
        cell=chance.normal(0, shape.cell_sd, (len(codes), len(origins))),
        price=chance.lognormal(3.0, 1.0, len(codes)),
        phase=chance.random(len(codes)),
        link_importer=importer,
        link_supplier=supplier,
        link_heading=heading,
        link_origin=supplier_origin[supplier],
        link_place=chance.choice(len(places), shape.importers, p=_falling(len(places)))[importer],
        link_weight=weight / weight.sum(),
        link_extra=np.zeros(len(importer)),
        unused=shape.suppliers,
    )


def _links(shape: Shape, chance: np.random.Generator, sold: Ints, shares: Floats) -> tuple[Ints, Ints, Ints]:
    """(importer, supplier, heading) of each link; with goods of stated shares every heading is traded by its share."""
    number = 1 + chance.poisson(shape.suppliers_each - 1, shape.importers)
    importer = np.repeat(np.arange(shape.importers), number)
    supplier = chance.integers(0, shape.suppliers, len(importer))
    heading = sold[supplier, (chance.random(len(importer)) < 0.3).astype(int)]
    return importer, supplier, heading


def _goods(shape: Shape, chance: np.random.Generator) -> tuple[pl.Series, pl.Series, Floats]:
    """Goods codes, their headings and their shares of the suppliers."""
    if shape.goods:
        codes = [one.code for one in shape.goods]
        shares = np.array([one.share for one in shape.goods], dtype=np.float64)
    else:
        numbers = np.sort(chance.choice(9000, shape.headings, replace=False)) + 101
        codes = [f"{number:04d}{number * 7919 % 10**4:04d}00999" for number in numbers]
        shares = chance.permutation(_falling(shape.headings))
    return pl.Series(codes), pl.Series([code[:4] for code in codes]), shares / shares.sum()


def _falling(count: int) -> Floats:
    """Shares that fall with rank, as traffic does: the first of 40 has about an eighth, the last one per cent."""
    shares = 1 / (np.arange(count) + 3.0)
    falling: Floats = shares / shares.sum()
    return falling


def _number(serial: int) -> str:
    """An importer's unified social credit code with a right check character."""
    body = f"91310000MA1{serial:06d}"
    return body + str(uscc.calc_check_digit(body))
