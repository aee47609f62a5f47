"""Judgements about operators and authorisations. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from guomen.kernel.terms import Conflict, Fault, Period, Refusal, Text, Where, country_code_fault, uscc_fault
from guomen.parties.terms import AuthorisationRow, ClassRow, OperatorRow, OperatorScheme
from guomen.parties.terms import AuthorisationState as State

# The one table of moves: from a state, into a state, the word of the deed. Expiry is no move: the period ends.
MOVES: dict[tuple[State, State], Text] = {
    (State.APPLIED, State.VALID): Text("批准", "granted"),
    (State.APPLIED, State.WITHDRAWN): Text("撤回申请", "application withdrawn"),
    (State.VALID, State.SUSPENDED): Text("暂停", "suspended"),
    (State.SUSPENDED, State.VALID): Text("恢复", "reinstated"),
    (State.VALID, State.WITHDRAWN): Text("撤销", "withdrawn"),
    (State.SUSPENDED, State.WITHDRAWN): Text("撤销", "withdrawn"),
}

STATES: dict[State, Text] = {
    State.APPLIED: Text("已申请", "applied for"),
    State.VALID: Text("有效", "valid"),
    State.SUSPENDED: Text("已暂停", "suspended"),
    State.WITHDRAWN: Text("已撤销", "withdrawn"),
}


def move_refusal(state: State, to: State, ground: Text) -> Refusal | None:
    """Why an authorisation in `state` cannot move to `to`; None where it can."""
    if (state, to) not in MOVES:
        return Conflict(
            "authorisation.move",
            Text(
                f"该许可当前状态为“{STATES[state].zh}”，不能变更为“{STATES[to].zh}”。",
                f"The authorisation is {STATES[state].en}; it cannot become {STATES[to].en}.",
            ),
            Text(f"可以变更为：{_ways(state, 'zh')}。", f"From here it can become: {_ways(state, 'en')}."),
        )
    if not (ground.zh.strip() and ground.en.strip()):
        return Refusal(
            "authorisation.no_ground",
            Text("变更状态须说明理由（中英文）。", "A change of state needs a ground, in both languages."),
            Text("请填写理由。", "Say why."),
        )
    return None


def _ways(state: State, language: str) -> str:
    ways = [STATES[to].in_(language) for start, to in MOVES if start is state]
    return ("、" if language == "zh" else ", ").join(ways) or ("无" if language == "zh" else "nothing")


def day_refusal(period: Period, on: date, later: bool) -> Refusal | None:
    """Why a move cannot take effect on the day; None where it can.

    period: the stretch that contains the day. later: whether a later stretch has been recorded already.
    """
    if later:
        return Conflict(
            "authorisation.later_change",
            Text("该日之后已有状态变更记录。", "A later change of state is on record already."),
            Text("请选择最近一次变更之后的日期。", "Choose a day after the last change."),
        )
    if on not in period:
        return Refusal(
            "authorisation.day",
            Text("该日不在许可有效期内。", "The day lies outside the authorisation's period."),
            Text(
                "请更正日期。", f"Choose a day from {period.start} on{f', before {period.end}' if period.end else ''}."
            ),
        )
    return None


def _fault(code: str, row: int, field: str, value: object, problem: Text, remedy: Text) -> Fault:
    return Fault(f"parties.{code}", Where(row=row, field=field), str(value), problem, remedy)


def operator_faults(rows: Iterable[OperatorRow]) -> list[Fault]:
    """What is wrong with operators to be registered; rows count from 1."""
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        problem = uscc_fault(row.identifier) if row.scheme is OperatorScheme.USCC else None
        if problem is not None or not row.identifier.strip():
            faults.append(
                _fault(
                    "identifier",
                    number,
                    "identifier",
                    row.identifier,
                    problem or Text("缺少标识", "there is no identifier"),
                    Text("请核对统一社会信用代码。", "Check the identifier against the business licence."),
                )
            )
        if row.identifier in seen:
            faults.append(
                _fault(
                    "repeated",
                    number,
                    "identifier",
                    row.identifier,
                    Text("同一批中重复", "it is there twice in this batch"),
                    Text("请删除其一。", "Leave one of the two out."),
                )
            )
        if not row.name_zh.strip():
            faults.append(
                _fault(
                    "name",
                    number,
                    "name_zh",
                    row.identifier,
                    Text("缺少名称", "there is no name"),
                    Text("请填写名称。", "Write the operator's name."),
                )
            )
        seen.add(row.identifier)
    return faults


def class_faults(rows: Iterable[ClassRow]) -> list[Fault]:
    """What is wrong with classes to be set: the class, its period, and two from one day for one operator."""
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        if row.grade not in (1, 2, 3, 4):
            faults.append(
                _fault(
                    "class",
                    number,
                    "grade",
                    row.grade,
                    Text("企业类别应为1至4", "an enterprise class is 1, 2, 3 or 4"),
                    Text("请更正类别。", "Write a class from 1 to 4."),
                )
            )
        if row.valid_to is not None and row.valid_to <= row.valid_from:
            faults.append(_reversed(number, row.valid_to))
        if row.operator in seen:
            faults.append(
                _fault(
                    "repeated",
                    number,
                    "operator",
                    row.operator,
                    Text("同一批中重复", "the operator is there twice in this batch"),
                    Text("请分批设置。", "Set one class after the other."),
                )
            )
        seen.add(row.operator)
    return faults


def authorisation_faults(rows: Iterable[AuthorisationRow]) -> list[Fault]:
    """What is wrong with authorisations to be granted: number, holder, goods, country, quantity, period."""
    faults: list[Fault] = []
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, 1):
        if not row.number.strip() or not row.holder.strip():
            faults.append(
                _fault(
                    "number",
                    number,
                    "number" if not row.number.strip() else "holder",
                    row.number,
                    Text("缺少编号或持有人", "the number or the holder is missing"),
                    Text("请填写编号和持有人。", "Write both."),
                )
            )
        if (row.kind, row.number) in seen:
            faults.append(
                _fault(
                    "repeated",
                    number,
                    "number",
                    row.number,
                    Text("同一批中重复", "it is there twice in this batch"),
                    Text("请删除其一。", "Leave one of the two out."),
                )
            )
        if row.valid_to is not None and row.valid_to <= row.valid_from:
            faults.append(_reversed(number, row.valid_to))
        faults += _scope_faults(number, row)
        seen.add((row.kind, row.number))
    return faults


def _scope_faults(number: int, row: AuthorisationRow) -> list[Fault]:
    faults = [
        _fault(
            "goods",
            number,
            "goods",
            prefix,
            Text("商品编号前缀须为1至13位数字", "a goods prefix is 1 to 13 digits"),
            Text("请更正。", "Write the beginning of the goods code, digits only."),
        )
        for prefix in row.goods
        if not (prefix.isascii() and prefix.isdigit() and len(prefix) <= 13)
    ]
    problem = country_code_fault(row.country) if row.country else None
    if problem is not None:
        remedy = Text("请使用两位大写代码。", "Use a code of the list of countries.")
        faults.append(_fault("country", number, "country", row.country, problem, remedy))
    if row.quantity is not None and (row.quantity <= 0 or not row.unit):
        faults.append(
            _fault(
                "quantity",
                number,
                "quantity",
                row.quantity,
                Text("数量须大于0并注明单位", "a quantity is above 0 and has a unit"),
                Text("请更正数量或单位。", "Correct the quantity, or write its unit."),
            )
        )
    return faults


def _reversed(number: int, value: date) -> Fault:
    return _fault(
        "period",
        number,
        "valid_to",
        value,
        Text("截止日须晚于起始日", "it must end after it begins"),
        Text("请更正日期。", "Correct the days; valid_to is the first day on which it no longer holds."),
    )


# What a kilogram is written as: in words, and by the customs' code of units.
_KILOGRAM = frozenset({"kg", "KGM", "035", "千克", "公斤"})


def amount_taken(amounts: Mapping[str, Decimal], unit: str) -> Decimal | None:
    """The amount in a permit's unit; None where none of those told is in it, so that nothing can be written off."""
    if "" in amounts:
        return amounts[""]
    for told, amount in amounts.items():
        if told == unit or {told, unit} <= _KILOGRAM:
            return amount
    return None
