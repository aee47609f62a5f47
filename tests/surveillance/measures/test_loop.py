"""The loop: a measure imposed today is met by the very next declaration, and no longer when it is lifted."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from guomen.catalogue.operations import load_reference
from guomen.catalogue.terms import Channel, Condition
from guomen.consignments.terms import GoodsItem
from guomen.kernel.ledger.models import Entry
from guomen.kernel.ledger.operations import deliver_pending
from guomen.kernel.models import Actor
from guomen.kernel.terms import Refusal, Role, Text
from guomen.surveillance.measures.matching import effect_of, matching
from guomen.surveillance.measures.operations import impose_measure, lift_measure
from guomen.surveillance.measures.queries import measure
from guomen.surveillance.measures.terms import MeasureKind
from guomen.targeting.models import Assignment
from guomen.targeting.operations import lodge_and_assign
from guomen.targeting.queries import hits, replay
from tests.decisions import world
from tests.decisions.world import NOON, person

GOODS = "4202220000999"


@pytest.fixture
def house(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    load_reference(actor=None, at=NOON, folder=world.REFERENCE)


@pytest.fixture
def analyst(house: None) -> Actor:
    return person("analyst", Role.RISK_ANALYST, "000000")


def lodged(reference: str, days: int = 0) -> Assignment:
    """One declaration of bags from Italy, decided."""
    item = GoodsItem(item_no=1, goods_code=GOODS, origin="IT", description="手提包 Handbags", producer="IT-77")
    declaration = world.declared(
        reference, office="310100", port="310101", items=(item,), declared_on=date(2018, 8, 1) + timedelta(days=days)
    )
    [answer] = lodge_and_assign(actor=None, at=NOON + timedelta(days=days), declarations=[declaration])
    assert answer.assignment is not None, answer.lodged.faults
    return answer.assignment


def impose(analyst: Actor, **changes: Any) -> str:
    asked: dict[str, Any] = {
        "actor": analyst,
        "at": NOON,
        "kind": MeasureKind.PROVISIONAL,
        "condition": Condition(goods=("4202",), origins=frozenset({"IT"}), producers=frozenset({"IT-77"})),
        "hazard": "chromium",
        "orders": Channel.HOLD,
        "valid_from": date(2018, 8, 1),
        "text": Text("意大利IT-77厂手提包六价铬超标", "hexavalent chromium in bags of IT-77"),
        "public": Text("该产品适用临时紧急措施", "a provisional measure applies to this product"),
        "ground": "检出六价铬",
    }
    return impose_measure(**asked | changes).number


def sources(decided: Assignment) -> set[str]:
    return {reason["source"] for line in decided.lines for reason in line["reasons"] if "source" in reason}


def test_the_next_declaration_meets_the_measure_and_says_so(analyst: Actor) -> None:
    before = lodged("R1")
    number = impose(analyst)
    met = lodged("R2")
    assert f"measure:{number}" not in sources(before)
    assert f"measure:{number}" in sources(met)
    assert met.channel == Channel.HOLD
    said = [reason for line in met.lines for reason in line["reasons"] if reason.get("source") == f"measure:{number}"]
    assert "六价铬" in said[0]["zh"]
    assert said[0]["public"]["en"] == "a provisional measure applies to this product"
    assert hits([number], of="measure")[number].met == 1


def test_other_goods_and_producers_do_not_meet_it(analyst: Actor) -> None:
    number = impose(analyst, condition=Condition(goods=("4202",), producers=frozenset({"IT-78"})))
    assert f"measure:{number}" not in sources(lodged("R1"))


def test_after_lifting_the_next_no_longer_meets_it_and_the_earlier_still_shows_it(analyst: Actor) -> None:
    number = impose(analyst)
    met = lodged("R1", days=1)
    lift_measure(actor=analyst, at=NOON + timedelta(days=2), number=number, ground=Text("已整改", "put right"))
    assert f"measure:{number}" not in sources(lodged("R2", days=2))
    assert replay(met.pk).same


def test_on_the_very_day_it_can_be_imposed_met_and_lifted(analyst: Actor) -> None:
    number = impose(analyst)
    met = lodged("R1")
    lift_measure(actor=analyst, at=NOON, number=number, ground=Text("误施", "imposed in error"))
    assert f"measure:{number}" not in sources(lodged("R2"))
    assert f"measure:{number}" in sources(met)
    assert replay(met.pk).same


def test_what_meets_it_waits_for_a_person_s_decision_with_the_measure_as_its_reason(analyst: Actor) -> None:
    from guomen.decisions.queries import dispositions_of

    number = impose(analyst)
    met = lodged("R1")
    deliver_pending()
    [proposal] = dispositions_of(met.consignment_id)
    assert (proposal.kind, proposal.state) == ("detain", "proposed")
    assert f"measure:{number}" in {reason.get("source") for reason in proposal.reasons}


class TestWhatContainsIt:
    """A hazard of an ingredient concerns what contains it (eggs, then biscuits)."""

    EGGS: dict[str, Any] = {
        "kind": MeasureKind.PROVISIONAL,
        "condition": Condition(goods=("0407",), origins=frozenset({"NL"})),
        "hazard": "fipronil",
        "text": Text("荷兰禽蛋检出氟虫腈", "fipronil in eggs from the Netherlands"),
        "public": None,
        "ground": "境外通报",
    }

    def biscuits(self, reference: str) -> Assignment:
        item = GoodsItem(item_no=1, goods_code="1905310000101", origin="NL", description="饼干 Biscuits")
        declaration = world.declared(reference, office="310100", port="310101", items=(item,))
        [answer] = lodge_and_assign(actor=None, at=NOON, declarations=[declaration])
        assert answer.assignment is not None, answer.lodged.faults
        return answer.assignment

    def test_biscuits_meet_the_measure_on_eggs_with_the_path_in_their_reasons(self, analyst: Actor) -> None:
        before = self.biscuits("B0")
        number = impose(analyst, follow=True, **self.EGGS)
        met = self.biscuits("B1")
        source = f"measure:{number}"
        [said] = [reason for reason in met.lines[0]["reasons"] if reason.get("source") == source]
        assert "→" in said["zh"]
        assert "0407" in said["en"]
        assert "1905" in said["en"]
        row = measure(number)
        assert ["0407", "1905"] in [path["goods"] for path in row.paths]
        assert row.goods[0] == "0407"
        assert "1905" in row.goods
        assert source not in sources(before)
        assert replay(before.pk).same

    def test_without_following_biscuits_do_not_meet_it(self, analyst: Actor) -> None:
        number = impose(analyst, **self.EGGS)
        assert f"measure:{number}" not in sources(self.biscuits("B1"))

    def test_on_the_products_of_named_producers_nothing_can_be_followed(self, analyst: Actor) -> None:
        eggs = self.EGGS | {"condition": Condition(goods=("0407",), producers=frozenset({"NL-1"}))}
        with pytest.raises(Refusal, match=r"measure\.follow_producers"):
            impose(analyst, follow=True, **eggs)

    def test_without_goods_there_is_nothing_to_follow(self, analyst: Actor) -> None:
        eggs = self.EGGS | {"condition": Condition(origins=frozenset({"NL"}))}
        with pytest.raises(Refusal, match=r"measure\.follow_goods"):
            impose(analyst, follow=True, **eggs)

    def test_what_is_declared_already_is_listed_as_released_or_not(self, analyst: Actor) -> None:
        self.biscuits("B0")
        number = impose(analyst, follow=True, **self.EGGS)
        found = matching(measure(number), NOON.date())
        assert [one.reference for one in found.waiting + found.released] == ["B0"]
        assert found.total == 1


class TestConformingInARow:
    """A measure that waits for conforming consignments is ready, or lifted, when enough of them were found so."""

    BISCUITS: dict[str, Any] = {
        "kind": MeasureKind.RAISE_SAMPLING,
        "condition": Condition(goods=("1905",), origins=frozenset({"NL"})),
        "orders": Channel.SAMPLE,
        "hazard": "lead",
        "lift_when": {"conforming": 2},
    }

    def looked_at(self, reference: str, *, conforming: bool) -> None:
        """One declaration of biscuits that meets the measure, inspected and decided."""
        from guomen.decisions.operations import Case, issue_disposition, propose_disposition
        from guomen.decisions.terms import Facts

        item = GoodsItem(item_no=1, goods_code="1905310000101", origin="NL", description="饼干 Biscuits")
        declaration = world.declared(reference, office="310100", port="310101", items=(item,))
        [answer] = lodge_and_assign(actor=None, at=NOON, declarations=[declaration])
        assert answer.assignment is not None
        case = Case(answer.assignment.consignment_id, 1, answer.assignment.pk)
        faults = () if conforming else (world.found("metal", "major", 1, "lead"),)
        facts = Facts(Channel.PHYSICAL, faults=faults, inspected=True)
        act = propose_disposition(actor=None, at=NOON, case=case, facts=facts)
        for username in ("first", "second"):
            if act is not None and act.state in ("proposed", "signed"):
                signer = Actor.objects.filter(username=username).first() or person(
                    username, Role.DUTY_MANAGER, "310100"
                )
                act = issue_disposition(actor=signer, at=NOON, disposition=act.pk)
        deliver_pending()

    def test_it_is_proposed_when_the_last_of_them_is_found_and_counted_anew_after_a_failure(
        self, analyst: Actor
    ) -> None:
        from guomen.surveillance.measures.queries import conforming_run, ready_to_lift

        number = impose(analyst, **self.BISCUITS)
        self.looked_at("C1", conforming=True)
        self.looked_at("C2", conforming=False)
        assert conforming_run(number) == 0
        self.looked_at("C3", conforming=True)
        assert ready_to_lift(NOON.date()) == []
        self.looked_at("C4", conforming=True)
        assert conforming_run(number) == 2
        assert ready_to_lift(NOON.date()) == [number]
        assert Entry.objects.filter(kind="surveillance.measure.lifting_proposed").count() == 1
        effect = effect_of(number)
        assert (effect.hits.met, effect.checked, effect.hits.nonconforming) == (4, 4, 1)

    def test_where_policy_says_so_it_is_lifted_and_the_next_does_not_meet_it(self, analyst: Actor) -> None:
        from guomen.catalogue.models import Policy

        Policy.objects.current().filter(name="surveillance.lifting.conforming").update(value="lift")
        number = impose(analyst, **self.BISCUITS)
        _forget()
        for reference in ("C1", "C2"):
            self.looked_at(reference, conforming=True)
        assert measure(number).lifting.lifted_by.username == "program"
        assert "2 conforming consignments in a row" in measure(number).lifting.ground_en


def _forget() -> None:
    """What is remembered of the reference data is read anew."""
    from guomen.catalogue.queries import snapshots

    for remembered in (snapshots._snapshot, snapshots._reference, snapshots._measures):
        remembered.cache_clear()
