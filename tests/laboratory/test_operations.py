"""A sample from hand to hand, its results, the report, and what is refused on the way."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role, SubjectRef
from guomen.laboratory import operations, queries
from guomen.laboratory.models import Sample
from guomen.laboratory.terms import Hand, Measured, label_of
from tests.laboratory import people
from tests.laboratory.conftest import AT, CADMIUM

LOW = Measured((Decimal("0.05"),), "mg/kg", lod=Decimal("0.002"))
HIGH = Measured((Decimal("310"),), "µg/kg", lod=Decimal("2"))


def entered(analyst: Actor, sample: Sample, measured: Measured, reason: str = "") -> None:
    request = sample.requests.get().pk
    operations.enter_result(
        actor=analyst, at=AT, label=sample.label, request=request, measured=measured, change_reason=reason
    )


def test_the_whole_way_leaves_a_chain_of_custody_and_entries_under_sample_and_consignment(
    prepared: Sample, analyst: Actor, signatory: Actor
) -> None:
    entered(analyst, prepared, HIGH)
    report = people.signed_off(prepared.label, signatory, AT)
    operations.store_sample(actor=analyst, at=AT, label=prepared.label, hand=Hand("cold store", "shelf 4"))
    operations.dispose_of_sample(actor=analyst, at=AT, label=prepared.label, hand=Hand("incinerator"), ground="spoilt")
    assert [step.deed for step in prepared.steps.all()] == [
        "draw",
        "hand_over",
        "receive",
        "prepare",
        "test",
        "review",
        "authorise",
        "report",
        "store",
        "dispose",
    ]
    assert report.conform is False
    for subject in (SubjectRef("sample", prepared.label), SubjectRef("consignment", "12")):
        kinds = [entry.kind for entry in entries_about(subject)]
        assert kinds[0] == "laboratory.sample.ordered"
        assert "laboratory.result.reported" in kinds


def test_the_report_tells_sample_subject_conformity_and_reasons(
    prepared: Sample, analyst: Actor, signatory: Actor
) -> None:
    entered(analyst, prepared, HIGH)
    people.signed_off(prepared.label, signatory, AT)
    entry = entries_about(SubjectRef("sample", prepared.label)).last()
    assert entry is not None
    payload = entry.payload
    assert (payload["sample"], payload["subject"], payload["conform"]) == (prepared.label, "consignment:12/3", False)
    (statement,) = payload["statements"]
    assert statement["conformity"] == "nonconform"
    assert statement["standard"] == "GB 2762"
    assert statement["reasons"][0]["code"] == "laboratory.outside_limit"


def test_nobody_authorises_their_own_result(prepared: Sample, signatory: Actor) -> None:
    entered(signatory, prepared, LOW)
    with pytest.raises(NotPermitted, match=r"result\.own"):
        operations.review_results(actor=signatory, at=AT, label=prepared.label)
    with pytest.raises(NotPermitted, match=r"result\.own"):
        people.signed_off(prepared.label, signatory, AT)


def test_an_analyst_may_not_authorise(prepared: Sample, analyst: Actor) -> None:
    entered(analyst, prepared, LOW)
    with pytest.raises(NotPermitted, match="capability"):
        operations.report_result(actor=analyst, at=AT, label=prepared.label)


def test_a_report_needs_every_result(prepared: Sample, signatory: Actor) -> None:
    with pytest.raises(Conflict, match=r"sample\.step"):
        people.signed_off(prepared.label, signatory, AT)


def test_a_changed_result_is_a_new_version_with_a_reason_and_is_reported_again(
    prepared: Sample, analyst: Actor, signatory: Actor
) -> None:
    entered(analyst, prepared, HIGH)
    people.signed_off(prepared.label, signatory, AT)
    with pytest.raises(Refusal, match="change_reason"):
        entered(analyst, prepared, LOW)
    entered(analyst, prepared, LOW, "dilution factor was missed")
    report = people.signed_off(prepared.label, signatory, AT)
    assert (report.version, report.conform) == (2, True)
    assert [result.version for result in prepared.requests.get().results.all()] == [1, 2]
    assert [result.version for result in queries.results_of(SubjectRef("consignment", "12"))] == [2]


def test_another_bags_label_is_refused(handed: Sample, analyst: Actor) -> None:
    with pytest.raises(Refusal, match="wrong_label"):
        operations.receive_sample(
            actor=analyst, at=AT, label=handed.label, scanned=label_of(31_000), hand=Hand("laboratory", seal="S-1")
        )


def test_a_broken_seal_is_received_only_with_a_remark(handed: Sample, analyst: Actor) -> None:
    hand = Hand("laboratory", seal="S-2")
    with pytest.raises(Refusal, match="seal_differs"):
        operations.receive_sample(actor=analyst, at=AT, label=handed.label, scanned=handed.label, hand=hand)
    sample = operations.receive_sample(
        actor=analyst, at=AT, label=handed.label, scanned=handed.label, hand=hand, remark="seal replaced by customs"
    )
    assert sample.receipt == "remarked"


def test_a_sample_is_refused_with_a_reason(handed: Sample, analyst: Actor) -> None:
    hand = Hand("laboratory")
    with pytest.raises(Refusal, match=r"sample\.reason"):
        operations.refuse_sample(actor=analyst, at=AT, label=handed.label, scanned=handed.label, hand=hand, reason="  ")
    sample = operations.refuse_sample(
        actor=analyst, at=AT, label=handed.label, scanned=handed.label, hand=hand, reason="thawed"
    )
    assert (sample.state, sample.receipt, sample.remark) == ("refused", "refused", "thawed")


def test_nothing_skips_a_step(ordered: Sample, analyst: Actor) -> None:
    with pytest.raises(Conflict, match=r"sample\.step"):
        operations.receive_sample(
            actor=analyst, at=AT, label=ordered.label, scanned=ordered.label, hand=Hand("laboratory")
        )
    with pytest.raises(Conflict, match=r"sample\.step"):
        entered(analyst, ordered, LOW)


def test_a_sample_is_not_tested_before_it_was_prepared(received: Sample, analyst: Actor) -> None:
    with pytest.raises(Conflict, match=r"sample\.step"):
        entered(analyst, received, LOW)
    assert not received.requests.get().results.exists()


def test_another_bag_is_not_prepared_by_mistake(received: Sample, analyst: Actor) -> None:
    with pytest.raises(Refusal, match="wrong_label"):
        operations.prepare_sample(
            actor=analyst, at=AT, label=received.label, scanned=label_of(31_000), hand=Hand("", note="milled")
        )


def test_a_result_before_the_sample_is_in_the_laboratory_leaves_nothing_behind(ordered: Sample, analyst: Actor) -> None:
    with pytest.raises(Conflict):
        entered(analyst, ordered, LOW)
    assert not ordered.requests.get().results.exists()


@pytest.mark.parametrize(
    ("measured", "code"),
    [
        (Measured((), "mg/kg"), "empty"),
        (Measured((Decimal("0.001"),), "mg/kg", lod=Decimal("0.01")), "below_lod"),
        (Measured((None,), "mg/kg", lod=Decimal("0.1"), loq=Decimal("0.01")), "detection_limit"),
        (Measured((None,), "mg/kg", lod=Decimal(0)), "detection_limit"),
        (Measured((Decimal(10) ** 13,), "mg/kg"), "too_large"),
        (Measured((Decimal(1),), "mg/L"), "unit"),
    ],
)
def test_what_no_instrument_can_say_is_refused(prepared: Sample, analyst: Actor, measured: Measured, code: str) -> None:
    with pytest.raises(Refusal, match=rf"result\.{code}"):
        entered(analyst, prepared, measured)


def test_an_officer_may_not_enter_results_and_an_analyst_may_not_draw(
    ordered: Sample, prepared: Sample, officer: Actor, analyst: Actor
) -> None:
    with pytest.raises(NotPermitted):
        entered(officer, prepared, LOW)
    with pytest.raises(NotPermitted):
        operations.draw_sample(actor=analyst, at=AT, label=ordered.label, scanned=ordered.label, hand=Hand("analyst"))


def test_another_bureaus_analyst_does_not_know_the_sample(prepared: Sample) -> None:
    stranger = people.person(Role.LABORATORY_ANALYST, "GM20")
    with pytest.raises(Missing):
        queries.sample(stranger, prepared.label)
    with pytest.raises(Missing):
        entered(stranger, prepared, LOW)
    assert not queries.queue(stranger).exists()


def test_the_queue_is_what_waits_for_the_laboratory(prepared: Sample, analyst: Actor, signatory: Actor) -> None:
    assert list(queries.queue(analyst)) == [prepared]
    entered(analyst, prepared, LOW)
    people.signed_off(prepared.label, signatory, AT)
    assert not queries.queue(analyst).exists()


def test_an_order_without_a_test_is_refused(officer: Actor) -> None:
    with pytest.raises(Refusal, match="nothing_to_test"):
        operations.order_sample(
            actor=officer, at=AT, subject=SubjectRef("lot", "1"), office=Office.objects.get(code="GM1001"),
            goods_code="", description="x", requests=[],
        )  # fmt: skip


def test_without_a_limit_in_force_the_test_is_asked_for_all_the_same(officer: Actor) -> None:
    asked = replace(CADMIUM, limit=None, on=CADMIUM.on - timedelta(days=9000))
    sample = operations.order_sample(
        actor=officer, at=AT, subject=SubjectRef("lot", "1"), office=Office.objects.get(code="GM1001"),
        goods_code="9999", description="x", requests=[asked],
    )  # fmt: skip
    assert sample.requests.get().limit_kind == "none"


def test_samples_of_a_consignment_are_those_of_its_items_too(ordered: Sample) -> None:
    assert list(queries.samples_of(SubjectRef("consignment", "12"))) == [ordered]
    assert list(queries.samples_of(SubjectRef("consignment", "12/3"))) == [ordered]
    assert not queries.samples_of(SubjectRef("consignment", "1")).exists()


def test_a_cancelled_order_is_not_drawn(ordered: Sample, officer: Actor) -> None:
    operations.cancel_sample(actor=None, at=AT, label=ordered.label, reason="consignment cancelled")
    with pytest.raises(Conflict):
        operations.draw_sample(actor=officer, at=AT, label=ordered.label, scanned=ordered.label, hand=Hand("officer"))


def test_a_limit_cannot_be_exchanged_under_a_result(prepared: Sample, analyst: Actor) -> None:
    entered(analyst, prepared, LOW)
    with pytest.raises(Conflict, match="limit_used"):
        operations.apply_limit(actor=analyst, at=AT, request=prepared.requests.get().pk, key="limit:1", reason="husked")
