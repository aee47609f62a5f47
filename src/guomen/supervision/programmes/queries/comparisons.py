"""The same tests on goods of two sides, and the suggestions that came of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from guomen.catalogue.queries import equivalents, limits_for, policy
from guomen.catalogue.terms import Equivalent, Limit, LimitKind
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Missing, Quantity, Text, UnitMismatch
from guomen.supervision.programmes.models import Line, Programme, ProgrammeSample, Suggestion
from guomen.supervision.programmes.queries.plans import visible_programmes
from guomen.supervision.programmes.queries.progress import confidence_of
from guomen.supervision.programmes.rules.comparing import (
    Gap,
    Reading,
    Share,
    SideSummary,
    gap,
    newcombe,
    read_value,
    summary,
)
from guomen.supervision.programmes.terms import SuggestionState

_JUDGED = ("conform", "nonconform")


@dataclass(frozen=True, slots=True)
class Against:
    """One side beside the first: how far the first lies above it, and by how much more of the first conform."""

    side: SideSummary
    gap: Gap | None
    shares: Share | None


@dataclass(frozen=True, slots=True)
class AnalyteGap:
    """One analyte on all sides. unit: what the values are told in; left_out: values that are of another form or unit;
    limits: ours, as they are written; bound: the strictest maximum of them in that unit; equivalents: what others ask.
    """

    analyte: Text
    unit: str
    left_out: int
    bound: float | None
    first: SideSummary
    others: tuple[Against, ...]
    limits: tuple[str, ...]
    equivalents: tuple[Equivalent, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A group of a programme's lines, its sides in the order of their lines, and its gap table."""

    group: str
    sides: tuple[str, ...]
    lines: tuple[Line, ...]
    rows: tuple[AnalyteGap, ...]


def groups_of(programme: Programme) -> dict[str, list[Line]]:
    """The lines that are compared with one another, by the name of their group."""
    found: dict[str, list[Line]] = {}
    for line in programme.lines.exclude(group="").exclude(side="").order_by("position"):
        found.setdefault(line.group, []).append(line)
    return found


def group_of(programme: Programme, group: str) -> list[Line]:
    """The lines of one group. Raises Missing."""
    found = groups_of(programme).get(group)
    if found is None:
        raise Missing(
            "comparison.unknown",
            Text(f"该计划没有比对组“{group[:60]}”。", f"The programme compares no group {group[:60]!r}."),
            Text("请从计划页面进入。", "Open it from the programme."),
        )
    return found


def comparison(programme: Programme, group: str) -> Comparison:
    """The gap table of a group, of every analyte that its lines test. Raises Missing."""
    lines = group_of(programme, group)
    sides = tuple(dict.fromkeys(line.side for line in lines))
    told: dict[str, dict[str, list[dict[str, str]]]] = {}
    for side, values in _values(lines):
        for analyte, value in values.items():
            told.setdefault(analyte, {}).setdefault(side, []).append(value)
    rows = tuple(
        _row(programme, lines, Text(name_zh, name_en), [(side, told.get(name_en, {}).get(side, [])) for side in sides])
        for name_en, name_zh in _analytes(lines).items()
    )
    return Comparison(group, sides, tuple(lines), rows)


def _values(lines: Sequence[Line]) -> Iterable[tuple[str, dict[str, dict[str, str]]]]:
    """Each sample once a side, though it counts for several lines."""
    rows = ProgrammeSample.objects.filter(line__in=lines, cancelled=False, report__gt=0).order_by("label", "pk")
    found: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for label, side, values in rows.values_list("label", "line__side", "values"):
        found.setdefault((label, side), {}).update(values)
    return ((side, values) for (_label, side), values in found.items())


def _analytes(lines: Sequence[Line]) -> dict[str, str]:
    """English names with the Chinese ones, in the order of the lines."""
    return {
        str(test["analyte"]): str(test.get("analyte_zh") or test["analyte"]) for line in lines for test in line.tests
    }


def _row(
    programme: Programme, lines: Sequence[Line], analyte: Text, told: Sequence[tuple[str, list[dict[str, str]]]]
) -> AnalyteGap:
    sure, on = confidence_of(programme), programme.valid_from
    least = policy("supervision.comparison.least", on=on).whole
    read = [[read_value(one.get("value", "")) for one in values] for _, values in told]
    unit = _usual(one.unit for side in read for one in side if one is not None and one.unit)
    kept = [[one for value in side if value is not None and (one := _in(value, unit)) is not None] for side in read]
    judged = [[one.get("conformity") for one in values if one.get("conformity") in _JUDGED] for _, values in told]
    counts = [(side.count("conform"), len(side)) for side in judged]
    made = [
        summary(side, values, *count, confidence=sure)
        for (side, _), values, count in zip(told, kept, counts, strict=True)
    ]
    others = tuple(
        Against(
            made[place],
            gap(kept[0], kept[place], least=least, confidence=sure),
            newcombe(counts[0], counts[place], sure) if counts[0][1] and counts[place][1] else None,
        )
        for place in range(1, len(made))
    )
    left_out = sum(map(len, read)) - sum(map(len, kept))
    goods = sorted({code for line in lines for code in line.goods})
    found = [limit for code in goods for limit in limits_for(goods=code, analyte=analyte.en, on=on)]
    limits = dict.fromkeys(_written(limit) for limit in found)
    alike = {one.key: one for code in goods for one in equivalents(product=code, analyte=analyte.en)}
    most = [limit.value for limit in found if limit.kind is LimitKind.MAX and limit.unit == unit and limit.value]
    bound = float(min(most)) if most else None
    return AnalyteGap(analyte, unit, left_out, bound, made[0], others, tuple(limits), tuple(alike.values()))


def _written(limit: Limit) -> str:
    """As it is cited beside the others: "GB 2762-2017 表1: 0.5 mg/kg"."""
    low, high = (None if one is None else f"{one.normalize():f}" for one in (limit.low, limit.value))
    span = f"{low}–{high}" if low and high else f"≥ {low}" if low else high
    number = f"{limit.standard}-{limit.edition}" if limit.edition else limit.standard
    return f"{number} {limit.clause}: {span or limit.kind} {limit.unit}"


def _usual(units: Iterable[str]) -> str:
    counted = Counter(units).most_common(1)
    return counted[0][0] if counted else ""


def _in(value: Reading, unit: str) -> Reading | None:
    """The value in the unit; None where it cannot be turned into it. One without a unit is taken to be in it."""
    if value.unit in ("", unit):
        return value
    try:
        return Reading(float(Quantity(Decimal(str(value.value)), value.unit).to(unit).value), unit, value.below)
    except UnitMismatch:
        return None


def visible_suggestions(actor: Actor) -> QuerySet[Suggestion]:
    """The suggestions of the programmes that the actor may read, newest first."""
    return Suggestion.objects.filter(programme__in=visible_programmes(actor)).select_related(
        "programme__office", "made_by"
    )


def suggestion_of(actor: Actor, number: int, *, held: bool = False) -> Suggestion:
    """One suggestion; held: locked until the end of the transaction. Raises Missing."""
    rows = visible_suggestions(actor)
    found = (rows.select_for_update(of=("self",)) if held else rows).filter(pk=number).first()
    if found is None:
        raise Missing(
            "suggestion.unknown",
            Text("没有此建议。", "There is no such suggestion."),
            Text("请从建议列表进入。", "Open it from the list of suggestions."),
        )
    return found


@dataclass(frozen=True, slots=True)
class Yield:
    """What comparisons brought: groups of goods, standards that are to change, producers sampled, suggestions by how
    far they came.
    """

    goods: int
    standards: int
    producers: int
    suggestions: dict[SuggestionState, int]


def yield_of(actor: Actor) -> Yield:
    """Counted over all programmes that the actor may read."""
    programmes = visible_programmes(actor)
    compared = Line.objects.filter(programme__in=programmes).exclude(group="").exclude(side="")
    rows = visible_suggestions(actor)
    by_state = Counter(rows.values_list("state", flat=True))
    samples = ProgrammeSample.objects.filter(line__in=compared, cancelled=False).exclude(producer="")
    return Yield(
        compared.order_by().values("programme", "group").distinct().count(),
        rows.exclude(standard="").order_by().values("standard").distinct().count(),
        samples.order_by().values("producer").distinct().count(),
        {state: by_state[state] for state in SuggestionState},
    )
