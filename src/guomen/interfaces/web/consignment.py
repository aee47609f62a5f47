"""One consignment's page: what was declared, what was decided and why, everything that happened, in one place."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from guomen.catalogue.queries import commodity_name, country_name, port_name
from guomen.consignments.queries import fee_of, require_visible
from guomen.consignments.shipments.queries import same_shipment
from guomen.consignments.terms import Declaration, GoodsItem
from guomen.inspection.queries import visible_tasks
from guomen.interfaces.story.facts import facts_of
from guomen.interfaces.story.telling import timeline_of
from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, SubjectRef, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.laboratory.reports.queries import no_such_report, reports_of
from guomen.laboratory.reports.web.papers import sent
from guomen.targeting.models import Assignment
from guomen.targeting.queries import channel_now
from guomen.targeting.terms import LineDecision

# Further consignments of a shipment that the page names.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One goods item with its names and what was decided on it (None before the decision)."""

    item: GoodsItem
    commodity: Text
    origin: Text
    decision: LineDecision | None
    asked: list[Text]


@page(Capability.VIEW_CONSIGNMENTS, Capability.TRADE)
def report(request: SignedIn, number: int, report: int) -> HttpResponse:
    """The paper of a laboratory report on this consignment, for whoever sees the consignment: its trader too."""
    found = require_visible(request.user, number)
    row = reports_of([SubjectRef("consignment", str(found.pk))]).filter(pk=report).first()
    if row is None:
        raise no_such_report()
    return sent(row)


@page(Capability.VIEW_CONSIGNMENTS, Capability.TRADE, Capability.LODGE)
def consignment(request: SignedIn, number: int) -> HttpResponse:
    """The whole story; a stranger, or another branch, is told that there is no such consignment."""
    found = require_visible(request.user, number)
    facts = facts_of(found, request.user)
    audience = "officer" if may(request.user, Capability.VIEW_PROFILE_REASONS) else "trader"
    declared = facts.versions[-1].declaration
    decided = facts.assignment
    context: dict[str, Any] = {
        "consignment": found,
        "facts": facts,
        "audience": audience,
        "declared": declared,
        "port": port_name(declared.port) if declared.port else None,
        "departure": country_name(declared.departure_country) if declared.departure_country else None,
        "fee": fee_of(declared),
        "shipment": same_shipment(request.user, found)[:SHOWN],
        "items": item_rows(declared, decided, audience),
        "channel": channel_now(decided) if decided else None,
        "reachable": _reachable(request, number),
        "moments": timeline_of(facts, audience),
        "in_force": next((one for one in reversed(facts.dispositions) if one.state == "issued"), None),
        "may_override": may(request.user, Capability.OVERRIDE_CHANNEL),
        "may_impose": may(request.user, Capability.IMPOSE_MEASURE),
        "ledger_count": _ledger_count(request, number),
    }
    return render(request, "interfaces/consignment.html", context)


def _reachable(request: SignedIn, number: int) -> set[int]:
    """The tasks that the reader may open: of goods that two offices handle each opens its own."""
    return set(visible_tasks(request.user).filter(consignment=number).values_list("pk", flat=True))


def item_rows(declared: Declaration, decided: Assignment | None, audience: str) -> list[ItemRow]:
    """The items of a declaration, each with its line's decision."""
    lines = {line["item_no"]: LineDecision.from_json(line) for line in decided.lines} if decided else {}
    names = {code: commodity_name(code) for code in {item.goods_code for item in declared.items}}
    countries = {code: country_name(code) for code in {item.origin for item in declared.items if item.origin}}
    return [
        ItemRow(
            item,
            names[item.goods_code],
            countries.get(item.origin, Text("", "")),
            lines.get(item.item_no),
            _asked(lines.get(item.item_no), audience),
        )
        for item in declared.items
    ]


def _asked(line: LineDecision | None, audience: str) -> list[Text]:
    if line is None:
        return []
    wanted = line.instructions
    if audience == "trader":
        wanted = tuple(one for one in wanted if one.asked_of_trader)
    return list(dict.fromkeys(one.text for one in wanted))


def _ledger_count(request: SignedIn, number: int) -> int | None:
    if not may(request.user, Capability.AUDIT):
        return None
    return entries_about(SubjectRef("consignment", str(number))).count()
