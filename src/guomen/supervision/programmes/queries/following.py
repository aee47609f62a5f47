"""What a programme's results say about the next one: numbers with reasons, and what was found outside the plan."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from guomen.catalogue.queries import commodity_name, hazard_name, limits_like, policy
from guomen.inspection.queries import visible_findings
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Reason, Text
from guomen.supervision.programmes.models import Line, Programme
from guomen.supervision.programmes.queries.plans import lines_of, lots_by_day
from guomen.supervision.programmes.queries.progress import tallies
from guomen.supervision.programmes.rules.allocating import Allotted, LineFacts, Yardstick, allocate
from guomen.supervision.programmes.terms import Frame, LineAsked, Tally
from guomen.targeting.sampling.queries import detection_sample

_YEAR = timedelta(days=365)
_HEADING = 4


@dataclass(frozen=True, slots=True)
class Following:
    """A line with what came of it, what is known of its trade, and its next number."""

    line: Line
    tally: Tally
    facts: LineFacts
    allotted: Allotted


@dataclass(frozen=True, slots=True)
class Entry:
    """Goods and a hazard that no line watches and that laboratories found, as a line that could be taken in."""

    asked: LineAsked
    found: int
    reason: Reason


def yardstick(number: Callable[[str], float]) -> Yardstick:
    """What policy counts with. number: the value of a policy by its name."""
    return Yardstick(
        detectable=number("supervision.detectable_share"),
        confidence=number("supervision.detection_confidence"),
        floor_part=number("supervision.allocation.floor_part"),
        prior=number("supervision.allocation.prior"),
        drop_below=number("supervision.allocation.drop_below"),
        certainty=number("supervision.allocation.certainty"),
    )


def _in_force(programme: Programme, on: date) -> Yardstick:
    return yardstick(lambda name: policy(name, on=on, office=programme.office.code).number)


def room_of(programme: Programme) -> int:
    """How many samples a programme is for: its total, or what its lines ask for."""
    return programme.total or sum(programme.lines.values_list("number", flat=True))


def following(programme: Programme, total: int, on: date) -> list[Following]:
    """The next number of each line within `total`, by what was found so far and the trade of the year before `on`.

    Raises Refusal where the total does not give every line a sample.
    """
    lines, found = list(lines_of(programme)), tallies(programme)
    lots = [sum(lots_by_day(line, programme.office, on).values()) for line in lines]
    facts = [
        _facts(line, found[line.pk], count if any(lots) else None) for line, count in zip(lines, lots, strict=True)
    ]
    numbers = allocate(facts, total, _in_force(programme, on), detection_sample)
    return [
        Following(line, found[line.pk], fact, number) for line, fact, number in zip(lines, facts, numbers, strict=True)
    ]


def _facts(line: Line, tally: Tally, lots: int | None) -> LineFacts:
    """Lots are known of what is drawn from declarations; what was drawn did come."""
    known = lots is not None and Frame(line.frame).declared
    return LineFacts(
        number=line.number,
        lots=float(max(lots or 0, tally.drawn)) if known else None,
        tested=tally.estimate.n if tally.estimate else 0,
        nonconforming=tally.estimate.hits if tally.estimate else 0,
        harm=line.harm,
        product=line.category or ";".join(sorted(line.goods)),
        census=line.census,
    )


def entries(actor: Actor, programme: Programme, on: date) -> list[Entry]:
    """What laboratories found nonconforming in the year before a day, at or below the programme's office, and none of
    its lines watches: by heading and hazard, the most frequent first.
    """
    found = visible_findings(actor).filter(
        office__path__startswith=programme.office.path, recorded_at__date__gte=on - _YEAR, recorded_at__date__lte=on
    )
    rows = found.exclude(sample="").exclude(hazard="").exclude(goods_code="")
    lines = list(programme.lines.all())
    counts = Counter(
        (goods[:_HEADING], hazard)
        for goods, hazard, origin in rows.values_list("goods_code", "hazard", "origin")
        if not any(_watches(line, goods, hazard, origin) for line in lines)
    )
    return [_entry(goods, hazard, count, on) for (goods, hazard), count in counts.most_common()]


def _watches(line: Line, goods: str, hazard: str, origin: str) -> bool:
    return (
        line.hazard == hazard
        and any(goods.startswith(code) for code in line.goods)
        and (not line.origins or origin in line.origins)
    )


def _entry(goods: str, hazard: str, count: int, on: date) -> Entry:
    name, danger = commodity_name(goods), hazard_name(hazard)
    reason = Reason("number.outside", Text(
        f"过去一年实验室在{name.zh}中检出{danger.zh}不合格{count}次，计划未列入。",
        f"Laboratories found {danger.en} in {name.en} in the past year (times: {count}); no line watches it.",
    ))  # fmt: skip
    asked = LineAsked(
        name=name, goods=(goods,), hazard=hazard, tests=_tests(goods, hazard, danger, on), frame=Frame.IMPORTS,
        number=1, why=(reason,),
    )  # fmt: skip
    return Entry(asked, count, reason)


def _tests(goods: str, hazard: str, danger: Text, on: date) -> tuple[dict[str, str], ...]:
    """The analytes of a hazard that have a limit in goods; the hazard's own name where none has."""
    rows = limits_like(product=goods, analyte=danger.en, standard="", on=on)
    named = {row.analyte: row.analyte_zh for row in rows if row.analyte.lower().partition(" (")[0] == danger.en.lower()}
    return tuple(
        {"analyte": en, "analyte_zh": zh, "hazard": hazard} for en, zh in (named or {danger.en: danger.zh}).items()
    )


def taken_in(programme: Programme, entry: Entry, on: date) -> LineAsked:
    """An entry with the number that finds the share it should, within the programme's room."""
    rule = _in_force(programme, on)
    number = detection_sample(None, rule.detectable, rule.confidence)
    return replace(entry.asked, number=min(number, programme.total or number))
