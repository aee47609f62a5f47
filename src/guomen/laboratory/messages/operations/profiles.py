"""Profiles: written as drafts, tried on a sample message, put in use, retired. A change is a new version."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Missing, Refusal, SubjectRef, Text
from guomen.laboratory.messages import events, queries
from guomen.laboratory.messages.rules import look
from guomen.laboratory.messages.terms import (
    MAX_BYTES,
    Definition,
    ProfileState,
    Wire,
    decode_definition,
    encode_definition,
)
from guomen.laboratory.messages.wires import refusals
from guomen.laboratory.models import Instrument, Profile


@transaction.atomic
def write_profile(
    *,
    actor: Actor,
    at: datetime,
    laboratory: Office,
    name: str,
    wire: Wire,
    definition: dict[str, Any] | Definition,
    instrument: int | None = None,
    sample: bytes = b"",
) -> Profile:
    """Write a profile as a draft: the first version of its name, or the next. sample: the message it is tried on.

    Raises NotPermitted, Missing (instrument), Refusal with a fault for each field of the definition that is wrong.
    """
    require(actor, Capability.MANAGE_LABORATORY, laboratory)
    said = encode_definition(definition) if isinstance(definition, Definition) else definition
    held = decode_definition(said, wire)
    if not name.strip() or len(name.strip()) > 60:
        raise Refusal(
            "profile.name",
            Text("名称须为1至60个字。", "A name has 1 to 60 characters."),
            Text("请填写名称，例如仪器编号。", "Give it one, for example the instrument's code."),
        )
    if len(sample) > MAX_BYTES:
        raise refusals.too_large(MAX_BYTES)
    if instrument is not None and not Instrument.objects.filter(pk=instrument, laboratory=laboratory).exists():
        raise Missing(
            "profile.instrument",
            Text("本实验室没有这台仪器。", "The laboratory has no such instrument."),
            Text("请从列表中选择。", "Choose one of the list."),
        )
    Office.objects.select_for_update().get(pk=laboratory.pk)
    last = Profile.objects.filter(laboratory=laboratory, name=name.strip()).aggregate(last=Max("version"))["last"]
    row = Profile.objects.create(
        laboratory=laboratory,
        name=name.strip(),
        version=(last or 0) + 1,
        wire=wire,
        instrument_id=instrument,
        definition=encode_definition(held),
        tried=sample or None,
        written_by=actor,
        written_at=at,
    )
    _tell(events.PROFILE_WRITTEN, row, actor, at)
    return row


@transaction.atomic
def change_draft(
    *,
    actor: Actor,
    at: datetime,
    profile: int,
    definition: dict[str, Any] | Definition,
    sample: bytes = b"",
) -> Profile:
    """Write a draft anew; sample: another message to try it on. Raises Missing, NotPermitted, Conflict, Refusal."""
    row = _managed(actor, profile)
    if row.state != ProfileState.DRAFT:
        raise _state(row)
    if len(sample) > MAX_BYTES:
        raise refusals.too_large(MAX_BYTES)
    said = encode_definition(definition) if isinstance(definition, Definition) else definition
    row.definition = encode_definition(decode_definition(said, Wire(row.wire)))
    row.tried = sample or row.tried
    row.written_by, row.written_at = actor, at
    row.save()
    _tell(events.PROFILE_WRITTEN, row, actor, at)
    return row


@transaction.atomic
def put_in_use(*, actor: Actor, at: datetime, profile: int) -> Profile:
    """Use a draft from now on; the version before it is retired.

    Raises Missing, NotPermitted, Conflict (no draft), Refusal where it was tried on no message, or a line of that
    message cannot be read.
    """
    row = _managed(actor, profile)
    if row.state != ProfileState.DRAFT:
        raise _state(row)
    _reads(row)
    Profile.objects.filter(laboratory=row.laboratory, name=row.name, state=ProfileState.IN_USE).update(
        state=ProfileState.RETIRED
    )
    row.state = ProfileState.IN_USE
    row.save(update_fields=["state"])
    _tell(events.PROFILE_USED, row, actor, at)
    return row


@transaction.atomic
def retire_profile(*, actor: Actor, at: datetime, profile: int) -> Profile:
    """Do not use a profile any more. Raises Missing, NotPermitted, Conflict (retired already)."""
    row = _managed(actor, profile)
    if row.state == ProfileState.RETIRED:
        raise _state(row)
    row.state = ProfileState.RETIRED
    row.save(update_fields=["state"])
    _tell(events.PROFILE_RETIRED, row, actor, at)
    return row


def _reads(row: Profile) -> None:
    """Let pass a profile that reads its sample message without a fault."""
    if not row.tried:
        raise Refusal(
            "profile.untried",
            Text("尚未用样例报文试读。", "It was not tried on a sample message yet."),
            Text("请上传一份样例报文试读。", "Upload one and look at what would be read."),
        )
    looked = look(bytes(row.tried), Wire(row.wire), queries.definition_of(row))
    wrong = [one for one in looked if one.refusal is not None]
    if wrong and wrong[0].refusal is not None:
        first = wrong[0].refusal
        place = wrong[0].value.position
        raise Refusal(
            "profile.faults",
            Text(
                f"样例报文有{len(wrong)}行不能读取，例如第{place}行：{first.problem.zh}",
                f"{len(wrong)} lines of the sample message cannot be read, the first is {place}: {first.problem.en}",
            ),
            Text("请改正定义后再启用。", "Correct the definition before it is used."),
        )


def _managed(actor: Actor, key: int) -> Profile:
    row = queries.profile(actor, key)
    require(actor, Capability.MANAGE_LABORATORY, row.laboratory)
    return Profile.objects.select_for_update(of=("self",)).select_related("laboratory").get(pk=row.pk)


def _state(row: Profile) -> Conflict:
    here = ProfileState(row.state).text
    return Conflict(
        "profile.state",
        Text(f"仪器配置“{row}”{here.zh}。", f"The profile “{row}” is {here.en}."),
        Text("请刷新页面查看现状。", "Look at the page again."),
    )


def _tell(kind: str, row: Profile, actor: Actor, at: datetime) -> None:
    subjects = [SubjectRef("profile", str(row.pk)), SubjectRef("office", row.laboratory.code)]
    payload = {"profile": str(row), "wire": row.wire, "state": str(row.state), "definition": row.definition}
    record(kind, actor=actor, at=at, subjects=subjects, payload=payload)
