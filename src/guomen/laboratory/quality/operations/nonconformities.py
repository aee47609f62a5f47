"""Nonconforming work: opened by the program or a person, its cause and impact stated, closed by who may (7.10)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from guomen.kernel.documents.numbering import next_number
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import may, require
from guomen.kernel.terms import Capability, Conflict, Missing, Refusal, SubjectRef, Text
from guomen.laboratory.quality import events
from guomen.laboratory.quality.models import Nonconformity
from guomen.laboratory.quality.terms import NcSeverity, NcSource, NcState
from guomen.laboratory.resources.models import Instrument, Method

# Whoever works in a laboratory may say that something went wrong there.
REPORTERS = (Capability.TEST, Capability.AUTHORISE_RESULT, Capability.MANAGE_LABORATORY)


@transaction.atomic
def open_nonconformity(
    *,
    actor: Actor | None,
    at: datetime,
    laboratory: Office,
    severity: NcSeverity,
    source: NcSource,
    what: Text,
    method: Method | None = None,
    instrument: Instrument | None = None,
    subject: str = "",
) -> Nonconformity:
    """Put nonconforming work on record; a critical one stops the release of results in its scope from now on.

    actor None: the program. Raises NotPermitted, Refusal (nothing said, a method or instrument of another laboratory).
    """
    if actor is not None:
        _reporter(actor, laboratory)
    if not (what.zh.strip() and what.en.strip()):
        raise unsaid("what", Text("须写明不符合的事实。", "State what does not conform."))
    if any(one is not None and one.laboratory_id != laboratory.pk for one in (method, instrument)):
        raise unsaid("scope", Text("方法或仪器属于其他实验室。", "The method or instrument is another laboratory's."))
    row = Nonconformity.objects.create(
        number=next_number(Nonconformity, "NC", timezone.localdate(at).year),
        laboratory=laboratory,
        method=method,
        instrument=instrument,
        severity=severity,
        source=source,
        subject=subject,
        what_zh=what.zh.strip(),
        what_en=what.en.strip(),
        opened_by=actor,
        opened_at=at,
    )
    tell(events.NONCONFORMITY_OPENED, row, actor=actor, at=at, source=source.value, what=what.as_json())
    return row


@transaction.atomic
def state_cause(*, actor: Actor, at: datetime, number: str, cause: str, impact: str) -> Nonconformity:
    """Say what caused it and which results it puts in doubt. Raises Missing, NotPermitted, Conflict, Refusal."""
    row = standing(actor, number, Capability.MANAGE_LABORATORY)
    if not (cause.strip() and impact.strip()):
        raise unsaid("cause", Text("须写明原因和影响。", "State both the cause and the impact."))
    row.cause, row.impact = cause.strip(), impact.strip()
    row.save(update_fields=["cause", "impact"])
    tell(events.NONCONFORMITY_STATED, row, actor=actor, at=at, cause=row.cause, impact=row.impact)
    return row


@transaction.atomic
def close_nonconformity(*, actor: Actor, at: datetime, number: str, closing: str) -> Nonconformity:
    """Close it: cause and impact are stated, every action was verified by another person, one at least is effective.

    Raises Missing, NotPermitted, Conflict (closed, something is still to be done), Refusal (nothing said).
    """
    row = standing(actor, number, Capability.MANAGE_LABORATORY)
    if not closing.strip():
        raise unsaid("closing", Text("须写明关闭依据。", "State what was verified."))
    if not (row.cause and row.impact):
        raise _unfinished(Text("原因和影响尚未写明。", "Cause and impact are not stated yet."))
    verdicts = list(row.actions.values_list("effective", flat=True))
    if None in verdicts:
        raise _unfinished(Text("有整改措施尚未验证。", "An action is not verified yet."))
    if True not in verdicts:
        raise _unfinished(Text("没有经验证有效的整改措施。", "No action was found effective."))
    row.state, row.closed_by, row.closed_at, row.closing = NcState.CLOSED, actor, at, closing.strip()
    row.save(update_fields=["state", "closed_by", "closed_at", "closing"])
    tell(events.NONCONFORMITY_CLOSED, row, actor=actor, at=at, closing=row.closing)
    return row


def standing(actor: Actor, number: str, *any_of: Capability) -> Nonconformity:
    """The nonconformity, locked, not closed, of a laboratory that the person works in. Raises Missing, NotPermitted,
    Conflict."""
    row = (
        Nonconformity.objects.select_for_update(of=("self",)).select_related("laboratory").filter(number=number).first()
    )
    if row is None:
        raise Missing(
            "nonconformity.missing",
            Text(f"没有编号为{number}的不符合项。", f"There is no nonconformity {number}."),
            Text("请核对编号。", "Check the number."),
        )
    _any_of(actor, any_of, row.laboratory)
    if row.state == NcState.CLOSED:
        raise Conflict(
            "nonconformity.closed",
            Text(f"{number}已关闭。", f"{number} is closed."),
            Text("如再次发生，请另开一项。", "Open another one where it happened again."),
        )
    return row


def tell(kind: str, row: Nonconformity, *, actor: Actor | None, at: datetime, **more: object) -> None:
    """One entry of the ledger about a nonconformity."""
    subjects = [SubjectRef("nonconformity", row.number), SubjectRef("office", row.laboratory.code)]
    if row.subject:
        subjects.append(SubjectRef.parse(row.subject))
    payload = {
        "number": row.number,
        "laboratory": row.laboratory.code,
        "severity": str(row.severity),
        "state": str(row.state),
        **more,
    }
    record(kind, actor=actor, at=at, subjects=subjects, payload=payload)


def unsaid(field: str, problem: Text) -> Refusal:
    """What is missing from what a person wrote."""
    return Refusal(f"nonconformity.{field}", problem, Text("请填写。", "Fill it in."))


def _unfinished(problem: Text) -> Conflict:
    return Conflict("nonconformity.unfinished", problem, Text("完成后再关闭。", "Do so first, then close it."))


def _reporter(actor: Actor, laboratory: Office) -> None:
    _any_of(actor, REPORTERS, laboratory)


def _any_of(actor: Actor, capabilities: tuple[Capability, ...], laboratory: Office) -> None:
    held = next((one for one in capabilities if may(actor, one)), capabilities[0])
    require(actor, held, laboratory)
