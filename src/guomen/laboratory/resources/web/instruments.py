"""Pages of instruments: the list with what is due first, one with its history, its label."""

from datetime import date
from functools import partial
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.kernel.terms import Capability, Refusal
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.laboratory.quality.operations import record_verification
from guomen.laboratory.quality.terms import NcState
from guomen.laboratory.resources import operations, queries
from guomen.laboratory.resources.models import Instrument
from guomen.laboratory.resources.terms import InstrumentState, VerificationKind
from guomen.laboratory.resources.web.access import READERS, ROWS, manages, own_laboratory
from guomen.laboratory.resources.web.forms import InstrumentForm, MoveForm, VerificationForm
from guomen.laboratory.resources.web.tables import InstrumentFilter, InstrumentTable, days_left


@page(*READERS)
def instrument_list(request: SignedIn) -> HttpResponse:
    """The instruments in sight, those whose verification runs out first on top."""
    found = InstrumentFilter(request.GET, queryset=queries.visible_instruments(request.user))
    today = timezone.localdate()
    rows = list(found.qs) if request.GET.get("sort") is None else found.qs
    dues = queries.dues(rows)
    if isinstance(rows, list):
        scrapped = InstrumentState.SCRAPPED
        rows.sort(key=lambda row: (row.state == scrapped, dues[row.pk] or date.min, row.code))
    table = InstrumentTable(rows, dues=dues, today=today)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {"table": table, "filter": found, "manages": manages(request.user)}
    return render(request, "laboratory/resources/instruments.html", context)


@page(Capability.MANAGE_LABORATORY)
def new_instrument(request: SignedIn) -> HttpResponse:
    """Put an instrument on the register."""
    form = InstrumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        laboratory = own_laboratory(request.user)
        try:
            row = operations.register_instrument(
                actor=request.user, at=timezone.now(), laboratory=laboratory, said=form.instrument()
            )
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("The instrument is registered. It may be used once a verification holds."))
            return redirect("laboratory-instrument", row.pk)
    return render(request, "laboratory/resources/instrument_new.html", {"form": form})


@page(*READERS)
def one_instrument(request: SignedIn, key: int) -> HttpResponse:
    """One instrument: whether it may be used, its verifications, its nonconformities; what may be done with it."""
    row = queries.instrument(request.user, key)
    writes = manages(request.user) and row.state != InstrumentState.SCRAPPED
    done, forms = tried(request, _offers(request, row) if writes else {})
    if done:
        return redirect("laboratory-instrument", row.pk)
    today, due = timezone.localdate(), queries.due_on(row)
    interval = queries.intervals().get(row.kind)
    context = {
        "row": row,
        "state": InstrumentState(row.state).text,
        "due": due,
        "left": days_left(due, today),
        "interval": interval,
        "methods": row.methods.order_by("code"),
        "verifications": [(one, VerificationKind(one.kind).text) for one in row.verifications.all()],
        "nonconformities": [(one, NcState(one.state).text) for one in row.nonconformities.all()],
        "forms": forms,
    }
    return render(request, "laboratory/resources/instrument.html", context)


def _offers(request: SignedIn, row: Instrument) -> dict[str, Offer]:
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "instrument": row.pk}
    return {
        "verify": Offer(
            partial(VerificationForm, prefix="verify", initial={"on": timezone.localdate()}),
            lambda form: record_verification(**told, **form.verification()),
            _("The verification is on record."),
        ),
        "move": Offer(
            partial(MoveForm, prefix="move", now=InstrumentState(row.state)),
            lambda form: operations.move_instrument(
                **told, state=InstrumentState(form.cleaned_data["state"]), reason=form.cleaned_data["reason"]
            ),
            _("The instrument's state is changed."),
        ),
    }


@page(*READERS)
def label(request: SignedIn, key: int) -> HttpResponse:
    """The label on an instrument: what it is, until when its verification holds; its QR code leads to its page."""
    row = queries.instrument(request.user, key)
    address = settings.PUBLIC_ADDRESS.rstrip("/") + reverse("laboratory-instrument", args=[row.pk])
    code = segno.make(address, error="m", micro=False).svg_data_uri(border=2, omitsize=True)
    last = row.verifications.first()
    usable = row.state == InstrumentState.IN_SERVICE
    context = {
        "row": row, "code": code, "due": queries.due_on(row) if usable else None, "last": last,
        "state": InstrumentState(row.state).text,
    }  # fmt: skip
    return render(request, "laboratory/resources/label.html", context)
