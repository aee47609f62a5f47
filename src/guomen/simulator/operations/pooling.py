"""The pool of laboratories around the port: invented bodies of several owners, what they test, for how much.

Places are those of cities (degrees, rounded); prices, days, capacities and accreditation numbers are invented.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import office_of_code
from guomen.laboratory.pool.operations import Described, offer_test, register_body
from guomen.simulator import people
from guomen.simulator.laboratory import METHODS
from guomen.simulator.operations.knowing import instant


@dataclass(frozen=True, slots=True)
class Member:
    """A body of the pool. tests: from which place in the list of methods on, how many; factor: on the usual price."""

    code: str
    name_zh: str
    name_en: str
    agency: str
    address: str
    latitude: float
    longitude: float
    tests: tuple[int, int]
    factor: str
    days: int
    accredited: bool = True
    capacity: int = 60
    office: str = ""


_USUAL_PRICE = Decimal(260)
_YEAR = timedelta(days=365)
_CIQ, _MARKET, _FARM, _SEA = "国门 Guomen", "市场监管 market supervision", "农业 agriculture", "渔业 fisheries"
_FIRM = "企业 private"
_SH, _SZ, _NB, _HZ, _NT = "上海 Shanghai", "苏州 Suzhou", "宁波 Ningbo", "杭州 Hangzhou", "南通 Nantong"
_ALL = (0, 99)
MEMBERS = (
    Member(
        "SH-CIQ", "上海国门检验检疫技术中心", "Shanghai Guomen technical centre", _CIQ, _SH, 31.23, 121.47, _ALL,
        "1.0", 4, capacity=200, office=people.SHANGHAI,
    ),
    Member("SH-MKT", "申江食品检测院", "Shenjiang food testing", _MARKET, _SH, 31.18, 121.42, (0, 3), "0.9", 3),
    Member("SZ-FARM", "姑苏农产品检测站", "Gusu farm produce station", _FARM, _SZ, 31.30, 120.62, (0, 4), "0.7", 5),
    Member("NB-SEA", "甬江渔业检测中心", "Yongjiang fisheries centre", _SEA, _NB, 29.87, 121.55, (0, 3), "0.8", 4),
    Member("HZ-PRIV", "钱塘检测", "Qiantang testing", _FIRM, _HZ, 30.27, 120.15, _ALL, "1.2", 2),
    Member("NT-PRIV", "江海检测", "Jianghai testing", _FIRM, _NT, 31.98, 120.89, (0, 2), "0.5", 2, accredited=False),
)  # fmt: skip


def set_up_pool(staff: dict[str, Actor], first: date) -> None:
    """Enter every body with its offers, a day before the play begins; those there stay."""
    manager, at = staff[people.LABORATORY_MANAGER.username], instant(first - timedelta(days=1), 10)
    for member in MEMBERS:
        register_body(
            actor=manager,
            at=at,
            code=member.code,
            described=_described(member, first),
            office=office_of_code(member.office) if member.office else None,
        )
        _offer(manager, member, first)


def _described(member: Member, first: date) -> Described:
    return Described(
        name_zh=member.name_zh,
        name_en=member.name_en,
        agency=member.agency,
        address=member.address,
        latitude=member.latitude,
        longitude=member.longitude,
        accreditation=f"SIM {member.code}" if member.accredited else "",
        accredited_until=first + 3 * _YEAR if member.accredited else None,
        capacity=member.capacity,
        source="synthetic",
    )


def _offer(manager: Actor, member: Member, first: date) -> None:
    begin, count = member.tests
    for method in METHODS[begin : begin + count]:
        for covered in method.covers:
            offer_test(
                actor=manager,
                at=instant(first - timedelta(days=1), 10),
                code=member.code,
                analyte=covered.analyte,
                price=(_USUAL_PRICE * Decimal(member.factor)).quantize(Decimal("0.01")),
                days=member.days,
                accredited=member.accredited,
                valid_from=first - _YEAR,
                goods=covered.goods,
                standard=method.standard,
            )
