"""The laboratory's door: a scanner that types, no mouse. Scan, see what is expected, Enter takes it in."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.kernel.terms import Capability, Refusal
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Forms, Offer, tried
from guomen.laboratory import operations, queries
from guomen.laboratory.models import Sample
from guomen.laboratory.queries.portions import Read
from guomen.laboratory.queries.reception import expected
from guomen.laboratory.terms import PortionKind, PortionState
from guomen.laboratory.web.forms import ReceiveForm, ScanForm


@page(Capability.TEST)
def reception(request: SignedIn) -> HttpResponse:
    """What was scanned, with what is expected of it, to be taken in or refused; and what is missing."""
    scan = ScanForm(request.GET if "scan" in request.GET else None)
    found: Read | None = None
    forms: Forms = {}
    if scan.is_valid():
        try:
            found = expected(request.user, scan.cleaned_data["scan"])
        except Refusal as refusal:
            scan.explain(refusal)
    if found is not None:
        done, forms = tried(request, _offers(request, found, scan.cleaned_data["scan"]))
        if done:
            return redirect("laboratory-reception")
    now = timezone.now()
    context = {
        "scan": scan if found is None else None,
        "forms": forms,
        "missing": queries.missing_samples(request.user, now),
        **(_card(found) if found else {}),
    }
    return render(request, "laboratory/reception.html", context)


def _offers(request: SignedIn, found: Read, scanned: str) -> dict[str, Offer]:
    told: dict[str, Any] = {
        "actor": request.user, "at": timezone.now(), "label": found.sample.label, "scanned": scanned
    }  # fmt: skip
    form = partial(ReceiveForm, prefix="receive", sample=found.sample, scanned=scanned)
    return {
        "receive": Offer(
            form,
            lambda sent: operations.receive_sample(
                **told, hand=sent.hand(), remark=sent.cleaned_data["remark"], portions=sent.portions()
            ),
            _("The sample was taken in.") + f" {found.sample.label}",
            "receive",
        ),
        "refuse": Offer(
            form,
            lambda sent: operations.refuse_sample(**told, hand=sent.hand(), reason=sent.cleaned_data["remark"]),
            _("The sample was refused.") + f" {found.sample.label}",
            "receive",
        ),
    }


def _card(found: Read) -> dict[str, Any]:
    """What is expected of the bag."""
    row: Sample = found.sample
    return {
        "row": row,
        "part": found.portion,
        "part_kind": PortionKind(found.portion.kind).text if found.portion else None,
        "seal": queries.seal_set(row),
        "kept": queries.kept_of(row),
        "parts": [(one, PortionKind(one.kind).text) for one in row.portions.filter(state=PortionState.KEPT)],
        "last": row.steps.filter(portion=None).order_by("-id").first(),
    }
