"""Pages of dispositions: what waits, all of them, and one with its evidence and its signatures."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.catalogue.queries import hazard_name
from guomen.decisions import operations
from guomen.decisions.documents.wording import quantity_said
from guomen.decisions.models import Disposition
from guomen.decisions.queries import (
    disputable,
    questioned_for,
    state_of,
    visible_disposition,
    visible_dispositions,
    waiting_for,
)
from guomen.decisions.terms import OPEN_STATES, DispositionKind, DispositionState
from guomen.decisions.web.forms import AppealForm, GroundForm, PaperForm, ReconsiderForm, SecondForm, SignForm
from guomen.decisions.web.tables import DispositionFilter, DispositionTable, waiting_rows
from guomen.inspection.terms import Severity
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Reason, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.kernel.web.forms import HouseForm

READERS = (Capability.SIGN_DISPOSITION, Capability.VIEW_CONSIGNMENTS, Capability.AUDIT, Capability.TRADE)
ROWS = 50


@page(Capability.SIGN_DISPOSITION)
def waiting(request: SignedIn) -> HttpResponse:
    """What waits for my signature, the oldest first."""
    found = DispositionFilter(request.GET, queryset=waiting_for(request.user))
    table = waiting_rows(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    title = _("Waiting for signature")
    context = {"title": title, "table": table, "filter": found, "questioned": questioned_for(request.user)[:ROWS]}
    return render(request, "decisions/list.html", context)


@page(*READERS)
def dispositions(request: SignedIn) -> HttpResponse:
    """Every disposition that the person may know of."""
    found = DispositionFilter(request.GET, queryset=visible_dispositions(request.user))
    table = DispositionTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "decisions/list.html", {"title": _("Dispositions"), "table": table, "filter": found})


@page(*READERS)
def disposition(request: SignedIn, number: int) -> HttpResponse:
    """One disposition: what was found, what is proposed, who signed; and what the person may do about it."""
    row = visible_disposition(request.user, number)
    done, forms = tried(request, _offers(request, row))
    if done:
        return redirect("decisions-disposition", number)
    trader = not may(request.user, Capability.VIEW_PROFILE_REASONS)
    context = {
        "row": row,
        "kind": DispositionKind(row.kind),
        "proposed": DispositionKind(row.proposed_kind),
        "state": DispositionState(row.state),
        "lines": [_line(line) for line in row.lines],
        "faults": [(fault, Severity(fault["severity"]).text) for fault in row.facts["faults"]],
        "questioned": row.facts.get("questioned"),
        "reasons": [Reason.from_json(reason) for reason in row.reasons],
        "audience": "trader" if trader else "officer",
        "certificates": [(one, state_of(one)) for one in row.certificates.select_related("end", "end__successor")],
        "appeal": getattr(row, "appeal", None),
        "forms": forms,
    }
    return render(request, "decisions/disposition.html", context)


def _line(line: dict[str, Any]) -> tuple[dict[str, Any], str, Text, list[Text]]:
    """A goods line, whether it conforms, its quantity and its hazards in words."""
    quantity = quantity_said(line["quantity"], line["quantity_unit"])
    return line, _CONFORMITY[line["conforming"]], quantity, [hazard_name(hazard) for hazard in line["hazards"]]


_CONFORMITY = {True: "conforming", False: "nonconforming", None: ""}


def _offers(request: SignedIn, row: Disposition) -> dict[str, Offer]:
    """What this person may do now; whether the law lets him, the operation says."""
    actor = request.user
    signs = may(actor, Capability.SIGN_DISPOSITION)
    names: list[str] = []
    if signs and row.state == DispositionState.PROPOSED:
        names.append("sign")
    if signs and row.state == DispositionState.SIGNED and row.signed_by != actor:
        names += ["second", "decline"]
    if row.state == DispositionState.ISSUED:
        names += _offered_since(actor, row, signs)
    every = _every_offer(request, row)
    return {name: every[name] for name in names}


def _offered_since(actor: Actor, row: Disposition, signs: bool) -> list[str]:
    """What may be done about a disposition in force."""
    names = []
    open_ones = Disposition.objects.filter(consignment=row.consignment, state__in=OPEN_STATES)
    if (signs or may(actor, Capability.INSPECT)) and not open_ones.exists():
        names.append("reconsider")
    if (signs or may(actor, Capability.TRADE)) and not row.certificates.filter(end__isnull=True).exists():
        names.append("paper")
    if may(actor, Capability.TRADE) and row.kind != DispositionKind.RELEASE and not hasattr(row, "appeal"):
        names.append("appeal")
    return names


def _every_offer(request: SignedIn, row: Disposition) -> dict[str, Offer]:
    """Each deed with its form and its operation."""
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "disposition": row.pk}

    def with_kind(act: Callable[..., object]) -> Callable[[HouseForm], object]:
        return lambda form: act(**told, **(form.cleaned_data | {"kind": DispositionKind(form.cleaned_data["kind"])}))

    def with_words(act: Callable[..., object]) -> Callable[[HouseForm], object]:
        return lambda form: act(**told, **form.cleaned_data)

    sign = partial(SignForm, initial={"kind": row.proposed_kind})
    return {
        "sign": Offer(sign, with_kind(operations.issue_disposition), _("Signed.")),
        "second": Offer(SecondForm, with_words(operations.issue_disposition), _("Signed and issued.")),
        "decline": Offer(GroundForm, with_words(operations.decline_signature), _("Sent back.")),
        "reconsider": Offer(ReconsiderForm, with_kind(operations.reconsider_disposition), _("Proposed for signature.")),
        "paper": Offer(PaperForm, with_words(operations.issue_certificate), _("The certificate was issued.")),
        "appeal": Offer(
            partial(AppealForm, samples=disputable(row.consignment_id)),
            with_words(operations.lodge_appeal),
            _("Your request was received."),
        ),
    }
