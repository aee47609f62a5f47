"""What the laboratory says counts for the programme: once, as it stands, its own tests alone."""

import pytest

from guomen.kernel.ledger.models import Entry
from guomen.kernel.terms import Role
from guomen.laboratory import operations as laboratory
from guomen.laboratory.models import Sample
from guomen.laboratory.terms import Hand, PortionAsked, PortionKind
from guomen.supervision.programmes import operations
from guomen.supervision.programmes.models import ProgrammeSample
from guomen.surveillance.signals.models import Signal
from guomen.targeting.queries import control_order, control_orders, replay
from tests.decisions.world import NOON, lay_down
from tests.supervision.programmes import port
from tests.supervision.programmes.port import Lot
from tests.supervision.world import asked, signed, someone

pytestmark = pytest.mark.usefixtures("place")


@pytest.fixture
def picked() -> Lot:
    signed(asked(number=80))
    port.heard()
    return port.lot("R1")


def test_news_that_comes_twice_counts_once(picked: Lot) -> None:
    label = picked.inspected()
    row = port.counted(label)
    told = Entry.objects.get(kind="inspection.sample.drawn").payload
    operations.count_sample(
        at=NOON, label=label, consignment=told["consignment"], version=told["version"], item_no=1,
        references=list(told["programmes"]),
    )  # fmt: skip
    assert ProgrammeSample.objects.get() == row
    assert Entry.objects.filter(kind="supervision.sample.counted").count() == 1
    port.reported(label, "0.9")
    operations.hear_results(at=NOON, label=label)
    assert Entry.objects.filter(kind="supervision.limit.exceeded").count() == 1


def test_what_nobody_planned_is_not_the_programmes(picked: Lot) -> None:
    for kind in ("documentary", "identity", "physical"):
        picked.finish(kind)  # type: ignore[arg-type]
    label = picked.drawn(analytes=("cadmium",))
    picked.finish("sampling")  # type: ignore[arg-type]
    port.heard()
    sample = Sample.objects.get(label=label)
    # An officer asked for more: that is waited for.
    assert (sample.purpose, picked.proposal()) == ("inspection", None)
    port.reported(label, "0.1")
    row = port.counted(label)
    assert (list(row.values), row.conform) == (["lead (Pb)"], True)


def test_a_corrected_report_takes_the_outcome_and_the_interception_back(picked: Lot) -> None:
    label = picked.inspected()
    port.reported(label, "0.9")
    order = f"IC-{label}-{port.counted(label).line_id}"
    assert control_order(order).withdrawn_at is None
    manager = someone(Role.LABORATORY_MANAGER, "910000")
    laboratory.withdraw_report(actor=manager, at=NOON, label=label, reason="样品混淆")
    port.heard()
    row = port.counted(label)
    assert (row.conform, row.report, row.values) == (None, 0, {})
    port.reported(label, "0.1", reason="重新检测")
    row = port.counted(label)
    assert (row.conform, row.report, row.exceeded) == (True, 2, [])
    assert control_order(order).withdrawn_at is not None
    assert not Signal.objects.filter(sample=label, state="current").exists()


def test_of_a_sample_that_was_tested_again_the_result_that_counts_is_the_outcome(picked: Lot) -> None:
    for kind in ("documentary", "identity", "physical"):
        picked.finish(kind)  # type: ignore[arg-type]
    kept = PortionAsked(PortionKind.ARCHIVE, "500 g", "P-3", "cold store 1")
    label = picked.drawn(portions=(PortionAsked(PortionKind.TEST, "500 g"), kept))
    picked.finish("sampling")  # type: ignore[arg-type]
    port.heard()
    port.reported(label, "0.9")
    order = f"IC-{label}-{port.counted(label).line_id}"
    again = laboratory.order_retest(actor=port.officer(), at=NOON, label=label, ground="importer")
    port.reported(again.label, "0.1", seal="P-3")
    row = port.counted(label)
    assert (row.conform, row.exceeded) == (True, [])
    assert control_order(order).withdrawn_at is not None


def test_a_sample_refused_by_the_laboratory_does_not_bring_the_goods_back(picked: Lot) -> None:
    label = picked.inspected()
    laboratory.refuse_sample(
        actor=someone(Role.LABORATORY_ANALYST, "910000"), at=NOON, label=label, scanned=label, hand=Hand("laboratory"),
        reason="样品袋破损",
    )  # fmt: skip
    port.heard()
    assert port.counted(label).cancelled
    assert picked.task("sampling").state == "done"  # type: ignore[arg-type]


class TestInterception:
    """A control order on goods alike, for a time."""

    def intercepted(self, picked: Lot) -> str:
        label = picked.inspected()
        port.reported(label, "0.9")
        return f"IC-{label}-{port.counted(label).line_id}"

    def test_it_is_for_the_same_goods_origin_and_producer_and_says_nothing_to_traders(self, picked: Lot) -> None:
        order = control_order(self.intercepted(picked))
        condition = order.condition
        assert (condition["direction"], condition["goods"]) == ("import", ["1905310000101"])
        assert (condition["origins"], condition["producers"]) == (["IT"], ["IT-0001"])
        assert (order.rate, order.orders, order.office.code) == (None, "sample", "910000")
        assert (order.valid_to - order.valid_from).days == 90
        assert ["programme" in test for test in order.tests] == [False]
        lot = port.lot("R2")
        public = [one for line in lot.assignment.lines for one in line["reasons"] if one.get("public")]
        assert all(order.number not in str(one) for one in public)

    def test_it_ends_when_enough_lots_in_a_row_conform(self, picked: Lot) -> None:
        lay_down("supervision.intercept.clear", "2", type="whole")
        number = self.intercepted(picked)
        for step, value in enumerate(("0.1", "0.9", "0.1", "0.1"), start=2):
            lot = port.lot(f"R{step}", port.later(step))
            assert f"order:{number}" in lot.assignment.sources
            port.reported(lot.inspected(port.later(step)), value, port.later(step))
            assert control_order(number).withdrawn_at is None
            port.decided(lot, port.later(step))
            assert replay(lot.assignment.pk).same
        assert "2 lots in a row conform" in control_order(number).closed_ground
        others = [row.number for row in control_orders().filter(number__startswith="IC-") if not row.withdrawn_at]
        assert number not in others

    def test_policy_may_order_none(self, picked: Lot) -> None:
        lay_down("supervision.intercept.orders", "no", type="flag")
        self.intercepted(picked)
        assert not control_orders().filter(number__startswith="IC-").exists()
        assert Entry.objects.get(kind="supervision.limit.exceeded").payload["order"] == ""
