"""What if: sliders, a policy, and what it would let through."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guomen.kernel.editions.queries import current_edition
from guomen.kernel.terms import Capability, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.simulator.models import Trial
from guomen.simulator.operations import ask_trial
from guomen.simulator.queries import newest_trials, trial
from guomen.simulator.trying.goods import CLASSES
from guomen.simulator.trying.quick import parameters, rates_in_force
from guomen.simulator.trying.reports import MEASURES, RANDOM_ARM, written
from guomen.simulator.web.forms import Sliders
from guomen.simulator.web.pictures import beside

_SIDES = ("policy", "current", "difference")
# The answer to a request by htmx that has no more to ask for.
_STOP = 286


@page(Capability.STUDY_TARGETING)
def what_if(request: SignedIn) -> HttpResponse:
    """The sliders; posted, the policy that they ask for is tried by the worker."""
    moved = (request.POST if request.method == "POST" else request.GET).dict()
    moved.pop("csrfmiddlewaretoken", None)
    form = Sliders(_whole(moved)) if moved else Sliders()
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_trial(
                actor=request.user, at=timezone.now(), values=form.values(rates_in_force()), sliders=form.as_moved()
            )
            return redirect("simulator-trial", asked.pk)
        except Refusal as refusal:
            context["refusal"] = refusal
    if getattr(request, "htmx", False):
        return render(request, "simulator/slider_numbers.html", context)
    return _page(request, context | {"moved": request.method == "POST"})


@page(Capability.STUDY_TARGETING)
def one_trial(request: SignedIn, number: int) -> HttpResponse:
    """A trial: how far it is, then its answer. Asked by htmx only that part."""
    row = trial(number)
    context = {"form": Sliders(_whole(row.sliders)), "trial": row, **_told(row)}
    if getattr(request, "htmx", False):
        return render(request, "simulator/what_if_answer.html", context, status=200 if row.underway else _STOP)
    return _page(request, context)


def _page(request: SignedIn, context: dict[str, Any]) -> HttpResponse:
    context |= {"world": parameters(), "trials": [(row, _changed(row)) for row in newest_trials()]}
    return render(request, "simulator/what_if.html", context)


def _whole(given: dict[str, str]) -> dict[str, Any]:
    """What is not said is as the sliders stand at first."""
    start = {name: field.initial for name, field in Sliders.base_fields.items() if field.initial is not None}
    return {"selection": "rates", **start, **given}


def _changed(row: Trial) -> str:
    return ", ".join(f"{name.removeprefix('targeting.')} = {value}" for name, value in row.values.items())


def _told(row: Trial) -> dict[str, Any]:
    if row.state == Trial.State.REFUSED:
        return {"refused": [Text(**row.answer[word]) for word in ("problem", "remedy")]}
    if row.state != Trial.State.PLAYED:
        return {}
    report = row.answer
    return {
        "picture": beside(
            report,
            language=get_language() or "zh-hans",
            tried=_("policy tried"),
            current=_("current policy"),
            label=_("The policy tried and the policy in force, with 95 % intervals"),
        ),
        "rows": [
            (words, [written(report["measures"][name][side], share) for side in _SIDES])
            for name, (words, share) in MEASURES.items()
        ],
        "estimates": [
            (words, [written(report["random_arm"][name][side], False) for side in _SIDES])
            for name, words in RANDOM_ARM.items()
        ],
        "classes": [(CLASSES[one["class"]], one) for one in report["classes"]],
        "changes": row.values.items(),
        "method": Text(**report["method"]),
        "outdated": row.edition != current_edition(),
    }
