"""Pages of the processor: dossiers, one dossier, opening one, what detection delivered."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.catalogue.queries import commodity_name, country_name, hazard_name
from guomen.kernel.offices.queries import may, sees_office
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Capability, Reason, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.surveillance.alerts.terms import AlertLevel, AlertState
from guomen.surveillance.assessments.queries import assessments_of
from guomen.surveillance.assessments.web.showing import shown
from guomen.surveillance.clusters.keys import Key
from guomen.surveillance.clusters.models import Detection, Dossier
from guomen.surveillance.clusters.operations import close_dossier, merge_dossiers, open_dossier, remove_member
from guomen.surveillance.clusters.queries import (
    contributions,
    counted,
    detections_of,
    dossier,
    dossiers,
    live_dossiers,
    members_of,
    overdue,
    runs,
)
from guomen.surveillance.clusters.reading import title_of
from guomen.surveillance.clusters.terms import Closing, DossierState, Opening
from guomen.surveillance.clusters.web.charts import curve_chart, origins_map, place_chart
from guomen.surveillance.clusters.web.forms import CloseForm, MergeForm, OpenForm, RemoveForm
from guomen.surveillance.clusters.web.story import story_of
from guomen.surveillance.clusters.web.tables import DossierFilter, DossierTable, MemberTable, RunTable, due
from guomen.surveillance.measures.queries import contained
from guomen.surveillance.signals.queries import signal

_ROWS, _SHOWN, _PATHS = 50, 200, 12
_WHAT = {
    "signals": Text("信号 ", "Signals: "),
    "lines": Text("不合格率 ", "Rate: "),
    "pairs": Text("共同报告 ", "Reported together: "),
}


@page(Capability.WATCH_RISKS)
def dossier_list(request: SignedIn) -> HttpResponse:
    """Every dossier, newest first; what is late."""
    found = DossierFilter(request.GET, queryset=counted(dossiers()))
    table = DossierTable(found.qs)
    RequestConfig(request, paginate={"per_page": _ROWS}).configure(table)
    context = {
        "table": table,
        "filter": found,
        "late": overdue(timezone.now()).count(),
        "live": live_dossiers().count(),
        "last": runs().first(),
    }
    return render(request, "surveillance/clusters/dossier_list.html", context)


@page(Capability.WATCH_RISKS)
def open_one(request: SignedIn) -> HttpResponse:
    """Open a dossier by hand; where the risk has one already, that one is shown."""
    signals = [int(key) for key in request.GET.getlist("signal") if key.isdecimal()]
    form = OpenForm(request.POST or None, initial=_about(signals) | request.GET.dict())
    if request.method == "POST" and form.is_valid():
        own = form.cleaned_data["case"]
        reason = Reason("dossier.by_hand", Text("由值班人员建立。", "Opened by the person on duty."))
        try:
            row = open_dossier(
                actor=request.user,
                at=timezone.now(),
                opening=Opening.CASE if own else Opening.PERSON,
                reasons=[reason],
                signals=signals,
                **form.order(),
            )
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("The dossier is open."))
            return redirect("surveillance-dossier", row.number)
    return render(request, "surveillance/clusters/open.html", {"form": form})


def _about(signals: list[int]) -> dict[str, Any]:
    """What the first signal says the risk is."""
    if not signals:
        return {}
    told = signal(signals[0])
    return {
        "title_zh": told.title,
        "title_en": told.title,
        "hazard": told.hazard,
        "goods": told.goods,
        "origins": " ".join(dict.fromkeys(code for code in (told.origin, *told.origins) if code)),
    }


@page(Capability.WATCH_RISKS)
def one_dossier(request: SignedIn, number: str) -> HttpResponse:
    """One dossier: evidence, curve, origins, members, assessment, alerts, measures, story; what can be done."""
    row = dossier(number)
    offers = _offers(request, row)
    done, forms = tried(request, offers)
    if done:
        return redirect("surveillance-dossier", number)
    table = MemberTable(members_of(number))
    RequestConfig(request, paginate={"per_page": _ROWS}).configure(table)
    detections, origins = list(detections_of(number)[:_SHOWN]), _origins(number)
    return render(
        request,
        "surveillance/clusters/dossier.html",
        {
            "row": row,
            "title": Text(row.title_zh, row.title_en),
            "state": DossierState(row.state),
            "opening": Opening(row.opening),
            "closing": Closing(row.closing) if row.closing else None,
            "due": due(row),
            "chosen": _chosen(row),
            "hazard": hazard_name(row.hazard) if row.hazard else None,
            "goods": [(code, commodity_name(code)) for code in row.goods],
            "origins": [(code, country_name(code)) for code in row.origins],
            "contained": [Text.from_json(path) for path in contained(row.goods, timezone.localdate())[:_PATHS]],
            "detections": [(one, _series(one), _chance(one.probability), one.reasons) for one in detections],
            "curve": curve_chart(next((one for one in detections if one.curve), None)),
            "places": place_chart([said(country_name(code)) for code in origins]),
            "map": origins_map(origins, _located(number)),
            "contributions": contributions(number),
            "table": table,
            "moments": story_of(number),
            "forms": forms,
            "may_assess": may(request.user, Capability.ASSESS_RISK) and sees_office(request.user, row.centre),
            "may_warn": may(request.user, Capability.PROPOSE_ALERT),
            "may_act": may(request.user, Capability.IMPOSE_MEASURE),
            **_linked(row),
        },
    )


def _chosen(row: Dossier) -> Text | None:
    """What was chosen last to answer the risk."""
    newest = row.choices.first()
    return newest.told if newest is not None else None


def _series(one: Detection) -> Text:
    """What the series counts, in words."""
    key = Key(*(one.key.get(part, "") for part in Key._fields))
    what, name = _WHAT.get(one.key.get("what", ""), _WHAT["signals"]), title_of(key)
    return Text(what.zh + name.zh, what.en + name.en)


def _chance(p: float | None) -> str:
    """A probability as people write small ones."""
    return "–" if p is None else f"{p:.2g}"


def _origins(number: str) -> list[str]:
    return [code for code in members_of(number).values_list("signal__origin", flat=True) if code]


def _located(number: str) -> list[tuple[float, float, str]]:
    """Where signals say that it happened, with their titles."""
    rows = members_of(number).exclude(signal__latitude=None).exclude(signal__longitude=None)
    signals = [row.signal for row in rows[:_SHOWN]]
    return [(one.latitude or 0.0, one.longitude or 0.0, one.title) for one in signals]


def _linked(row: Dossier) -> dict[str, Any]:
    """What was assessed, warned of and ordered because of it."""
    return {
        "assessments": [shown(one) for one in assessments_of(row.number)],
        "alerts": [(one, AlertLevel(one.level).text, AlertState(one.state).text) for one in row.alerts.order_by("-id")],
        "measures": [(one, Text(one.text_zh, one.text_en)) for one in row.measures.order_by("-id")],
    }


def _offers(request: SignedIn, row: Dossier) -> dict[str, Offer]:
    if not DossierState(row.state).live:
        return {}
    asked: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "number": row.number}
    offers = {}
    members = [(one.signal_id, one.signal.title) for one in members_of(row.number)[:_SHOWN]]
    if members:
        offers["remove"] = Offer(
            lambda data: RemoveForm(data, members=members),
            lambda form: remove_member(
                **asked, signal=int(form.cleaned_data["signal"]), ground=form.cleaned_data["ground"]
            ),
            _("The signal was taken out."),
        )
    others = [
        (one.number, f"{one.number} {said(Text(one.title_zh, one.title_en))}")
        for one in live_dossiers().exclude(pk=row.pk)[:_SHOWN]
    ]
    if others:
        offers["merge"] = Offer(
            lambda data: MergeForm(data, others=others),
            lambda form: merge_dossiers(**asked, **form.cleaned_data),
            _("The dossiers were merged."),
        )
    if may(request.user, Capability.ASSESS_RISK) and sees_office(request.user, row.centre):
        offers["close"] = Offer(
            CloseForm,
            lambda form: close_dossier(
                **asked, closing=Closing(form.cleaned_data["closing"]), ground=form.cleaned_data["ground"]
            ),
            _("The dossier was closed."),
        )
    return offers


@page(Capability.WATCH_RISKS)
def run_list(request: SignedIn) -> HttpResponse:
    """What each look at the series promised and delivered."""
    table = RunTable(runs())
    RequestConfig(request, paginate={"per_page": _ROWS}).configure(table)
    kept = list(runs()[:_SHOWN])
    promised, alarms = sum(run.promised for run in kept), sum(run.alarms for run in kept)
    context = {"table": table, "weeks": len(kept), "promised": promised, "alarms": alarms}
    return render(request, "surveillance/clusters/runs.html", context)
