"""Sources and how well each covers its field; one source with its readings; registering one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.kernel.templatetags.guomen import named
from guomen.kernel.terms import Capability, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.charts import chart
from guomen.surveillance.signals.operations import fetch_feed, register_source
from guomen.surveillance.signals.queries import coverage, source
from guomen.surveillance.signals.terms import Credibility, FeedKind, SourceKind
from guomen.surveillance.signals.web.forms import SourceForm

# How signals came in.
_VIA = {
    "api": Text("接口", "API"),
    "file": Text("文件", "file"),
    "feed": Text("信息源", "feed"),
    "form": Text("填报", "form"),
    "event": Text("本系统", "our own"),
    "public": Text("公众", "the public"),
}


@page(Capability.WATCH_RISKS, Capability.AUDIT)
def source_list(request: SignedIn) -> HttpResponse:
    """Every source with its coverage, the quiet ones first; registering one."""
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _registered(request, form):
        return redirect("surveillance-source", form.cleaned_data["code"])
    rows = [
        (one, SourceKind(one.source.kind).text, Credibility(one.source.credibility).text)
        for one in coverage(timezone.localdate())
    ]
    return render(request, "surveillance/signals/sources.html", {"rows": rows, "form": form})


def _registered(request: SignedIn, form: SourceForm) -> bool:
    chosen = form.cleaned_data
    try:
        register_source(
            actor=request.user,
            at=timezone.now(),
            name=Text(chosen["name_zh"], chosen["name_en"]),
            kind=SourceKind(chosen["kind"]),
            credibility=Credibility(chosen["credibility"]),
            feed=FeedKind(chosen["feed"]),
            **{name: chosen[name] for name in ("code", "quiet_days", "address", "fetch_minutes", "active")},
        )
    except Refusal as refusal:
        form.explain(refusal)
        return False
    messages.success(request, _("The source was registered."))
    return True


@page(Capability.WATCH_RISKS, Capability.AUDIT)
def one_source(request: SignedIn, code: str) -> HttpResponse:
    """One source: its coverage, its readings with what was refused; changing it; fetching its feed now."""
    row = source(code)
    fields = (
        "code",
        "name_zh",
        "name_en",
        "kind",
        "credibility",
        "quiet_days",
        "feed",
        "address",
        "fetch_minutes",
        "active",
    )
    form = SourceForm(
        request.POST if "change" in request.POST else None, initial={name: getattr(row, name) for name in fields}
    )
    if "change" in request.POST and form.is_valid() and _registered(request, form):
        return redirect("surveillance-source", form.cleaned_data["code"])
    refusal = _fetched(request, code) if "fetch" in request.POST else None
    covered = next((one for one in coverage(timezone.localdate()) if one.source.pk == row.pk), None)
    context: dict[str, Any] = {
        "row": row,
        "kind": SourceKind(row.kind).text,
        "credibility": Credibility(row.credibility).text,
        "covered": covered,
        "chart": _chart(named(row), covered.weeks) if covered and any(covered.weeks) else None,
        "readings": [
            (one, _VIA.get(one.via, Text(one.via, one.via))) for one in row.readings.order_by("-read_at", "-id")[:30]
        ],
        "form": form,
        "refusal": refusal,
    }
    return render(request, "surveillance/signals/source.html", context)


def _fetched(request: SignedIn, code: str) -> Refusal | None:
    try:
        taken = fetch_feed(actor=request.user, at=timezone.now(), source=source(code))
    except Refusal as refusal:
        return refusal
    new = sum(one.outcome in ("taken", "updated") for one in taken)
    messages.success(request, _("Fetched: %(new)s new signals.") % {"new": new})
    return None


def _chart(name: str, weeks: tuple[int, ...]) -> Any:
    values = [{"week": number - len(weeks) + 1, "count": count} for number, count in enumerate(weeks)]
    spec = {
        "data": {"values": values},
        "mark": {"type": "bar"},
        "width": 560,
        "height": 140,
        "encoding": {
            "x": {"field": "week", "type": "ordinal", "title": _("weeks before this one"), "axis": {"labelAngle": 0}},
            "y": {"field": "count", "type": "quantitative", "title": _("signals"), "axis": {"tickMinStep": 1}},
        },
    }
    return chart(spec, label=_("Signals a week of %(name)s") % {"name": name})
