"""A party's bad record for a product and an item (AQSIQ 2014-43): entered, listed and taken off by itself."""

from datetime import timedelta

import pytest

from guomen.catalogue.queries import snapshot
from guomen.catalogue.terms import Channel
from guomen.decisions.operations import answer_appeal, lodge_appeal
from guomen.decisions.terms import DispositionKind
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.ledger.models import Entry
from guomen.kernel.ledger.operations import deliver_pending
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role
from guomen.surveillance.measures.adverse.operations import remove_record
from guomen.surveillance.measures.adverse.queries import standings
from guomen.surveillance.measures.failures import failed_items
from guomen.surveillance.measures.models import AdverseRecord
from tests.decisions import world
from tests.decisions.world import NOON, found, issued, person
from tests.surveillance.measures.test_ladder import second
from tests.surveillance.measures.test_operations import analyst

LINES = [{"item_no": 1, "conforming": False}, {"item_no": 2, "conforming": True}]


def fault(**changes: object) -> dict[str, object]:
    return {"severity": "major", "hazard": "lead", "kind": "metal", "item_no": 1} | changes


@pytest.mark.parametrize(
    ("faults", "items"),
    [
        ([fault()], {1: ("lead",)}),
        ([fault(hazard="")], {1: ("metal",)}),
        ([fault(), fault(hazard="cadmium")], {1: ("lead", "cadmium")}),
        ([fault(item_no=None)], {1: ("lead",)}),
        ([fault(severity="minor"), fault(item_no=2)], {1: ("other",)}),
    ],
)
def test_what_goods_failed_on(faults: list[dict[str, object]], items: dict[int, tuple[str, ...]]) -> None:
    assert failed_items({"faults": faults}, LINES) == items


@pytest.mark.usefixtures("agency")
class TestByItself:
    def fail(self, reference: str) -> None:
        issued(found("metal", "major", 1, "lead"), reference=reference)
        deliver_pending()

    def listed(self) -> list[dict[str, object]]:
        known = snapshot(current_edition()).measures
        hold = [one for one in known if one.in_force(NOON.date()) and one.orders is Channel.DOCUMENT]
        return [one.condition.as_json() for one in hold if "不良记录" in one.text.zh]

    def test_each_party_has_a_record_of_its_own(self) -> None:
        self.fail("R1")
        rows = {(row.role, row.party): row for row in AdverseRecord.objects.all()}
        assert set(rows) == {("importer", world.IMPORTER), ("producer", "IT-0001")}
        assert {(row.goods, row.item, row.origin) for row in rows.values()} == {("1905", "lead", "IT")}
        assert Entry.objects.filter(kind="surveillance.adverse.entered").count() == 2

    def test_enough_of_them_ask_a_report_for_every_lot_of_that_party(self) -> None:
        for reference in ("R1", "R2"):
            self.fail(reference)
        assert not self.listed()
        self.fail("R3")
        assert {tuple(one.get("importers", one.get("producers", ()))) for one in self.listed()} == {  # type: ignore[arg-type]
            (world.IMPORTER,), ("IT-0001",),
        }  # fmt: skip
        assert {(one["role"], one["lots"]) for one in standings()} == {("importer", 3), ("producer", 3)}

    def test_conforming_lots_in_a_row_take_them_off(self) -> None:
        world.lay_down("surveillance.adverse.conforming_lots", "2", type="whole")
        world.lay_down("surveillance.adverse.listing_lots", "1", type="whole")
        self.fail("R1")
        assert len(self.listed()) == 2
        for reference in ("R2", "R3"):
            issued(reference=reference)
            deliver_pending()
        assert not AdverseRecord.objects.filter(removed_at=None).exists()
        assert "2 conforming lots" in AdverseRecord.objects.all()[0].removed_because
        assert not self.listed()

    def test_an_appeal_that_ends_in_release_takes_them_back(self) -> None:
        act = issued(found("metal", "major", 1, "lead"))
        deliver_pending()
        trader, later = person("trader", Role.TRADER, office="", represents=world.IMPORTER), NOON + timedelta(days=1)
        appeal = lodge_appeal(actor=trader, at=later, disposition=act.pk, grounds="复检合格")
        answer_appeal(
            actor=person("judge"), at=later, appeal=appeal.pk, answer="复检合格", kind=DispositionKind.RELEASE
        )
        second(act.consignment_id, later)
        deliver_pending()
        assert {row.removed_because for row in AdverseRecord.objects.all()} == {"复验后合格 found conforming after all"}

    def test_what_was_delivered_twice_is_entered_once(self) -> None:
        from guomen.surveillance.measures.adverse.operations import note_records

        act = issued(found("metal", "major", 1, "lead"))
        for _ in range(2):
            note_records(
                at=NOON, consignment=act.consignment_id, version=1, disposition=act.pk, facts=act.facts, lines=act.lines
            )
        assert AdverseRecord.objects.count() == 2

    def test_a_person_takes_one_off_with_a_ground(self) -> None:
        self.fail("R1")
        row = AdverseRecord.objects.all()[0]
        remove_record(actor=analyst(), at=NOON, number=row.pk, ground="主体登记有误")
        row.refresh_from_db()
        assert (row.removed_at, row.removed_because) == (NOON, "主体登记有误")

    def test_refusals(self) -> None:
        self.fail("R1")
        row, me = AdverseRecord.objects.all()[0], analyst()
        with pytest.raises(NotPermitted):
            remove_record(actor=person("officer", Role.PORT_OFFICER), at=NOON, number=row.pk, ground="x")
        with pytest.raises(Missing):
            remove_record(actor=me, at=NOON, number=0, ground="x")
        with pytest.raises(Refusal, match="needs_ground"):
            remove_record(actor=me, at=NOON, number=row.pk, ground=" ")
        remove_record(actor=me, at=NOON, number=row.pk, ground="x")
        with pytest.raises(Conflict):
            remove_record(actor=me, at=NOON, number=row.pk, ground="x")
