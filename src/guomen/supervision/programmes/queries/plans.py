"""Programmes as they are planned: who sees them, their lines, the trade that they are about."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from guomen.catalogue.queries import all_goods, countries, hazards, limits_like, policy
from guomen.catalogue.terms import Condition, Direction
from guomen.consignments.queries import lines_meeting
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Fault, Missing, Text
from guomen.supervision.programmes.models import Line, Programme, Share
from guomen.supervision.programmes.rules.checking import Known, line_faults
from guomen.supervision.programmes.rules.sharing import Span, periods
from guomen.supervision.programmes.terms import Frame, LineAsked, ProgrammeKind, ProgrammeState

PLANNERS = (Capability.PLAN_PROGRAMME, Capability.SIGN_PROGRAMME, Capability.AUDIT)
READERS = (*PLANNERS, Capability.INSPECT, Capability.MANAGE_SHIFT, Capability.MANAGE_LABORATORY)
# Rows of a file: the number of each, and the line that it asks for or what cannot be read of it.
Rows = Sequence[tuple[int, LineAsked | list[Fault]]]
_YEAR = timedelta(days=365)
_DIRECTIONS = {Frame.IMPORTS: Direction.IMPORT, Frame.EXPORTS: Direction.EXPORT}


def visible_programmes(actor: Actor) -> QuerySet[Programme]:
    """The programmes of offices above or below the actor's, and those that such an office has a share of.

    Whoever neither plans, signs nor audits sees those that were signed.
    """
    rows = Programme.objects.select_related("office", "previous", "drafted_by", "proposed_by", "signed_by")
    if actor.office is None or not any(may(actor, one) for one in READERS):
        return rows.none()
    if not any(may(actor, one) for one in PLANNERS):
        rows = rows.filter(state__in=(ProgrammeState.SIGNED, ProgrammeState.CLOSED))
    near = Q(office__path__startswith=actor.office.path) | Q(office__code__in=actor.office.path.strip("/").split("/"))
    return rows.filter(near | Exists(Share.objects.filter(near, line__programme=OuterRef("pk"))))


def visible_programme(actor: Actor, number: str) -> Programme:
    """One programme. Raises Missing where there is none, or the actor may not know of it."""
    found = visible_programmes(actor).filter(number=number).first()
    if found is None:
        raise no_such_programme(number)
    return found


def programme(number: str) -> Programme:
    """One programme, whoever asks. Raises Missing."""
    found = Programme.objects.select_related("office").filter(number=number).first()
    if found is None:
        raise no_such_programme(number)
    return found


def no_such_programme(number: str) -> Missing:
    """There is no such programme, or one may not know that there is."""
    return Missing(
        "programme.unknown",
        Text(f"没有编号为“{number[:20]}”的监控计划。", f"There is no programme {number[:20]!r}."),
        Text("请核对编号。", "Check the number."),
    )


def lines_of(programme: Programme) -> QuerySet[Line]:
    """The lines of a programme in their order, with their shares and the offices of these."""
    return programme.lines.prefetch_related("shares__office").select_related("programme").order_by("position")


def line_of(programme: Programme, position: int) -> Line:
    """One line. Raises Missing."""
    found = lines_of(programme).filter(position=position).first()
    if found is None:
        raise Missing(
            "programme.line_unknown",
            Text(f"该计划没有第{position}项。", f"The programme has no line {position}."),
            Text("请刷新页面。", "Load the page again."),
        )
    return found


def asked_of(line: Line) -> LineAsked:
    """A line as it could be asked for again."""
    return LineAsked(
        name=Text(line.name_zh, line.name_en), goods=tuple(line.goods), origins=tuple(line.origins),
        hazard=line.hazard, tests=tuple(line.tests), frame=Frame(line.frame), number=line.number, census=line.census,
        harm=line.harm, category=line.category, group=line.group, side=line.side,
    )  # fmt: skip


def known_to_catalogue(asked: Iterable[LineAsked]) -> Known:
    """What the catalogue knows of the codes in these lines. Goods are known where one is either's beginning; a heading
    has four digits."""
    wanted = {code for one in asked for code in one.goods if code.isdigit() and 2 <= len(code) <= 13}
    held = set(all_goods().values_list("code", flat=True))
    starts = {code[:length] for code in held for length in range(2, len(code) + 1)}
    found = {code for code in wanted if code in starts or any(code[:length] in held for length in range(4, len(code)))}
    return Known(found, set(hazards()), set(countries()))


def checked(rows: Rows, kind: ProgrammeKind, total: int | None) -> list[tuple[int, LineAsked | None, list[Fault]]]:
    """Rows of a file, each with its number, as a line or with what keeps it from being one of such a programme."""
    known = known_to_catalogue(asked for _, asked in rows if isinstance(asked, LineAsked))
    found = []
    for number, asked in rows:
        wrong = line_faults(asked, known, kind, total) if isinstance(asked, LineAsked) else asked
        line = asked if isinstance(asked, LineAsked) and not wrong else None
        found.append((number, line, [replace(one, where=replace(one.where, row=number)) for one in wrong]))
    return found


def unlimited(lines: Sequence[Line | LineAsked], on: date) -> list[list[str]]:
    """Of each line, the analytes for which no limit is on file for any of its goods: they can exceed nothing."""
    found: dict[tuple[str, bool], set[str]] = {}
    for line in lines:
        for one in _analytes(line):
            key = (one, _leaves(line))
            found[key] = found.get(key) or {code for row in _limits(one, on, abroad=key[1]) for code in row.goods}
    return [[one for one in _analytes(line) if not _overlap(line.goods, found[one, _leaves(line)])] for line in lines]


def _analytes(line: Line | LineAsked) -> list[str]:
    """Those that a line brings no limit of its own for."""
    return [str(test["analyte"]) for test in line.tests if not test.get("limit_kind")]


def _leaves(line: Line | LineAsked) -> bool:
    return Frame(line.frame) is Frame.EXPORTS


def _overlap(goods: Iterable[str], others: Collection[str]) -> bool:
    return any(one.startswith(code) or code.startswith(one) for code in goods for one in others)


def analyte_named(typed: str, goods: Sequence[str], on: date) -> Text:
    """The analyte's name in both languages as the limits of these goods write it, else as most do; as typed where
    none is on file. Standards write one analyte differently ("lead", "lead (Pb)"); their Chinese name is the same.
    """
    rows = _limits(typed, on, abroad=True)
    rows += [row for name in {row.analyte_zh for row in rows} for row in _limits(name, on, abroad=True)]
    of_goods = [row for row in rows if _overlap(goods, row.goods)]
    ours = [row for row in of_goods if not row.market]
    counts = Counter((row.analyte_zh or typed, row.analyte) for row in ours or of_goods or rows)
    return Text(*counts.most_common(1)[0][0]) if counts else Text(typed, typed)


def _limits(analyte: str, on: date, *, abroad: bool) -> list[Any]:
    """Limits of an analyte by either of its names; abroad: also those of other markets."""
    rows = limits_like(product="", analyte=analyte, standard="", on=on) if analyte else ()
    named = [row for row in rows if analyte.lower() in (row.analyte.lower(), row.analyte_zh)]
    return [row for row in named if abroad or not row.market]


def condition_of(line: Line | LineAsked) -> Condition:
    """Which declared goods a line means."""
    return Condition(_DIRECTIONS.get(Frame(line.frame)), goods=tuple(line.goods), origins=frozenset(line.origins))


def lots_by_day(line: Line | LineAsked, office: Office, until: date) -> Counter[tuple[str, date]]:
    """How many lots (goods items) that a line means were declared on each day of the year before `until`, by office.

    Only offices at or below `office`. Empty for a line that is not drawn from declarations.
    """
    if not Frame(line.frame).declared:
        return Counter()
    rows = lines_meeting(condition_of(line), until - _YEAR).filter(
        version__consignment__drawn_on__lt=until, version__consignment__office__path__startswith=office.path
    )
    place, day = "version__consignment__office__code", "version__consignment__drawn_on"
    counted = rows.order_by().values_list(place, day).annotate(lots=Count("pk"))
    return Counter({(code, on): lots for code, on, lots in counted})


def spans_of(programme: Programme, on: date) -> list[Span]:
    """The periods over which the lines of a programme are shared out (policy of a day: months a period)."""
    months = policy("supervision.share.months", on=on, office=programme.office.code).whole
    return periods(programme.valid_from, programme.valid_to, months)


def offices_of(programme: Programme) -> Sequence[Office]:
    """The programme's office and all below it."""
    return list(Office.objects.filter(path__startswith=programme.office.path).order_by("path"))
