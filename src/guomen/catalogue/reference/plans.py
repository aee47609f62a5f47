"""The files of plans for the share of lots and of fixed check frequencies."""

from typing import Any

from guomen.catalogue.reference.cells import country, flag, goods, matching, one_of, portion, several, whole
from guomen.catalogue.reference.columns import DATED, NAMES, required, voluntary
from guomen.catalogue.reference.folds import Complaint
from guomen.catalogue.reference.terms import Column, File
from guomen.catalogue.rules import RECORD
from guomen.catalogue.terms import PlanKind
from guomen.kernel.terms import Text

_CODE = matching(r"[a-z][a-z0-9-]*", "小写英文、数字和连字符", "a name of small letters, digits and hyphens")
_OFFICE = matching(r"\d{6,10}", "6至10位数字", "an office code of 6 to 10 digits")
_NUMBERS = ("i", "f", "i2", "f2", "back", "points")
_NEEDS: dict[PlanKind, tuple[str, ...]] = {
    PlanKind.CSP_1: ("i", "f"),
    PlanKind.CSP_2: ("i", "f"),
    PlanKind.CSP_3: ("i", "f"),
    PlanKind.SKIP_LOT: ("i", "f", "i2", "f2", "back"),
    PlanKind.SWITCHING: ("points",),
    PlanKind.STEPS: ("i", "f", "i2", "f2"),
    PlanKind.FIXED: ("f",),
}
# CSP-1 without its numbers takes those of the supervision mode's policies; switching may say a share for reduced.
_MAY_LACK: dict[PlanKind, tuple[str, ...]] = {PlanKind.CSP_1: ("i", "f")}
_MAY_HAVE: dict[PlanKind, tuple[str, ...]] = {PlanKind.SWITCHING: ("f",)}


def plan_check(values: dict[str, Any]) -> Complaint | None:
    """A plan has the numbers of its kind and no others; relief goes downwards and within what a record holds."""
    return _numbers(values) or _sizes(values)


def _numbers(values: dict[str, Any]) -> Complaint | None:
    kind = PlanKind(values["kind"])
    needs, given = _NEEDS[kind], [name for name in _NUMBERS if values[name] is not None]
    if not given and needs == _MAY_LACK.get(kind):
        return None
    for name in needs:
        if values[name] is None:
            return name, Text(f"{kind}方案须填写{name}", f"a plan of kind {kind} needs {name}"), _fill(needs)
    for name in given:
        if name not in needs + _MAY_HAVE.get(kind, ()):
            return name, Text(f"{kind}方案没有{name}", f"a plan of kind {kind} has no {name}"), _fill(needs)
    return None


def _fill(needs: tuple[str, ...]) -> Text:
    return Text(f"请填写且仅填写：{'、'.join(needs)}。", f"Fill in {', '.join(needs)}, and no other number.")


def _sizes(values: dict[str, Any]) -> Complaint | None:
    lots = (values["i"] or 0) + (values["i2"] or 0)
    if lots > RECORD or values["i"] == 0 or values["i2"] == 0 or values["back"] == 0:
        return (
            "i",
            Text(f"批数须为1至{RECORD}（i与i2合计）", f"the lots i and i2 are 1 or more, together at most {RECORD}"),
            Text(f"记录只保留最近{RECORD}批。", f"A record keeps the last {RECORD} lots: take fewer."),
        )
    if values["f"] is not None and values["f2"] is not None and values["f2"] > values["f"]:
        return (
            "f2",
            Text("第二比例大于第一比例", "the second share lies above the first"),
            Text("放宽只能降低比例。", "Relief goes downwards: exchange the two or correct them."),
        )
    if values["points"] not in (None, 2, 3):
        return (
            "points",
            Text("转移得分每批为2或3", "an accepted lot adds 2 or 3 to the switching score"),
            Text("接收数为0或1时为2，否则为3。", "2 for acceptance numbers 0 and 1, else 3 (clause 9.3.3.2)."),
        )
    return None


PLANS: tuple[File, ...] = (
    File(
        "rate_plans.csv",
        "Plans for the share of lots that is looked at; policies targeting.rate_plan.<mode> name one by its code.",
        (
            required("code", _CODE, "name of the plan, such as csp-3-10"),
            required("kind", one_of(PlanKind), "which state machine"),
            voluntary("goods", goods, "prefix; empty for all goods", refers="goods.chapter"),
            voluntary("origin", country, "origin; empty for every one", refers="countries.code"),
            voluntary("office", _OFFICE, "office and all below it; empty for everywhere", refers="offices.code"),
            voluntary("i", whole, "lots in a row that qualify", empty=None),
            voluntary("f", portion, "share looked at once qualified, as 0.1 or 1/10", empty=None),
            voluntary("i2", whole, "lots in a row to the next share", empty=None),
            voluntary("f2", portion, "the next or last share", empty=None),
            voluntary("back", whole, "lots in a row after which interrupted skipping goes on", empty=None),
            voluntary("points", whole, "switching score of an accepted lot: 2 or 3", empty=None),
            *NAMES,
            *DATED,
        ),
        key=("code", "goods", "origin", "office"),
        model="RatePlan",
        check=plan_check,
    ),
    File(
        "check_frequencies.csv",
        "Schemes of fixed frequencies; the policy targeting.frequency_schemes names those that are applied.",
        (
            required("scheme", _CODE, "name of the scheme, such as eu-2022-2389"),
            required(
                "number", matching(r"[A-Z0-9.-]{1,10}", "行号", "a row number such as 17 or II"), "row of the scheme"
            ),
            Column("goods", several(goods), "prefixes; with ; between them", refers="goods.chapter"),
            voluntary("origins", several(country), "origins; empty for every one", empty=[], refers="countries.code"),
            voluntary("origins_negated", flag, "yes: all origins but these", empty=False),
            required("identity", portion, "least share of consignments with an identity check, 0.5 or 1/2"),
            required("physical", portion, "least share of consignments with a physical check"),
            required("exact", flag, "yes: the codes are the goods and nothing else"),
            *NAMES,
            *DATED,
        ),
        key=("scheme", "number"),
        model="CheckFrequency",
    ),
)
