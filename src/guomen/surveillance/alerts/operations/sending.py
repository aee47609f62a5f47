"""Sending what was signed: each row is claimed before it is sent, and settled by whoever claimed it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, require
from guomen.kernel.terms import Capability, Conflict, Missing, Text
from guomen.surveillance.alerts import events
from guomen.surveillance.alerts.models import Alert, Sending
from guomen.surveillance.alerts.operations.telling import tell
from guomen.surveillance.alerts.publication.channels import hand_over
from guomen.surveillance.alerts.publication.messages import message_of
from guomen.surveillance.alerts.publication.parcels import Answer, Limits, Parcel, parcel_of
from guomen.surveillance.alerts.queries.laid_down import laid_down
from guomen.surveillance.alerts.terms import AlertState, SendingState

_TOGETHER = 100
_THREADS = 16


def send_waiting(*, clock: Callable[[], datetime], hand: Callable[[Parcel, Limits], Answer] = hand_over) -> int:
    """Send everything that waits, outlets side by side, the sendings of one outlet in their order; gives how many.

    An outlet that does not answer is given up after its time and keeps nobody waiting. A worker that is killed leaves
    rows claimed, which are taken up again when they are stale; a receiver knows a repetition by its key.
    """
    claimed_at = clock()
    parcels = [parcel_of(row, message_of(row.alert, claimed_at)) for row in claim_sendings(at=claimed_at)]
    if not parcels:
        return 0
    limits = _limits(claimed_at)
    by_outlet: dict[int, list[Parcel]] = defaultdict(list)
    for parcel in parcels:
        by_outlet[parcel.outlet].append(parcel)
    with ThreadPoolExecutor(min(_THREADS, len(by_outlet))) as pool:
        waiting = [pool.submit(_each, group, limits, hand) for group in by_outlet.values()]
        for done in as_completed(waiting):
            for sending, answer in done.result():
                settle_sending(at=clock(), sending=sending, claimed_at=claimed_at, answer=answer)
    return len(parcels)


def _each(
    parcels: Sequence[Parcel], limits: Limits, hand: Callable[[Parcel, Limits], Answer]
) -> list[tuple[int, Answer]]:
    """What one outlet answers to each parcel; after a failure the rest is not tried now."""
    answers: list[tuple[int, Answer]] = []
    for parcel in parcels:
        failed = any(not answer.taken for _sending, answer in answers)
        answer = Answer(False, "not tried: an earlier one failed") if failed else hand(parcel, limits)
        answers.append((parcel.sending, answer))
    return answers


def _limits(at: datetime) -> Limits:
    private = laid_down("send.private_addresses", at).value == "yes"
    return Limits(laid_down("send.seconds", at).number, private)


@transaction.atomic
def claim_sendings(*, at: datetime) -> list[Sending]:
    """Claim what waits, and what a worker claimed and left lying; oldest first. Others' claims are passed over."""
    stale = at - timedelta(seconds=laid_down("send.stale", at).number)
    waits = Q(state=SendingState.WAITING) & (Q(next_at__isnull=True) | Q(next_at__lte=at))
    left = Q(state=SendingState.CLAIMED, claimed_at__lt=stale)
    rows = Sending.objects.filter(waits | left, outlet__active=True).order_by("pk")
    keys = [row.pk for row in rows.select_for_update(skip_locked=True, of=("self",))[:_TOGETHER]]
    claimed = Sending.objects.filter(pk__in=keys)
    claimed.update(state=SendingState.CLAIMED, claimed_at=at, attempts=F("attempts") + 1)
    found = claimed.select_related("outlet", "alert__issuer", "alert__assessment", "alert__dossier").order_by("pk")
    return list(_still_worth(found, at))


def _still_worth(rows: Iterable[Sending], at: datetime) -> Iterator[Sending]:
    """What failed before and has been replaced by a later version meanwhile is not sent after it."""
    for row in rows:
        if row.attempts > 1 and row.alert.state == AlertState.REPLACED:
            _give_up(row, "replaced by a later version before it could be sent", at)
        else:
            yield row


@transaction.atomic
def settle_sending(*, at: datetime, sending: int, claimed_at: datetime, answer: Answer) -> bool:
    """Write down how a claimed sending went; False where the claim is no longer this one.

    delay: seconds from the assessment's signature for the first version, else from the version's own.
    """
    rows = Sending.objects.select_for_update(of=("self",)).select_related(
        "alert__assessment", "alert__dossier", "outlet"
    )
    row = rows.filter(pk=sending, state=SendingState.CLAIMED, claimed_at=claimed_at).first()
    if row is None:
        return False
    if not answer.taken:
        _put_off(row, answer.said, at)
        return True
    row.state, row.sent_at, row.answer, row.next_at = SendingState.SENT, at, answer.said, None
    row.delay = (at - _since(row.alert)).total_seconds()
    row.save(update_fields=["state", "sent_at", "answer", "next_at", "delay"])
    more: dict[str, Any] = {"outlet": row.outlet.name, "delay": row.delay, "attempts": row.attempts}
    tell(events.ALERT_SENT, row.alert, actor=None, at=at, **more)
    return True


def _since(row: Alert) -> datetime:
    assessed = row.assessment.signed_at if row.version == 1 and row.assessment else None
    issued = row.issued_at or row.proposed_at
    return min(assessed, issued) if assessed else issued


def _put_off(row: Sending, said: str, at: datetime) -> None:
    """Try again later, after twice the pause each time; or give up."""
    if row.attempts >= laid_down("send.attempts", at).whole:
        _give_up(row, said, at)
        return
    pause = laid_down("send.pause", at).number * 2 ** (row.attempts - 1)
    row.state, row.answer, row.next_at = SendingState.WAITING, said, at + timedelta(seconds=pause)
    row.save(update_fields=["state", "answer", "next_at"])


def _give_up(row: Sending, said: str, at: datetime) -> None:
    row.state, row.answer, row.next_at = SendingState.FAILED, said, None
    row.save(update_fields=["state", "answer", "next_at"])
    more: dict[str, Any] = {"outlet": row.outlet.name, "delay": None, "attempts": row.attempts}
    tell(events.ALERT_NOT_SENT, row.alert, actor=None, at=at, **more)


@transaction.atomic
def retry_sending(*, actor: Actor, at: datetime, sending: int) -> Sending:
    """Try a failed sending again from the beginning. Raises NotPermitted, Missing, Conflict (not failed)."""
    if not may(actor, Capability.OPERATE):
        require(actor, Capability.SIGN_ALERT)
    row = Sending.objects.select_for_update(of=("self",)).select_related("alert__dossier", "outlet").filter(pk=sending)
    found = row.first()
    if found is None:
        raise Missing(
            "sending.unknown",
            Text("没有该推送。", "There is no such sending."),
            Text("请在预警页面查看。", "Look at the alert's page."),
        )
    if found.state != SendingState.FAILED:
        raise Conflict(
            "sending.not_failed",
            Text("该推送并未失败。", "This sending has not failed."),
            Text("无需重试。", "There is nothing to try again."),
        )
    found.state, found.attempts, found.next_at = SendingState.WAITING, 0, None
    found.save(update_fields=["state", "attempts", "next_at"])
    return found
