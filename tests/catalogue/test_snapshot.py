"""What a decision reads: as of a day, as an edition knew it, never changed by what came later."""

import pickle
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guomen.catalogue.operations import enact_measure, end_measure, load_reference
from guomen.catalogue.queries import policy, snapshot
from guomen.catalogue.terms import (
    AccessState,
    CatalogueSnapshot,
    Channel,
    CommodityRisk,
    Condition,
    CountryRisk,
    DesignationState,
    Direction,
    MarketAccess,
    OriginRisk,
    PolicyValue,
    PortDesignation,
    ProductRisk,
    strictest,
)
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.terms import Text
from tests.catalogue.folders import Folder

DAY = date(2018, 6, 1)
NOON = datetime(2018, 6, 1, 4, tzinfo=UTC)
SINCE = {"valid_from": date(2018, 1, 1)}


def commodity(goods: str, risk: ProductRisk, **period: Any) -> CommodityRisk:
    return CommodityRisk(key=f"commodity_risk:{goods}", goods=goods, risk=risk, **{**SINCE, **period})


@pytest.mark.parametrize(
    ("goods", "expected"),
    [("0202300090101", "high"), ("0203", "elevated"), ("0202", "high"), ("95", "general"), ("", "general")],
)
def test_the_longest_prefix_wins(goods: str, expected: str) -> None:
    known = CatalogueSnapshot(
        1,
        commodities=(
            commodity("", ProductRisk.GENERAL),
            commodity("02", ProductRisk.ELEVATED),
            commodity("0202", ProductRisk.HIGH),
        ),
    )
    found = known.product_risk(goods, DAY)
    assert found is not None
    assert found.risk == expected


def test_a_longer_prefix_that_is_not_in_force_does_not_hide_a_shorter_one() -> None:
    known = CatalogueSnapshot(
        1,
        commodities=(
            commodity("02", ProductRisk.ELEVATED),
            commodity("0202", ProductRisk.HIGH, valid_to=date(2018, 6, 1)),
        ),
    )
    risks = [known.product_risk("0202300090101", day) for day in (date(2018, 5, 31), DAY)]
    assert [risk.risk for risk in risks if risk] == ["high", "elevated"]


def test_nothing_is_known_before_the_first_day() -> None:
    known = CatalogueSnapshot(1, commodities=(commodity("02", ProductRisk.HIGH),))
    assert known.product_risk("02", date(2017, 12, 31)) is None
    assert known.product_risk("02", date(2018, 1, 1)) is not None


def test_an_origin_risk_is_that_of_its_own_origin() -> None:
    rows = (
        CountryRisk(key="a", origin="BR", goods="0202", risk=OriginRisk.HIGH, **SINCE),
        CountryRisk(key="b", origin="BR", goods="", risk=OriginRisk.ELEVATED, **SINCE),
    )
    known = CatalogueSnapshot(1, countries=rows)
    found = [known.origin_risk(*asked, DAY) for asked in (("BR", "02023"), ("BR", "95"), ("AR", "02023"))]
    assert [one.risk if one else None for one in found] == ["high", "elevated", None]


def test_a_suspension_of_market_access_takes_effect_on_its_date() -> None:
    rows = (
        MarketAccess(key="a", goods="0202", origin="BR", state=AccessState.ADMITTED, valid_from=date(2015, 5, 19),
                     valid_to=date(2021, 9, 4)),
        MarketAccess(key="b", goods="0202", origin="BR", state=AccessState.SUSPENDED, valid_from=date(2021, 9, 4)),
    )  # fmt: skip
    known = CatalogueSnapshot(1, access=rows)
    days = (date(2015, 5, 18), date(2021, 9, 3), date(2021, 9, 4))
    found = [known.market_access("0202300090101", "BR", day) for day in days]
    assert [one.state if one else None for one in found] == [None, "admitted", "suspended"]


@pytest.mark.parametrize("state", list(DesignationState))
def test_only_a_designation_in_force_counts(state: DesignationState) -> None:
    row = PortDesignation(key="d", port="310101", goods="02", state=state, **SINCE)
    known = CatalogueSnapshot(1, designations=(row,))
    assert (known.designated("310101", "0202", DAY) is not None) == (state is DesignationState.IN_FORCE)
    assert known.designated("310201", "0202", DAY) is None


def test_the_policy_of_the_lowest_office_wins() -> None:
    def value(office: str, told: str) -> PolicyValue:
        return PolicyValue(key=office, name="x.rate", office=office, value=told, **SINCE)

    known = CatalogueSnapshot(1, policies=(value("310100", "3"), value("", "1"), value("310000", "2")))
    paths = ("", "000000/", "000000/310000/", "000000/310000/310100/", "000000/440000/")
    assert [known.policy("x.rate", DAY, path).whole for path in paths] == [1, 1, 2, 3, 1]
    with pytest.raises(LookupError, match=r"x\.none.*policies\.csv"):
        known.policy("x.none", DAY)


def test_a_policy_value_reads_as_number_and_as_list() -> None:
    value = PolicyValue(key="k", name="n", office="", value="a>b; c>d", **SINCE)
    assert value.entries == ("a>b", "c>d")
    with pytest.raises(ValueError, match="a>b"):
        value.number  # noqa: B018


def test_channels_are_ordered_by_strictness() -> None:
    assert strictest([]) is Channel.RELEASE
    assert strictest([Channel.SAMPLE, Channel.DOCUMENT]) is Channel.SAMPLE
    assert [channel.severity for channel in Channel] == list(range(7))


CONDITIONS = st.builds(
    Condition,
    direction=st.sampled_from([None, *Direction]),
    goods=st.lists(st.text("0123456789", min_size=1, max_size=13), max_size=3).map(tuple),
    origins=st.frozensets(st.sampled_from(["AU", "BR", "NZ"])),
    origins_negated=st.booleans(),
    importers=st.frozensets(st.text(max_size=18)),
    exporters=st.frozensets(st.text(max_size=18)),
    enterprise_classes=st.frozensets(st.integers(1, 4)),
    min_value=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    season=st.none() | st.just(("11-15", "02-28")),
)


@given(CONDITIONS)
def test_a_condition_survives_being_written_and_read(condition: Condition) -> None:
    assert Condition.from_json(condition.as_json()) == condition


def test_a_condition_with_an_unknown_field_is_not_read() -> None:
    with pytest.raises(TypeError):
        Condition.from_json({"colour": "red"})


def measured(number: str, starts: date, ends: date | None = None) -> str:
    return enact_measure(
        actor=None, at=NOON, number=number, condition=Condition(goods=("02",)), hazard="", orders=Channel.HOLD,
        valid_from=starts, valid_to=ends, text=Text("暂扣", "hold"),
    )  # fmt: skip


@pytest.mark.django_db
def test_a_snapshot_over_empty_tables_works_at_once() -> None:
    assert snapshot(current_edition()) == CatalogueSnapshot(current_edition())


@pytest.mark.django_db
def test_a_snapshot_is_picklable_and_read_once(folder: Folder, django_assert_num_queries: Any) -> None:
    load_reference(actor=None, at=NOON, folder=folder.path)
    edition = current_edition()
    known = snapshot(edition)
    assert pickle.loads(pickle.dumps(known)) == known
    with django_assert_num_queries(2):
        assert snapshot(edition) is known


@pytest.mark.django_db
def test_a_policy_is_found_by_the_code_of_an_office(folder: Folder) -> None:
    folder.add("offices.csv", code="310000", name_zh="沪", name_en="Shanghai", level="bureau", parent="000000")
    folder.add("offices.csv", code="310100", name_zh="洋", name_en="Yangshan", level="branch", parent="310000")
    folder.add("policies.csv", office="310000", value="0.30")
    load_reference(actor=None, at=NOON, folder=folder.path)
    name = "targeting.lot_rate.general"
    assert [policy(name, on=DAY, office=office).value for office in ("", "000000", "310100")] == [
        "0.20",
        "0.20",
        "0.30",
    ]


Deed = st.tuples(st.sampled_from(["enact", "end", "load", "unload"]), st.integers(0, 400))


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(Deed, max_size=6), st.lists(Deed, max_size=6))
def test_a_snapshot_never_changes_after_later_editions(
    folder: Folder, before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    world = _World(folder)
    for deed in before:
        world.do(*deed)
    edition = current_edition()
    seen = pickle.dumps(_told(snapshot(edition)))
    for deed in after:
        world.do(*deed)
    assert pickle.dumps(_told(_uncached(edition))) == seen


def _uncached(edition: int) -> CatalogueSnapshot:
    from guomen.catalogue.queries import snapshots

    for cached in (snapshots._snapshot, snapshots._reference, snapshots._measures):
        cached.cache_clear()
    return snapshot(edition)


def _told(known: CatalogueSnapshot) -> list[str]:
    return [repr(known.measures), repr(known.policies), repr(known.access)]


class _World:
    """Does things to the catalogue, in whatever order they come."""

    numbers = 0

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.open: list[str] = []

    def do(self, deed: str, days: int) -> None:
        day = DAY + timedelta(days=days)
        if deed == "enact":
            _World.numbers += 1
            number = f"H-{_World.numbers}"
            measured(number, day)
            self.open.append(number)
        elif deed == "end" and self.open:
            end_measure(
                actor=None, at=NOON, number=self.open.pop(), ends_on=day + timedelta(400), ground=Text("因", "why")
            )
        elif deed == "load":
            self.folder.clear("policies.csv")
            self.folder.add("policies.csv", value=f"0.{days:03d}")
            load_reference(actor=None, at=NOON, folder=self.folder.path)
        elif deed == "unload":
            self.folder.clear("policies.csv")
            load_reference(actor=None, at=NOON, folder=self.folder.path)
