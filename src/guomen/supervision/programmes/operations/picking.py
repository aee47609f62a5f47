"""Which premises are sampled: a public draw among those registered, whose numbers anyone can prove afterwards."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.db import transaction

from guomen.kernel.editions.queries import current_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Refusal, SubjectRef, Text
from guomen.supervision.programmes import events
from guomen.supervision.programmes.models import Pick, Share
from guomen.supervision.programmes.operations.drafting import civil_day, grounded
from guomen.supervision.programmes.queries.drawing import pick_of, running_shares
from guomen.supervision.programmes.queries.frames import Premises, premises_of
from guomen.supervision.programmes.terms import Frame, PickState, ProgrammeState
from guomen.targeting.draws.operations import draw_numbers
from guomen.targeting.draws.queries import numbers_drawn

PURPOSE = "programme"


@transaction.atomic
def draw_picks(*, actor: Actor | None, at: datetime, share: int) -> list[Pick]:
    """Draw the premises of a running share, with equal chances, in the order of the draw; once drawn, they stay.

    A census picks all. Raises Conflict where the share does not run today, Refusal where it is not drawn among premises
    or none are registered for its goods in the office's area.
    """
    row = running_share(share, civil_day(at))
    _among_premises(row)
    if actor is not None:
        require(actor, Capability.INSPECT, row.office)
    if row.picks.exists():
        return list(row.picks.order_by("rank"))
    on, edition = civil_day(at), current_edition()
    frame = premises_of(row, on, edition)
    if not frame:
        raise Refusal(
            "picks.none_registered",
            Text(
                "本机构辖区内没有该类产品的有效备案企业。",
                "No premises are registered for these goods in the office's area.",
            ),
            Text("请核对产品编码和备案数据。", "Check the goods codes and the registrations."),
        )
    numbers, proof = draw_numbers(actor=actor, at=at, purpose=PURPOSE, names=_names(row, frame))
    wanted = len(frame) if row.line.census else min(row.number, len(frame))
    told = proof | {"edition": edition, "frame": len(frame)}
    ranked = sorted(zip(numbers, frame, strict=True))[:wanted]
    picks = [
        _pick(row, rank, number, one, wanted / len(frame), told) for rank, (number, one) in enumerate(ranked, start=1)
    ]
    Pick.objects.bulk_create(picks)
    _tell(events.PICKS_DRAWN, row, actor, at, picks=[{"subject": one.subject, "name": one.name} for one in picks],
          frame=len(frame), proof=told)  # fmt: skip
    return picks


def running_share(number: int, on: date) -> Share:
    """A share whose period holds the day, kept for the caller's transaction. Raises Conflict."""
    Share.objects.select_for_update(of=("self",)).filter(pk=number).first()
    row = running_shares(on).filter(pk=number).first()
    if row is None:
        raise _not_running()
    return row


def _not_running() -> Conflict:
    return Conflict(
        "share.not_running",
        Text("该抽样任务今日不在执行期内。", "This share does not run today."),
        Text("请核对计划的状态和期间。", "Check the programme's state and the period."),
    )


def _among_premises(share: Share) -> None:
    if share.line.frame != Frame.PREMISES:
        raise Refusal(
            "picks.not_premises",
            Text("该品种不是从备案企业中抽取的。", "This line is not drawn among registered premises."),
            Text("请按其抽样来源办理。", "Draw from what the line names."),
        )


def _names(share: Share, frame: list[Premises]) -> list[tuple[str, str]]:
    """What draws: each of the frame for this share, whoever else is in it."""
    line = f"{share.line} {share.office.code} {share.from_on.isoformat()}"
    return [(line, one.subject) for one in frame]


def _pick(share: Share, rank: int, number: float, one: Premises, chance: float, told: dict[str, Any]) -> Pick:
    name = {"sender": _names(share, [one])[0][0], "reference": one.subject}
    return Pick(share=share, rank=rank, subject=one.subject[:80], name=f"{one.name} {one.number}"[:200], number=number,
                chance=chance, proof=told | name)  # fmt: skip


def draw_running(*, at: datetime) -> int:
    """Draw the picks of every running share that has none yet; gives for how many. Where none can be drawn, the page of
    what is to be drawn says so.
    """
    on = civil_day(at)
    drawn = 0
    for share in running_shares(on).filter(line__frame=Frame.PREMISES, picks=None):
        with suppress(Refusal):
            drawn += bool(draw_picks(actor=None, at=at, share=share.pk))
    return drawn


@transaction.atomic
def pick_impossible(*, actor: Actor, at: datetime, pick: int, ground: str) -> Pick | None:
    """Say that a pick cannot be drawn, and why; gives the next of the draw, which takes its place, or None.

    The next is found by drawing again as on that day, among those registered then. Raises Missing, NotPermitted,
    Conflict where the pick was drawn or given up before, Refusal without a ground.
    """
    require(actor, Capability.INSPECT)
    row = held_pick(actor, pick)
    row.ground = grounded(ground)
    row.state = PickState.IMPOSSIBLE
    row.save(update_fields=["state", "ground"])
    following = _next(row.share, row)
    if following is not None:
        following.save()
    _tell(events.PICK_IMPOSSIBLE, row.share, actor, at, subject=row.subject, ground=row.ground,
          next=following.subject if following else "")  # fmt: skip
    return following


def held_pick(actor: Actor, pick: int) -> Pick:
    """A pick whose turn it is, kept for the caller's transaction; it may be late, as long as its programme holds.

    Raises Missing, Conflict where it is settled or its programme was closed.
    """
    row = pick_of(actor, pick)
    if row.share.line.programme.state != ProgrammeState.SIGNED:
        raise _not_running()
    Share.objects.select_for_update().get(pk=row.share_id)
    row.refresh_from_db(fields=["state"])
    if row.state != PickState.WAITING:
        raise Conflict(
            "pick.settled",
            Text(
                f"该受检对象{PickState(row.state).text.zh}。", f"This pick is settled: {PickState(row.state).text.en}."
            ),
            Text("请刷新页面。", "Load the page again."),
        )
    return row


def _next(share: Share, row: Pick) -> Pick | None:
    proof = row.proof
    day = date.fromisoformat(proof["day"])
    frame = premises_of(share, day, proof["edition"])
    numbers = numbers_drawn(day, proof["commitment"], PURPOSE, _names(share, frame))
    there = set(share.picks.values_list("subject", flat=True))
    ranked = enumerate(sorted(zip(numbers, frame, strict=True)), start=1)
    told = {name: proof[name] for name in ("day", "commitment", "purpose", "edition", "frame")}
    return next(
        (
            _pick(share, rank, number, one, row.chance, told)
            for rank, (number, one) in ranked
            if one.subject not in there
        ),
        None,
    )


def _tell(kind: str, share: Share, actor: Actor | None, at: datetime, **more: Any) -> None:
    programme = share.line.programme
    record(
        kind,
        actor=actor,
        at=at,
        subjects=[SubjectRef("programme", programme.number), SubjectRef("share", str(share.pk))],
        payload={"programme": programme.number, "line": share.line.position, "share": share.pk, **more},
    )
