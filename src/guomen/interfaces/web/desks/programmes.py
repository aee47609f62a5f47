"""Programmes of sampling: what waits to be signed and what they found; what an office has to draw by hand."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.consignments.terms import CIVIL_ZONE
from guomen.interfaces.web.desks.risk import RECENT
from guomen.interfaces.web.desks.shape import SHOWN, Card, Desk, ToDo, address, asked
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Text
from guomen.supervision.programmes.models import Programme, ProgrammeSample
from guomen.supervision.programmes.queries import due_shares, visible_programmes
from guomen.supervision.programmes.queries.drawing import Due
from guomen.supervision.programmes.terms import Frame, ProgrammeKind, ProgrammeState

_LATE = Text("进度落后", "behind")
_DUE = Text("待抽样", "to be drawn")
_EXCEEDED = Text("超标", "limit exceeded")


def programmes_desk(actor: Actor, at: datetime) -> Desk:
    """Programmes to sign first, then what lately exceeded a limit, then drafts."""
    seen = visible_programmes(actor)
    signs = may(actor, Capability.SIGN_PROGRAMME)
    waiting = list(seen.filter(state=ProgrammeState.PROPOSED).exclude(proposed_by=actor)) if signs else []
    samples = ProgrammeSample.objects.filter(line__programme__in=seen, cancelled=False, reported_at__gt=at - RECENT)
    bad = samples.exclude(exceeded=[]).select_related("line__programme").order_by("-reported_at")
    drafts = seen.filter(state=ProgrammeState.DRAFT)
    running = seen.filter(state=ProgrammeState.SIGNED, valid_to__gt=timezone.localdate(at)).count()
    return Desk(
        title=_("Programmes"),
        cards=[
            *([Card(_("programmes to sign"), len(waiting), _list(), asked(len(waiting)))] if signs else []),
            Card(_("programmes in force"), running, _list()),
            Card(_("samples reported in 30 days"), samples.count()),
            Card(_("of them over a limit"), bad.count()),
        ],
        todos=[*map(_programme, waiting), *map(_exceeding, bad[:SHOWN]), *map(_programme, drafts[:SHOWN])][:SHOWN],
        when=_("Since"),
        href=_list(),
        nothing=_("No programme waits to be signed, and none found a limit exceeded in the last 30 days."),
    )


def drawing_desk(actor: Actor, at: datetime) -> Desk:
    """What the office draws by hand, of premises and on the market; what it draws of declarations are tasks."""
    due = [one for one in due_shares(actor, timezone.localdate(at)) if not Frame(one.share.line.frame).declared]
    open_ones = [one for one in due if one.wanted]
    late = sum(one.late for one in open_ones)
    here = address("supervision-drawing")
    return Desk(
        title=_("Samples to draw"),
        cards=[
            Card(_("samples still wanted"), sum(one.wanted for one in open_ones), here, asked(len(open_ones))),
            Card(_("of them late"), late, here, "stop" if late else ""),
        ],
        todos=[_share(one) for one in open_ones[:SHOWN]],
        when=_("Due"),
        href=here,
        nothing=_("No programme asks for samples of premises or from the market now."),
    )


def _list() -> str:
    return address("supervision-programmes")


def _programme(row: Programme) -> ToDo:
    state = ProgrammeState(row.state)
    return ToDo(
        text=Text(f"{row.number} {row.title_zh}", f"{row.number} {row.title_en}"),
        href=address("supervision-programme-draft", row.number),
        at=row.drafted_at,
        badge="waiting",
        badge_text=state.text,
        note=ProgrammeKind(row.kind).text,
    )


def _exceeding(row: ProgrammeSample) -> ToDo:
    line = row.line
    return ToDo(
        text=Text(f"{line} {line.name_zh}：{row.label}", f"{line} {line.name_en}: {row.label}"),
        href=address("supervision-line", line.programme.number, line.position),
        at=row.reported_at,
        badge="stop",
        badge_text=_EXCEEDED,
        note=", ".join(row.exceeded),
    )


def _share(one: Due) -> ToDo:
    share, line = one.share, one.share.line
    return ToDo(
        text=Text(f"{line} {line.name_zh} ×{one.wanted}", f"{line} {line.name_en} ×{one.wanted}"),
        href=address("supervision-share", share.pk),
        at=datetime.combine(share.to_on, time.min, CIVIL_ZONE),
        badge="overdue" if one.late else "waiting",
        badge_text=_LATE if one.late else _DUE,
        note=share.office.code,
    )
