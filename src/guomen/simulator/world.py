"""Making the world and its days from a seed: the same seed gives the same world, the same days, the same truth."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from stdnum import iso6346
from stdnum.cn import uscc

from guomen.consignments.terms import ContainerUse, Declaration, GoodsItem, Permit, PresentedDocument
from guomen.simulator.terms import Arrival, Enterprise, Establishment, Place, Trade, Truth
from guomen.simulator.trades import TRADES

_CITIES = (("沪", "Shanghai"), ("宁波", "Ningbo"), ("青岛", "Qingdao"), ("津", "Tianjin"), ("穗", "Guangzhou"))
_STEMS = (("远洋", "Yuanyang"), ("丰源", "Fengyuan"), ("恒达", "Hengda"), ("嘉禾", "Jiahe"), ("海纳", "Haina"))
# Share of declarations in which a trader leaves out or misstates something.
_CARELESS = 0.01
_SHIPS = ("EVER HARMONY", "COSCO PEACE", "MAERSK LIMA", "OOCL TIANJIN", "MSC ADRIA")


@dataclass(frozen=True)
class World:
    """Who trades what. The truth of every arrival follows from `seed` alone."""

    seed: int
    enterprises: tuple[Enterprise, ...]
    establishments: tuple[Establishment, ...]

    @cached_property
    def producers(self) -> dict[tuple[str, str], tuple[Establishment, ...]]:
        """Establishments by goods code and country."""
        found: dict[tuple[str, str], tuple[Establishment, ...]] = {}
        for establishment in self.establishments:
            key = (establishment.goods_code, establishment.country)
            found[key] = (*found.get(key, ()), establishment)
        return found

    def arrivals(self, day: date, count: int, place: Place) -> list[Arrival]:
        """The declarations of one day at one place, each with its truth."""
        chance = random.Random(f"{self.seed}/{place.office}/{day}")  # noqa: S311
        return [self._arrival(chance, day, number, place) for number in range(1, count + 1)]

    def _arrival(self, chance: random.Random, day: date, number: int, place: Place) -> Arrival:
        enterprise = chance.choice(self.enterprises)
        trades = _some_trades(chance, place, chance.choices((1, 2, 3), (70, 20, 10))[0])
        origin = chance.choice(trades[0].origins)
        drawn = [self._item(chance, number, trade, origin, enterprise) for number, trade in enumerate(trades, start=1)]
        items = tuple(item for item, _ in drawn)
        mass = sum((item.net_mass or Decimal(0) for item in items), Decimal(0))
        declaration = Declaration(
            sender=place.sender,
            reference=f"{day:%Y%m%d}{place.office[-4:]}{number:04d}",
            direction="import",
            regime="0110",
            declared_on=day,
            moved_on=day - timedelta(days=chance.randint(0, 3)),
            shipped_on=day - timedelta(days=chance.randint(12, 40)),
            office=place.office,
            port=place.port,
            destination_office=place.office,
            transport_mode="2",
            conveyance=chance.choice(_SHIPS),
            voyage=f"{chance.randint(1, 99):03d}E",
            bill_number=f"BL{chance.randint(10**8, 10**9 - 1)}",
            contract_number=f"HT{day:%y%m}{chance.randint(100, 999)}",
            importer=enterprise.uscc,
            importer_name=enterprise.name_zh,
            declarant=enterprise.uscc,
            owner=enterprise.uscc,
            consignor_name=items[0].producer_name,
            departure_country=origin,
            package_count=chance.randint(20, 900),
            package_kind="22",
            net_mass=mass,
            gross_mass=(mass * Decimal("1.06")).quantize(Decimal("0.01")),
            goods_place="堆场 A" if chance.random() < 0.5 else "冷库 2",
            items=items,
            containers=(
                ContainerUse(number=container_number(chance), kind="121", items=tuple(i.item_no for i in items)),
            ),
            documents=_documents(chance, trades, day),
        )
        return Arrival(declaration, tuple(truth for _, truths in drawn for truth in truths))

    def _item(
        self, chance: random.Random, number: int, trade: Trade, origin: str, enterprise: Enterprise
    ) -> tuple[GoodsItem, list[Truth]]:
        country = origin if origin in trade.origins else chance.choice(trade.origins)
        makers = self.producers[(trade.goods_code, country)]
        maker = chance.choice(makers)
        kilograms = Decimal(round(chance.uniform(*trade.kilograms), 1)).quantize(Decimal("0.1"))
        item = GoodsItem(
            item_no=number,
            goods_code=trade.goods_code,
            description=trade.description,
            origin=country,
            quantity=kilograms,
            quantity_unit="035",
            net_mass=kilograms,
            value=(kilograms * Decimal(str(trade.price))).quantize(Decimal("0.01")),
            currency="CNY",
            producer=_stated_number(chance, maker) if trade.registered else "",
            producer_name=maker.name,
            batch_number=f"L{chance.randint(10000, 99999)}",
            intended_use="12" if trade.filed else "99",
            permits=(Permit(kind="325", number=permit_number(enterprise, trade)),)
            if trade.permit and chance.random() > _CARELESS
            else (),
        )
        truths = [
            Truth(number, fault)
            for fault in trade.faults
            if chance.random() < min(0.95, fault.rate * maker.quality * enterprise.care)
        ]
        return item, truths


def make_world(seed: int, enterprises: int = 40) -> World:
    """A world of importers and overseas producers. A tenth of the producers are bad: five times the fault rate."""
    chance = random.Random(f"world/{seed}")  # noqa: S311
    return World(
        seed=seed,
        enterprises=tuple(_enterprise(chance, number) for number in range(enterprises)),
        establishments=tuple(_establishments(chance)),
    )


def _some_trades(chance: random.Random, place: Place, count: int) -> list[Trade]:
    """Commodities by their weight, each at most once."""
    drawn = chance.choices(place.trades, [trade.weight for trade in place.trades], k=count)
    return list(dict.fromkeys(drawn))


def _enterprise(chance: random.Random, number: int) -> Enterprise:
    city, stem = _CITIES[number % len(_CITIES)], _STEMS[number // len(_CITIES) % len(_STEMS)]
    graded, care = chance.choices(((1, 0.4), (2, 0.8), (3, 1.2), (4, 2.5)), (30, 50, 18, 2))[0]
    serial = f"{number // 25 + 1}号" if number >= 25 else ""
    return Enterprise(
        uscc=_uscc(chance),
        name_zh=f"{city[0]}{stem[0]}进出口{serial}有限公司",
        name_en=f"{city[1]} {stem[1]} Import and Export {number // 25 + 1 if number >= 25 else ''} Co., Ltd".replace(
            "  ", " "
        ),
        enterprise_class=graded,
        care=care,
    )


def _establishments(chance: random.Random) -> Sequence[Establishment]:
    made = []
    for trade in TRADES:
        for country in trade.origins:
            for number in (1, 2, 3):
                quality = 5.0 if chance.random() < 0.1 else chance.uniform(0.3, 1.2)
                name = f"{country} {trade.description.split('（')[0]} Works {number}"
                code = f"{country}{trade.goods_code[:4]}{number:03d}"
                made.append(Establishment(code, name, country, trade.goods_code, quality))
    return made


def _uscc(chance: random.Random) -> str:
    body = "9131" + "".join(chance.choice("0123456789") for _ in range(4)) + "MA1"
    body += "".join(chance.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(17 - len(body)))
    return body + str(uscc.calc_check_digit(body))


def permit_number(enterprise: Enterprise, trade: Trade) -> str:
    """The number of an importer's quarantine permit for a commodity."""
    return f"QP{enterprise.uscc[9:17]}{trade.goods_code[:6]}"


def _stated_number(chance: random.Random, maker: Establishment) -> str:
    """The establishment's registration number, now and then one that was never given."""
    return maker.number if chance.random() > _CARELESS else f"{maker.number}X"


def container_number(chance: random.Random) -> str:
    """A container number with a right check digit."""
    body = f"CSNU{chance.randint(10**5, 10**6 - 1)}"
    return body + str(iso6346.calc_check_digit(body))


def _documents(chance: random.Random, trades: Sequence[Trade], day: date) -> tuple[PresentedDocument, ...]:
    """What the trader presents; now and then one is missing."""
    kinds = dict.fromkeys(kind for trade in trades for kind in ("101001", "101002", "101004", *trade.documents))
    return tuple(
        PresentedDocument(kind=kind, number=f"{day:%y%m}{chance.randint(10**5, 10**6 - 1)}")
        for kind in kinds
        if chance.random() > _CARELESS
    )
