"""Imposing a measure opens an edition; lifting it needs a ground; nothing is overwritten."""

from datetime import date, timedelta
from typing import Any

import pytest

from guomen.catalogue.queries import snapshot
from guomen.catalogue.terms import Channel, Condition
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.ledger.models import Entry
from guomen.kernel.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role, Text
from guomen.surveillance.measures.models import Lifting, Measure
from guomen.surveillance.measures.operations import impose_measure, lift_measure
from guomen.surveillance.measures.queries import kinds_for, measures, measures_on, state_of
from guomen.surveillance.measures.terms import MeasureKind, MeasureState
from tests.decisions import world
from tests.decisions.world import NOON, person

pytestmark = pytest.mark.usefixtures("agency")
TODAY = date(2018, 8, 1)
GROUND = Text("连续十批合格", "ten conforming lots in a row")


def analyst(username: str = "analyst", office: str = "900000") -> Actor:
    return person(username, Role.RISK_ANALYST, office)


def impose(actor: Actor | None = None, **changes: Any) -> Measure:
    asked: dict[str, Any] = {
        "actor": actor or Actor.objects.filter(username="analyst").first() or analyst(),
        "at": NOON,
        "kind": MeasureKind.RAISE_SAMPLING,
        "condition": Condition(goods=("1905",), origins=frozenset({"IT"})),
        "hazard": "lead",
        "orders": Channel.SAMPLE,
        "valid_from": TODAY,
        "text": Text("意大利饼干铅超标", "lead in biscuits from Italy"),
        "ground": "检出铅超标",
    }
    return impose_measure(**asked | changes)


def test_it_is_numbered_recorded_and_enacted_for_the_next_profile() -> None:
    before = current_edition()
    row = impose()
    assert row.number == "M-2018-0001"
    assert (row.goods, row.origins, row.producers) == (["1905"], ["IT"], [])
    assert row.basis == "中华人民共和国食品安全法第九十五条"
    assert [one.number for one in snapshot(before).measures] == []
    [enacted] = snapshot(current_edition()).measures
    assert (enacted.number, enacted.orders, enacted.rate) == ("M-2018-0001", Channel.SAMPLE, None)
    entry = Entry.objects.get(kind="surveillance.measure.imposed")
    assert entry.payload["condition"] == {"goods": ["1905"], "origins": ["IT"]}
    assert entry.subjects == ["measure:M-2018-0001"]


def test_numbers_follow_each_other_within_a_year() -> None:
    assert [impose().number for _ in range(3)] == ["M-2018-0001", "M-2018-0002", "M-2018-0003"]
    later = impose(at=NOON + timedelta(days=365), valid_from=date(2019, 8, 1))
    assert later.number == "M-2019-0001"


def test_a_faulty_measure_uses_no_number() -> None:
    with pytest.raises(Refusal, match=r"measure\.faulty"):
        impose(condition=Condition(goods=("ABC",)))
    assert impose().number == "M-2018-0001"


def test_a_measure_about_everything_is_refused() -> None:
    with pytest.raises(Refusal, match=r"measure\.faulty"):
        impose(condition=Condition())


def test_without_the_capability_nobody_imposes() -> None:
    with pytest.raises(NotPermitted, match=r"actor\.capability"):
        impose(person("officer", Role.PORT_OFFICER))


def test_a_branch_imposes_nothing() -> None:
    with pytest.raises(NotPermitted, match="wrong_level"):
        impose(analyst("local", "910100"))


def test_who_has_no_office_imposes_nothing() -> None:
    with pytest.raises(NotPermitted, match="no_office"):
        impose(analyst("nobody", ""))


def test_a_bureau_holds_within_its_own_offices() -> None:
    bureau = analyst("bureau", "910000")
    with pytest.raises(NotPermitted, match="beyond_offices"):
        impose(bureau)
    row = impose(bureau, condition=Condition(goods=("1905",), offices=frozenset({"910200"})))
    assert row.office.code == "910000"


def test_a_measure_need_not_name_a_hazard() -> None:
    assert impose(hazard="").hazard == ""


def test_a_hazard_that_the_catalogue_does_not_know_is_refused() -> None:
    with pytest.raises(Refusal, match=r"measure\.hazard"):
        impose(hazard="bad luck")


def test_a_finding_that_is_not_there_is_missing() -> None:
    with pytest.raises(Missing):
        impose(finding=999_999)


def test_a_policy_that_is_missing_is_named() -> None:
    world.Policy.objects.filter(name="surveillance.levels.raise_sampling").delete()
    world.lay_down("unrelated", "1")
    with pytest.raises(Refusal, match=r"surveillance\.levels\.raise_sampling"):
        impose()


def test_only_kinds_that_the_office_may_order_are_offered() -> None:
    assert MeasureKind.SUSPEND_OR_BAN in kinds_for(analyst("hq"), TODAY)
    assert MeasureKind.SUSPEND_OR_BAN not in kinds_for(analyst("bureau", "910000"), TODAY)
    assert kinds_for(analyst("branch", "910100"), TODAY) == []


class TestLifting:
    """A measure ends before its time only with a ground."""

    def test_it_ends_on_the_day_named_and_stays_on_record(self) -> None:
        row = impose()
        later = NOON + timedelta(days=9)
        lifting = lift_measure(actor=row.ordered_by, at=later, number=row.number, ground=GROUND)
        assert lifting.ends_on == date(2018, 8, 10)
        assert state_of(Measure.objects.get(), date(2018, 8, 9)) is MeasureState.IN_FORCE
        assert state_of(Measure.objects.get(), date(2018, 8, 10)) is MeasureState.LIFTED
        entry = Entry.objects.get(kind="surveillance.measure.lifted")
        assert entry.payload == {"number": row.number, "ends_on": "2018-08-10", "ground": GROUND.as_json()}

    def test_on_its_first_day_it_can_be_lifted_at_once(self) -> None:
        row = impose()
        lift_measure(actor=row.ordered_by, at=NOON, number=row.number, ground=GROUND)
        assert snapshot(current_edition()).measures == ()
        assert state_of(Measure.objects.get(), TODAY) is MeasureState.LIFTED

    def test_it_needs_a_ground(self) -> None:
        row = impose()
        with pytest.raises(Refusal, match="needs_ground"):
            lift_measure(actor=row.ordered_by, at=NOON, number=row.number, ground=Text("", ""))

    def test_what_was_lifted_is_not_lifted_again(self) -> None:
        row = impose()
        lift_measure(actor=row.ordered_by, at=NOON, number=row.number, ground=GROUND)
        with pytest.raises(Conflict, match=r"measure\.ended"):
            lift_measure(actor=row.ordered_by, at=NOON, number=row.number, ground=GROUND)
        assert Lifting.objects.count() == 1

    def test_another_office_cannot_lift_it(self) -> None:
        row = impose()
        with pytest.raises(NotPermitted, match=r"actor\.office"):
            lift_measure(actor=analyst("bureau", "910000"), at=NOON, number=row.number, ground=GROUND)

    def test_a_measure_that_is_not_there_is_missing(self) -> None:
        with pytest.raises(Missing):
            lift_measure(actor=analyst(), at=NOON, number="M-2018-9999", ground=GROUND)


@pytest.mark.parametrize("state", list(MeasureState))
def test_the_list_by_state_says_what_each_measure_says(state: MeasureState) -> None:
    impose(valid_from=date(2018, 8, 20))
    impose(valid_to=date(2018, 8, 5))
    impose()
    lifted = impose()
    lift_measure(actor=lifted.ordered_by, at=NOON + timedelta(days=3), number=lifted.number, ground=GROUND)
    on = date(2018, 8, 10)
    found = list(measures(on, state))
    assert found
    assert all(state_of(row, on) is state for row in found)


def test_measures_are_found_by_what_they_are_about() -> None:
    row = impose()
    impose(condition=Condition(origins=frozenset({"FR"})))
    assert list(measures_on("1905310000101", "IT", TODAY)) == [row]
    assert list(measures_on("2204210000101", "IT", TODAY)) == []
