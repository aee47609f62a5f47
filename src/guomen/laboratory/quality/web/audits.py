"""Pages of audits and self-checks: the list with how much is closed, opening one, and one item by item."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.kernel.terms import Capability, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.kernel.web.forms import HouseForm
from guomen.laboratory.quality import operations, queries
from guomen.laboratory.quality.models import Audit, AuditItem
from guomen.laboratory.quality.terms import AuditKind, NcSeverity, NcState
from guomen.laboratory.quality.web.forms import AuditForm, ItemForm
from guomen.laboratory.quality.web.standing import closures_of
from guomen.laboratory.quality.web.tables import AuditTable
from guomen.laboratory.resources.queries import self_check_items
from guomen.laboratory.resources.web.access import READERS, ROWS, manages, own_laboratory


@page(*READERS)
def audit_list(request: SignedIn) -> HttpResponse:
    """Audits in sight, and by laboratory how much nonconforming work was found and is closed."""
    rows = queries.visible_audits(request.user).annotate(
        asked=Count("items"),
        answered=Count("items", filter=Q(items__conform__isnull=False)),
        wrong=Count("items", filter=Q(items__conform=False)),
    )
    table = AuditTable(rows.order_by("-on", "-id"))
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {"table": table, "closures": closures_of(request.user), "manages": manages(request.user)}
    return render(request, "laboratory/quality/audits.html", context)


@page(Capability.MANAGE_LABORATORY)
def new_audit(request: SignedIn) -> HttpResponse:
    """Begin an audit: the required items are laid down, the laboratory adds its own."""
    required = self_check_items()
    form = AuditForm(request.POST or None, required=required, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        laboratory = own_laboratory(request.user)
        try:
            row = operations.open_audit(actor=request.user, at=timezone.now(), laboratory=laboratory, **form.audit())
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("The audit is begun. Answer item by item."))
            return redirect("laboratory-audit", row.pk)
    return render(request, "laboratory/quality/audit_new.html", {"form": form, "required": required})


@page(*READERS)
def one_audit(request: SignedIn, key: int) -> HttpResponse:
    """One audit, item by item: what was asked, what was found, what came of it."""
    row = queries.audit(request.user, key)
    items = list(row.items.select_related("nonconformity"))
    writes = manages(request.user) and row.closed_at is None
    done, forms = tried(request, _offers(request, row, items) if writes else {})
    if done:
        return redirect("laboratory-audit", row.pk)
    context = {
        "row": row,
        "kind": AuditKind(row.kind).text,
        "items": [(one, _became(one), forms.get(f"item-{one.position}")) for one in items],
        "closable": "close" in forms,
    }  # fmt: skip
    return render(request, "laboratory/quality/audit.html", context)


def _became(item: AuditItem) -> Text | None:
    return NcState(item.nonconformity.state).text if item.nonconformity else None


def _offers(request: SignedIn, row: Audit, items: list[AuditItem]) -> dict[str, Offer]:
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "audit": row.pk}
    offers = {f"item-{one.position}": _answering(told, one.position) for one in items if one.conform is None}
    if not offers:
        offers["close"] = Offer(HouseForm, lambda form: operations.close_audit(**told), _("The audit is closed."))
    return offers


def _answering(told: dict[str, Any], position: int) -> Offer:
    def answer(form: ItemForm) -> None:
        given = form.cleaned_data
        operations.answer_item(
            **told, position=position, conform=given["conform"] == "yes", found=given["found"],
            severity=NcSeverity(given["severity"]),
        )  # fmt: skip

    return Offer(partial(ItemForm, prefix=f"item-{position}"), answer, _("The answer is on record."))
