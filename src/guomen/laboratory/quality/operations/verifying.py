"""An instrument was calibrated, verified or checked: what passed holds until a day, what failed stops it at once."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from guomen.catalogue.queries import policy
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Text
from guomen.laboratory.quality.operations.nonconformities import open_nonconformity
from guomen.laboratory.quality.terms import NcSeverity, NcSource
from guomen.laboratory.resources import events
from guomen.laboratory.resources.models import Instrument, Verification
from guomen.laboratory.resources.operations.instruments import move_instrument
from guomen.laboratory.resources.operations.saying import missing, tell, wrong
from guomen.laboratory.resources.rules import due_after
from guomen.laboratory.resources.terms import InstrumentState, VerificationKind


@transaction.atomic
def record_verification(
    *,
    actor: Actor | None,
    at: datetime,
    instrument: int,
    kind: VerificationKind,
    on: date,
    passed: bool,
    by: str,
    due_on: date | None = None,
    certificate: str = "",
    deviation: str = "",
    note: str = "",
) -> Verification:
    """Put on record how an instrument was found. due_on: the last day that it holds (default: by its interval).

    One that failed puts the instrument out of service and opens a nonconformity by itself, as severe as policy says
    where the instrument is the laboratory's own. Raises Missing, NotPermitted, Refusal (a day to come, nobody named).
    """
    row = Instrument.objects.select_for_update(of=("self",)).select_related("laboratory").filter(pk=instrument).first()
    if row is None:
        raise missing(Text("仪器", "instrument"))
    if actor is not None:
        require(actor, Capability.MANAGE_LABORATORY, row.laboratory)
    _sound(on, by, due_on, timezone.localdate(at))
    found = Verification.objects.create(
        instrument=row,
        kind=kind,
        on=on,
        due_on=due_on or due_after(on, row.interval),
        passed=passed,
        certificate=certificate.strip(),
        by=by.strip(),
        deviation=deviation.strip(),
        note=note.strip(),
        recorded_by=actor,
        recorded_at=at,
    )
    told = {"code": row.code, "check": kind.value, "on": str(on), "passed": passed, "due_on": str(found.due_on)}
    tell(events.INSTRUMENT_VERIFIED, f"instrument:{row.pk}", row.laboratory, actor=actor, at=at, **told)
    if not passed:
        _failed(row, found, at)
    return found


def _failed(row: Instrument, found: Verification, at: datetime) -> None:
    kind = VerificationKind(found.kind).text
    why = f"{kind.zh}不合格 / {kind.en} failed ({found.on})"
    if row.state == InstrumentState.IN_SERVICE:
        move_instrument(actor=None, at=at, instrument=row.pk, state=InstrumentState.OUT_OF_SERVICE, reason=why)
    own = policy("laboratory.quality.instrument_failure", on=timezone.localdate(at)).value
    more = f": {found.deviation}" if found.deviation else ""
    open_nonconformity(
        actor=None,
        at=at,
        laboratory=row.laboratory,
        severity=NcSeverity.MAJOR if row.owner else NcSeverity(own),
        source=NcSource.INSTRUMENT,
        what=Text(
            f"仪器{row.code}（{row.name_zh}）{kind.zh}不合格{more}",
            f"The instrument {row.code} ({row.name_en}) failed its {kind.en}{more}",
        ),
        instrument=row,
        subject=f"instrument:{row.pk}",
    )


def _sound(on: date, by: str, due_on: date | None, today: date) -> None:
    if on > today:
        raise wrong("on", Text("检定日期在将来。", "The day lies in the future."))
    if not by.strip():
        raise wrong("by", Text("须填写检定或校准机构。", "Name who did it."))
    if due_on is not None and due_on < on:
        raise wrong("due_on", Text("有效期止早于检定日期。", "The last day lies before the first."))
