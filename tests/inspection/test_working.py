"""Claiming, assigning, answering, completing: who may, who may not, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from guomen.catalogue.terms import Channel
from guomen.inspection import operations, queries
from guomen.inspection.models import Finding, Task
from guomen.inspection.terms import Answer, Answered, FindingKind, LotCount, Severity, TaskKind
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role
from tests.inspection.world import AT, COLD, UNITS, answers, line, opened, person
from tests.kernel.test_files import JPEG


@pytest.fixture
def physical(port: None) -> Task:
    return opened(Channel.PHYSICAL, line(1, Channel.PHYSICAL, COLD, UNITS)).task(TaskKind.PHYSICAL)


@pytest.fixture
def claimed(physical: Task, officer: Actor) -> Task:
    return operations.claim_task(actor=officer, at=AT, task=physical.pk)


def found(officer: Actor, task: Task, severity: Severity = Severity.MAJOR, item_no: int | None = 1) -> Finding:
    return operations.record_finding(
        actor=officer, at=AT, task=task.pk, kind=FindingKind.COLD_CHAIN, severity=severity,
        text="core at -4 °C", hazard="", item_no=item_no,
    )  # fmt: skip


def test_a_task_is_for_the_office_the_station_and_the_shift(physical: Task) -> None:
    assert (physical.office.code, physical.station, physical.shift) == ("GM1001", "310001", "morning")
    assert physical.due_at == AT + timedelta(hours=24)


def test_the_second_to_claim_gets_a_conflict(claimed: Task) -> None:
    other = person(Role.PORT_OFFICER, "GM1001", "other")
    with pytest.raises(Conflict, match=r"task\.taken"):
        operations.claim_task(actor=other, at=AT, task=claimed.pk)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_at_once_exactly_one_has_the_task(physical: Task) -> None:
    officers = [person(Role.PORT_OFFICER, "GM1001", f"officer{number}") for number in range(6)]

    def claim(officer: Actor) -> str:
        try:
            operations.claim_task(actor=officer, at=AT, task=physical.pk)
            return officer.username
        except Conflict:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        winners = [name for name in threads.map(claim, officers) if name]
    assert winners == [Task.objects.get(pk=physical.pk).officer.username]  # type: ignore[union-attr]


def test_another_branchs_task_is_missing_for_a_stranger(physical: Task) -> None:
    stranger = person(Role.PORT_OFFICER, "GM2001")
    with pytest.raises(Missing):
        queries.task(stranger, physical.pk)
    with pytest.raises(Missing):
        operations.claim_task(actor=stranger, at=AT, task=physical.pk)
    assert not queries.tasks_for(stranger).exists()
    assert queries.open_counts(stranger)["open"] == 0


def test_who_may_not_inspect_may_not_claim(physical: Task) -> None:
    with pytest.raises(NotPermitted):
        operations.claim_task(actor=person(Role.RISK_ANALYST, "GM10"), at=AT, task=physical.pk)


def test_the_duty_manager_assigns_and_reassigns_and_an_officer_does_not(
    physical: Task, manager: Actor, officer: Actor
) -> None:
    other = person(Role.PORT_OFFICER, "GM1001", "other")
    operations.assign_task(actor=manager, at=AT, task=physical.pk, officer=officer.username)
    task = operations.assign_task(actor=manager, at=AT, task=physical.pk, officer=other.username)
    assert task.officer == other
    with pytest.raises(NotPermitted):
        operations.assign_task(actor=officer, at=AT, task=physical.pk, officer=officer.username)
    with pytest.raises(Missing, match="no_such_officer"):
        operations.assign_task(actor=manager, at=AT, task=physical.pk, officer="nobody")


def test_an_officer_of_another_branch_is_not_assigned(physical: Task, manager: Actor) -> None:
    stranger = person(Role.PORT_OFFICER, "GM2001")
    with pytest.raises(Missing):
        operations.assign_task(actor=manager, at=AT, task=physical.pk, officer=stranger.username)


def test_only_the_one_who_has_the_task_answers_it(claimed: Task) -> None:
    other = person(Role.PORT_OFFICER, "GM1001", "other")
    with pytest.raises(NotPermitted, match="not_yours"):
        operations.answer_checklist(actor=other, at=AT, task=claimed.pk, answers=answers(claimed))


def test_an_unclaimed_task_is_not_answered(physical: Task, officer: Actor) -> None:
    with pytest.raises(Conflict):
        operations.answer_checklist(actor=officer, at=AT, task=physical.pk, answers=answers(physical))


def test_a_task_given_back_keeps_its_answers(claimed: Task, officer: Actor) -> None:
    operations.answer_checklist(actor=officer, at=AT, task=claimed.pk, answers=answers(claimed)[:1])
    task = operations.give_back_task(actor=officer, at=AT, task=claimed.pk)
    assert (task.state, task.officer) == ("open", None)
    assert task.lines.filter(answer="conform").count() == 1


def test_one_wrong_answer_keeps_none(claimed: Task, officer: Actor) -> None:
    given = [*answers(claimed)[:1], Answered(2, Answer.NOT_CONFORM)]
    with pytest.raises(Refusal) as refused:
        operations.answer_checklist(actor=officer, at=AT, task=claimed.pk, answers=given)
    assert [fault.where.row for fault in refused.value.faults] == [2]
    assert not claimed.lines.exclude(answer="").exists()


def test_a_lots_answer_follows_from_its_counts_whatever_the_officer_ticks(claimed: Task, officer: Actor) -> None:
    lot = claimed.lines.get(code="units")
    given = [Answered(lot.position, Answer.CONFORM, count=LotCount(8, 2))]
    operations.answer_checklist(actor=officer, at=AT, task=claimed.pk, answers=given)
    lot.refresh_from_db()
    assert (lot.answer, lot.inspected, lot.defects) == ("not_conform", 8, 2)


def test_a_task_with_unanswered_lines_cannot_be_completed(claimed: Task, officer: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        operations.complete_task(actor=officer, at=AT, task=claimed.pk)
    assert {fault.code for fault in refused.value.faults} == {"task.unanswered"}
    assert len(refused.value.faults) == claimed.lines.count()


def test_what_does_not_conform_needs_a_finding_before_the_task_is_completed(claimed: Task, officer: Actor) -> None:
    operations.answer_checklist(actor=officer, at=AT, task=claimed.pk, answers=answers(claimed, wrong=2))
    with pytest.raises(Refusal) as refused:
        operations.complete_task(actor=officer, at=AT, task=claimed.pk)
    assert [fault.code for fault in refused.value.faults] == ["task.no_finding"]
    found(officer, claimed)
    assert operations.complete_task(actor=officer, at=AT, task=claimed.pk).state == "done"


def test_a_finding_takes_goods_origin_and_producer_from_its_line(claimed: Task, officer: Actor) -> None:
    finding = found(officer, claimed)
    assert (finding.goods_code, finding.origin, finding.producer) == ("1006302000999", "TH", "TH-0001")
    assert list(queries.findings_of(claimed.consignment_id)) == [finding]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "  "}, r"finding\.text"),
        ({"hazard": "nonsense"}, r"finding\.hazard"),
        ({"item_no": 9}, "no_such_item"),
    ],
)
def test_a_finding_that_says_nothing_or_names_what_is_not_there_is_refused(
    claimed: Task, officer: Actor, changes: dict[str, object], code: str
) -> None:
    said: dict[str, object] = {"text": "torn", "hazard": "", "item_no": 1} | changes
    with pytest.raises(Refusal, match=code):
        operations.record_finding(
            actor=officer,
            at=AT,
            task=claimed.pk,
            kind=FindingKind.OTHER,
            severity=Severity.MINOR,
            **said,  # type: ignore[arg-type]
        )
    assert not Finding.objects.exists()


def test_a_finding_is_withdrawn_by_its_officer_with_a_reason_once(
    claimed: Task, officer: Actor, manager: Actor
) -> None:
    finding = found(officer, claimed)
    other = person(Role.PORT_OFFICER, "GM1001", "other")
    with pytest.raises(NotPermitted):
        operations.withdraw_finding(actor=other, at=AT, finding=finding.pk, reason="mine")
    with pytest.raises(Missing):
        operations.withdraw_finding(actor=person(Role.DUTY_MANAGER, "GM2001"), at=AT, finding=finding.pk, reason="mine")
    with pytest.raises(Refusal, match=r"finding\.reason"):
        operations.withdraw_finding(actor=officer, at=AT, finding=finding.pk, reason=" ")
    operations.withdraw_finding(actor=officer, at=AT, finding=finding.pk, reason="thermometer broken")
    with pytest.raises(Conflict):
        operations.withdraw_finding(actor=manager, at=AT, finding=finding.pk, reason="again")
    assert not queries.findings_of(claimed.consignment_id).exists()
    assert queries.finding(finding.pk).withdrawn_because == "thermometer broken"


def test_evidence_is_kept_once_by_its_hash_outside_every_name(claimed: Task, officer: Actor) -> None:
    finding = found(officer, claimed)
    for name in ("../../../evil.sh", "evil.html"):
        operations.add_evidence(actor=officer, at=AT, finding=finding.pk, name=name, content=JPEG)
    (evidence,) = finding.evidence.all()
    assert (evidence.name, evidence.media_type, evidence.size) == ("evil.jpg", "image/jpeg", len(JPEG))
    path = queries.evidence_path(evidence.digest)
    assert path.read_bytes() == JPEG
    assert path.name == evidence.digest
    assert [one.name for one in path.parent.iterdir()] == [evidence.digest]


def test_a_file_that_is_too_large_is_refused_before_it_is_written(claimed: Task, officer: Actor) -> None:
    finding = found(officer, claimed)
    big = JPEG[:-2] + b"\x01" * (20 * 1024 * 1024) + JPEG[-2:]
    with pytest.raises(Refusal, match="too_large"):
        operations.add_evidence(actor=officer, at=AT, finding=finding.pk, name="big.jpg", content=big)
    assert not finding.evidence.exists()


def test_a_disk_that_takes_nothing_leaves_no_row_and_a_clear_word(
    claimed: Task, officer: Actor, settings: object, tmp_path: object
) -> None:
    finding = found(officer, claimed)
    blocked = tmp_path / "blocked"  # type: ignore[operator]
    blocked.write_text("a file where the folder should be")
    settings.MEDIA_ROOT = blocked  # type: ignore[attr-defined]
    with pytest.raises(Refusal, match=r"evidence\.disk"):
        operations.add_evidence(actor=officer, at=AT, finding=finding.pk, name="a.jpg", content=JPEG)
    assert not finding.evidence.exists()


def test_evidence_of_another_office_is_missing(claimed: Task, officer: Actor) -> None:
    finding = found(officer, claimed)
    evidence = operations.add_evidence(actor=officer, at=AT, finding=finding.pk, name="a.jpg", content=JPEG)
    assert queries.seen_evidence(officer, evidence.pk) == evidence
    with pytest.raises(Missing):
        queries.seen_evidence(person(Role.PORT_OFFICER, "GM2001"), evidence.pk)


def test_the_first_page_counts_what_is_open_mine_and_overdue(claimed: Task, officer: Actor) -> None:
    assert queries.open_counts(officer, AT) == {"open": 2, "claimed": 1, "mine": 1, "overdue": 0}
    assert queries.open_counts(officer, AT + timedelta(days=2))["overdue"] == 3


def test_a_disk_that_takes_no_file_refuses_the_finding_whole(claimed: Task, officer: Actor, settings: Any) -> None:
    (settings.MEDIA_ROOT / "evidence").parent.mkdir(parents=True, exist_ok=True)
    (settings.MEDIA_ROOT / "evidence").write_bytes(b"where the folder should be")
    with pytest.raises(Refusal) as refusal:
        operations.record_finding(
            actor=officer, at=AT, task=claimed.pk, kind=FindingKind.LABEL, severity=Severity.MINOR, text="torn",
            files=[("a.jpg", JPEG)],
        )  # fmt: skip
    assert refusal.value.code == "evidence.disk"
    assert not Finding.objects.exists(), "nothing is recorded by halves"
