"""Judgements of the catalogue: whether a measure can be enacted as written, and ended as asked. Pure."""

from datetime import date
from decimal import Decimal, InvalidOperation

from guomen.catalogue.terms import Channel, Condition, SupervisionMode
from guomen.kernel.terms import Conflict, Fault, Refusal, Text, Where, country_code_fault

GOODS_DIGITS = 13


def _fault(code: str, field: str, value: object, problem: Text, remedy: Text) -> Fault:
    return Fault(f"measure.{code}", Where(field=field), str(value), problem, remedy)


def measure_faults(
    number: str,
    condition: Condition,
    orders: Channel,
    rate: float | None,
    valid_from: date,
    valid_to: date | None,
    text: Text,
    known_countries: frozenset[str],
) -> tuple[Fault, ...]:
    """Everything that is wrong with a measure as written; empty where it can be enacted."""
    faults = condition_faults(condition, known_countries)
    if not number.strip():
        faults.append(
            _fault("number", "number", number, Text("缺少编号。", "It has no number."), Text("请编号。", "Number it."))
        )
    if not (text.zh.strip() and text.en.strip()):
        faults.append(
            _fault(
                "text",
                "text",
                text.zh or text.en,
                Text("须有中英文说明。", "It must say in Chinese and in English what it is."),
                Text("请补充说明。", "Write the sentence that the officer reads, in both languages."),
            )
        )
    if condition.empty:
        faults.append(
            _fault(
                "boundless",
                "condition",
                "",
                Text("条件为空，将适用于所有货物。", "The condition is empty: it would mean every consignment."),
                Text("请至少限定一项条件。", "Name goods, an origin, a producer, an importer or another field."),
            )
        )
    if orders is Channel.RELEASE:
        faults.append(
            _fault(
                "orders",
                "orders",
                orders,
                Text("措施不能指令放行。", "A measure cannot order release."),
                Text("请选择更严的通道。", "Choose a stricter channel, or end the measure that stands in the way."),
            )
        )
    if rate is not None and not 0 < rate <= 1:
        faults.append(
            _fault(
                "rate",
                "rate",
                rate,
                Text("比例须大于0且不超过1。", "A rate lies above 0 and at most 1."),
                Text("每批均适用时请留空。", "Leave it empty where every lot is meant."),
            )
        )
    if valid_to is not None and valid_to <= valid_from:
        faults.append(
            _fault(
                "period",
                "valid_to",
                valid_to,
                Text("截止日须晚于起始日。", "It must end after it begins."),
                Text("请更正日期。", f"Choose a last day after {valid_from.isoformat()}, or leave it open."),
            )
        )
    return tuple(faults)


def condition_faults(condition: Condition, known_countries: frozenset[str]) -> list[Fault]:
    """What is wrong with a condition: goods prefixes, countries, classes, ranges, season."""
    faults = [
        _fault(
            "goods",
            "condition.goods",
            prefix,
            Text("商品编号前缀须为1至13位数字。", "A goods prefix is 1 to 13 digits."),
            Text("请更正商品编号前缀。", "Write the beginning of the goods code, digits only."),
        )
        for prefix in condition.goods
        if not (prefix.isascii() and prefix.isdigit() and len(prefix) <= GOODS_DIGITS)
    ]
    faults += [
        _fault(
            "origin",
            "condition.origins",
            origin,
            Text("没有此国家（地区）代码。", "There is no such country or region."),
            Text("请使用两位大写代码。", "Use a code of the list of countries (ISO 3166-1 alpha-2)."),
        )
        for origin in sorted(condition.origins)
        if country_code_fault(origin) is not None or origin not in known_countries
    ]
    faults += [
        _fault(
            "enterprise_class",
            "condition.enterprise_classes",
            grade,
            Text("企业类别为1至4。", "An enterprise class is 1, 2, 3 or 4."),
            Text("请更正类别。", "Write a class from 1 to 4."),
        )
        for grade in sorted(condition.enterprise_classes)
        if grade not in (1, 2, 3, 4)
    ]
    return faults + _range_faults(condition) + _season_faults(condition)


def _range_faults(condition: Condition) -> list[Fault]:
    ranges = (
        ("value", condition.min_value, condition.max_value),
        ("net_mass", condition.min_net_mass, condition.max_net_mass),
    )
    return [
        _fault(
            "range",
            f"condition.max_{name}",
            high,
            Text("上限小于下限。", "The upper end lies below the lower end."),
            Text("请更正上下限。", "Exchange or correct the two ends."),
        )
        for name, low, high in ranges
        if low is not None and high is not None and high < low
    ]


def _season_faults(condition: Condition) -> list[Fault]:
    return [
        _fault(
            "season",
            "condition.season",
            day,
            Text("季节日期须为“月-日”。", "A season's day is written MM-DD."),
            Text("请更正日期，例如03-01。", "Write month and day, such as 03-01."),
        )
        for day in condition.season or ()
        if not _is_day(day)
    ]


def _is_day(text: str) -> bool:
    try:
        # 2000 is a leap year: 02-29 is a day of the calendar.
        date.fromisoformat(f"2000-{text}")
    except ValueError:
        return False
    return True


def measure_end_fault(
    begins: date, ends: date | None, ended: bool, ends_on: date, today: date, ground: Text
) -> Refusal | None:
    """Why a measure cannot be ended so; None where it can."""
    if ended or (ends is not None and ends <= today):
        return Conflict(
            "measure.ended",
            Text("该措施已经解除或到期。", "The measure has ended already."),
            Text("无需再次解除。", "There is nothing to end."),
        )
    if not (ground.zh.strip() and ground.en.strip()):
        return Refusal(
            "measure.no_ground",
            Text("解除措施须说明理由（中英文）。", "Ending a measure needs a ground, in both languages."),
            Text("请填写理由。", "Say why it is no longer needed."),
        )
    if ends_on < begins:
        return Refusal(
            "measure.ends_before_it_begins",
            Text("解除日不能早于实施日。", "A measure cannot end before it begins."),
            Text("请更正日期。", f"Choose {begins.isoformat()} or a later day."),
        )
    if ends is not None and ends_on > ends:
        return Refusal(
            "measure.ends_later",
            Text("解除不能延长措施的期限。", "Ending cannot prolong the measure."),
            Text("需延长时请另行实施新措施。", "Enact another measure where it is to hold longer."),
        )
    return None


def policy_refusal(
    kind: str, value: str, valid_from: date, valid_to: date | None, today: date, ground: str
) -> Refusal | None:
    """Why a policy cannot be enacted as proposed; None where it can. An empty value ends one."""
    if value and not is_of_type(kind, value):
        return Refusal(
            "policy.value",
            Text(f"“{value}”不是{kind}类型的值。", f"{value!r} is not a {kind}."),
            Text("请更正值；share为0至1，whole为整数，flag为yes或no。",
                 "Correct it: a share lies from 0 to 1, a whole has no fraction, a flag is yes or no."),
        )  # fmt: skip
    if valid_from < today:
        return Refusal(
            "policy.past",
            Text("起始日期已过。", "Its first day is over."),
            Text("请从今天或以后的日期起重新提出。", "Propose it from today or a later day on."),
        )
    if valid_to is not None and valid_to <= valid_from:
        return Refusal(
            "policy.period_empty",
            Text("截止日期须晚于起始日期。", "It must end after it begins."),
            Text("请更正日期。", "Correct the days."),
        )
    if not ground.strip():
        return Refusal(
            "policy.ground_missing",
            Text("须写明理由。", "No ground is given."),
            Text("请写明理由。", "State why."),
        )
    return None


# A record of outcomes keeps so many lots: what needs more of them can never be reached.
RECORD = 200
# Policies whose value names rows of the reference: (beginning of the name, file and column of what is named).
_NAMING = (
    ("targeting.rate_plan.", "rate_plans.code"),
    ("targeting.frequency_schemes", "check_frequencies.scheme"),
)


def named_by(name: str, value: str) -> tuple[str, tuple[str, ...]]:
    """What rows of the reference a policy's value names: their file and column, and the entries; "none" names none."""
    where = next((where for beginning, where in _NAMING if name.startswith(beginning)), "")
    entries = {part.strip() for part in value.split(";")} - {"", "none"} if where else set()
    return where, tuple(sorted(entries))


def reachable(name: str, value: str) -> bool:
    """Whether a record can show as many conforming lots as a clearance number asks; so of all other policies."""
    return not name.endswith(".clearance_number") or float(value) <= RECORD


def unnamed_refusal(where: str, entry: str) -> Refusal:
    """The refusal of a policy that names what the reference does not hold."""
    file = where.replace(".", ".csv, ", 1)
    return Refusal(
        "policy.names_nothing",
        Text(f"“{entry}”在{file}中不存在。", f"{entry!r} is not found in {file}."),
        Text("请更正，或先将其加入参考数据并加载。", "Correct it, or add it to the reference first and load it."),
    )


def is_of_type(kind: str, value: str) -> bool:
    """Whether a policy's value is what its type says: share, number, whole, word, list, mode or flag."""
    if kind in ("word", "list"):
        return True
    if kind == "flag":
        return value in ("yes", "no")
    if kind == "mode":
        return value in tuple(SupervisionMode)
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    if not number.is_finite():
        return False
    if kind == "share":
        return 0 <= number <= 1
    return kind == "number" or number == number.to_integral_value()


def plain_text(text: str) -> str:
    """What a person wrote, without signs that cannot be seen: control characters, marks that turn the direction."""
    kept = "".join(sign for sign in text.replace("\r\n", "\n") if sign == "\n" or sign.isprintable())
    return kept.strip()


# A comment is a sentence or two, not a book.
SHORTEST, LONGEST = 5, 2000


def comment_refusal(text: str) -> Refusal | None:
    """Why a comment cannot be taken; None where it can."""
    if SHORTEST <= len(text) <= LONGEST:
        return None
    return Refusal(
        "comment.length",
        Text(f"意见须为{SHORTEST}至{LONGEST}字。", f"A comment has {SHORTEST} to {LONGEST} characters."),
        Text("请说明具体内容，或分条提交。", "Say what it is about, or send it in parts."),
    )
