"""The page of policy: what is inspected and why, and giving an office a policy of its own."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.catalogue.operations import decline_policy, propose_policy, sign_policy
from guomen.catalogue.queries import policy, policy_proposals
from guomen.kernel.offices.models import Office
from guomen.kernel.offices.queries import may, office_of_code, sees_office, visible_offices
from guomen.kernel.templatetags.guomen import named, said
from guomen.kernel.terms import Capability, Missing, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.charts import chart
from guomen.targeting.model_v1.terms import REST
from guomen.targeting.overview.queries import OfficeView, office_views, policies_at
from guomen.targeting.terms import Arm
from guomen.targeting.web.forms import explain
from guomen.targeting.web.policy_forms import PolicyForm

# How far the arms are counted back; a view and not a policy.
_DAYS = 30
# Goods under suspicion that are listed for a kind of check.
_SUSPECTED = 20
ARMS = {
    Arm.MANDATORY: Text("规则规定", "a rule leaves no choice"),
    Arm.LEARNED: Text("学习值", "learned value"),
    Arm.LOT: Text("抽批", "lot rate"),
    Arm.CONTROL: Text("随机抽查", "random arm"),
    Arm.NONE: Text("未查验", "not looked at"),
}
SELECTIONS = {
    "rates": Text("按抽批比例", "by lot rates"),
    "capacity": Text("按能力与学习值", "by learned value under capacity"),
}


@page(Capability.STUDY_TARGETING, Capability.MANAGE_SHIFT)
def policy_page(request: SignedIn) -> HttpResponse:
    """Each office with its mode, budget and arms; the policies behind one of them (?office=CODE); proposing another."""
    today = timezone.localdate()
    offices = list(visible_offices(request.user).order_by("code"))
    views = [view for view in office_views(offices, today, today - timedelta(days=_DAYS)) if _busy(view)]
    chosen = _chosen(request, offices)
    held, coming = policies_at(chosen, today) if chosen is not None else ([], [])
    form = _form(request, chosen)
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            row = propose_policy(actor=request.user, at=timezone.now(), **_asked(form.cleaned_data))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("It waits for a second person."))
            return redirect("targeting-policy-proposal", row.pk)
    context = {
        "views": [(view, SELECTIONS.get(view.selection), _counts(view)) for view in views],
        "arms": list(ARMS.values()),
        "suspected": _suspected(views),
        "rest": 100 * REST,
        "chart": _arms_chart(views) if views else "",
        "days": _DAYS,
        "offices": offices,
        "chosen": chosen,
        "held": held,
        "coming": coming,
        "proposals": policy_proposals().filter(office__in=offices, name__startswith="targeting.")[:50],
        "form": form,
        "whatif": whatif(),
    }
    return render(request, "targeting/policy.html", context)


def _busy(view: OfficeView) -> bool:
    """An office at which something was decided, or a shift is open."""
    return bool(view.decided or view.paces)


def _chosen(request: SignedIn, offices: list[Office]) -> Office | None:
    """The office that is asked about, else the reader's own."""
    code = request.GET.get("office", "") or (request.user.office.code if request.user.office else "")
    return next((office for office in offices if office.code == code), None)


def _form(request: SignedIn, chosen: Office | None) -> PolicyForm | None:
    if not (may(request.user, Capability.STUDY_TARGETING) and may(request.user, Capability.IMPOSE_MEASURE)):
        return None
    first = {"office": chosen.code if chosen else "", "name": "targeting.selection", "valid_from": timezone.localdate()}
    return PolicyForm(request.POST or None, actor=request.user, initial=first | request.GET.dict())


def _asked(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "office": office_of_code(given["office"])}


def _suspected(views: list[OfficeView]) -> list[tuple[Text, str, str, float]]:
    """(kind of check, heading, origin, chance in percent) of goods to which something seems to have happened."""
    known = {pace.check_kind: pace.episodes for view in views for pace in view.paces}
    return [
        (kind.text, heading, origin, 100 * chance)
        for kind, episodes in known.items()
        for heading, origin, chance in episodes.suspected(_SUSPECTED)
    ]


def _counts(view: OfficeView) -> list[tuple[int, float]]:
    """Consignments of each arm, and their share in percent."""
    return [(view.arms[arm], 100 * view.arms[arm] / view.decided if view.decided else 0.0) for arm in ARMS]


def _arms_chart(views: list[OfficeView]) -> Any:
    values = [
        {"office": named(view.office), "arm": said(text), "order": place, "count": view.arms[arm]}
        for view in views
        for place, (arm, text) in enumerate(ARMS.items())
    ]
    return chart(
        {
            "width": 560,
            "data": {"values": values},
            "mark": "bar",
            "encoding": {
                "y": {"field": "office", "type": "nominal", "title": None, "axis": {"labelLimit": 200}},
                "x": {
                    "field": "count", "type": "quantitative", "stack": "normalize",
                    "title": _("share of consignments"), "axis": {"format": "%"},
                },
                "color": {
                    "field": "arm", "type": "nominal", "title": None,
                    "sort": [said(text) for text in ARMS.values()],
                },
                "order": {"field": "order", "type": "quantitative"},
            },
        },
        label=_("Why goods were looked at, by office"),
    )  # fmt: skip


def whatif() -> str:
    """Where a policy can be tried on a made-up port first; empty where this installation has no such page."""
    try:
        return reverse("simulator-whatif")
    except NoReverseMatch:
        return ""


@page(Capability.STUDY_TARGETING, Capability.MANAGE_SHIFT)
def proposal(request: SignedIn, number: int) -> HttpResponse:
    """A proposal beside what holds now; whoever may sign and did not propose it decides here."""
    row = policy_proposals().filter(pk=number).first()
    if row is None or not sees_office(request.user, row.office):
        raise Missing(
            "policy.proposal_missing",
            Text("没有这项提议。", "There is no such proposal."),
            Text("请核对编号。", "Check its number."),
        )
    if request.method == "POST":
        deed = sign_policy if request.POST.get("word") == "sign" else decline_policy
        done = deed(actor=request.user, at=timezone.now(), proposal=number)
        signed = done.state == "in_force"
        messages.success(request, _("Signed: it is in force.") if signed else _("The proposal was declined."))
        return redirect("targeting-policy")
    waits = row.state == "waiting"
    context = {
        "row": row,
        "now": policy(row.name, on=max(row.valid_from, timezone.localdate()), office=row.office.code),
        "own": row.proposed_by_id == request.user.pk,
        "may_sign": waits and may(request.user, Capability.EDIT_REFERENCE),
        "whatif": whatif(),
    }
    return render(request, "targeting/policy_proposal.html", context)
