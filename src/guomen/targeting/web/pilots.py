"""The page of pilots: a policy that holds for one office and a period, against the rest and against its own past."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.catalogue.queries import policy_rows
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import visible_offices
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Capability, Missing, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.targeting.estimates.queries import offices_of, studied
from guomen.targeting.estimates.rules.pilots import Comparison, compare
from guomen.targeting.web.pictures import intervals
from guomen.targeting.web.studying import DAYS, spoken

MEASURES = {
    "inspection_share": (Text("查验比例", "share of lines looked at"), "share"),
    "hit_rate": (Text("命中率", "hit rate"), "share"),
    "prevalence": (Text("不合格率", "nonconforming among all"), "share"),
    "leakage": (Text("放行货物中的不合格率", "nonconforming among the released"), "share"),
    "delay": (Text("从抽签到出结果的天数", "days from the draw to the answer"), "days"),
}


@page(Capability.STUDY_TARGETING)
def pilots(request: SignedIn) -> HttpResponse:
    """Policy rows that hold for one office only; ?pilot=NUMBER compares it with the rest and with its own past."""
    rows = [_listed(row) for row in _found(request.user)]
    chosen = request.GET.get("pilot", "")
    context: dict[str, Any] = {"rows": rows}
    if chosen:
        context |= _compared(request.user, chosen)
    return render(request, "targeting/pilots.html", context)


def _found(reader: Actor) -> list[Any]:
    return list(policy_rows("targeting.").filter(office__in=offices_of(reader)))


def _listed(row: Any) -> dict[str, Any]:
    return {"pk": row.pk, "name": row.name, "office": row.office, "value": row.value, "from": row.valid_from,
            "to": row.valid_to}  # fmt: skip


def _compared(reader: Actor, chosen: str) -> dict[str, Any]:
    row = next((one for one in _found(reader) if str(one.pk) == chosen), None)
    if row is None:
        raise Missing(
            "pilot.missing",
            Text("没有该试点。", "There is no such pilot."),
            Text("请从列表中选择。", "Choose one of the list."),
        )
    start, end = row.valid_from, min(row.valid_to or date.max, timezone.localdate() + timedelta(days=1))
    length = min(end - start, timedelta(days=4 * DAYS))
    offices = _under(reader, row.office)
    everyone = tuple(offices_of(reader))
    during = studied(end - length, end, everyone) if length > timedelta(0) else None
    if during is None:
        return {"pilot": _listed(row), "coming": True}
    before = studied(start - length, start, everyone)
    found = compare(before, during, offices)
    return {
        "pilot": _listed(row),
        "periods": (start - length, start, end - length, end),
        "alone": set(everyone) <= offices,
        "comparisons": [_shown(one) for one in found],
        "picture": _picture(found),
    }


def _under(reader: Actor, code: str) -> set[str]:
    top = Office.objects.get(code=code)
    return set(visible_offices(reader).filter(path__startswith=top.path).values_list("code", flat=True))


def _shown(one: Comparison) -> dict[str, Any]:
    name, form = MEASURES[one.measure]
    return {
        "name": name,
        "before": spoken(one.before, form),
        "during": spoken(one.during, form),
        "rest_before": spoken(one.rest_before, form),
        "rest_during": spoken(one.rest_during, form),
        "verdict": verdict(one),
    }


def verdict(one: Comparison) -> Text:
    """Whether the difference can be told from chance, in a sentence."""
    if one.change is None:
        return Text(
            "四组数据中至少一组尚无结果，无法比较。请等待随机抽中的货物出结果。",
            "One of the four has no answer yet: wait for what was drawn at random to be answered.",
        )
    value, low, high = one.change
    if MEASURES[one.measure][1] == "days":
        zh = f"{value:+.1f}天（{low:+.1f}至{high:+.1f}）"
        en = f"{value:+.1f} days ({low:+.1f} to {high:+.1f})"
    else:
        zh = f"{value * 100:+.1f}个百分点（{low * 100:+.1f}至{high * 100:+.1f}）"
        en = f"{value * 100:+.1f} points ({low * 100:+.1f} to {high * 100:+.1f})"
    if one.distinguishable:
        return Text(
            f"相对其他机构的变化为{zh}：可以与偶然区分。", f"Changed by {en} more than elsewhere: more than chance."
        )
    return Text(
        f"相对其他机构的变化为{zh}：不能与偶然区分。",
        f"Changed by {en} more than elsewhere: cannot be told from chance.",
    )


def _picture(found: list[Comparison]) -> Any:
    shares = [one for one in found if MEASURES[one.measure][1] == "share"]
    times = (Text("试点·此前", "pilot, before"), Text("试点·期间", "pilot, during"),
             Text("其他·此前", "rest, before"), Text("其他·期间", "rest, during"))  # fmt: skip
    rows = [
        (f"{said(MEASURES[one.measure][0])} · {said(word)}", part)
        for one in shares
        for word, part in zip(times, (one.before, one.during, one.rest_before, one.rest_during), strict=True)
    ]
    if not any(part for _name, part in rows):
        return ""
    return intervals(rows, title=_("Share"), label=_("The pilot and the rest, before and during"))
