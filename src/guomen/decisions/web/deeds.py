"""What the buttons of a page do: one form for each deed, tried, and its refusal shown where it was asked."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import get_language

from guomen.kernel.terms import Refusal
from guomen.kernel.web.access import SignedIn

Forms = dict[str, forms.Form]
Deeds = Mapping[str, Callable[[dict[str, Any]], object]]


def tried(request: SignedIn, offered: Forms, deeds: Deeds, done: Mapping[str, str]) -> bool:
    """Do the deed that the button `act` names; True where it was done, else its form says why not.

    offered holds the forms that the person may use, each under the name of its deed; the one that was sent is bound
    in place. done: what to say afterwards.
    """
    act = request.POST.get("act", "")
    if request.method != "POST" or act not in offered:
        return False
    form = offered[act] = type(offered[act])(request.POST)
    if not form.is_valid():
        return False
    try:
        deeds[act](form.cleaned_data)
    except Refusal as refusal:
        language = get_language() or "zh-hans"
        form.add_error(None, f"{refusal.problem.in_(language)} {refusal.remedy.in_(language)}")
        return False
    messages.success(request, done[act])
    return True
