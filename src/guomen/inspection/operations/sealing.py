"""The two ends of a sealed leg: the port puts seals on, the destination looks at them before anything else."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guomen.inspection import events, queries
from guomen.inspection.models import Leg, Seal, Task
from guomen.inspection.operations.findings import withdraw_finding, write_finding
from guomen.inspection.operations.working import own_task
from guomen.inspection.rules import seal_faults, seal_number, seal_state, seal_words
from guomen.inspection.terms import Applied, FindingKind, SealSeen, SealState, Severity, TaskKind
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, Fault, Refusal, SubjectRef, Text, Where


@transaction.atomic
def apply_seals(*, actor: Actor, at: datetime, task: int, seals: Sequence[Applied]) -> list[Seal]:
    """Write down the seals put on at the port; they take the place of those written down in this task before.

    Raises Refusal with a fault for each seal of an undeclared unit, without a number, or with another's number.
    """
    found = _own(actor, task, TaskKind.SEALING)
    leg = queries.leg_of(found.consignment_id)
    faults = seal_faults(queries.to_seal(found), seals)
    if faults:
        raise _faulty(faults)
    leg.seals.all().delete()
    made = Seal.objects.bulk_create(
        Seal(leg=leg, unit=one.unit, number=seal_number(one.number), applied_by=actor, applied_at=at) for one in seals
    )
    ends = {"from": leg.from_office.code, "to": leg.to_office.code}
    told = {"seals": [[one.unit, one.number] for one in made], **ends}
    _record(events.SEALS_APPLIED, actor, at, leg, **told)
    return made


@transaction.atomic
def check_seals(*, actor: Actor, at: datetime, task: int, seen: Sequence[SealSeen]) -> list[Seal]:
    """Write down how the destination finds the seals. One that is broken, missing or another becomes a finding.

    What was written down wrongly is mended by checking again as long as the task is not completed: the finding of
    before is withdrawn. Raises Refusal for a seal that was not put on.
    """
    found = _own(actor, task, TaskKind.SEAL_CHECK)
    leg = queries.leg_of(found.consignment_id)
    seals = {(one.unit, one.number): one for one in leg.seals.select_related("finding")}
    strange = [one for one in seen if (one.unit, seal_number(one.applied)) not in seals]
    if strange:
        raise _faulty([_not_put_on(one) for one in strange])
    checked = [seals[one.unit, seal_number(one.applied)] for one in seen]
    for seal, one in zip(checked, seen, strict=True):
        _check(seal, one, found, actor=actor, at=at)
    told = [[one.unit, one.number, str(one.state)] for one in checked]
    _record(events.SEALS_CHECKED, actor, at, leg, seals=told)
    return checked


def _check(seal: Seal, seen: SealSeen, task: Task, *, actor: Actor, at: datetime) -> None:
    state, read, note = seal_state(seen), seal_number(seen.number), seen.note.strip()
    if (seal.state, seal.seen, seal.note) == (state, read, note):
        return
    if seal.finding is not None and seal.finding.withdrawn_at is None:
        withdraw_finding(actor=None, at=at, finding=seal.finding.pk, reason="重新核验封识 / the seal was checked again")
    seal.state, seal.seen, seal.note = state, read[:40], note
    seal.checked_by, seal.checked_at, seal.finding = actor, at, None
    if state is not SealState.INTACT:
        words = seal_words(seal.unit, seal.number, seen, state)
        seal.finding = write_finding(
            task=task, version=task.version, actor=actor, at=at, kind=FindingKind.SEAL, severity=Severity.MAJOR,
            text=f"{words.zh}\n{words.en}", hazard="", item_no=None,
        )  # fmt: skip
    seal.save()


def _own(actor: Actor, task: int, kind: TaskKind) -> Task:
    found = own_task(actor, task)
    if found.kind != kind:
        raise Conflict(
            "task.other_kind",
            Text(f"该任务不是“{kind.text.zh}”。", f"This task is no {kind.text.en}."),
            Text("请进入相应任务办理。", "Go to the task that is."),
        )
    return found


def _faulty(faults: Sequence[Fault]) -> Refusal:
    return Refusal(
        "seals.faults",
        Text("封识填写有误，未保存。", "Seals are not written down rightly; nothing was kept."),
        Text("请按提示修改后再保存。", "Mend them as stated and save again."),
        tuple(faults),
    )


def _not_put_on(one: SealSeen) -> Fault:
    return Fault(
        "seal.unknown",
        Where(field=f"seals[{one.applied}]"),
        one.applied,
        Text("口岸未施加该封识。", "The port did not put this seal on."),
        Text("请从列出的封识中选择。", "Choose one of those listed."),
    )


def _record(kind: str, actor: Actor, at: datetime, leg: Leg, **payload: object) -> None:
    record(
        kind,
        actor=actor,
        at=at,
        subjects=[SubjectRef("consignment", str(leg.consignment_id))],
        payload={"consignment": leg.consignment_id, **payload},
    )
