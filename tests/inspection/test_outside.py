"""A report of another laboratory answers a sampling task, if it is accepted; a share is tested again."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from guomen.catalogue.terms import Channel
from guomen.inspection.models import Conclusion
from guomen.inspection.operations.outside import present_outside_report
from guomen.inspection.queries import unfinished
from guomen.inspection.terms import TaskKind
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Refusal, Role, Text
from guomen.laboratory.models import OutsideReport, Reuse, Sample
from guomen.laboratory.pool.operations import Described, Stated, offer_test, register_body
from guomen.laboratory.terms import Measured
from guomen.targeting.draws.operations import draw_number
from guomen.targeting.terms import Instruction
from tests.inspection import world
from tests.inspection.world import AT, CADMIUM, Case, drawn, line, opened, person, reported
from tests.laboratory.laws import lay_down

ANALYTE = Text("cadmium (Cd)", "cadmium (Cd)")


@pytest.fixture
def body(port: None) -> str:
    """A laboratory whose record is so long that nothing but the least share is tested again."""
    lay_down()
    manager = person(Role.LABORATORY_MANAGER, "GM10")
    described = Described("乙检测", "B testing", "农业", accreditation="CNAS L2", accredited_until=date(2030, 1, 1))
    row = register_body(actor=manager, at=AT, code="B", described=described)
    offer_test(
        actor=manager, at=AT, code="B", analyte=Text("cadmium (Cd)", "cadmium (Cd)"), price=Decimal(300), days=3,
        accredited=True, valid_from=date(2018, 1, 1),
    )  # fmt: skip
    OutsideReport.objects.bulk_create(
        OutsideReport(
            body=row, number=f"old-{n}", subject=f"consignment:0/{n}", issued_on=AT.date(), statements=[],
            state="agreed", taken_at=AT,
        )
        for n in range(50)
    )  # fmt: skip
    return "B"


def case_that_draws(above: float, asked: Instruction = CADMIUM) -> Case:
    """A consignment to be sampled whose number for this laboratory lies above (or, for 0, below) the least share."""
    for number in range(400):
        items = world.declared().items[:1]
        case = opened(Channel.SAMPLE, line(1, Channel.SAMPLE, asked), reference=f"OUT-{number}", items=items)
        name = ("B", f"consignment:{case.consignment}/1")
        uniform, _ = draw_number(actor=None, at=AT, purpose="outside report", name=name)
        if (uniform >= 0.05) is bool(above):
            return case
    raise AssertionError("400 numbers on one side")


def presented(officer: Actor, case: Case, reading: str = "0.05", **more: object) -> OutsideReport:
    from guomen.inspection import operations

    task = case.task(TaskKind.SAMPLING)
    if task.state == "open":
        operations.claim_task(actor=officer, at=AT, task=task.pk)
    told: dict[str, object] = {
        "code": "B", "number": "R-1", "issued_on": date(2018, 7, 20),
        "statements": [Stated(ANALYTE, Measured((Decimal(reading),), "mg/kg", Decimal("0.01")))],
    }  # fmt: skip
    found = present_outside_report(actor=officer, at=AT, task=task.pk, item_no=1, **told | more)  # type: ignore[arg-type]
    return OutsideReport.objects.get(pk=found)


def test_an_accepted_report_finishes_the_task_without_a_sample_and_what_it_saved_is_counted(
    officer: Actor, body: str
) -> None:
    case = case_that_draws(above=0.05)
    report = presented(officer, case)
    assert report.state == "accepted"
    for kind in (TaskKind.DOCUMENTARY, TaskKind.IDENTITY, TaskKind.PHYSICAL, TaskKind.SAMPLING):
        case.finished(kind)
    assert Conclusion.objects.get(consignment=case.consignment).conforming
    assert not Sample.objects.exists()
    assert Reuse.objects.get().price == 300


def test_a_report_that_is_drawn_does_not_count_until_our_own_test_agrees(officer: Actor, body: str) -> None:
    case = case_that_draws(above=0)
    report = presented(officer, case)
    assert report.state == "verifying"
    assert report.draw["commitment"]
    with pytest.raises(Refusal):
        case.finished(TaskKind.SAMPLING)
    reported(drawn(case), "0.05")
    from guomen.kernel.ledger.operations import deliver_pending

    deliver_pending(limit=10_000)
    report.refresh_from_db()
    assert report.state == "agreed"


def test_a_result_of_theirs_beyond_the_limit_answers_nothing(officer: Actor, body: str) -> None:
    case = case_that_draws(above=0.05)
    assert presented(officer, case, "0.9").statements[0]["conformity"] == "nonconform"
    with pytest.raises(Refusal):
        case.finished(TaskKind.SAMPLING)
    assert Sample.objects.filter(label=drawn(case)).exists()


def test_what_a_programme_picked_is_sampled_whatever_others_say_of_it(officer: Actor, body: str) -> None:
    planned = replace(CADMIUM, programme="MP-2018-00001/1")
    case = case_that_draws(0.05, planned)
    assert presented(officer, case).state == "accepted"
    assert [fault.code for fault in unfinished(case.task(TaskKind.SAMPLING))] == ["task.no_sample"]
    label = drawn(case)
    assert Sample.objects.get(label=label).requests.get().analyte_en == "cadmium (Cd)"


def test_a_report_on_another_lot_is_not_accepted(officer: Actor, body: str) -> None:
    import msgspec

    item = msgspec.structs.replace(world.declared().items[0], batch_number="TH-1")
    case = opened(Channel.SAMPLE, line(1, Channel.SAMPLE, CADMIUM), items=(item,))
    report = presented(officer, case, lot="TH-2")
    assert report.state == "refused"
    assert "TH-2" in report.reasons[0]["en"]


def test_the_same_goods_draw_the_same_number_whatever_the_report_is_called(officer: Actor, body: str) -> None:
    case = case_that_draws(above=0.05)
    first, second = presented(officer, case), presented(officer, case, number="R-2")
    assert first.draw == second.draw


def test_the_officer_presents_it_on_a_form_that_asks_for_the_tests_of_the_task(
    client: Client, officer: Actor, body: str
) -> None:
    from guomen.inspection import operations

    case = opened(Channel.SAMPLE, line(1, Channel.SAMPLE, CADMIUM))
    task = case.task(TaskKind.SAMPLING)
    operations.claim_task(actor=officer, at=AT, task=task.pk)
    test = task.tests.get()
    client.force_login(officer)
    page = f"/inspection/tasks/{task.pk}/outside/1"
    assert f'name="reading-{test.pk}"' in client.get(page).content.decode()
    told = {
        "act": "present", "code": "B", "number": "R-9", "issued_on": "2018-07-20", f"reading-{test.pk}": "0.04",
        f"unit-{test.pk}": "mg/kg", f"lod-{test.pk}": "0.01", "lot": "",
    }  # fmt: skip
    wrong = client.post(page, told | {f"reading-{test.pk}": "many"})
    assert wrong.status_code == 200
    assert not OutsideReport.objects.filter(number="R-9").exists()
    done = client.post(page, told)
    report = OutsideReport.objects.get(number="R-9")
    assert done.headers["Location"] == f"/laboratory/outside/{report.pk}"
    shown = client.get(done.headers["Location"])
    assert shown.status_code == 200


def test_nobody_presents_a_report_for_an_item_that_is_not_to_be_tested(
    client: Client, officer: Actor, body: str
) -> None:
    case = opened(Channel.SAMPLE, line(1, Channel.SAMPLE, CADMIUM))
    client.force_login(officer)
    assert client.get(f"/inspection/tasks/{case.task(TaskKind.SAMPLING).pk}/outside/2").status_code == 404
