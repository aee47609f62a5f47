"""What offices have to draw now: the running shares, what was picked for them and not yet drawn."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from guomen.inspection.queries import Picked, picked_lots
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Missing, Text
from guomen.supervision.programmes.models import Line, Pick, Share
from guomen.supervision.programmes.rules.pacing import due_by_now
from guomen.supervision.programmes.terms import Frame, PickState, ProgrammeState

_DRAWN = Count("samples", filter=Q(samples__cancelled=False))


@dataclass(frozen=True, slots=True)
class Due:
    """A share that runs. drawn: samples that count; lots: goods picked whose sample is still to be drawn; due: how many
    should have been drawn by the day, in step with the period; picks: those of the draw whose turn it is.
    """

    share: Share
    drawn: int
    due: int
    lots: tuple[Picked, ...] = ()
    picks: tuple[Pick, ...] = ()

    @property
    def wanted(self) -> int:
        """How many are still to be drawn."""
        return max(0, self.share.number - self.drawn)

    @property
    def possible(self) -> int:
        """How many of those can be drawn today: picked already, or to be had in the market."""
        if self.share.line.frame == Frame.MARKET:
            return self.wanted
        return min(self.wanted, len(self.lots) + len(self.picks))

    @property
    def late(self) -> int:
        """How many fewer were drawn than should have been."""
        return max(0, self.due - self.drawn)


def running_shares(on: date) -> QuerySet[Share]:
    """Shares of signed programmes whose period holds the day, each with `drawn`, the samples that count."""
    rows = Share.objects.filter(
        line__programme__state=ProgrammeState.SIGNED, from_on__lte=on, to_on__gt=on, number__gt=0
    )
    return rows.select_related("line__programme__office", "office").annotate(drawn=_DRAWN).order_by("pk")


def areas(shares: Collection[Share]) -> dict[int, frozenset[str]]:
    """By share, the codes of the offices whose declarations it is drawn from: its office and all below it, but for
    those that have a share of their own, or are below one that has.
    """
    lines = {share.line_id for share in shares}
    others = list(Share.objects.filter(line__in=lines).values_list("line_id", "from_on", "office__path"))
    offices = list(Office.objects.values_list("code", "path"))
    found = {}
    for share in shares:
        own = share.office.path
        taken = tuple(
            path
            for line, from_on, path in others
            if (line, from_on) == (share.line_id, share.from_on) and path != own and path.startswith(own)
        )
        found[share.pk] = frozenset(
            code for code, path in offices if path.startswith(own) and not (taken and path.startswith(taken))
        )
    return found


def lots_waiting(shares: Collection[Share], area: dict[int, frozenset[str]]) -> dict[int, list[Picked]]:
    """By share, the goods that its orders picked and whose sample is still to be drawn."""
    found: dict[int, list[Picked]] = {share.pk: [] for share in shares}
    by_line: dict[str, list[Share]] = {}
    for share in shares:
        by_line.setdefault(str(share.line), []).append(share)
    for lot in picked_lots() if shares else ():
        for share in by_line.get(lot.reference, ()):
            if lot.office in area[share.pk] and share.from_on <= lot.lodged_on < share.to_on:
                found[share.pk].append(lot)
    return found


def picks_due(share: Share) -> list[Pick]:
    """The picks whose turn it is: in the order of the draw."""
    return list(share.picks.filter(state=PickState.WAITING).order_by("rank"))


def due_shares(actor: Actor, on: date) -> list[Due]:
    """The running shares of the actor's office and of those below it, those that lag most first."""
    if actor.office is None:
        return []
    shares = list(running_shares(on).filter(office__path__startswith=actor.office.path))
    declared = [share for share in shares if Frame(share.line.frame).declared]
    lots = lots_waiting(declared, areas(declared))
    found = [_due(share, on, lots.get(share.pk, ())) for share in shares]
    return sorted(found, key=lambda one: (-one.late, one.share.to_on, one.share.pk))


def _due(share: Share, on: date, lots: Iterable[Picked]) -> Due:
    elapsed, whole = (on - share.from_on).days, (share.to_on - share.from_on).days
    drawn: int = share.drawn  # type: ignore[attr-defined]
    picks = () if Frame(share.line.frame).declared else picks_due(share)
    return Due(share, drawn, due_by_now(share.number, elapsed, whole), tuple(lots), tuple(picks))


def share_of(actor: Actor, number: int) -> Share:
    """A share of the actor's office or of one below it. Raises Missing."""
    rows = Share.objects.select_related("line__programme__office", "office__parent").filter(pk=number)
    found = rows.filter(office__path__startswith=actor.office.path).first() if actor.office else None
    if found is None:
        raise _no_such(Text("没有这项抽样任务。", "There is no such share of a programme."))
    return found


def pick_of(actor: Actor, number: int) -> Pick:
    """A pick of the actor's office or of one below it. Raises Missing."""
    rows = Pick.objects.select_related("share__line__programme__office", "share__office__parent").filter(pk=number)
    found = rows.filter(share__office__path__startswith=actor.office.path).first() if actor.office else None
    if found is None:
        raise _no_such(Text("没有这一受检对象。", "There is no such pick."))
    return found


def _no_such(problem: Text) -> Missing:
    remedy = Text(
        "请从抽样任务页面进入；也可能属于其他机构。", "Go there from what is to be drawn; it may be another office's."
    )
    return Missing("programme.drawing_unknown", problem, remedy)


def lines_named(references: Collection[str]) -> dict[str, Line]:
    """The lines of these references, by them; what names none is left out."""
    numbers = {reference.rpartition("/")[0] for reference in references}
    rows = Line.objects.select_related("programme__office").filter(programme__number__in=numbers)
    by_name = {str(row): row for row in rows}
    return {reference: by_name[reference] for reference in references if reference in by_name}
