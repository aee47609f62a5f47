"""Pages of nonconforming work: the list, opening one, and one with its whole story and what may be done now."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.laboratory.quality import operations, queries
from guomen.laboratory.quality.models import Nonconformity
from guomen.laboratory.quality.operations.actions import VERIFIERS
from guomen.laboratory.quality.operations.nonconformities import REPORTERS
from guomen.laboratory.quality.terms import NcSeverity, NcSource, NcState
from guomen.laboratory.quality.web.forms import (
    ActionForm,
    CauseForm,
    ClosingForm,
    DoneForm,
    EffectForm,
    NonconformityForm,
)
from guomen.laboratory.quality.web.tables import NonconformityFilter, NonconformityTable, scope_of
from guomen.laboratory.resources.queries import people_of, valid_methods, visible_instruments
from guomen.laboratory.resources.web.access import READERS, ROWS, manages, own_laboratory

# Results in doubt that are listed.
_DOUBTFUL = 100


@page(*READERS)
def nonconformity_list(request: SignedIn) -> HttpResponse:
    """Nonconformities in sight: those that are not closed, unless asked otherwise."""
    rows = queries.visible_nonconformities(request.user)
    found = NonconformityFilter(request.GET, queryset=rows)
    late = set(queries.overdue(rows, timezone.localdate()).values_list("pk", flat=True))
    table = NonconformityTable(found.qs, late=late)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {"table": table, "filter": found, "late": len(late)}
    return render(request, "laboratory/quality/nonconformities.html", context)


@page(*REPORTERS)
def new_nonconformity(request: SignedIn) -> HttpResponse:
    """Put on record that something does not conform."""
    laboratory, at = own_laboratory(request.user), timezone.now()
    methods = valid_methods(laboratory=laboratory, on=timezone.localdate(at))
    instruments = visible_instruments(request.user).filter(laboratory=laboratory)
    form = NonconformityForm(request.POST or None, methods=methods, instruments=instruments)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = operations.open_nonconformity(
                actor=request.user,
                at=at,
                laboratory=laboratory,
                severity=NcSeverity(given["severity"]),
                source=NcSource.COMPLAINT if given["complaint"] else NcSource.PERSON,
                what=form.what(),
                method=given["method"],
                instrument=given["instrument"],
            )
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("The nonconformity is on record."))
            return redirect("laboratory-nonconformity", row.number)
    return render(request, "laboratory/quality/nonconformity_new.html", {"form": form})


@page(*READERS)
def one_nonconformity(request: SignedIn, number: str) -> HttpResponse:
    """One nonconformity: what, why, which results are in doubt, what is done, who verified it."""
    row = queries.nonconformity(request.user, number)
    actions = list(row.actions.select_related("responsible", "verified_by"))
    done, forms = tried(request, _offers(request, row, actions))
    if done:
        return redirect("laboratory-nonconformity", row.number)
    today = timezone.localdate()
    doubtful = queries.doubtful_results(row)
    context = {
        "row": row,
        "what": Text(row.what_zh, row.what_en),
        "severity": NcSeverity(row.severity).text,
        "state": NcState(row.state).text,
        "source": NcSource(row.source).text,
        "scope": scope_of(row),
        "series": row.subject.removeprefix("control_series:") if row.subject.startswith("control_series:") else "",
        "blocks": row.severity == NcSeverity.CRITICAL and row.state != NcState.CLOSED,
        "actions": [
            {"row": one, "late": one.done_at is None and one.due_on < today,
             "done": forms.get(f"done-{one.pk}"), "verify": forms.get(f"verify-{one.pk}")}
            for one in actions
        ],
        "since": queries.last_good_at(row),
        "doubtful": [(one, Text(one.request.analyte_zh, one.request.analyte_en)) for one in doubtful[:_DOUBTFUL]],
        "doubtful_count": doubtful.count(),
        "forms": forms,
    }  # fmt: skip
    return render(request, "laboratory/quality/nonconformity.html", context)


def _offers(request: SignedIn, row: Nonconformity, actions: list[Any]) -> dict[str, Offer]:
    if row.state == NcState.CLOSED:
        return {}
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now()}
    offers = _managing(told, row) if manages(request.user) else {}
    for one in actions:
        if one.done_at is None and one.responsible_id == request.user.pk:
            offers[f"done-{one.pk}"] = _doing(told, one.pk)
        elif (
            one.done_at
            and one.verified_at is None
            and one.responsible_id != request.user.pk
            and _verifies(request.user)
        ):
            offers[f"verify-{one.pk}"] = _verifying(told, one.pk)
    return offers


def _verifies(actor: Actor) -> bool:
    return any(may(actor, one) for one in VERIFIERS)


def _doing(told: dict[str, Any], key: int) -> Offer:
    return Offer(
        partial(DoneForm, prefix=f"done-{key}"),
        lambda form: operations.complete_action(**told, action=key, done=form.cleaned_data["done"]),
        _("The action is done. Another person verifies it."),
    )


def _verifying(told: dict[str, Any], key: int) -> Offer:
    return Offer(
        partial(EffectForm, prefix=f"verify-{key}"),
        lambda form: operations.verify_action(**told, action=key, effective=form.cleaned_data["effective"] == "yes"),
        _("The action is verified."),
    )


def _managing(told: dict[str, Any], row: Nonconformity) -> dict[str, Offer]:
    return {
        "cause": Offer(
            partial(CauseForm, prefix="cause", initial={"cause": row.cause, "impact": row.impact}),
            lambda form: operations.state_cause(**told, number=row.number, **form.cleaned_data),
            _("Cause and impact are stated."),
        ),
        "agree": Offer(
            partial(ActionForm, prefix="agree", people=people_of(row.laboratory)),
            lambda form: operations.agree_action(**told, number=row.number, **form.cleaned_data),
            _("The action is agreed."),
        ),
        "close": Offer(
            partial(ClosingForm, prefix="close"),
            lambda form: operations.close_nonconformity(**told, number=row.number, **form.cleaned_data),
            _("The nonconformity is closed."),
        ),
    }
