"""What the evidence asks for (Decree 249 Art. 33; Quarantine Law Art. 16, 17)."""

from datetime import date

import pytest

from guomen.catalogue.terms import Channel
from guomen.consignments.terms import Declaration, GoodsItem
from guomen.decisions.rules import act_on, conforming, lines_of, propose
from guomen.decisions.terms import DispositionKind, Facts, FaultFact
from guomen.inspection.terms import FindingKind, Severity
from guomen.kernel.terms import Reason, Text

MINOR, MAJOR, CRITICAL = Severity.MINOR, Severity.MAJOR, Severity.CRITICAL


def fault(kind: str, severity: str, item_no: int | None = None, hazard: str = "") -> FaultFact:
    return FaultFact("finding:1", FindingKind(kind), Severity(severity), "seen", hazard, item_no)


@pytest.mark.parametrize(
    ("kind", "severity", "act"),
    [
        ("metal", "major", "return"),
        ("residue", "critical", "return"),
        ("laboratory", "major", "return"),
        ("microbe", "major", "return"),
        ("microbe", "critical", "destroy"),
        ("filth", "critical", "destroy"),
        ("disease", "minor", "destroy"),
        ("pest", "major", "treat"),
        ("pest", "critical", "destroy"),
        ("access", "minor", "return"),
        ("document", "major", "detain"),
        ("document", "critical", "return"),
        ("mismatch", "major", "detain"),
        ("label", "minor", "conditional_release"),
        ("label", "major", "treat"),
        ("packaging", "major", "treat"),
        ("other", "minor", "release"),
        ("sensory", "major", "treat"),
    ],
)
def test_each_fault_asks_for_the_act_that_the_law_gives_it(kind: str, severity: str, act: str) -> None:
    outcome = act_on(fault(kind, severity))
    assert outcome.value == act
    [reason] = outcome.reasons
    assert reason.source == "finding:1"
    assert reason.basis
    assert reason.public is not None


def test_every_kind_of_finding_of_every_severity_has_an_act() -> None:
    for kind in FindingKind:
        for severity in Severity:
            assert act_on(FaultFact("finding:1", kind, severity)).value in DispositionKind


def test_no_fault_asks_for_less_when_it_is_graver() -> None:
    for kind in FindingKind:
        acts = [act_on(FaultFact("finding:1", kind, severity)).value.severity for severity in Severity]
        assert acts == sorted(acts)


def test_the_strictest_part_decides_and_its_reason_comes_first() -> None:
    facts = Facts(Channel.PHYSICAL, (fault("label", "major"), fault("metal", "major")), inspected=True)
    outcome = propose(facts)
    assert outcome.value is DispositionKind.RETURN
    assert [reason.code for reason in outcome.reasons] == ["decision.safety.return", "decision.label.treat"]


def test_a_refusal_at_the_gates_asks_for_return_with_the_reasons_of_the_gates() -> None:
    gate = Reason("gate.access", Text("未获准入", "not admitted"), "食品安全法 第九十二条", "market_access:1")
    assert propose(Facts(Channel.REFUSE, orders=(gate,))).reasons == (gate,)
    assert propose(Facts(Channel.REFUSE, orders=(gate,))).value is DispositionKind.RETURN


def test_a_hold_asks_for_detention() -> None:
    assert propose(Facts(Channel.HOLD)).value is DispositionKind.DETAIN


def test_a_hold_with_a_pathogen_asks_for_destruction() -> None:
    assert propose(Facts(Channel.HOLD, (fault("microbe", "critical"),))).value is DispositionKind.DESTROY


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (Facts(Channel.RELEASE), "decision.released_on_documents"),
        (Facts(Channel.PHYSICAL, inspected=True), "decision.nothing_wrong"),
        (Facts(Channel.RELEASE, overridden=True), "decision.officer_review"),
    ],
)
def test_nothing_wrong_asks_for_release_and_says_whether_anybody_looked(facts: Facts, code: str) -> None:
    outcome = propose(facts)
    assert outcome.value is DispositionKind.RELEASE
    assert [reason.code for reason in outcome.reasons] == [code]


DECLARED = Declaration(
    sender="s",
    reference="r",
    declared_on=date(2018, 8, 1),
    items=(GoodsItem(item_no=1, goods_code="1905310000101"), GoodsItem(item_no=2, goods_code="1905310000102")),
)


def test_a_fault_of_one_item_leaves_the_others_conforming() -> None:
    lines = lines_of(DECLARED, [fault("metal", "major", 2, "lead")], inspected=True)
    assert [line.conforming for line in lines] == [True, False]
    assert [line.hazards for line in lines] == [(), ("lead",)]
    assert conforming(lines) is False


def test_a_fault_of_the_whole_consignment_bears_on_every_item() -> None:
    assert [line.conforming for line in lines_of(DECLARED, [fault("seal", "major")], inspected=True)] == [False, False]


def test_a_minor_fault_leaves_goods_conforming() -> None:
    assert conforming(lines_of(DECLARED, [fault("label", "minor")], inspected=True)) is True


def test_goods_that_nobody_looked_at_are_not_said_to_conform() -> None:
    assert conforming(lines_of(DECLARED, [], inspected=False)) is None
