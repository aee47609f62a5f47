"""Opening, joining, merging and closing dossiers. All bureaus write into the same one."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from guomen.catalogue.queries import policy
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Reason, SubjectRef, Text
from guomen.surveillance.clusters import events, rules
from guomen.surveillance.clusters.models import Dossier, Member
from guomen.surveillance.clusters.queries import centre_for, dossier, risk_of, same_risk
from guomen.surveillance.clusters.rules import Risk
from guomen.surveillance.clusters.terms import Closing, DossierState, Opening

_NUMBERS = 0x646F
_OPENED = Reason("dossier.opened_by", Text("建档依据之一。", "One of those that opened the dossier."))
_JOINED = Reason("dossier.joined_by", Text("再次报警时归入。", "Taken in when it was found again."))


@transaction.atomic
def open_dossier(
    *,
    actor: Actor | None,
    at: datetime,
    hazard: str,
    goods: Collection[str],
    origins: Collection[str],
    title: Text,
    opening: Opening,
    reasons: Sequence[Reason] = (),
    signals: Collection[int] = (),
    place: str = "",
) -> Dossier:
    """Open a dossier of a risk; where a live one is about it already, what was brought joins that one.

    signals: keys of those that bear on it. Raises NotPermitted, Missing (a signal), Refusal (neither hazard nor goods).
    """
    if actor is not None:
        require(actor, Capability.WATCH_RISKS)
    risk = Risk(hazard, frozenset(goods), frozenset(origins))
    if not risk.hazard and not risk.goods:
        raise rules.nothing_named()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_NUMBERS, hazard])
    known = same_risk(risk)
    row = known or _open(risk, title, opening, reasons, place, actor=actor, at=at)
    if known is not None:
        wider = risk_of(known).joined(risk)
        row.goods, row.origins = sorted(wider.goods), sorted(wider.origins)
        row.save(update_fields=["goods", "origins"])
    added = _add(row, signals, [_JOINED if known else _OPENED], actor=actor, at=at)
    _tell(
        events.DOSSIER_JOINED if known else events.DOSSIER_OPENED,
        row,
        {"opening": opening.value, "signals": added},
        actor=actor,
        at=at,
        reasons=reasons,
    )
    return row


def _open(
    risk: Risk,
    title: Text,
    opening: Opening,
    reasons: Sequence[Reason],
    place: str,
    *,
    actor: Actor | None,
    at: datetime,
) -> Dossier:
    day = at.astimezone(CIVIL_ZONE).date()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_NUMBERS, day.year])
    last = Dossier.objects.filter(year=day.year).aggregate(last=Max("serial"))["last"] or 0
    hours = policy("surveillance.assessment.hours", on=day).number
    return Dossier.objects.create(
        number=f"D-{day.year}-{last + 1:04d}",
        year=day.year,
        serial=last + 1,
        title_zh=title.zh,
        title_en=title.en,
        hazard=risk.hazard,
        goods=sorted(risk.goods),
        origins=sorted(risk.origins),
        place=place,
        opening=opening,
        reasons=[reason.as_json() for reason in reasons],
        centre=centre_for(risk.hazard, day),
        opened_by=actor,
        opened_at=at,
        due_at=at + timedelta(hours=hours),
    )


def _add(
    row: Dossier,
    signals: Collection[int],
    reasons: Sequence[Reason],
    *,
    actor: Actor | None,
    at: datetime,
    path: Sequence[dict[str, str]] = (),
) -> list[int]:
    """Keys of the signals that were not members yet, and are now."""
    already = set(row.members.filter(removed_at__isnull=True).values_list("signal_id", flat=True))
    new = [key for key in dict.fromkeys(signals) if key not in already]
    told = [reason.as_json() for reason in reasons]
    Member.objects.bulk_create(
        Member(dossier=row, signal_id=key, reasons=told, path=list(path), added_by=actor, added_at=at) for key in new
    )
    return new


@transaction.atomic
def add_members(
    *,
    actor: Actor | None,
    at: datetime,
    number: str,
    signals: Collection[int],
    reasons: Sequence[Reason],
    path: Sequence[dict[str, str]] = (),
) -> list[int]:
    """Take signals into a dossier; gives the keys of those that were not in it. path: through which composition.

    Raises Missing, NotPermitted, Conflict (it has ended).
    """
    if actor is not None:
        require(actor, Capability.WATCH_RISKS)
    row = _live(number)
    added = _add(row, signals, reasons, actor=actor, at=at, path=path)
    if added:
        _tell(events.DOSSIER_JOINED, row, {"signals": added}, actor=actor, at=at, reasons=reasons)
    return added


@transaction.atomic
def remove_member(*, actor: Actor, at: datetime, number: str, signal: int, ground: str) -> None:
    """Take a signal out of a dossier again. Raises Missing, NotPermitted, Conflict (not in it), Refusal (no ground)."""
    require(actor, Capability.WATCH_RISKS)
    if not ground.strip():
        raise rules.no_ground()
    row = _live(number)
    found = row.members.filter(signal_id=signal, removed_at__isnull=True).update(
        removed_by=actor, removed_at=at, removed_because=ground.strip()
    )
    if not found:
        raise Conflict(
            "dossier.no_member",
            Text("该信号不在此档案中。", "That signal is not in this dossier."),
            Text("请刷新页面。", "Open the page again."),
        )
    _tell(events.DOSSIER_REDUCED, row, {"signal": signal, "ground": ground.strip()}, actor=actor, at=at)


@transaction.atomic
def merge_dossiers(*, actor: Actor, at: datetime, number: str, into: str, ground: str) -> Dossier:
    """Two dossiers turn out to be one risk: the members and detections of the first go over to the second.

    Raises Missing, NotPermitted, Conflict (one has ended, or both are one), Refusal (no ground).
    """
    require(actor, Capability.WATCH_RISKS)
    if not ground.strip():
        raise rules.no_ground()
    if number == into:
        raise Conflict(
            "dossier.itself",
            Text("档案不能并入自身。", "A dossier cannot be merged into itself."),
            Text("请选择另一档案。", "Choose another dossier."),
        )
    first, second = (_live(one) for one in sorted((number, into)))
    row, target = (first, second) if first.number == number else (second, first)
    reason = Reason("dossier.merged", Text(f"由{number}并入。", f"Merged from {number}."))
    keys = list(row.members.filter(removed_at__isnull=True).values_list("signal_id", flat=True))
    _add(target, keys, [reason], actor=actor, at=at)
    row.detections.update(dossier=target)
    wider = risk_of(target).joined(risk_of(row))
    target.goods, target.origins = sorted(wider.goods), sorted(wider.origins)
    target.save(update_fields=["goods", "origins"])
    row.state, row.merged_into, row.closed_at, row.closed_because = DossierState.MERGED, target, at, ground.strip()
    row.save(update_fields=["state", "merged_into", "closed_at", "closed_because"])
    _tell(events.DOSSIER_MERGED, row, {"into": into, "ground": ground.strip()}, actor=actor, at=at, also=[target])
    return target


@transaction.atomic
def close_dossier(*, actor: Actor, at: datetime, number: str, closing: Closing, ground: str) -> Dossier:
    """End a dossier, saying how it came out. What was refuted no longer counts as a signal of it.

    Raises Missing, NotPermitted, Conflict (ended already), Refusal (no ground).
    """
    require(actor, Capability.ASSESS_RISK)
    if not ground.strip():
        raise rules.no_ground()
    row = _live(number)
    require(actor, Capability.ASSESS_RISK, row.centre)
    row.state, row.closing, row.closed_at, row.closed_because = DossierState.CLOSED, closing, at, ground.strip()
    row.save(update_fields=["state", "closing", "closed_at", "closed_because"])
    _tell(events.DOSSIER_CLOSED, row, {"closing": closing.value, "ground": ground.strip()}, actor=actor, at=at)
    return row


def _live(number: str) -> Dossier:
    """The dossier, locked. Raises Missing, Conflict (ended)."""
    row = Dossier.objects.select_for_update(of=("self",)).select_related("centre").get(pk=dossier(number).pk)
    if not DossierState(row.state).live:
        raise rules.ended(number, DossierState(row.state))
    return row


def _tell(
    kind: str,
    row: Dossier,
    payload: dict[str, object],
    *,
    actor: Actor | None,
    at: datetime,
    reasons: Sequence[Reason] = (),
    also: Sequence[Dossier] = (),
) -> None:
    about = {"dossier": row.number, "hazard": row.hazard, "goods": row.goods, "origins": row.origins}
    subjects = [SubjectRef("dossier", one.number) for one in (row, *also)]
    record(kind, actor=actor, at=at, subjects=subjects, payload=about | payload, reasons=list(reasons))
