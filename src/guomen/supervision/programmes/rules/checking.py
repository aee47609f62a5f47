"""What is wrong with a programme, a line or its shares as a planner asks for them. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from guomen.kernel.terms import Fault, Text, Where
from guomen.supervision.programmes.terms import LineAsked, ProgrammeKind, ShareAsked

_LARGEST = 1_000_000
_WIDTHS = {"name_zh": 120, "name_en": 120, "category": 80, "hazard": 60, "group": 60, "side": 40}
_LEAST = Text("请填写至少为1的整数。", "Write a whole number of at least 1.")
_FILL = Text("请填写。", "Fill it in.")


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue knows of the codes that a line names: goods prefixes, hazards, countries."""

    goods: Collection[str]
    hazards: Collection[str]
    countries: Collection[str]


def programme_faults(title: Text, basis: str, valid_from: date, valid_to: date, total: int | None) -> list[Fault]:
    """Why a programme cannot be drafted so."""
    found = [
        fault(
            "programme.title",
            field,
            "",
            Text("计划须有中英文名称。", "A programme has a title in both languages."),
            _FILL,
        )
        for field, text in (("title_zh", title.zh), ("title_en", title.en))
        if not text.strip()
    ]
    if not basis.strip():
        found.append(fault("programme.basis", "basis", "", Text("须写明依据。", "State what it rests on."), _FILL))
    if valid_to <= valid_from:
        problem = Text("结束日须晚于开始日。", "A programme ends after it begins.")
        found.append(
            fault("programme.days", "valid_to", valid_to.isoformat(), problem, Text("请更正。", "Correct it."))
        )
    if total is not None and not 1 <= total <= _LARGEST:
        found.append(fault("programme.total", "total", str(total), _NUMBER, _LEAST))
    return found


def line_faults(asked: LineAsked, known: Known, kind: ProgrammeKind, total: int | None) -> list[Fault]:
    """Why a line cannot stand in a programme of this kind and size."""
    return [
        *_named(asked),
        *_goods(asked, known),
        *_tested(asked, known, kind),
        *_numbered(asked, total),
        *_sided(asked, kind),
    ]


def _named(asked: LineAsked) -> Iterable[Fault]:
    texts = {"name_zh": asked.name.zh, "name_en": asked.name.en, "category": asked.category, "hazard": asked.hazard}
    for field, text in {**texts, "group": asked.group, "side": asked.side}.items():
        if len(text) > _WIDTHS[field]:
            problem = Text(f"不得超过{_WIDTHS[field]}个字符。", f"It has at most {_WIDTHS[field]} characters.")
            yield fault("line.too_long", field, text[:40], problem, Text("请缩短。", "Shorten it."))
    for field in ("name_zh", "name_en"):
        if not texts[field].strip():
            problem = Text("品种须有中英文名称。", "A product has a name in both languages.")
            yield fault("line.name", field, "", problem, _FILL)


def _goods(asked: LineAsked, known: Known) -> Iterable[Fault]:
    if not asked.goods:
        problem = Text("须写明商品编码。", "A line says which goods it means.")
        yield fault(
            "line.goods",
            "goods",
            "",
            problem,
            Text("请填写编码或其前几位。", "Write goods codes or their first digits."),
        )
    for code in asked.goods:
        if code not in known.goods:
            problem = Text(
                f"目录中没有以“{code[:20]}”开头的商品。", f"The catalogue has no goods that begin with {code[:20]!r}."
            )
            yield fault(
                "line.goods_unknown",
                "goods",
                code[:20],
                problem,
                Text("请在商品目录中查对编码。", "Look the code up in the catalogue."),
            )
    for code in asked.origins:
        if code not in known.countries:
            problem = Text(f"没有国家（地区）代码“{code[:10]}”。", f"There is no country or region {code[:10]!r}.")
            yield fault(
                "line.origin_unknown",
                "origins",
                code[:10],
                problem,
                Text("请用两位字母代码。", "Use the two-letter code."),
            )


def _tested(asked: LineAsked, known: Known, kind: ProgrammeKind) -> Iterable[Fault]:
    if not asked.tests or not all(str(test.get("analyte", "")).strip() for test in asked.tests):
        problem = Text("须写明检测项目。", "A line says what is tested.")
        yield fault("line.tests", "tests", "", problem, Text("请填写至少一个检测项目。", "Name at least one analyte."))
    if asked.hazard not in known.hazards and (asked.hazard or kind is not ProgrammeKind.COMPARISON):
        problem = Text(f"没有危害代码“{asked.hazard[:40]}”。", f"There is no hazard {asked.hazard[:40]!r}.")
        yield fault(
            "line.hazard_unknown",
            "hazard",
            asked.hazard[:40],
            problem,
            Text("请从危害目录中选择。", "Choose one of the catalogue's."),
        )


def _numbered(asked: LineAsked, total: int | None) -> Iterable[Fault]:
    if not 1 <= asked.number <= _LARGEST:
        yield fault("line.number", "number", str(asked.number), _NUMBER, _LEAST)
    elif total is not None and asked.number > total:
        problem = Text(f"超过计划总数{total}。", f"That is more than the programme's {total}.")
        yield fault(
            "line.over_total",
            "number",
            str(asked.number),
            problem,
            Text("请减少，或提高总数。", "Take fewer, or raise the total."),
        )
    if not 0 < asked.harm <= _LARGEST:
        problem = Text("权重须大于0。", "A weight is above 0.")
        yield fault("line.harm", "harm", str(asked.harm), problem, Text("通常为1。", "1 is usual."))


def _sided(asked: LineAsked, kind: ProgrammeKind) -> Iterable[Fault]:
    for field, text in (("group", asked.group), ("side", asked.side)):
        if kind is ProgrammeKind.COMPARISON and not text.strip():
            problem = Text(
                "比对须写明组别和所属一方。", "A comparison says which lines are compared, and whose goods each has."
            )
            yield fault("line.sides", field, "", problem, _FILL)


def share_faults(
    number: int, asked: Sequence[ShareAsked], days: tuple[date, date], offices: Collection[str]
) -> list[Fault]:
    """Why shares cannot be those of a line of `number` samples in a programme of these days and offices (codes)."""
    found: list[Fault] = []
    seen: list[ShareAsked] = []
    for share in asked:
        at = f"{share.office} {share.from_on}"
        if share.office not in offices:
            problem = Text("该机构不在计划所属机构之下。", "That office does not lie below the programme's.")
            found.append(
                fault("share.office", "office", share.office, problem, Text("请另选机构。", "Choose another."))
            )
        if not days[0] <= share.from_on < share.to_on <= days[1]:
            problem = Text("期间须在计划起止日之内。", "A period lies within the programme's days.")
            found.append(fault("share.outside", "from_on", at, problem, Text("请更正日期。", "Correct the days.")))
        if any(one.office == share.office and one.from_on < share.to_on and share.from_on < one.to_on for one in seen):
            problem = Text("同一机构的两个期间重叠。", "Two periods of one office overlap.")
            found.append(fault("share.overlap", "from_on", at, problem, Text("请更正日期。", "Correct the days.")))
        if share.number < 1:
            found.append(fault("share.number", "number", str(share.number), _NUMBER, _LEAST))
        seen.append(share)
    whole = sum(share.number for share in asked)
    if whole != number:
        problem = Text(f"各份合计{whole}，应为{number}。", f"The shares add up to {whole}; the line has {number}.")
        found.append(fault("share.sum", "number", str(whole), problem, Text("请调整。", "Adjust them.")))
    return found


def fault(code: str, field: str, value: str, problem: Text, remedy: Text) -> Fault:
    """A fault of one field."""
    return Fault(code, Where(field=field), value, problem, remedy)


_NUMBER = Text("须为不小于1的整数，且不超过100万。", "A whole number from 1 to a million.")
