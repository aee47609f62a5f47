"""The public list: generated from acts that return or destroy; corrected by rows that follow, never in place."""

from datetime import date, timedelta
from typing import Any

import pytest

from guomen.decisions.models import Disposition
from guomen.decisions.operations import answer_appeal, lodge_appeal
from guomen.decisions.terms import DispositionKind
from guomen.kernel.ledger.operations import deliver_pending
from guomen.kernel.terms import Missing, NotPermitted, Refusal, Role
from guomen.surveillance.measures.models import RefusedBatch
from guomen.surveillance.measures.refused.operations import correct_batch
from guomen.surveillance.measures.refused.queries import COLUMNS, batches, cells, corrections, like
from guomen.surveillance.measures.refused.rules import public_importer, reason_code
from tests.decisions import world
from tests.decisions.world import NOON, found, issued, person
from tests.surveillance.measures.test_ladder import second
from tests.surveillance.measures.test_operations import analyst

KINDS = {"lead": "chemical", "salmonella": "microbiological", "coliforms": "microbiological", "ddt": "residue"}


def fault(kind: str = "other", hazard: str = "", severity: str = "major", item_no: int | None = 1) -> dict[str, Any]:
    return {"kind": kind, "hazard": hazard, "severity": severity, "item_no": item_no}


@pytest.mark.parametrize(
    ("faults", "reasons", "code"),
    [
        ([fault("label")], [], "2"),
        ([fault("laboratory", "lead")], [], "5"),
        ([fault("laboratory", "ddt")], [], "11"),
        ([fault("microbe", "salmonella")], [], "13"),
        ([fault("microbe", "coliforms")], [], "12"),
        ([fault("label"), fault("metal", "lead", "critical")], [], "5"),
        ([fault("label", item_no=2)], [{"code": "gate.access.not_listed"}], "4"),
        ([], [{"code": "gate.establishment"}], "4"),
        ([], [{"code": "gate.filing"}], "6"),
        ([fault()], [], "99"),
        ([], [], "99"),
    ],
)
def test_the_reason_is_one_of_the_published_codes(faults: list[Any], reasons: list[Any], code: str) -> None:
    assert reason_code({"faults": faults}, reasons, 1, KINDS) == code


def test_an_importer_who_is_no_enterprise_is_not_named() -> None:
    assert public_importer("uscc", world.IMPORTER, "上海某某") == f"上海某某 {world.IMPORTER}"
    assert public_importer("local", "310105199001011234", "王某") == ""


@pytest.mark.usefixtures("agency")
class TestOfActs:
    def refuse(self, reference: str = "R1", kind: DispositionKind = DispositionKind.DESTROY) -> Disposition:
        act = issued(found("metal", "critical", 1, "lead"), reference=reference, kind=kind)
        deliver_pending()
        assert act.state == "issued"
        return act

    def test_what_failed_is_published_in_the_columns_of_the_list(self) -> None:
        self.refuse()
        [row] = batches()
        assert (row.month, row.goods, row.reason, row.disposal) == (date(2018, 8, 1), "1905310000101", "5", "destroy")
        [line] = cells(batches(), "en")
        assert len(line) == len(COLUMNS)
        assert line[3] == "夹心饼干 Biscuits"
        assert line[4] == "Italy"
        assert line[9] == "Destroyed"

    def test_what_is_let_go_is_not_published(self) -> None:
        issued(found("label", "minor", 1, ""))
        deliver_pending()
        assert not RefusedBatch.objects.exists()

    def test_goods_outside_the_list_are_not_published(self) -> None:
        world.lay_down("surveillance.refused.goods", "02", type="list")
        self.refuse()
        assert not RefusedBatch.objects.exists()

    def test_told_twice_it_is_published_once(self) -> None:
        from guomen.surveillance.measures.refused.operations import publish_batches

        act = self.refuse()
        publish_batches(
            at=NOON, consignment=act.consignment_id, version=1, disposition=act.pk, kind=act.kind, facts=act.facts,
            lines=act.lines, reasons=act.reasons,
        )  # fmt: skip
        assert RefusedBatch.objects.count() == 1

    def test_an_act_that_is_replaced_takes_its_batches_off(self) -> None:
        act = self.refuse()
        trader, later = person("trader", Role.TRADER, office="", represents=world.IMPORTER), NOON + timedelta(days=1)
        appeal = lodge_appeal(actor=trader, at=later, disposition=act.pk, grounds="复检合格")
        answer_appeal(
            actor=person("judge"), at=later, appeal=appeal.pk, answer="复检合格", kind=DispositionKind.RELEASE
        )
        second(act.consignment_id, later)
        deliver_pending()
        assert not batches()
        [gone] = corrections()
        assert gone.withdrawn
        assert gone.corrects is not None
        assert "replaced" in gone.correction

    def test_a_correction_follows_and_the_earlier_row_stays(self) -> None:
        self.refuse()
        [row] = batches()
        new = correct_batch(
            actor=analyst(), at=NOON, number=row.pk, changes={"name": "威化饼干 Wafers"}, ground="品名有误"
        )
        assert [one.pk for one in batches()] == [new.pk]
        assert (new.corrects_id, new.correction, new.goods) == (row.pk, "品名有误", row.goods)
        row.refresh_from_db()
        assert row.name == "夹心饼干 Biscuits"

    def test_it_is_found_by_product_producer_importer_code_and_number(self) -> None:
        self.refuse()
        [row] = batches()
        for text in ("饼干", "IT-0001", "某某", "190531", row.inspection_number):
            assert like(batches(), text).count() == 1
        assert like(batches(), "香蕉").count() == 0

    @pytest.mark.parametrize(
        ("changes", "expected", "code"),
        [
            ({"ground": " "}, Refusal, "refused.needs_ground"),
            ({"changes": {}}, Refusal, "refused.nothing_changed"),
            ({"changes": {"goods": "02"}}, Refusal, "refused.nothing_changed"),
            ({"changes": {"origin": "QQ"}}, Refusal, "refused.origin"),
            ({"number": 0}, Missing, "refused.missing"),
        ],
    )
    def test_refusals(self, changes: dict[str, Any], expected: type[Exception], code: str) -> None:
        self.refuse()
        [row] = batches()
        asked = {"actor": analyst(), "at": NOON, "number": row.pk, "changes": {"name": "x"}, "ground": "y"}
        with pytest.raises(expected, match=code):
            correct_batch(**asked | changes)

    def test_only_who_orders_measures_corrects(self) -> None:
        self.refuse()
        with pytest.raises(NotPermitted):
            correct_batch(
                actor=person("officer", Role.PORT_OFFICER), at=NOON, number=batches()[0].pk, changes={}, ground="y"
            )

    def test_what_was_corrected_is_not_corrected_again(self) -> None:
        self.refuse()
        [row] = batches()
        correct_batch(actor=analyst(), at=NOON, number=row.pk, changes={}, ground="误报", withdraw=True)
        with pytest.raises(Missing):
            correct_batch(actor=analyst("other"), at=NOON, number=row.pk, changes={}, ground="误报", withdraw=True)
