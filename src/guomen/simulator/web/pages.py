"""What if: sliders, a policy, and what it would let through."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guomen.kernel.terms import Capability, Refusal
from guomen.kernel.web.access import SignedIn, page
from guomen.simulator.trying.goods import CLASSES
from guomen.simulator.trying.reports import MEASURES, RANDOM_ARM, as_json, method_of, written
from guomen.simulator.trying.trials import Trials
from guomen.simulator.web.forms import Sliders
from guomen.simulator.web.pictures import beside
from guomen.simulator.web.playing import parameters, rates_in_force, tried

_SIDES = ("policy", "current", "difference")


@page(Capability.STUDY_TARGETING)
def what_if(request: SignedIn) -> HttpResponse:
    """The sliders; with them moved, also what the policy they ask for would do. Nothing is recorded."""
    moved = bool(request.GET)
    form = Sliders(_whole(request.GET.dict())) if moved else Sliders()
    context: dict[str, Any] = {"form": form, "world": parameters(), "moved": moved}
    if moved and form.is_valid():
        try:
            context |= _answer(tried(form.values(rates_in_force())))
        except Refusal as refusal:
            context["refusal"] = refusal
    part = context["part"] = moved and bool(getattr(request, "htmx", False))
    return render(request, "simulator/what_if_answer.html" if part else "simulator/what_if.html", context)


def _whole(given: dict[str, str]) -> dict[str, Any]:
    """What is not said is as the sliders stand at first."""
    start = {name: field.initial for name, field in Sliders.base_fields.items() if field.initial is not None}
    return {"selection": "rates", **start, **given}


def _answer(trials: Trials) -> dict[str, Any]:
    language = get_language() or "zh-hans"
    told = as_json(trials)
    return {
        "picture": beside(
            trials,
            language=language,
            tried=_("policy tried"),
            current=_("current policy"),
            label=_("The policy tried and the policy in force, with 95 % intervals"),
        ),
        "rows": [
            (words, [written(told["measures"][name][side], share) for side in _SIDES])
            for name, (words, share) in MEASURES.items()
        ],
        "estimates": [
            (words, [written(told["random_arm"][name][side], False) for side in _SIDES])
            for name, words in RANDOM_ARM.items()
        ],
        "classes": [(CLASSES[row["class"]], row) for row in told["classes"]],
        "changes": [(one.name, one.value) for one in trials.policy.changes],
        "method": method_of(trials),
    }
