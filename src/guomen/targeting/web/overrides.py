"""Pages of overrides: taking another channel, and the second person's word."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.catalogue.terms import Channel
from guomen.consignments.queries import require_visible
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Missing, Refusal, Text
from guomen.kernel.web.access import SignedIn, page, refused
from guomen.targeting.models import Override
from guomen.targeting.operations import approve_override, decline_override, override_channel
from guomen.targeting.queries import assignment, channel_now, override_counts, waiting_overrides
from guomen.targeting.web.forms import OverrideForm, explain
from guomen.targeting.web.tables import CountTable, OverrideTable


@page(Capability.OVERRIDE_CHANNEL)
def propose(request: SignedIn, number: int) -> HttpResponse:
    """Take another channel for a consignment."""
    consignment = require_visible(request.user, number)
    decided = assignment(number)
    if decided is None:
        raise Missing(
            "override.no_channel",
            Text("该票货物尚未判定通道。", "This consignment has no channel yet."),
            Text("请等待判定。", "Wait for its decision."),
        )
    now = channel_now(decided)
    form = OverrideForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        to, ground = Channel(form.cleaned_data["to"]), form.cleaned_data["ground"]
        try:
            row = override_channel(actor=request.user, at=timezone.now(), consignment=number, to=to, ground=ground)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            waits = row.state == Override.State.WAITING
            said = _("It waits for a second person.") if waits else _("The channel was changed.")
            messages.success(request, said)
            return redirect("consignment", number)
    context = {"form": form, "consignment": consignment, "now": now, "decided": decided}
    return render(request, "targeting/override.html", context)


@page(Capability.APPROVE_OVERRIDE, Capability.OVERRIDE_CHANNEL, Capability.AUDIT)
def waiting(request: SignedIn) -> HttpResponse:
    """Overrides that wait for a second person; for auditors and approvers also who overrode how often."""
    table = OverrideTable(waiting_overrides(request.user))
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    counted = may(request.user, Capability.AUDIT) or may(request.user, Capability.APPROVE_OVERRIDE)
    counts = CountTable(override_counts(), prefix="counts-") if counted else None
    if counts is not None:
        RequestConfig(request, paginate={"per_page": 50}).configure(counts)
    return render(request, "targeting/override_list.html", {"table": table, "counts": counts})


@page(Capability.APPROVE_OVERRIDE)
def decide(request: SignedIn, number: int) -> HttpResponse:
    """Approve or decline an override that somebody else proposed."""
    row = waiting_overrides(request.user).filter(pk=number).first()
    if row is None:
        return refused(
            request,
            Missing(
                "override.missing",
                Text("没有等待复核的这项变更。", "There is no such override waiting."),
                Text("可能已有结论。", "It may be decided already."),
            ),
        )
    if request.method == "POST":
        deed = approve_override if request.POST.get("word") == "approve" else decline_override
        done = deed(actor=request.user, at=timezone.now(), override=number)
        approved = done.state == Override.State.IN_FORCE
        messages.success(request, _("The override is in force.") if approved else _("The override was declined."))
        return redirect("targeting-overrides")
    context = {
        "row": row,
        "consignment": row.assignment.consignment,
        "from": Channel(row.from_channel),
        "to": Channel(row.to_channel),
        "own": row.proposed_by_id == request.user.pk,
    }
    return render(request, "targeting/override_decide.html", context)
