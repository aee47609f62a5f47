"""What is given for an option, as text or as a value, becomes the value the method takes; or it is refused with why."""

from collections.abc import Mapping
from typing import Any

from guomen.kernel.terms import Text
from guomen.surveillance.detection.terms import BadOption, Kind, Method, Option

_YES = {"true", "t", "yes", "1"}
_NO = {"false", "f", "no", "0"}
_NONE = {"null", "none", "na", ""}


def values_of(method: Method, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every option of the method with its value: what is given, else the default. Raises BadOption."""
    known = {option.name: option for option in method.options}
    for name in given:
        if name not in known:
            raise _unknown(method, name)
    return {
        name: _value(method.name, option, given[name]) if name in given else option.default
        for name, option in known.items()
    }


def _unknown(method: Method, name: str) -> BadOption:
    close = [option.name for option in method.options if option.name.lower() == name.lower()]
    choice = ", ".join(close or [option.name for option in method.options])
    return BadOption(
        "detection.unknown_option",
        Text(f"方法 {method.name} 没有选项 {name}。", f"Method {method.name} has no option {name}."),
        Text(f"可用选项：{choice}。", f"It has: {choice}."),
    )


def _value(method: str, option: Option, given: Any) -> Any:
    if option.default is None and (given is None or str(given).strip().lower() in _NONE):
        return None
    try:
        value = _READERS[option.kind](option, given)
    except (ValueError, TypeError):
        raise _refused(method, option, given) from None
    if not _within(option, value):
        raise _refused(method, option, given)
    return value


def _within(option: Option, value: Any) -> bool:
    if option.kind is Kind.CHOICE:
        return value in option.choices
    if option.kind is Kind.NUMBERS:
        return option.length in (None, len(value)) and all(_between(option, one) for one in value)
    if option.kind in (Kind.NUMBER, Kind.WHOLE):
        return _between(option, value)
    return True


def _between(option: Option, value: float) -> bool:
    if value != value or value in (float("inf"), float("-inf")):
        return False
    low = option.least is None or value > option.least or (value == option.least and not option.open)
    high = option.most is None or value < option.most or (value == option.most and not option.open)
    return low and high


def _number(_: Option, given: Any) -> float:
    if isinstance(given, bool):
        raise ValueError(given)
    return float(given)


def _whole(_: Option, given: Any) -> int:
    number = float(given)
    if isinstance(given, bool) or number != int(number):
        raise ValueError(given)
    return int(number)


def _switch(_: Option, given: Any) -> bool:
    said = str(given).strip().lower()
    if said not in _YES | _NO:
        raise ValueError(given)
    return said in _YES


def _choice(option: Option, given: Any) -> str:
    said = str(given).strip().strip("\"'")
    return next((choice for choice in option.choices if choice.lower() == said.lower()), said)


def _numbers(_: Option, given: Any) -> tuple[float, ...]:
    if isinstance(given, str):
        given = given.strip().removeprefix("c").strip("()[] ").split(",")
    return tuple(float(one) for one in given)


def _text(_: Option, given: Any) -> str:
    return str(given).strip().strip("\"'")


_READERS = {
    Kind.NUMBER: _number,
    Kind.WHOLE: _whole,
    Kind.SWITCH: _switch,
    Kind.CHOICE: _choice,
    Kind.NUMBERS: _numbers,
    Kind.TEXT: _text,
}


def taken(option: Option) -> Text:
    """What the option takes, for help and refusals."""
    match option.kind:
        case Kind.SWITCH:
            return Text("true 或 false", "true or false")
        case Kind.CHOICE:
            return Text("、".join(option.choices), ", ".join(option.choices))
        case Kind.NUMBERS:
            many = option.length or ""
            return Text(f"{many} 个数，逗号分隔", f"{many} numbers with a comma between".strip())
        case Kind.TEXT:
            return Text("文字", "text")
    whole = option.kind is Kind.WHOLE
    return Text(
        ("整数" if whole else "数") + _limits(option, "至"),
        ("whole number" if whole else "number") + _limits(option, "to"),
    )


def _limits(option: Option, to: str) -> str:
    low, high = (None if one is None else f"{one:g}" for one in (option.least, option.most))
    sign = "" if option.open else "="
    if low is not None and high is not None:
        return f" {low} {to} {high}"
    if low is not None:
        return f" >{sign} {low}"
    return f" <{sign} {high}" if high is not None else ""


def _refused(method: str, option: Option, given: Any) -> BadOption:
    what = taken(option)
    return BadOption(
        "detection.bad_value",
        Text(
            f"方法 {method} 的选项 {option.name} 不接受 {given!r}。",
            f"Option {option.name} of {method} cannot be {given!r}.",
        ),
        Text(
            f"应为：{what.zh}（默认 {told(option.default)}）。",
            f"It takes: {what.en} (default {told(option.default)}).",
        ),
    )


def told(value: Any) -> str:
    """A value as it would be typed after --set name=."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(f"{one:g}" for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
