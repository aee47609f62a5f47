"""Instruments: registered, put out of service, brought back once a verification holds (6.4)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from guomen.kernel.ledger.operations import Deed, record_all
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, SubjectRef, Text
from guomen.laboratory.resources import events
from guomen.laboratory.resources.models import Instrument
from guomen.laboratory.resources.operations.saying import missing, taken, tell, wrong
from guomen.laboratory.resources.queries import due_on
from guomen.laboratory.resources.terms import InstrumentSaid, InstrumentState


def register_instrument(
    *, actor: Actor | None, at: datetime, laboratory: Office, said: InstrumentSaid, methods: Sequence[int] = ()
) -> Instrument:
    """Put an instrument on the register; it may be used once a verification holds.

    methods: by which it is used. Raises NotPermitted, Conflict (the code is taken), Refusal.
    """
    return register_instruments(actor=actor, at=at, laboratory=laboratory, said=[said], methods=methods)[0]


@transaction.atomic
def register_instruments(
    *,
    actor: Actor | None,
    at: datetime,
    laboratory: Office,
    said: Sequence[InstrumentSaid],
    methods: Sequence[int] = (),
) -> list[Instrument]:
    """As `register_instrument`, for as many as there are: all or none."""
    if actor is not None:
        require(actor, Capability.MANAGE_LABORATORY, laboratory)
    codes = [one.code for one in said]
    held = set(Instrument.objects.filter(laboratory=laboratory, code__in=codes).values_list("code", flat=True))
    for place, one in enumerate(said):
        _sound(one)
        if one.code in held or one.code in codes[:place]:
            raise taken(one.code)
    rows = Instrument.objects.bulk_create([_row(laboratory, one) for one in said])
    for row in rows if methods else ():
        row.methods.set(methods)
    record_all([_registered(row, laboratory, actor, at) for row in rows])
    return rows


@transaction.atomic
def move_instrument(
    *, actor: Actor | None, at: datetime, instrument: int, state: InstrumentState, reason: str
) -> Instrument:
    """Put an instrument out of service, bring it back, or scrap it. It comes back only with a verification that holds.

    Raises Missing, NotPermitted, Conflict (scrapped, in that state, not verified), Refusal (no reason).
    """
    row = Instrument.objects.select_for_update(of=("self",)).select_related("laboratory").filter(pk=instrument).first()
    if row is None:
        raise missing(Text("仪器", "instrument"))
    if actor is not None:
        require(actor, Capability.MANAGE_LABORATORY, row.laboratory)
    if not reason.strip():
        raise wrong("reason", Text("须说明理由。", "State the reason."))
    if row.state in (state, InstrumentState.SCRAPPED):
        raise _already(InstrumentState(row.state))
    if state is InstrumentState.IN_SERVICE and due_on(row) is None:
        raise Conflict(
            "instrument.unverified",
            Text("没有有效的检定或校准，不能恢复使用。", "Without a verification that holds it does not come back."),
            Text("请先记录合格的检定或校准。", "Record one that passed first."),
        )
    row.state = state
    row.save(update_fields=["state"])
    told = {"code": row.code, "state": state.value, "reason": reason.strip()}
    tell(events.INSTRUMENT_MOVED, f"instrument:{row.pk}", row.laboratory, actor=actor, at=at, **told)
    return row


def _sound(said: InstrumentSaid) -> None:
    if not (said.code.strip() and said.name.zh.strip() and said.name.en.strip()):
        raise wrong("code", Text("须填写编号和中英文名称。", "An instrument has a code and a name in both languages."))
    if not 1 <= said.interval <= 240:
        raise wrong("interval", Text("检定周期为1至240个月。", "The interval is 1 to 240 months."))


def _row(laboratory: Office, said: InstrumentSaid) -> Instrument:
    columns = {name: value for name, value in asdict(said).items() if name != "name"}
    return Instrument(laboratory=laboratory, name_zh=said.name.zh, name_en=said.name.en, **columns)


def _registered(row: Instrument, laboratory: Office, actor: Actor | None, at: datetime) -> Deed:
    told = {"laboratory": laboratory.code, "code": row.code, "owner": row.owner, "place": row.place}
    subjects = [SubjectRef("instrument", str(row.pk)), SubjectRef("office", laboratory.code)]
    return Deed(kind=events.INSTRUMENT_REGISTERED, actor=actor, at=at, subjects=subjects, payload=told)


def _already(state: InstrumentState) -> Conflict:
    return Conflict(
        "instrument.state",
        Text(f"该仪器已{state.text.zh}。", f"The instrument is {state.text.en} already."),
        Text("请刷新页面查看现状。", "Look at the page again."),
    )
