"""Pages of models: which is in charge, how good they are, whether they still hold, and changing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from guomen.catalogue.queries import policy
from guomen.catalogue.terms import Channel
from guomen.kernel.offices.queries import may
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Capability, Missing, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.targeting.model_v1.names import name_of
from guomen.targeting.models import Promotion, RiskModel
from guomen.targeting.registry.operations import (
    decline_promotion,
    propose_promotion,
    request_training,
    sign_promotion,
)
from guomen.targeting.registry.queries import CHECKED, drift, risk_model, risk_models, standing, waiting_promotions
from guomen.targeting.registry.showing import damaged, shadowed, standings, training
from guomen.targeting.web.forms import explain
from guomen.targeting.web.model_charts import calibration_chart, caught_chart, drift_chart, gain_chart
from guomen.targeting.web.model_forms import StandingForm, TrainForm
from guomen.targeting.web.model_tables import (
    STANDINGS,
    ModelTable,
    PromotionTable,
    WaitingTable,
    standing_badge,
)

_FEATURES = 20
_SKILL = ("base_rate", "auc", "p@5%", "p@10%")


def _may_train(request: SignedIn) -> bool:
    return may(request.user, Capability.STUDY_TARGETING) and may(request.user, Capability.IMPOSE_MEASURE)


@page(Capability.STUDY_TARGETING)
def model_list(request: SignedIn) -> HttpResponse:
    """Every model with its standing; what waits for a second person; what became of a training."""
    rows = risk_models()
    stand = standings()
    asked = [row for row in rows if stand.get(row.pk) in (Promotion.Standing.CHAMPION, Promotion.Standing.CHALLENGER)]
    table = ModelTable(rows, standings=stand, damaged=damaged(asked))
    waiting = WaitingTable(waiting_promotions(), prefix="waiting-")
    for one in (table, waiting):
        RequestConfig(request, paginate={"per_page": 30}).configure(one)
    targets = [(Channel(target).text, _in_charge(asked, stand, target), training(target)) for target in CHECKED]
    context = {
        "table": table,
        "waiting": waiting if waiting.rows else None,
        "targets": targets,
        "form": TrainForm() if _may_train(request) else None,
    }
    return render(request, "targeting/model_list.html", context)


def _in_charge(rows: list[RiskModel], stand: dict[int, str], target: str) -> RiskModel | None:
    return next((row for row in rows if row.target == target and stand[row.pk] == Promotion.Standing.CHAMPION), None)


@require_POST
@page(Capability.STUDY_TARGETING)
def train(request: SignedIn) -> HttpResponse:
    """Ask the worker to train a challenger; the page answers at once."""
    target = request.POST.get("target", "")
    request_training(actor=request.user, at=timezone.now(), target=target)
    messages.success(request, _("A challenger is being trained. It appears in the list when it is done."))
    return redirect("targeting-models")


@page(Capability.STUDY_TARGETING)
def one_model(request: SignedIn, digest: str) -> HttpResponse:
    """One model: its card, calibration, features, drift, challengers, history; and proposing another standing."""
    row = risk_model(digest)
    now = standing(row)
    waits = row.promotions.filter(state=Promotion.State.WAITING).first()
    form = StandingForm(request.POST or None, now=now) if _may_train(request) and waits is None else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            made = propose_promotion(
                actor=request.user,
                at=timezone.now(),
                digest=row.digest,
                to=form.cleaned_data["to"],
                ground=form.cleaned_data["ground"],
            )
        except Refusal as refusal:
            explain(form, refusal)
        else:
            waiting = made.state == Promotion.State.WAITING
            messages.success(request, _("It waits for a second person.") if waiting else _("The standing was changed."))
            return redirect("targeting-model", row.digest)
    history = PromotionTable(
        row.promotions.select_related("proposed_by", "decided_by").order_by("-id"), prefix="history-"
    )
    RequestConfig(request, paginate={"per_page": 30}).configure(history)
    context = {
        "row": row,
        "standing": standing_badge(now),
        "target": Channel(row.target).text,
        "damaged": bool(damaged([row])),
        "waits": waits,
        "form": form,
        "history": history,
        "trial": _trial(row.card.get("rehearsal")),
        "shadowed": [(one, one.digest[:12]) for one in shadowed(row.target)] if now == "champion" else [],
        **_card(row.card),
        **_drift(row),
    }
    return render(request, "targeting/model.html", context)


def _card(card: dict[str, Any]) -> dict[str, Any]:
    """What the training run wrote, as the page shows it."""
    calibration = card.get("calibration") or {}
    features = [(said(Text(one["zh"], one["en"])), one["gain"]) for one in card.get("features", []) if one["gain"] > 0]
    return {
        "card": card,
        "skill": [
            (name, [found.get(column) for column in _SKILL])
            for part in ("skill", "parts")
            for name, found in (card.get(part) or {}).items()
        ],
        "additive_share": card.get("share"),
        "trees_share": 1 - card["share"] if card.get("share") is not None else None,
        "calibration": calibration,
        "calibration_chart": calibration_chart(calibration["table"]) if calibration.get("table") else "",
        "features": features[:_FEATURES],
        "gain_chart": gain_chart(features[:_FEATURES]) if features else "",
    }


def _trial(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """A trial on lines that a model had not learned from, with its pictures."""
    if not found or not found.get("caught"):
        return None
    model, before = _("this model"), _("the model in charge")
    bars = [{"model": model, **one} for one in found["caught"]]
    champion = [
        {"model": before, "share": mine["share"], "caught": mine["caught"] - gain["more"]}
        for mine, gain in zip(found["caught"], found["more"], strict=False)
    ]
    gains = found["more"] or [None] * len(found["caught"])
    return {
        **found,
        "rows": list(zip(found["caught"], gains, strict=True)),
        "chart": caught_chart([*bars, *champion]),
        "calibration_rows": [
            {"foretold": one["expected"], "found": one["observed"], "rows": one["n"], **one}
            for one in found["calibration"]
        ],
        "calibration_chart": calibration_chart(
            [{"foretold": one["expected"], "found": one["observed"], "low": one["low"], "high": one["high"]}
             for one in found["calibration"]]
        ),
    }  # fmt: skip


def _drift(row: RiskModel) -> dict[str, Any]:
    """What the last night's look found."""
    found = drift(row.digest)
    if found is None:
        return {"drift": None}
    limit = policy("targeting.model.drift.stability", on=timezone.localdate()).number
    moved = sorted(found.get("features", {}).items(), key=lambda one: -one[1])
    rows = [(said(name_of(name)), index, index >= limit) for name, index in moved]
    told = [said(name_of(name)) if name in found.get("features", {}) else said(_BREACHES[name])
            for name in found["breaches"]]  # fmt: skip
    return {
        "drift": found,
        "drift_rows": rows,
        "drift_limit": limit,
        "drift_told": told,
        "drift_chart": drift_chart([(name, index) for name, index, _far in rows], limit) if rows else "",
        "ratios": [(said(_RATIOS[name]), found[name]) for name in ("random", "inspected") if found.get(name)],
    }


_RATIOS = {
    "random": Text("随机抽中的货物", "what chance picked"),
    "inspected": Text("所有查验的货物", "everything that was looked at"),
}
_BREACHES = {
    "random": Text("校准（随机抽中的货物）", "calibration on what chance picked"),
    "inspected": Text("校准（所有查验的货物）", "calibration on everything that was looked at"),
    "damaged": Text("模型文件已损坏", "the model's files are damaged"),
}


@page(Capability.STUDY_TARGETING)
def promotion(request: SignedIn, number: int) -> HttpResponse:
    """A proposal with its evidence; whoever may sign and did not propose it decides here."""
    row = Promotion.objects.select_related("model", "proposed_by", "decided_by").filter(pk=number).first()
    if row is None:
        raise Missing(
            "promotion.missing",
            Text("没有这项提议。", "There is no such proposal."),
            Text("请核对编号。", "Check its number."),
        )
    if request.method == "POST":
        deed = sign_promotion if request.POST.get("word") == "sign" else decline_promotion
        done = deed(actor=request.user, at=timezone.now(), promotion=number)
        signed = done.state == Promotion.State.IN_FORCE
        messages.success(request, _("Signed: it is in force.") if signed else _("The proposal was declined."))
        return redirect("targeting-model", row.model.digest)
    waits = row.state == Promotion.State.WAITING
    context = {
        "row": row,
        "to": STANDINGS[row.to],
        "standing": standing_badge(standing(row.model)),
        "target": Channel(row.model.target).text,
        "rehearsal": _trial(row.evidence.get("rehearsal")),
        "since": _trial(row.evidence.get("since")),
        "own": row.proposed_by_id == request.user.pk,
        "may_sign": waits and may(request.user, Capability.SIGN_MODEL),
    }
    return render(request, "targeting/promotion.html", context)
