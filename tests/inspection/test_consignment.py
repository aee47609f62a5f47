"""A consignment through inspection: opened, sampled, heard of, concluded, once and again."""

from datetime import UTC, date, datetime

import pytest

from guomen.catalogue.terms import Channel
from guomen.consignments.operations import lodge_consignments
from guomen.inspection import handlers, operations, queries
from guomen.inspection.models import Conclusion, SampleOrder, Task
from guomen.inspection.operations import Assigned
from guomen.inspection.terms import FindingKind, Severity, TaskKind
from guomen.kernel.ledger.models import Delivery, Entry
from guomen.kernel.ledger.operations import deliver_pending
from guomen.kernel.ledger.queries import as_news
from guomen.kernel.ledger.terms import News
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Missing, Refusal, Role
from guomen.laboratory import operations as laboratory
from guomen.laboratory.models import Sample
from guomen.laboratory.terms import Hand
from tests.inspection.world import (
    AT,
    CADMIUM,
    COLD,
    Case,
    assigned,
    declared,
    drawn,
    line,
    opened,
    person,
    reported,
)

pytestmark = pytest.mark.usefixtures("port")
SAMPLE_LINES = (line(1, Channel.SAMPLE, COLD, CADMIUM), line(2, Channel.PHYSICAL))


def hear() -> None:
    """Deliver inspection's news and no other room's."""
    for delivery in Delivery.objects.filter(state="pending", handler__startswith="inspection.").order_by("pk"):
        getattr(handlers, delivery.handler.rsplit(".", 1)[-1])(as_news(delivery.entry))
        Delivery.objects.filter(pk=delivery.pk).update(state="done")


def conclusions(case: Case) -> list[tuple[int, bool]]:
    rows = Conclusion.objects.filter(consignment=case.consignment).order_by("version", "revision")
    return [(row.revision, row.conforming) for row in rows]


def inspected(case: Case) -> list[dict[str, object]]:
    """What was announced of the consignment."""
    entries = Entry.objects.filter(
        kind="inspection.consignment.inspected", subjects__contains=[f"consignment:{case.consignment}"]
    )
    return [entry.payload for entry in entries.order_by("id")]


def through_tasks(case: Case) -> str:
    """Everything done but the laboratory's work; the sample's label."""
    for kind in (TaskKind.DOCUMENTARY, TaskKind.IDENTITY, TaskKind.PHYSICAL):
        case.finished(kind)
    label = drawn(case)
    case.finished(TaskKind.SAMPLING)
    return label


def test_what_is_released_or_refused_has_no_task() -> None:
    for number, channel in enumerate((Channel.RELEASE, Channel.REFUSE)):
        case = opened(channel, line(1, channel), reference=f"R{number}")
        assert not queries.tasks_of(case.consignment).exists()


def test_the_news_of_a_channel_heard_twice_opens_its_tasks_once() -> None:
    case = assigned(Channel.PHYSICAL, line(1, Channel.PHYSICAL, COLD))
    told = {
        "consignment": case.consignment,
        "version": 1,
        "assignment": case.assigned.assignment,
        "channel": "physical",
    }
    news = News(1, "targeting.channel.assigned", AT, (), {"assignments": [told]}, "")
    handlers.open_for_channels([news])
    handlers.open_for_channels([news])
    assert [task.kind for task in queries.tasks_of(case.consignment)] == ["documentary", "identity", "physical"]
    assert Entry.objects.filter(kind="inspection.tasks.opened").count() == 1


def test_goods_that_are_not_there_yet_are_for_the_morning_of_their_arrival() -> None:
    case = opened(Channel.PHYSICAL, line(1, Channel.PHYSICAL), moved_on=date(2018, 8, 4))
    assert case.task(TaskKind.DOCUMENTARY).shift_on == date(2018, 8, 1)
    task = case.task(TaskKind.PHYSICAL)
    assert (task.shift_on, task.shift) == (date(2018, 8, 4), "morning")
    assert task.due_at == datetime(2018, 8, 5, 0, tzinfo=UTC)


def test_all_tasks_done_and_nothing_found_concludes_that_it_conforms() -> None:
    case = opened(Channel.IDENTITY, line(1, Channel.IDENTITY))
    case.finished(TaskKind.DOCUMENTARY)
    assert conclusions(case) == []
    case.finished(TaskKind.IDENTITY)
    (payload,) = inspected(case)
    assert payload == {
        "consignment": case.consignment,
        "version": 1,
        "assignment": case.assigned.assignment,
        "revision": 1,
        "office": "GM1001",
        "conforming": True,
        "findings": [],
        "lines": [
            {"item_no": 1, "goods_code": "1006302000999", "origin": "TH", "producer": "TH-0001", "conforming": True},
            {"item_no": 2, "goods_code": "1902303000999", "origin": "IT", "producer": "IT-0002", "conforming": True},
        ],
    }


def test_a_finding_of_the_officer_is_in_the_conclusion_with_its_line(officer: Actor) -> None:
    case = opened(Channel.DOCUMENT, line(1, Channel.DOCUMENT))
    task = operations.claim_task(actor=officer, at=AT, task=case.task(TaskKind.DOCUMENTARY).pk)
    finding = operations.record_finding(
        actor=officer, at=AT, task=task.pk, kind=FindingKind.DOCUMENT, severity=Severity.MAJOR,
        text="forged", hazard="", item_no=2,
    )  # fmt: skip
    case.finished(TaskKind.DOCUMENTARY)
    (payload,) = inspected(case)
    assert payload["conforming"] is False
    assert [one["conforming"] for one in payload["lines"]] == [True, False]  # type: ignore[attr-defined]
    assert [one["finding"] for one in payload["findings"]] == [finding.pk]  # type: ignore[attr-defined]


def test_a_sample_that_is_waited_for_keeps_the_conclusion_waiting_until_it_is_reported() -> None:
    case = opened(Channel.SAMPLE, *SAMPLE_LINES)
    label = through_tasks(case)
    assert conclusions(case) == []
    reported(label, "0.05")
    hear()
    assert conclusions(case) == [(1, True)]
    assert SampleOrder.objects.get(label=label).state == "conform"


def test_a_sample_carries_the_instructed_test_its_limit_and_the_goods_item() -> None:
    label = drawn(opened(Channel.SAMPLE, *SAMPLE_LINES))
    sample = Sample.objects.get(label=label)
    (request,) = sample.requests.all()
    assert sample.subject.endswith("/1")
    assert (sample.laboratory.code, sample.state) == ("GM10", "handed_over")
    assert (request.analyte_en, request.limit_kind, str(request.limit_value.normalize()), request.unit) == (  # type: ignore[union-attr]
        "cadmium (Cd)", "max", "0.2", "mg/kg",
    )  # fmt: skip
    assert request.basis == "GB 2762-2017"


def test_what_the_laboratory_finds_becomes_a_finding_with_its_hazard_and_reasons() -> None:
    case = opened(Channel.SAMPLE, *SAMPLE_LINES)
    label = through_tasks(case)
    reported(label, "0.31")
    hear()
    (finding,) = queries.findings_of(case.consignment)
    assert (finding.kind, finding.severity, finding.hazard, finding.sample) == ("laboratory", "major", "cadmium", label)
    assert (finding.item_no, finding.origin, finding.producer) == (1, "TH", "TH-0001")
    assert "0.31 mg/kg" in finding.text
    assert conclusions(case) == [(1, False)]


def test_a_report_heard_twice_is_heard_once() -> None:
    case = opened(Channel.SAMPLE, *SAMPLE_LINES)
    reported(through_tasks(case), "0.31")
    news = as_news(Entry.objects.get(kind="laboratory.result.reported"))
    handlers.conclude_on_report(news)
    handlers.conclude_on_report(news)
    assert queries.findings_of(case.consignment).count() == 1
    assert len(inspected(case)) == 1


def test_a_corrected_report_withdraws_the_finding_and_revises_the_conclusion() -> None:
    case = opened(Channel.SAMPLE, *SAMPLE_LINES)
    label = through_tasks(case)
    reported(label, "0.31")
    hear()
    reported(label, "0.03", reason="dilution")
    hear()
    assert conclusions(case) == [(1, False), (2, True)]
    assert not queries.findings_of(case.consignment).exists()


def test_a_corrected_report_that_says_the_same_is_concluded_anew_all_the_same() -> None:
    case = opened(Channel.SAMPLE, *SAMPLE_LINES)
    label = through_tasks(case)
    reported(label, "0.03")
    hear()
    reported(label, "0.04", reason="dilution")
    hear()
    assert conclusions(case) == [(1, True), (2, True)]


def test_a_withdrawn_report_takes_its_findings_back_and_its_sample_is_waited_for_again() -> None:
    case = opened(Channel.SAMPLE, *SAMPLE_LINES)
    label = through_tasks(case)
    reported(label, "0.31")
    hear()
    signatory = person(Role.LABORATORY_MANAGER, "GM10")
    laboratory.withdraw_report(actor=signatory, at=AT, label=label, reason="samples were swapped")
    news = as_news(Entry.objects.get(kind="laboratory.report.withdrawn"))
    handlers.wait_on_withdrawal(news)
    handlers.wait_on_withdrawal(news)
    assert not queries.findings_of(case.consignment).exists()
    assert SampleOrder.objects.get(label=label).state == "pending"
    assert conclusions(case) == [(1, False)]


def test_an_inconclusive_report_opens_the_sampling_task_again() -> None:
    case = opened(Channel.SAMPLE, *SAMPLE_LINES)
    label = through_tasks(case)
    reported(label, None, lod="0.5")
    hear()
    task = case.task(TaskKind.SAMPLING)
    assert (task.state, task.officer, task.ground) == ("open", None, "inconclusive")
    assert conclusions(case) == []
    reported(drawn(case), "0.02")
    hear()
    case.finished(TaskKind.SAMPLING)
    assert conclusions(case) == [(1, True)]


def test_a_refused_sample_has_to_be_drawn_again() -> None:
    case = opened(Channel.SAMPLE, *SAMPLE_LINES)
    label = through_tasks(case)
    analyst = person(Role.LABORATORY_ANALYST, "GM10")
    laboratory.refuse_sample(actor=analyst, at=AT, label=label, scanned=label, hand=Hand("laboratory"), reason="thawed")
    hear()
    hear()
    task = case.task(TaskKind.SAMPLING)
    assert (task.state, task.ground) == ("open", "thawed")
    officer = person(Role.PORT_OFFICER, "GM1001")
    operations.claim_task(actor=officer, at=AT, task=task.pk)
    with pytest.raises(Refusal) as refused:
        operations.complete_task(actor=officer, at=AT, task=task.pk)
    assert [fault.code for fault in refused.value.faults] == ["task.no_sample"]


def test_a_sample_not_handed_over_keeps_its_task_open(officer: Actor) -> None:
    case = opened(Channel.SAMPLE, *SAMPLE_LINES)
    task = operations.claim_task(actor=officer, at=AT, task=case.task(TaskKind.SAMPLING).pk)
    label = operations.draw_sample(actor=officer, at=AT, task=task.pk, item_no=1, hand=Hand("officer"))
    with pytest.raises(Refusal) as refused:
        operations.complete_task(actor=officer, at=AT, task=task.pk)
    assert [fault.code for fault in refused.value.faults] == ["task.not_handed_over"]
    operations.hand_over_sample(actor=officer, at=AT, task=task.pk, label=label, scanned=label, hand=Hand("courier"))
    assert operations.complete_task(actor=officer, at=AT, task=task.pk).state == "done"


def test_what_is_not_declared_or_not_to_be_tested_is_not_sampled(officer: Actor) -> None:
    case = opened(Channel.SAMPLE, *SAMPLE_LINES)
    task = operations.claim_task(actor=officer, at=AT, task=case.task(TaskKind.SAMPLING).pk)
    with pytest.raises(Missing, match="no_such_item"):
        operations.draw_sample(actor=officer, at=AT, task=task.pk, item_no=7, hand=Hand("officer"))
    with pytest.raises(Refusal, match="nothing_to_test"):
        operations.draw_sample(actor=officer, at=AT, task=task.pk, item_no=2, hand=Hand("officer"))
    operations.draw_sample(actor=officer, at=AT, task=task.pk, item_no=2, hand=Hand("officer"), analytes=["lead"])
    assert not Sample.objects.filter(subject__endswith="/1").exists()


def test_a_sample_of_goods_for_export_is_judged_by_where_they_go(officer: Actor) -> None:
    case = opened(Channel.SAMPLE, *SAMPLE_LINES, direction="export", departure_country="JP")
    task = operations.claim_task(actor=officer, at=AT, task=case.task(TaskKind.SAMPLING).pk)
    operations.draw_sample(actor=officer, at=AT, task=task.pk, item_no=2, hand=Hand("officer"), analytes=["lead"])
    request = Sample.objects.get(subject__endswith="/2").requests.get()
    assert request.markets["destination"]["code"] == "JP"


def test_an_amendment_supersedes_live_tasks_and_opens_those_of_the_new_version() -> None:
    case = opened(Channel.PHYSICAL, line(1, Channel.PHYSICAL))
    case.finished(TaskKind.DOCUMENTARY)
    opened(Channel.DOCUMENT, line(1, Channel.DOCUMENT), version=2)
    states = [(task.version, task.kind, task.state) for task in queries.tasks_of(case.consignment)]
    assert states == [
        (1, "documentary", "done"),
        (1, "identity", "superseded"),
        (1, "physical", "superseded"),
        (2, "documentary", "open"),
    ]
    assert conclusions(case) == []


def test_news_of_a_version_that_was_amended_since_opens_nothing() -> None:
    first = assigned(Channel.PHYSICAL, line(1, Channel.PHYSICAL))
    opened(Channel.DOCUMENT, line(1, Channel.DOCUMENT), version=2)
    operations.open_tasks(actor=None, at=AT, assigned=[first.assigned])
    assert {task.version for task in queries.tasks_of(first.consignment)} == {2}


def test_an_override_to_less_ends_what_is_no_longer_asked_and_concludes_what_is_done() -> None:
    case = opened(Channel.PHYSICAL, line(1, Channel.PHYSICAL))
    case.finished(TaskKind.DOCUMENTARY)
    told = {"consignment": case.consignment, "version": 1, "assignment": case.assigned.assignment, "to": "document"}
    news = News(1, "targeting.channel.overridden", AT, (), told, "")
    handlers.revise_for_override(news)
    handlers.revise_for_override(news)
    live = Task.objects.filter(consignment=case.consignment, state__in=["open", "claimed"])
    assert not live.exists()
    assert conclusions(case) == [(1, True)]


def test_an_override_to_more_opens_what_is_missing() -> None:
    case = opened(Channel.DOCUMENT, line(1, Channel.DOCUMENT, CADMIUM))
    operations.revise_tasks(
        actor=None, at=AT, assigned=Assigned(case.consignment, 1, case.assigned.assignment, Channel.SAMPLE)
    )
    assert [task.kind for task in queries.tasks_of(case.consignment)] == [
        "documentary", "identity", "physical", "sampling",
    ]  # fmt: skip


def test_an_override_to_release_ends_every_task() -> None:
    case = opened(Channel.PHYSICAL, line(1, Channel.PHYSICAL))
    operations.revise_tasks(
        actor=None, at=AT, assigned=Assigned(case.consignment, 1, case.assigned.assignment, Channel.RELEASE)
    )
    assert {task.state for task in queries.tasks_of(case.consignment)} == {"superseded"}
    assert conclusions(case) == []


def test_a_cancelled_consignment_has_no_live_task_and_no_sample_is_waited_for() -> None:
    case = opened(Channel.SAMPLE, *SAMPLE_LINES)
    label = drawn(case)
    lodge_consignments(actor=None, at=AT, declarations=[declared(version=2, action="cancel")])
    hear()
    assert {task.state for task in queries.tasks_of(case.consignment)} == {"cancelled"}
    assert Sample.objects.get(label=label).state == "cancelled"
    assert SampleOrder.objects.get(label=label).state == "cancelled"
    hear()


def test_a_withdrawn_finding_after_the_end_revises_the_conclusion(officer: Actor) -> None:
    case = opened(Channel.DOCUMENT, line(1, Channel.DOCUMENT))
    task = operations.claim_task(actor=officer, at=AT, task=case.task(TaskKind.DOCUMENTARY).pk)
    finding = operations.record_finding(
        actor=officer, at=AT, task=task.pk, kind=FindingKind.DOCUMENT, severity=Severity.CRITICAL,
        text="forged", hazard="", item_no=None,
    )  # fmt: skip
    case.finished(TaskKind.DOCUMENTARY)
    operations.withdraw_finding(actor=officer, at=AT, finding=finding.pk, reason="the consulate confirmed it")
    assert conclusions(case) == [(1, False), (2, True)]


def test_news_reaches_inspection_through_the_ledger() -> None:
    case = opened(Channel.SAMPLE, *SAMPLE_LINES)
    reported(through_tasks(case), "0.31")
    deliver_pending()
    assert conclusions(case) == [(1, False)]
    assert not Delivery.objects.filter(handler__startswith="inspection.", state="failed").exists()
