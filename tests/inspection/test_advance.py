"""A sample that flew ahead of its lot answers the sampling task when the lot arrives, if it is that lot."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.test import Client

from guomen.catalogue.terms import Channel
from guomen.inspection import operations, queries
from guomen.inspection.models import Conclusion, Finding, Task
from guomen.inspection.terms import TaskKind
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Conflict, Refusal, SubjectRef, Text
from guomen.laboratory import operations as laboratory
from guomen.laboratory.models import Sample
from guomen.laboratory.queries import conforming_for
from guomen.laboratory.terms import Hand, Limit, LimitKind, LotIdentity, Purpose, Requested
from tests.inspection.test_web import page_of, said
from tests.inspection.world import AT, CADMIUM, Case, declared, line, opened, reported

LOT = LotIdentity(
    "TH-2018-07", "TH-0001", "1006302000999", Decimal(500), "kg", frozenset({"CSQU3054383"}), frozenset({"C-778"})
)


def flown(officer: Actor, lot: LotIdentity = LOT, analyte: str = "cadmium (Cd)") -> str:
    """A sample drawn abroad before its lot set off, handed to whoever flies it in; its label."""
    limit = Limit(LimitKind.MAX, "mg/kg", Decimal("0.2"))
    office = Office.objects.get(code="GM1001")
    sample = laboratory.order_sample(
        actor=officer, at=AT, subject=SubjectRef("lot", lot.number), office=office, laboratory=office.parent,
        goods_code=lot.goods_code, description="rice, by train in three weeks", purpose=Purpose.ADVANCE, lot=lot,
        requests=[Requested(Text("镉", analyte), AT.date(), limit=limit)],
    )  # fmt: skip
    told: dict[str, Any] = {"actor": officer, "at": AT, "label": sample.label, "scanned": sample.label}
    laboratory.draw_sample(hand=Hand("officer", "Khorgos", "S-1"), **told)
    laboratory.hand_over_sample(hand=Hand("courier"), **told)
    return str(sample.label)


def arrived(**changes: Any) -> Case:
    """The lot at the port: one goods item, to be sampled."""
    item = msgspec.structs.replace(declared().items[0], **{"batch_number": LOT.number, **changes})
    return opened(Channel.SAMPLE, line(1, Channel.SAMPLE, CADMIUM), items=(item,))


def bound(officer: Actor, case: Case, label: str, seals: tuple[str, ...] = ("c-778",)) -> None:
    task = case.task(TaskKind.SAMPLING)
    if task.state == "open":
        operations.claim_task(actor=officer, at=AT, task=task.pk)
    operations.bind_sample(actor=officer, at=AT, task=task.pk, item_no=1, label=label, seals=seals)


def finish(case: Case) -> None:
    """Every task that is still open, done without a finding."""
    for kind in Task.objects.filter(consignment=case.consignment, state__in=["open", "claimed"]).values_list("kind"):
        case.finished(TaskKind(kind[0]))


def test_a_conforming_advance_sample_finishes_the_task_and_the_goods_are_not_sampled_again(officer: Actor) -> None:
    label = flown(officer)
    reported(label, "0.05")
    case = arrived()
    bound(officer, case, label)
    finish(case)
    assert Conclusion.objects.get(consignment=case.consignment).conforming
    assert Sample.objects.count() == 1
    standing = conforming_for(SubjectRef("consignment", f"{case.consignment}/1"), ["cadmium (Cd)"], AT.date())
    assert standing["cadmium (Cd)"].sample == label


def test_a_failing_advance_sample_is_a_finding_as_soon_as_it_is_bound(officer: Actor) -> None:
    label = flown(officer)
    reported(label, "0.9")
    case = arrived()
    bound(officer, case, label)
    assert Finding.objects.get().sample == label
    finish(case)
    assert not Conclusion.objects.get(consignment=case.consignment).conforming


def test_a_lot_that_arrives_before_its_result_waits_for_it(officer: Actor) -> None:
    label = flown(officer)
    case = arrived()
    bound(officer, case, label)
    finish(case)
    assert not Conclusion.objects.exists()


@pytest.mark.parametrize(
    ("changes", "seals", "named"),
    [
        ({"batch_number": "TH-2018-08"}, ("C-778",), "lot number"),
        ({"producer": "TH-0009"}, ("C-778",), "producer"),
        ({"quantity": Decimal(480)}, ("C-778",), "quantity"),
        ({}, ("C-779",), "seals"),
        ({}, (), "seals"),
    ],
)
def test_another_lot_is_refused_and_what_differs_is_named(
    changes: dict[str, Any], seals: tuple[str, ...], named: str, officer: Actor
) -> None:
    label = flown(officer)
    case = arrived(**changes)
    with pytest.raises(Refusal, match=r"lot\.differs") as refused:
        bound(officer, case, label, seals)
    assert named in refused.value.problem.en
    assert Sample.objects.get().bound_to == ""


def test_a_sample_that_was_not_tested_for_what_is_asked_does_not_answer(officer: Actor) -> None:
    label = flown(officer, analyte="lead")
    with pytest.raises(Refusal, match="tests_missing"):
        bound(officer, arrived(), label)


def test_a_sample_is_bound_to_one_lot_only(officer: Actor) -> None:
    label = flown(officer)
    bound(officer, arrived(), label)
    with pytest.raises(Conflict, match="not_bindable"):
        bound(officer, _second(), label)


def _second() -> Case:
    item = msgspec.structs.replace(declared().items[0], batch_number=LOT.number)
    return opened(Channel.SAMPLE, line(1, Channel.SAMPLE, CADMIUM), items=(item,), reference="R2")


def test_an_ordinary_sample_is_not_bound(officer: Actor) -> None:
    case = arrived()
    task = case.task(TaskKind.SAMPLING)
    operations.claim_task(actor=officer, at=AT, task=task.pk)
    own = operations.draw_sample(actor=officer, at=AT, task=task.pk, item_no=1, hand=Hand("officer", seal="S-1"))
    with pytest.raises(Conflict, match="not_bindable"):
        bound(officer, _second(), own)


def test_the_officer_binds_it_in_the_task(officer: Actor) -> None:
    client = Client(headers={"accept-language": "en"})
    label = flown(officer)
    reported(label, "0.05")
    task = arrived().task(TaskKind.SAMPLING)
    operations.claim_task(actor=officer, at=AT, task=task.pk)
    client.force_login(officer)
    page = said(client, page_of(task), {"act": "bind", "item_no": "1", "label": label, "seals": "C-779"}, 422)
    assert "C-778" in page
    page = said(client, page_of(task), {"act": "bind", "item_no": "1", "label": label.lower(), "seals": "C-778"})
    assert label in page
    assert queries.unfinished(task) == []


def test_a_plan_parts_and_photos_are_written_down_when_the_officer_draws(officer: Actor) -> None:
    client = Client(headers={"accept-language": "en"})
    task = arrived().task(TaskKind.SAMPLING)
    operations.claim_task(actor=officer, at=AT, task=task.pk)
    client.force_login(officer)
    sent = {
        "act": "draw", "item_no": "1", "seal": "S-1", "place": "berth 7", "plan_kind": "ispm31",
        "plan_standard": "ISPM 31", "plan_size": "2", "increments": "front; 1; 0.5 kg\nrear；1",
        "kept_low": "2", "kept_high": "8", "part_test": "500 g", "part_archive": "500 g",
    }  # fmt: skip
    assert "place; how many" in said(client, page_of(task), sent | {"increments": "front; many"}, 200)
    said(client, page_of(task), sent)
    sample = Sample.objects.get()
    assert sample.plan["plan"]["increments"][1] == {"place": "rear", "count": 1, "amount": ""}
    assert sample.plan["kept"] == ["2", "8"]
    assert [one.kind for one in sample.portions.all()] == ["test", "archive"]


def test_conforming_results_of_tomorrow_do_not_stand_yesterday(officer: Actor) -> None:
    label = flown(officer)
    reported(label, "0.05")
    subject = SubjectRef("lot", LOT.number)
    assert set(conforming_for(subject, ["cadmium (Cd)"], AT.date())) == {"cadmium (Cd)"}
    assert conforming_for(subject, ["cadmium (Cd)"], AT.date() - timedelta(days=1)) == {}
    assert conforming_for(subject, ["lead"], AT.date()) == {}
