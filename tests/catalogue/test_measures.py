"""Measures are enacted and ended in the open; nonsense is refused with the way out."""

from datetime import date, datetime
from typing import Any

import pytest

from guomen.catalogue.models import Measure
from guomen.catalogue.operations import enact_measure, end_measure, load_reference
from guomen.catalogue.queries import measure_history, snapshot
from guomen.catalogue.terms import Channel, Condition
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.models import Actor, Entry
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Text
from tests.catalogue.folders import Folder

pytestmark = pytest.mark.django_db

GROUND = Text("风险已消除", "the risk is gone")
BEEF = Condition(goods=("0202",), origins=frozenset({"AU"}))


@pytest.fixture(autouse=True)
def reference(folder: Folder, noon: datetime) -> None:
    load_reference(actor=None, at=noon, folder=folder.path)


def enact(at: datetime, **changes: Any) -> str:
    wanted: dict[str, Any] = {
        "number": "M-1",
        "condition": BEEF,
        "hazard": "lead",
        "orders": Channel.SAMPLE,
        "tests": ({"analyte": "lead (Pb)", "limit": "0.2", "unit": "mg/kg"},),
        "rate": 0.5,
        "valid_from": date(2018, 6, 1),
        "text": Text("抽样检测铅", "sample and test for lead"),
        "public": Text("须检测", "must be tested"),
        "basis": "Decree 249, Art. 34",
    }
    return enact_measure(actor=None, at=at, **{**wanted, **changes})


def test_a_measure_is_met_from_its_edition_on(noon: datetime) -> None:
    before = current_edition()
    assert enact(noon) == "measure:M-1"
    assert snapshot(before).measures == ()
    (measure,) = snapshot(current_edition()).measures
    assert (measure.number, measure.condition, measure.orders, measure.rate) == ("M-1", BEEF, Channel.SAMPLE, 0.5)
    assert measure.tests[0]["analyte"] == "lead (Pb)"
    assert [measure.in_force(day) for day in (date(2018, 5, 31), date(2018, 6, 1))] == [False, True]


def test_ending_keeps_the_history_of_both(noon: datetime) -> None:
    enact(noon)
    enacted = current_edition()
    edition = end_measure(actor=None, at=noon, number="M-1", ends_on=date(2018, 9, 1), ground=GROUND)
    (then,), (now,) = snapshot(enacted).measures, snapshot(edition).measures
    assert then.in_force(date(2018, 9, 1))
    assert [now.in_force(day) for day in (date(2018, 8, 31), date(2018, 9, 1))] == [True, False]
    assert [row.until_edition for row in measure_history("M-1")] == [edition, None]
    assert Entry.objects.get(kind="catalogue.measure.ended").reasons[0]["en"] == GROUND.en


def test_a_measure_ended_on_its_first_day_holds_on_no_day_from_then_on(noon: datetime) -> None:
    enact(noon)
    enacted = current_edition()
    edition = end_measure(actor=None, at=noon, number="M-1", ends_on=date(2018, 6, 1), ground=GROUND)
    assert snapshot(edition).measures == ()
    assert len(snapshot(enacted).measures) == 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"number": " "}, "measure.number", "number"),
        ({"condition": Condition()}, "measure.boundless", "condition"),
        ({"condition": Condition(origins=frozenset({"ZZ"}))}, "measure.origin", "condition.origins"),
        ({"condition": Condition(origins=frozenset({"au"}))}, "measure.origin", "condition.origins"),
        ({"condition": Condition(goods=("02x",))}, "measure.goods", "condition.goods"),
        ({"condition": Condition(goods=("２",))}, "measure.goods", "condition.goods"),
        ({"condition": Condition(goods=("1" * 14,))}, "measure.goods", "condition.goods"),
        (
            {"condition": Condition(enterprise_classes=frozenset({5}))},
            "measure.enterprise_class",
            "condition.enterprise_classes",
        ),
        ({"condition": Condition(min_value=5, max_value=4)}, "measure.range", "condition.max_value"),
        ({"condition": Condition(min_net_mass=5, max_net_mass=4)}, "measure.range", "condition.max_net_mass"),
        ({"condition": Condition(goods=("02",), season=("13-01", "02-28"))}, "measure.season", "condition.season"),
        ({"orders": Channel.RELEASE}, "measure.orders", "orders"),
        ({"rate": 0.0}, "measure.rate", "rate"),
        ({"rate": 1.1}, "measure.rate", "rate"),
        ({"valid_to": date(2018, 6, 1)}, "measure.period", "valid_to"),
        ({"text": Text("只有中文", "")}, "measure.text", "text"),
    ],
)
def test_nonsense_is_refused(noon: datetime, changes: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        enact(noon, **changes)
    (fault,) = refused.value.faults
    assert (fault.code, fault.where.field) == (code, field)
    assert not Measure.objects.exists()


def test_a_number_is_used_once_even_after_the_measure_ended(noon: datetime) -> None:
    enact(noon)
    end_measure(actor=None, at=noon, number="M-1", ends_on=date(2018, 9, 1), ground=GROUND)
    with pytest.raises(Conflict) as refused:
        enact(noon)
    assert refused.value.code == "measure.number_used"


def end(noon: datetime, **changes: Any) -> int:
    return end_measure(
        **{"actor": None, "at": noon, "number": "M-1", "ends_on": date(2018, 9, 1), "ground": GROUND, **changes}
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": "M-2"}, "measure.unknown"),
        ({"ground": Text("", "")}, "measure.no_ground"),
        ({"ends_on": date(2018, 5, 31)}, "measure.ends_before_it_begins"),
        ({"ends_on": date(2019, 6, 2)}, "measure.ends_later"),
    ],
)
def test_a_faulty_ending_is_refused(noon: datetime, changes: dict[str, Any], code: str) -> None:
    enact(noon, valid_to=date(2019, 6, 1))
    with pytest.raises(Refusal) as refused:
        end(noon, **changes)
    assert refused.value.code == code


def test_a_measure_ends_once(noon: datetime) -> None:
    enact(noon)
    end(noon)
    with pytest.raises(Conflict):
        end(noon)


def test_a_measure_that_ran_out_is_not_ended_again(noon: datetime) -> None:
    enact(noon, valid_from=date(2018, 1, 1), valid_to=date(2018, 6, 1))
    with pytest.raises(Conflict):
        end(noon, ends_on=date(2018, 3, 1))


def test_the_history_of_an_unknown_measure_is_missing() -> None:
    with pytest.raises(Missing):
        measure_history("M-404")


def test_one_who_may_not_impose_measures_is_refused(noon: datetime) -> None:
    stranger = Actor.objects.create_actor(username="s", name_zh="某", name_en="S", roles=["auditor"])
    with pytest.raises(NotPermitted):
        enact_measure(
            actor=stranger, at=noon, number="M-9", condition=BEEF, hazard="", orders=Channel.HOLD,
            valid_from=date(2018, 6, 1), text=Text("扣", "hold"),
        )  # fmt: skip
