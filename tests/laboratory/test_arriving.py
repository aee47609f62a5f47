"""Samples on their way: cold enough, in time, kept until their day; plans with their increments."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Conflict, NotPermitted, Refusal, SubjectRef
from guomen.laboratory import operations, queries
from guomen.laboratory.models import Sample
from guomen.laboratory.terms import Hand, Increment, Kept, PlanKind, Purpose, SamplingPlan
from tests.laboratory import laws
from tests.laboratory.conftest import AT, CADMIUM
from tests.laboratory.test_operations import LOW, entered
from tests.laboratory.test_retests import gone_through

PLAN = SamplingPlan(
    PlanKind.LOT, "GB/T 2828.1-2012", "G", "II", "1.0", 32, 1, 2,
    (Increment("container door", 12), Increment("middle", 12), Increment("rear", 8)),
)  # fmt: skip


def drawn(officer: Actor, sample: Sample, **how: object) -> Sample:
    label = sample.label
    operations.draw_sample(actor=officer, at=AT, label=label, scanned=label, hand=Hand("officer"), **how)  # type: ignore[arg-type]
    return operations.hand_over_sample(actor=officer, at=AT, label=label, scanned=label, hand=Hand("courier"))


def received(analyst: Actor, sample: Sample, temperature: str | None, remark: str = "") -> Sample:
    hand = Hand("laboratory", temperature=None if temperature is None else Decimal(temperature))
    return operations.receive_sample(
        actor=analyst, at=AT, label=sample.label, scanned=sample.label, hand=hand, remark=remark
    )


def test_the_plan_and_its_increments_are_kept_with_the_sample(ordered: Sample, officer: Actor) -> None:
    drawn(officer, ordered, plan=PLAN)
    ordered.refresh_from_db()
    assert queries.plan_of(ordered) == PLAN


def test_fewer_increments_than_the_plan_asks_for_are_refused(ordered: Sample, officer: Actor) -> None:
    short = SamplingPlan(PlanKind.PLANTS, "ISPM 31", size=60, increments=(Increment("top", 59),))
    with pytest.raises(Refusal, match="too_few_increments"):
        drawn(officer, ordered, plan=short)


@pytest.mark.parametrize("temperature", [None, "8.1", "1.9"])
def test_a_sample_that_was_not_kept_cold_is_taken_in_only_with_a_remark(
    temperature: str | None, ordered: Sample, officer: Actor, analyst: Actor
) -> None:
    drawn(officer, ordered, kept=Kept(Decimal(2), Decimal(8)))
    with pytest.raises(Refusal, match=r"sample\.temperature"):
        received(analyst, ordered, temperature)
    assert received(analyst, ordered, temperature, "thawed on the way").receipt == "remarked"


@pytest.mark.parametrize("temperature", ["2", "5.5", "8"])
def test_the_ends_of_the_range_are_within_it(temperature: str, ordered: Sample, officer: Actor, analyst: Actor) -> None:
    drawn(officer, ordered, kept=Kept(Decimal(2), Decimal(8)))
    assert received(analyst, ordered, temperature).receipt == "accepted"


def test_a_sample_that_did_not_come_in_time_is_missing(handed: Sample, analyst: Actor) -> None:
    assert queries.missing_samples(analyst, AT + timedelta(days=9)) == []
    laws.lay_down()
    assert queries.missing_samples(analyst, AT + timedelta(hours=72)) == []
    assert queries.missing_samples(analyst, AT + timedelta(hours=72, minutes=1)) == [handed]


def test_what_is_stored_is_kept_until_its_day_and_then_due(prepared: Sample, analyst: Actor) -> None:
    laws.lay_down()
    gone_through(prepared, analyst, LOW)
    operations.store_sample(actor=analyst, at=AT, label=prepared.label, hand=Hand("", "shelf 4"))
    last = AT + timedelta(days=183)
    assert queries.due_for_disposal(analyst, (last - timedelta(days=1)).date()) == []
    with pytest.raises(Refusal, match=r"sample\.retained"):
        operations.dispose_of_sample(
            actor=analyst, at=last - timedelta(days=1), label=prepared.label, hand=Hand("incinerator")
        )
    assert queries.due_for_disposal(analyst, last.date()) == [prepared]
    gone = operations.dispose_of_sample(actor=analyst, at=last, label=prepared.label, hand=Hand("incinerator"))
    assert gone.state == "disposed"


def test_no_result_is_entered_for_what_was_disposed_of(prepared: Sample, analyst: Actor) -> None:
    gone_through(prepared, analyst, LOW)
    operations.dispose_of_sample(actor=analyst, at=AT, label=prepared.label, hand=Hand(""), ground="spoilt")
    with pytest.raises(Conflict, match=r"sample\.step"):
        entered(analyst, prepared, LOW, "yesterday's file")


def test_a_court_names_itself_and_its_sample_is_drawn_and_brought_by_others(analyst: Actor) -> None:
    told = {
        "actor": analyst, "at": AT, "subject": SubjectRef("case", "2018-77"), "goods_code": "", "description": "rice",
        "office": Office.objects.get(code="GM10"), "requests": [CADMIUM], "purpose": Purpose.COURT,
    }  # fmt: skip
    with pytest.raises(Refusal, match=r"sample\.requester"):
        operations.order_sample(**told)
    sample = operations.order_sample(requester="甲区人民法院 (2018)77号", due_at=AT + timedelta(days=10), **told)
    assert drawn(analyst, sample).state == "handed_over"


def test_an_analyst_orders_no_sample_of_an_inspection(analyst: Actor) -> None:
    with pytest.raises(NotPermitted):
        operations.order_sample(
            actor=analyst, at=AT, subject=SubjectRef("consignment", "12/1"), goods_code="", description="rice",
            office=Office.objects.get(code="GM10"), requests=[CADMIUM],
        )  # fmt: skip
