"""Keeping the shares of declarations in step: a control order for each, issued anew where its rate has to move."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from guomen.catalogue.queries import snapshot
from guomen.catalogue.terms import CatalogueSnapshot, Channel
from guomen.inspection.queries import Picked
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.terms import SubjectRef, Text
from guomen.supervision.programmes import events
from guomen.supervision.programmes.models import Line, Share
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
    now = _Now(at, today, snapshot(current_edition()), area, lots_waiting(shares, area), {})
    return sum([_pace(share, now) for share in shares]) + _end_others(at)


@dataclass(frozen=True, slots=True)
class _Now:
    """What is known as the shares are gone through. lots: those declared in two years, by line, office and day."""

    at: datetime
    on: date
    book: CatalogueSnapshot
    area: dict[int, frozenset[str]]
    waiting: dict[int, list[Picked]]
    lots: dict[int, Counter[tuple[str, date]]]

    def policy(self, name: str, share: Share) -> float:
        """A number of policy for the share's office."""
        return self.book.policy(f"supervision.pace.{name}", self.on, share.office.path).number

    def lots_of(self, line: Line) -> Counter[tuple[str, date]]:
        """The lots that the line means, of the programme's office and below."""
        if line.pk not in self.lots:
            office = line.programme.office
            self.lots[line.pk] = lots_by_day(line, office, self.on) + lots_by_day(line, office, self.on - _YEAR)
        return self.lots[line.pk]


def _pace(share: Share, now: _Now) -> bool:
    rate = _rate(share, now)
    if rate is None:
        return _stop(share, now.at, f"{share.line}: {share.number} 已抽足 / all are drawn") if share.order else False
    if share.order and not moved(rate, share.rate or 1.0, now.policy("tolerance", share)):
        return False
    before = share.rate
    if share.order:
        _withdraw(share.order, now.at, f"{share.line}: {before or 1:g} → {rate:g}")
    wanted = None if share.line.census else rate
    share.order, share.rate = _issue(share, wanted, now), wanted
    share.save(update_fields=["order", "rate"])
    _tell(share, now.at, before)
    return True


def _rate(share: Share, now: _Now) -> float | None:
    if share.line.census:
        return 1.0
    drawn: int = share.drawn  # type: ignore[attr-defined]
    expected = lots_to_come(_trade(share, now), now.policy("last_year", share))
    wanted = share.number - drawn - len(now.waiting[share.pk])
    return rate_for(wanted, expected, now.policy("lowest", share), now.policy("highest", share))


def _trade(share: Share, now: _Now) -> Trade:
    """What is known of the lots that the share is drawn from."""
    start, end, same_day = share.from_on - _YEAR, share.to_on - _YEAR, now.on - _YEAR
    days = [(day, count) for (code, day), count in now.lots_of(share.line).items() if code in now.area[share.pk]]
    return Trade(
        sofar=sum(count for day, count in days if day >= share.from_on),
        before=sum(count for day, count in days if start <= day < same_day),
        before_rest=sum(count for day, count in days if same_day <= day < end),
        planned=share.expected,
        elapsed=(now.on - share.from_on).days,
        left=(share.to_on - now.on).days,
    )


def _issue(share: Share, rate: float | None, now: _Now) -> str:
    line, programme = share.line, share.line.programme
    begins = f"{programme.number}-{line.position}-{share.pk}-"
    number = f"{begins}{control_orders().filter(number__startswith=begins).count() + 1}"
    text = Text(
        f"{programme.title_zh}（{line}）：抽取{line.name_zh}样品",
        f"{programme.title_en} ({line}): draw a sample of {line.name_en}",
    )
    issue_control_order(
        actor=None,
        at=now.at,
        number=number,
        office=share.office,
        condition=replace(condition_of(line), offices=now.area[share.pk]),
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
