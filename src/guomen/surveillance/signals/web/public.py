"""The public's own report, without signing in: told, a token given, its state asked for with the token."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guomen.kernel.terms import Refusal
from guomen.surveillance.signals.operations.informing import Identity, status_by_token, take_tip
from guomen.surveillance.signals.terms import InformantStatus, SignalReport, SourceKind
from guomen.surveillance.signals.web.forms import TellForm, TokenForm


@never_cache
@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """Tell of a danger; the token is shown once, on this page alone."""
    form = TellForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now, chosen = timezone.now(), form.cleaned_data
        try:
            told = take_tip(
                at=now,
                kind=SourceKind(chosen["kind"]),
                report=SignalReport(
                    reference=now.strftime("%Y%m%d-%H%M%S.%f"),
                    reported_on=timezone.localdate(),
                    happened_on=chosen["happened_on"],
                    **{name: chosen[name] for name in ("title", "original", "goods_words", "party", "place")},
                ),
                identity=Identity(chosen["name"], chosen["contact"]),
                address=str(request.META.get("REMOTE_ADDR", "")),
            )
        except Refusal as refusal:
            form.explain(refusal)
        else:
            return render(request, "surveillance/signals/told.html", {"token": told.token})
    return render(request, "surveillance/signals/tell.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """How a report stands, for whoever holds its token; asked by POST, so that the token stays out of logs."""
    form, row = TokenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            row = status_by_token(form.cleaned_data["token"])
        except Refusal as refusal:
            form.explain(refusal)
    text = InformantStatus(row.status).text if row else None
    return render(request, "surveillance/signals/tell_status.html", {"form": form, "row": row, "status": text})
