"""The page of rules and their hits: what each row of the rulebook yields, and where further checks would tell most."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guomen.catalogue.queries import measures, policy, snapshot
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, sees_office
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Capability, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.targeting.estimates.rules.performance import Proposal, Yield, random_rate, reallocate, yields
from guomen.targeting.estimates.rules.studies import banded
from guomen.targeting.estimates.terms import Estimate
from guomen.targeting.models import ControlOrder
from guomen.targeting.queries import control_orders
from guomen.targeting.web.pictures import intervals
from guomen.targeting.web.studying import GROUPS, asked, name_of, percent, spoken

KINDS = {
    "order": Text("布控指令", "control order"),
    "measure": Text("管控措施", "measure"),
    "requirement": Text("要求（法规）", "requirement (law)"),
    "policy": Text("政策", "policy"),
}
# What the keys of rows begin with that may have goods looked at.
PICKING = ("order:", "measure:", "requirement:", "policy:targeting.lot_rate.")
# Rows of the two charts and of the proposals.
MOST = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the rulebook on screen. link: where it is seen, and where it may be withdrawn."""

    yielded: Yield
    kind: Text
    text: Text
    link: str
    advice: Text | None

    @property
    def name(self) -> str:
        return self.yielded.source.partition(":")[2].partition("/")[0].partition("@")[0]

    @property
    def rate(self) -> str:
        return spoken(self.yielded.rate)

    @property
    def false_rate(self) -> str:
        return spoken(self.yielded.false_rate)


@page(Capability.STUDY_TARGETING)
def performance(request: SignedIn) -> HttpResponse:
    """How often each order, measure, requirement and policy row meant a line, had it looked at, and hit."""
    wish = asked(request)
    frame = wish.frame(with_sources=True)
    checks = policy("targeting.retire.min_checks", on=wish.until).whole
    units = policy("targeting.allocation.units", on=wish.until).whole
    base = random_rate(frame)
    rows = _rows(request.user, yields(frame, PICKING, checks=checks), base)
    proposals = reallocate(banded(frame), wish.group, units)
    context = {
        "form": wish.form,
        "lines": len(frame),
        "base": spoken(base),
        "base_known": base is not None,
        "rows": rows,
        "picture": _picture(rows, base),
        "units": units,
        "group": GROUPS[wish.group],
        "proposals": [_proposal(wish.group, one) for one in proposals[:MOST]],
        "left": max(0, len(proposals) - MOST),
    }
    return render(request, "targeting/performance.html", context)


def _rows(reader: Actor, found: Iterable[Yield], base: Estimate | None) -> list[Row]:
    orders = {f"order:{row.number}": row for row in control_orders()}
    texts = _texts(orders)
    return [
        Row(one, KINDS[one.kind], texts.get(one.source, Text("", "")), _link(one), _advice(reader, one, orders, base))
        for one in found
    ]


def _texts(orders: dict[str, ControlOrder]) -> dict[str, Text]:
    known = snapshot(current_edition())
    told = {key: Text(row.text_zh, row.text_en) for key, row in orders.items()}
    told |= {f"measure:{row.number}": Text.from_json(row.text) for row in measures()}
    told |= {row.key: row.text for row in known.requirements}
    return told | {row.key: Text(f"{row.name} = {row.value}", f"{row.name} = {row.value}") for row in known.policies}


def _link(one: Yield) -> str:
    if one.kind != "order":
        return ""
    return reverse("targeting-order", args=[one.source.partition(":")[2]])


def _advice(reader: Actor, one: Yield, orders: dict[str, ControlOrder], base: Estimate | None) -> Text | None:
    """What a row that never hits is to be asked; statutory rows are not ours to withdraw."""
    if not one.barren or one.rate is None:
        return None
    seen = f"{one.rate.n:,}"
    at_most = percent(one.rate.high)
    than = f"（随机对照{percent(base.value)}）" if base else ""
    beside = f" (random arm {percent(base.value)})" if base else ""
    if one.kind == "requirement":
        return Text(
            f"{seen}次检查无一命中，命中率至多{at_most}{than}。此为法定要求，不在此撤销；可据此提请修订。",
            f"{seen} checks without a hit, at most {at_most}{beside}. It is law and is not withdrawn here; the figures"
            " may go to who can amend it.",
        )
    row = orders.get(one.source)
    if row is not None and row.withdrawn_at is None and _may_withdraw(reader, row):
        return Text(
            f"{seen}次检查无一命中，命中率至多{at_most}{than}。建议撤销：打开指令填写理由。",
            f"{seen} checks without a hit, at most {at_most}{beside}. Consider withdrawing it: open the order and"
            " state the ground.",
        )
    return Text(
        f"{seen}次检查无一命中，命中率至多{at_most}{than}。请由下达机构复核。",
        f"{seen} checks without a hit, at most {at_most}{beside}. Ask who gave it to review it.",
    )


def _may_withdraw(reader: Actor, row: ControlOrder) -> bool:
    return may(reader, Capability.ISSUE_CONTROL_ORDER) and sees_office(reader, row.office)


def _picture(rows: list[Row], base: Estimate | None) -> Any:
    known = [(f"{row.name}", row.yielded.rate) for row in rows if row.yielded.rate is not None][:MOST]
    if not known:
        return ""
    arm: list[tuple[str, Estimate | None]] = [(said(Text("随机对照", "random arm")), base)]
    return intervals([*arm, *known], title=_("Hit rate"), label=_("Hit rate of each row with its interval"))


def _proposal(column: str, one: Proposal) -> dict[str, Any]:
    return {
        "name": name_of(column, one.key),
        "lines": one.lines,
        "n": one.n,
        "hits": one.hits,
        "units": one.units,
        "now": f"{one.width * 100:.1f}",
        "then": f"{one.width_then * 100:.1f}",
        "expected": f"{one.expected:.1f}",
        "reason": _reason(one),
    }


def _reason(one: Proposal) -> Text:
    if one.n == 0:
        return Text(
            f"{one.lines:,}项货物从未随机查看过：一无所知。",
            f"Of {one.lines:,} lines none was ever drawn: nothing is known.",
        )
    share = one.n / one.lines
    if one.hits == 0:
        return Text(
            f"仅查看{percent(share)}，尚无命中，不合格率仍可达{percent(one.high)}。",
            f"{percent(share)} seen and no hit yet: up to {percent(one.high)} may be nonconforming.",
        )
    return Text(
        f"货物多且不合格率约{percent(one.rate)}：此处漏检数最不确定。",
        f"Many lines at about {percent(one.rate)}: the number that passes here is the least certain.",
    )
