"""Pages of alerts for officers: the list, what is due, one alert with everything that can be done about it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.kernel.offices.queries import may, sees_office
from guomen.kernel.terms import Capability, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.operations import (
    acknowledge_alert,
    decline_alert,
    propose_lifting,
    propose_refutation,
    retry_sending,
    sign_alert,
)
from guomen.surveillance.alerts.queries import (
    alert,
    clocks,
    newest,
    office_circulars,
    questions,
    standing,
    versions,
    waiting_clocks,
)
from guomen.surveillance.alerts.terms import AlertLevel, AlertState, SendingState
from guomen.surveillance.alerts.web.forms import AcknowledgeForm, GroundForm, LiftForm, RefuteForm, RetryForm, SignForm
from guomen.surveillance.alerts.web.showing import moments, shown, shown_clock
from guomen.surveillance.alerts.web.tables import AlertFilter, AlertTable, SendingTable, sendings
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.queries import measures_answering, state_of
from guomen.surveillance.measures.terms import MeasureState

READERS = (Capability.WATCH_RISKS, Capability.PROPOSE_ALERT, Capability.SIGN_ALERT, Capability.AUDIT)
ROWS = 50


@page(*READERS)
def alert_list(request: SignedIn) -> HttpResponse:
    """The newest version of every alert; proposals among them."""
    found = AlertFilter(request.GET, queryset=newest())
    table = AlertTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    sees_outlets = any(may(request.user, one) for one in (Capability.OPERATE, Capability.SIGN_ALERT, Capability.AUDIT))
    context = {"table": table, "filter": found, "may_see_outlets": sees_outlets}
    return render(request, "surveillance/alerts/alert_list.html", context)


@page(*READERS)
def due(request: SignedIn) -> HttpResponse:
    """What waits for somebody: signatures, circulars to acknowledge, what is to be lifted or assessed anew."""
    now = timezone.now()
    context = {
        "waiting": [(one, shown_clock(one.clock, now)) for one in waiting_clocks(now)],
        "circulars": [
            (one, Text(one.alert.title_zh, one.alert.title_en), AlertLevel(one.alert.level), one.due_at < now)
            for one in office_circulars(request.user)
        ],
    }
    return render(request, "surveillance/alerts/due.html", context)


@page(*READERS)
def one_alert(request: SignedIn, number: str) -> HttpResponse:
    """One alert: the version that asks for something first, the one in force, all others, clocks, sendings."""
    row = alert(number)
    done, forms = tried(request, _offers(request, row))
    if done:
        return redirect("surveillance-alert", number)
    now, holding = timezone.now(), standing(number)
    table = SendingTable(sendings(number))
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {
        "row": row,
        "one": shown(row, now),
        "standing": shown(holding, now) if holding is not None and holding.pk != row.pk else None,
        "forms": forms,
        "may_change": _may_change(request, row),
        "may_act": may(request.user, Capability.IMPOSE_MEASURE)
        and row.state in (AlertState.ISSUED, AlertState.PROPOSED),
        "measures": [_measure(one) for one in measures_answering(number)],
        "questions": questions(holding) if holding else [],
        "clocks": [shown_clock(one, now) for one in clocks(row)],
        "acknowledged": row.acknowledgements.select_related("office", "given_by").order_by("office__path"),
        "now": now,
        "table": table,
        "failed": [one.pk for one in sendings(number).filter(state=SendingState.FAILED)] if "retry" in forms else [],
        "moments": moments(list(versions(number))),
        "all_versions": [shown(one, now) for one in versions(number)],
    }
    return render(request, "surveillance/alerts/alert.html", context)


def _measure(row: Measure) -> tuple[Measure, Text, MeasureState]:
    return row, Text(row.text_zh, row.text_en), state_of(row, timezone.localdate())


def _may_change(request: SignedIn, row: Alert) -> bool:
    return row.state == AlertState.ISSUED and may(request.user, Capability.PROPOSE_ALERT)


def _offers(request: SignedIn, row: Alert) -> dict[str, Offer]:
    """What this person may do with the alert as it stands."""
    asked: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "number": row.number}
    return {
        **(_signing(request, row, asked) if row.state == AlertState.PROPOSED else {}),
        **(_ending(row, asked) if _may_change(request, row) else {}),
        **_acknowledging(request, row, asked),
        **_retrying(request, asked),
    }


def _signing(request: SignedIn, row: Alert, asked: dict[str, Any]) -> dict[str, Offer]:
    this = asked | {"version": row.version}
    own = row.proposed_by_id == request.user.pk
    signs = may(request.user, Capability.SIGN_ALERT) and sees_office(request.user, row.issuer)
    offers: dict[str, Offer] = {}
    if signs and not own:
        offers["sign"] = Offer(SignForm, lambda form: sign_alert(**this), _("Signed. It is published and on its way."))
    if signs or own:
        offers["decline"] = Offer(
            GroundForm,
            lambda form: decline_alert(**this, ground=form.cleaned_data["ground"]),
            _("The proposal was declined."),
        )
    return offers


def _ending(row: Alert, asked: dict[str, Any]) -> dict[str, Offer]:
    waits = _("Proposed. Another person signs it.")
    return {
        "lift": Offer(LiftForm, lambda form: propose_lifting(**asked, ground=form.text()), waits),
        "refute": Offer(
            lambda data: RefuteForm(data, below=AlertLevel(row.level)),
            lambda form: propose_refutation(**asked, statement=form.text(), level=form.level_left()),
            waits,
        ),
    }


def _acknowledging(request: SignedIn, row: Alert, asked: dict[str, Any]) -> dict[str, Offer]:
    held = standing(row.number)
    waits = held is not None and held.acknowledgements.filter(office=request.user.office_id, given_at=None).exists()
    if not (waits and may(request.user, Capability.WATCH_RISKS)):
        return {}
    done = _("Acknowledged.")
    return {
        "acknowledge": Offer(
            AcknowledgeForm, lambda form: acknowledge_alert(**asked, note=form.cleaned_data["note"]), done
        )
    }


def _retrying(request: SignedIn, asked: dict[str, Any]) -> dict[str, Offer]:
    if not any(may(request.user, one) for one in (Capability.OPERATE, Capability.SIGN_ALERT)):
        return {}
    who = {name: asked[name] for name in ("actor", "at")}
    return {
        "retry": Offer(
            RetryForm,
            lambda form: retry_sending(**who, sending=form.cleaned_data["sending"]),
            _("It will be sent again."),
        )
    }
