"""What single rows must fulfil beyond their columns, and how flat columns become a table's fields."""

from decimal import Decimal
from typing import Any

from guomen.catalogue.rules import RECORD, is_of_type, reachable
from guomen.catalogue.terms import (
    Condition,
    Direction,
    LimitKind,
    RequirementKind,
    StandardKind,
    StandardStatus,
    SupervisionMode,
    citation,
)
from guomen.kernel.terms import Text

Complaint = tuple[str, Text, Text]

_CONDITION = ("direction", "goods", "origins", "origins_negated", "regimes", "intended_uses", "destinations")
_PARAMETERS = (
    "document",
    "authorisation",
    "stages",
    "check",
    "channel",
    "when",
    "analyte",
    "hazard",
    "limit_kind",
    "limit",
    "low",
    "unit",
    "method",
)
_NEEDS = {
    RequirementKind.ESTABLISHMENT_REGISTRATION: ("authorisation",),
    RequirementKind.IMPORTER_FILING: ("authorisation",),
    RequirementKind.STAGED_SAMPLING: ("stages",),
    RequirementKind.QUARANTINE_PERMIT: ("document",),
    RequirementKind.DOCUMENT: ("document",),
    RequirementKind.CHECK: ("check", "channel", "when"),
    RequirementKind.TEST: ("analyte", "hazard", "limit_kind", "when"),
}


def requirement_fields(values: dict[str, Any]) -> dict[str, Any]:
    """The columns of requirements.csv as the fields of the table: condition and parameters as JSON."""
    rest = {name: value for name, value in values.items() if name not in _CONDITION + _PARAMETERS}
    condition = Condition(
        direction=Direction(values["direction"]) if values["direction"] else None,
        goods=tuple(values["goods"]),
        origins=frozenset(values["origins"]),
        origins_negated=values["origins_negated"],
        regimes=frozenset(values["regimes"]),
        intended_uses=frozenset(values["intended_uses"]),
        destinations=frozenset(values["destinations"]),
    )
    parameters = {
        name: str(values[name]) if isinstance(values[name], Decimal) else values[name]
        for name in _PARAMETERS
        if values[name] not in ("", None)
    }
    return {**rest, "condition": condition.as_json(), "parameters": parameters}


def requirement_check(values: dict[str, Any]) -> Complaint | None:
    """Each kind of requirement needs its own columns; a test with a number needs its unit."""
    for name in _NEEDS.get(RequirementKind(values["kind"]), ()):
        if values[name] in ("", None):
            return (
                name,
                Text(f"{values['kind']}类要求须填写{name}", f"a requirement of kind {values['kind']} needs {name}"),
                Text(f"请填写{name}。", f"Fill in the column {name}."),
            )
    if values["limit"] is not None and not values["unit"]:
        return (
            "unit",
            Text("限量缺少单位", "the limit has no unit"),
            Text("请填写单位。", "Write the unit of the limit."),
        )
    return None


def limit_check(values: dict[str, Any]) -> Complaint | None:
    """Each kind of limit needs its own numbers (kind nmcM: n, c, m; range: low and value; max, min: value)."""
    needs = {
        LimitKind.MAX: ("value",),
        LimitKind.MIN: ("value",),
        LimitKind.RANGE: ("low", "value"),
        LimitKind.NOT_DETECTED: (),
        LimitKind.THREE_CLASS: ("n", "c", "m"),
    }[LimitKind(values["kind"])]
    for name in needs:
        if values[name] is None:
            return (
                name,
                Text(f"{values['kind']}类限量须填写{name}", f"a limit of kind {values['kind']} needs {name}"),
                Text(f"请填写{name}。", f"Fill in the column {name}."),
            )
    if values["low"] is not None and values["value"] is not None and values["low"] > values["value"]:
        return (
            "low",
            Text("下限大于上限", "the lower end lies above the upper end"),
            Text("请更正上下限。", "Exchange or correct the two ends."),
        )
    return None


def limit_fields(values: dict[str, Any]) -> dict[str, Any]:
    """With the decimals that the standard prints, which a number loses in the table; without a market it is ours."""
    printed = [values[name] for name in ("value", "low") if values[name] is not None]
    return {"market": "", **values, "places": max((-int(one.as_tuple().exponent) for one in printed), default=None)}


def standard_check(values: dict[str, Any]) -> Complaint | None:
    """The citation has the shape of its kind; what was superseded says by what and when; what stands has no end."""
    kind, status = StandardKind(values["kind"]), StandardStatus(values["status"])
    whole = citation(kind, values["number"], values["edition"])
    if not kind.fits(whole):
        return (
            "number",
            Text(f"“{whole}”不是{kind.text.zh}的编号格式", f"{whole!r} is not how a {kind.text.en} is numbered"),
            Text("请更正编号或种类。", "Correct the number or the kind."),
        )
    if status is StandardStatus.SUPERSEDED and not (values["superseded_by"] and values["valid_to"]):
        return (
            "superseded_by",
            Text("被代替的标准须写明代替它的标准和废止日", "a superseded standard says by what and until when"),
            Text("请填写superseded_by和valid_to。", "Write superseded_by and valid_to."),
        )
    if status is StandardStatus.CURRENT and (values["superseded_by"] or values["valid_to"]):
        return (
            "status",
            Text("现行标准没有废止日和代替标准", "what is current has no end and no successor"),
            Text("请更正status。", "Correct the status."),
        )
    return None


def named_goods(values: dict[str, Any]) -> Complaint | None:
    """A goods code has an even length up to 10, or 13."""
    if len(values["code"]) in (2, 4, 6, 8, 10, 13):
        return None
    return (
        "code",
        Text("商品编号应为2、4、6、8、10或13位", "a goods code has 2, 4, 6, 8, 10 or 13 digits"),
        Text("请更正位数。", "Correct the number of digits."),
    )


def policy_check(values: dict[str, Any]) -> Complaint | None:
    """The value is what its type says; a clearance number is one that a record can reach."""
    if is_of_type(values["type"], values["value"]):
        return None if reachable(values["name"], values["value"]) else _beyond()
    return (
        "value",
        Text(f"“{values['value']}”不是{values['type']}类型的值", f"{values['value']!r} is not a {values['type']}"),
        Text(
            "请更正值：share为0至1，whole为整数，flag为yes或no，mode为监管模式。",
            "Correct it: a share lies from 0 to 1, a whole has no fraction, a flag is yes or no, a mode is one of "
            + ", ".join(SupervisionMode)
            + ".",
        ),
    )


def _beyond() -> Complaint:
    return (
        "value",
        Text(f"连续合格批数超过{RECORD}", f"a clearance number above {RECORD}"),
        Text(f"记录只保留最近{RECORD}批。", f"A record keeps the last {RECORD} lots: take fewer."),
    )
