"""Whether a measure may be imposed and lifted."""

from datetime import date
from typing import Any

import pytest

from guomen.catalogue.terms import Channel, Condition
from guomen.kernel.terms import Conflict, NotPermitted, OfficeLevel, Refusal, Text
from guomen.surveillance.measures.rules import imposing_fault, lifting_fault
from guomen.surveillance.measures.terms import MeasureKind, MeasureState, state_on

TODAY = date(2018, 8, 1)
GOOD: dict[str, Any] = {
    "level": OfficeLevel.HEADQUARTERS,
    "may_order": ("headquarters", "bureau"),
    "channels": ("sample",),
    "own_offices": {"910000", "910100"},
}


def fault(**changes: Any) -> Refusal | None:
    asked = GOOD | changes
    condition = asked.pop("condition", Condition(goods=("1905",)))
    orders = asked.pop("orders", Channel.SAMPLE)
    start, ground = asked.pop("start", TODAY), asked.pop("ground", "铅超标")
    return imposing_fault(MeasureKind.RAISE_SAMPLING, orders, condition, start, TODAY, ground, **asked)


def test_headquarters_may_order_for_the_whole_country() -> None:
    assert fault() is None


def test_a_bureau_may_order_for_its_own_offices() -> None:
    condition = Condition(goods=("1905",), offices=frozenset({"910100"}))
    assert fault(level=OfficeLevel.BUREAU, condition=condition) is None


@pytest.mark.parametrize(
    ("changes", "refusal", "code"),
    [
        ({"level": OfficeLevel.BRANCH}, NotPermitted, "measure.wrong_level"),
        ({"orders": Channel.REFUSE}, Refusal, "measure.orders"),
        ({"level": OfficeLevel.BUREAU}, NotPermitted, "measure.beyond_offices"),
        (
            {"level": OfficeLevel.BUREAU, "condition": Condition(offices=frozenset({"910100", "920000"}))},
            NotPermitted,
            "measure.beyond_offices",
        ),
        ({"start": date(2018, 7, 31)}, Refusal, "measure.backdated"),
        ({"ground": " "}, Refusal, "measure.needs_ground"),
    ],
)
def test_what_may_not_be_ordered_is_refused(changes: dict[str, Any], refusal: type[Refusal], code: str) -> None:
    said = fault(**changes)
    assert type(said) is refusal
    assert said.code == code


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2018, 7, 31), "coming"),
        (date(2018, 8, 1), "in_force"),
        (date(2018, 8, 9), "in_force"),
        (date(2018, 8, 10), "lifted"),
        (date(2018, 9, 1), "lifted"),
    ],
)
def test_the_state_follows_from_the_days(day: date, state: str) -> None:
    assert state_on(day, date(2018, 8, 1), date(2018, 9, 1), date(2018, 8, 10)) == state


def test_a_measure_expires_by_itself() -> None:
    assert state_on(date(2018, 9, 1), date(2018, 8, 1), date(2018, 9, 1), None) is MeasureState.EXPIRED


@pytest.mark.parametrize("state", [MeasureState.LIFTED, MeasureState.EXPIRED])
def test_what_has_ended_is_not_lifted(state: MeasureState) -> None:
    assert isinstance(lifting_fault(state, Text("理由", "ground")), Conflict)


@pytest.mark.parametrize("ground", [Text("", "ground"), Text("理由", " ")])
def test_lifting_needs_a_ground_in_both_languages(ground: Text) -> None:
    said = lifting_fault(MeasureState.IN_FORCE, ground)
    assert said is not None
    assert said.code == "measure.needs_ground"


def test_every_kind_of_measure_has_its_name() -> None:
    for kind in MeasureKind:
        assert kind.text.zh
        assert kind.text.en
