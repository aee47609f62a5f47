"""Giving an office a policy of its own for a time: proposed by one person, signed by another."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from guomen.catalogue import events
from guomen.catalogue.models import Change, CheckFrequency, Policy, PolicyProposal, RatePlan
from guomen.catalogue.rules import named_by, policy_refusal, unnamed_refusal
from guomen.catalogue.terms import Confidence
from guomen.kernel.editions.operations import new_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Missing, NotPermitted, Refusal, SubjectRef, Text

State = PolicyProposal.State


@transaction.atomic
def propose_policy(
    *,
    actor: Actor,
    at: datetime,
    name: str,
    office: Office,
    value: str,
    valid_from: date,
    valid_to: date | None,
    ground: str,
) -> PolicyProposal:
    """Propose a policy's value at an office and all below it from valid_from to (not including) valid_to.

    An empty value ends what the office has of its own on valid_from. Nothing is changed until somebody signs.
    Raises NotPermitted, Missing for a policy that nobody set, Refusal where value, period or ground is wrong or the
    reference files set the policy of this very office, Conflict where a proposal waits.
    """
    require(actor, Capability.IMPOSE_MEASURE, office)
    pattern = _pattern(name)
    refusal = policy_refusal(pattern.type, value, valid_from, valid_to, timezone.localdate(at), ground)
    if refusal is not None:
        raise refusal
    _require_named(name, value)
    _settle(name, office, value, valid_from, valid_to)
    row = PolicyProposal.objects.create(
        name=name,
        office=office,
        value=value,
        valid_from=valid_from,
        valid_to=valid_to,
        ground=ground.strip(),
        proposed_by=actor,
        proposed_at=at,
        state=State.WAITING,
    )
    _announce(events.POLICY_PROPOSED, actor, at, row)
    return row


def _require_named(name: str, value: str) -> None:
    """Raise Refusal where the value names a rate plan or a scheme of frequencies that the reference does not hold."""
    where, entries = named_by(name, value)
    if not entries:
        return
    if where == "rate_plans.code":
        known = set(RatePlan.objects.current().values_list("code", flat=True))
    else:
        known = set(CheckFrequency.objects.current().values_list("scheme", flat=True))
    for entry in entries:
        if entry not in known:
            raise unnamed_refusal(where, entry)


def _pattern(name: str) -> Policy:
    """The row of this policy that holds everywhere, else any: its type and meaning. Raises Missing."""
    found = Policy.objects.current().filter(name=name).order_by("office", "-valid_from").first()
    if found is None:
        raise Missing(
            "policy.unknown",
            Text(f"没有名为“{name}”的政策。", f"There is no policy {name!r}."),
            Text("请核对政策名称。", "Check its name in the list of policies."),
        )
    return found


def _settle(name: str, office: Office, value: str, valid_from: date, valid_to: date | None) -> None:
    if PolicyProposal.objects.filter(name=name, office=office, state=State.WAITING).exists():
        raise Conflict(
            "policy.waiting",
            Text("该机构的此项政策已有提议等待签批。", "A proposal of this policy at this office waits already."),
            Text("请先处理该提议。", "Have that one decided first."),
        )
    own = _overlapping(name, office, valid_from, valid_to)
    if any(not row.enacted_by for row in own):
        raise Refusal(
            "policy.in_files",
            Text("该机构的此项政策由参考数据文件规定。", "The reference files set this policy for this office."),
            Text("请修改reference/policies.csv并重新加载。", "Change reference/policies.csv and load it."),
        )
    if not value and not own:
        raise Refusal(
            "policy.nothing_to_end",
            Text("该机构没有可终止的自有规定。", "The office has no value of its own to end from that day on."),
            Text("请核对日期和机构。", "Check the day and the office."),
        )


def _overlapping(name: str, office: Office, valid_from: date, valid_to: date | None) -> list[Policy]:
    rows = Policy.objects.current().filter(name=name, office=office.code).order_by("valid_from")
    return [
        row
        for row in rows
        if (row.valid_to is None or row.valid_to > valid_from) and (valid_to is None or row.valid_from < valid_to)
    ]


@transaction.atomic
def sign_policy(*, actor: Actor, at: datetime, proposal: int) -> PolicyProposal:
    """Put a proposal into force: the next decision reads it. What the office had of its own before gives way for that
    time and holds again after it.

    Raises NotPermitted for who proposed it, Missing, Conflict where it is decided, Refusal where its first day is over.
    """
    edition = new_edition(at=at, note=f"policy proposal {proposal} signed")
    row = _waiting(actor, proposal)
    pattern = _pattern(row.name)
    refusal = policy_refusal(pattern.type, row.value, row.valid_from, row.valid_to, timezone.localdate(at), row.ground)
    if refusal is not None:
        raise refusal
    _require_named(row.name, row.value)
    _lay(row, pattern, actor, edition)
    Change.objects.create(edition=edition, part=Change.Part.REFERENCE)
    row.state, row.decided_by, row.decided_at, row.edition = State.IN_FORCE, actor, at, edition
    row.save()
    _announce(events.POLICY_ENACTED, actor, at, row)
    return row


def _lay(row: PolicyProposal, pattern: Policy, actor: Actor, edition: int) -> None:
    """Write the new value over what the office had: rows before and after its period keep theirs."""
    for before in _overlapping(row.name, row.office, row.valid_from, row.valid_to):
        Policy.objects.filter(pk=before.pk).update(until_edition=edition)
        if before.valid_from < row.valid_from:
            _write(before, edition, valid_to=row.valid_from)
        if row.valid_to is not None and (before.valid_to is None or before.valid_to > row.valid_to):
            _write(before, edition, valid_from=row.valid_to)
    if row.value:
        _write(
            pattern,
            edition,
            key=f"{row.name}/{row.office.code}",
            office=row.office.code,
            value=row.value,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            source=f"{row.proposed_by.username}, {actor.username}: {row.ground}",
            confidence=Confidence.HIGH,
            enacted_by=actor.username,
        )


def _write(pattern: Policy, edition: int, **changes: object) -> None:
    """A row like `pattern` with these changes, known from `edition` on."""
    fields = {field.attname: getattr(pattern, field.attname) for field in Policy._meta.concrete_fields}
    fields |= {"id": None, "since_edition": edition, "until_edition": None, **changes}
    Policy.objects.create(**fields)


@transaction.atomic
def decline_policy(*, actor: Actor, at: datetime, proposal: int) -> PolicyProposal:
    """Turn a proposal down. Raises NotPermitted for who proposed it, Missing, Conflict where it is decided."""
    row = _waiting(actor, proposal)
    row.state, row.decided_by, row.decided_at = State.DECLINED, actor, at
    row.save()
    _announce(events.POLICY_DECLINED, actor, at, row)
    return row


def _waiting(actor: Actor, proposal: int) -> PolicyProposal:
    rows = PolicyProposal.objects.select_for_update(of=("self",)).select_related("office", "proposed_by")
    row = rows.filter(pk=proposal).first()
    require(actor, Capability.EDIT_REFERENCE, row.office if row is not None else None)
    if row is None:
        raise Missing(
            "policy.proposal_missing",
            Text("没有这项提议。", "There is no such proposal."),
            Text("请核对编号。", "Check its number."),
        )
    if row.state != State.WAITING:
        raise Conflict(
            "policy.decided",
            Text("该提议已有结论。", "This proposal is decided already."),
            Text("无需再次处理。", "There is nothing to decide."),
        )
    if row.proposed_by_id == actor.pk:
        raise NotPermitted(
            "policy.same_person",
            Text("提出人不能签批自己的提议。", "Nobody signs a proposal of their own."),
            Text("请由另一人签批。", "Have somebody else sign it."),
        )
    return row


def _announce(event: str, actor: Actor, at: datetime, row: PolicyProposal) -> None:
    record(
        event,
        actor=actor,
        at=at,
        subjects=[SubjectRef("policy", row.name), SubjectRef("office", row.office.code)],
        payload={
            "proposal": row.pk,
            "office": row.office.code,
            "value": row.value,
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        },
        authority=row.ground,
        edition=row.edition,
    )
