"""Keeping the shares of declarations in step: a control order for each, issued anew where its rate has to move."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from guomen.catalogue.queries import policy
from guomen.catalogue.terms import Channel
from guomen.kernel.ledger.operations import record
from guomen.kernel.terms import SubjectRef, Text
from guomen.supervision.programmes import events
from guomen.supervision.programmes.models import Share
from guomen.supervision.programmes.operations.drafting import civil_day
from guomen.supervision.programmes.queries.drawing import areas, lots_waiting, running_shares
from guomen.supervision.programmes.queries.plans import condition_of, lots_by_day
from guomen.supervision.programmes.rules.pacing import Trade, lots_to_come, moved, rate_for
from guomen.supervision.programmes.terms import Frame, ProgrammeState
from guomen.targeting.operations import issue_control_order, withdraw_control_order
from guomen.targeting.queries import control_orders

_YEAR = timedelta(days=365)
_DECLARED = [frame for frame in Frame if frame.declared]


@transaction.atomic
def pace_shares(*, at: datetime) -> int:
    """Give every running share of declarations the control order that it needs now; gives how many shares changed.

    A share that is full has none; one whose rate has to move by more than policy tolerates gets a new order in place of
    its old one. What ended, by its days or because its programme was closed, has none either. Again changes nothing.
    """
    today = civil_day(at)
    shares = list(running_shares(today).filter(line__frame__in=_DECLARED))
    held = Share.objects.select_for_update().in_bulk([share.pk for share in shares])
    for share in shares:
        share.order, share.rate = held[share.pk].order, held[share.pk].rate
    area = areas(shares)
    waiting = lots_waiting(shares, area)
    paced = [_pace(share, len(waiting[share.pk]), area[share.pk], at) for share in shares]
    return sum(paced) + _end_others(at)


def _pace(share: Share, waiting: int, area: frozenset[str], at: datetime) -> bool:
    on, office = civil_day(at), share.office.code
    rate = _rate(share, waiting, area, on)
    if rate is None:
        return _stop(share, at, f"{share.line}: {share.number} 已抽足 / all are drawn") if share.order else False
    wanted = None if share.line.census else rate
    tolerance = policy("supervision.pace.tolerance", on=on, office=office).number
    if share.order and not moved(rate, share.rate or 1.0, tolerance):
        return False
    before = share.rate
    if share.order:
        _withdraw(share.order, at, f"{share.line}: {share.rate:g} → {rate:g}" if share.rate else str(share.line))
    share.order, share.rate = _issue(share, wanted, area, at), wanted
    share.save(update_fields=["order", "rate"])
    _tell(share, at, before)
    return True


def _rate(share: Share, waiting: int, area: frozenset[str], on: date) -> float | None:
    if share.line.census:
        return 1.0
    drawn: int = share.drawn  # type: ignore[attr-defined]
    values = {
        name: policy(f"supervision.pace.{name}", on=on, office=share.office.code).number
        for name in ("lowest", "highest", "last_year")
    }
    expected = lots_to_come(_trade(share, area, on), values["last_year"])
    return rate_for(share.number - drawn - waiting, expected, values["lowest"], values["highest"])


def _trade(share: Share, area: Collection[str], on: date) -> Trade:
    """What is known of the lots that the share is drawn from."""
    start, end = share.from_on - _YEAR, share.to_on - _YEAR
    lots = lots_by_day(share.line, share.office, on) + lots_by_day(share.line, share.office, on - _YEAR)
    days = [(day, count) for (code, day), count in lots.items() if code in area]
    return Trade(
        sofar=sum(count for day, count in days if day >= share.from_on),
        before=sum(count for day, count in days if start <= day < on - _YEAR),
        before_rest=sum(count for day, count in days if on - _YEAR <= day < end),
        planned=share.expected,
        elapsed=(on - share.from_on).days,
        left=(share.to_on - on).days,
    )


def _issue(share: Share, rate: float | None, area: frozenset[str], at: datetime) -> str:
    line, programme = share.line, share.line.programme
    begins = f"{programme.number}-{line.position}-{share.pk}-"
    number = f"{begins}{control_orders().filter(number__startswith=begins).count() + 1}"
    text = Text(
        f"{programme.title_zh}（{line}）：抽取{line.name_zh}样品",
        f"{programme.title_en} ({line}): draw a sample of {line.name_en}",
    )
    issue_control_order(
        actor=None,
        at=at,
        number=number,
        office=share.office,
        condition=replace(condition_of(line), offices=area),
        orders=Channel.SAMPLE,
        rate=rate,
        tests=tuple({**test, "programme": str(line)} for test in line.tests),
        valid_from=share.from_on,
        valid_to=share.to_on,
        text=text,
        ground=f"{programme.number} {programme.basis}",
    )
    return number


def _end_others(at: datetime) -> int:
    """Shares that have an order and ended: those of closed programmes lose it, past periods let theirs lapse."""
    over = Q(to_on__lte=civil_day(at)) | ~Q(line__programme__state=ProgrammeState.SIGNED)
    rows = Share.objects.select_for_update(of=("self",)).filter(over).exclude(order="")
    ended = list(rows.select_related("line__programme", "office"))
    for share in ended:
        programme = share.line.programme
        lapsed = programme.state == ProgrammeState.SIGNED
        _stop(share, at, "" if lapsed else f"{programme.number}: {programme.ground}")
    return len(ended)


def _stop(share: Share, at: datetime, ground: str) -> bool:
    if ground:
        _withdraw(share.order, at, ground)
    before, share.order, share.rate = share.rate, "", None
    share.save(update_fields=["order", "rate"])
    _tell(share, at, before)
    return True


def _withdraw(number: str, at: datetime, ground: str) -> None:
    if control_orders().filter(number=number, withdrawn_at__isnull=True).exists():
        withdraw_control_order(actor=None, at=at, number=number, ground=ground)


def _tell(share: Share, at: datetime, before: float | None) -> None:
    programme = share.line.programme
    record(
        events.SHARE_PACED,
        actor=None,
        at=at,
        subjects=[SubjectRef("programme", programme.number), SubjectRef("share", str(share.pk))],
        payload={"programme": programme.number, "line": share.line.position, "office": share.office.code,
                 "share": share.pk, "order": share.order, "rate": share.rate, "before": before},
    )  # fmt: skip
