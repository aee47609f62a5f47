"""The world: the same seed gives the same days; what it declares is right in form; the truth follows the rates."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.kernel.terms import container_number_fault, goods_code_fault, uscc_fault
from guomen.simulator.terms import Enterprise, Place
from guomen.simulator.trades import TRADES
from guomen.simulator.world import World, make_world

DAY = date(2018, 8, 1)
PLACE = Place(office="310200", port="310201", sender="demo", trades=TRADES)


def days(world: World, count: int = 50) -> list[object]:
    return list(world.arrivals(DAY, count, PLACE))


@given(st.integers(0, 10**9))
@settings(max_examples=10)
def test_the_same_seed_gives_the_same_world_and_the_same_days(seed: int) -> None:
    assert days(make_world(seed)) == days(make_world(seed))


def test_another_seed_gives_other_days() -> None:
    assert days(make_world(1)) != days(make_world(2))


def test_identifiers_have_their_check_digits() -> None:
    world = make_world(7)
    for enterprise in world.enterprises:
        assert uscc_fault(enterprise.uscc) is None
    for arrival in world.arrivals(DAY, 100, PLACE):
        assert all(container_number_fault(use.number) is None for use in arrival.declaration.containers)
        assert all(goods_code_fault(item.goods_code) is None for item in arrival.declaration.items)
        assert arrival.declaration.gross_mass > arrival.declaration.net_mass  # type: ignore[operator]


def test_names_of_enterprises_are_not_shared() -> None:
    names = [enterprise.name_zh for enterprise in make_world(7).enterprises]
    assert len(set(names)) == len(names)


def test_careless_importers_and_bad_producers_have_more_faults() -> None:
    def share(care: float) -> float:
        importer = Enterprise("", "", "", 3, care)
        world = World(3, (importer,), make_world(3).establishments)
        arrivals = world.arrivals(DAY, 3000, PLACE)
        return sum(bool(arrival.truths) for arrival in arrivals) / len(arrivals)

    assert share(0.4) < share(1.0) < share(2.5)
