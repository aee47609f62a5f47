"""The page of sister lots: what failed, what of it is still here, and what a person decides."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guomen.inspection import operations, queries
from guomen.inspection.models import SisterLot
from guomen.inspection.terms import SisterState
from guomen.kernel.offices.queries import may, sees_office
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Capability, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.forms import HouseForm

_ROWS = 200
_CHOICES = (SisterState.SAMPLED, SisterState.HELD, SisterState.DISMISSED)


class DecideForm(HouseForm):
    """What is done with a sister lot, and why."""

    sister = forms.IntegerField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(label=gettext_lazy("What is done with it"))
    ground = forms.CharField(label=gettext_lazy("Ground"), max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [(one.value, said(one.text)) for one in _CHOICES]  # type: ignore[attr-defined]


@page(Capability.INSPECT, Capability.MANAGE_SHIFT)
def sister_list(request: SignedIn) -> HttpResponse:
    """Sister lots of failing lots, those that wait for a decision first."""
    decides = may(request.user, Capability.OVERRIDE_CHANNEL)
    sent = DecideForm(request.POST) if request.method == "POST" and decides else None
    if sent is not None and sent.is_valid():
        told = sent.cleaned_data
        try:
            operations.decide_sister(
                actor=request.user, at=timezone.now(), sister=told["sister"], choice=SisterState(told["choice"]),
                ground=told["ground"],
            )  # fmt: skip
        except Refusal as refusal:
            sent.explain(refusal)
        else:
            messages.success(request, _("The decision was written down."))
            return redirect("inspection-sisters")
    rows = sorted(queries.visible_sisters(request.user)[:_ROWS], key=lambda one: one.state != SisterState.PROPOSED)
    shown = [_shown(request, one, sent, decides) for one in rows]
    return render(request, "inspection/sisters.html", {"rows": shown, "refused": sent})


def _shown(request: SignedIn, row: SisterLot, sent: DecideForm | None, decides: bool) -> dict[str, Any]:
    form = None
    if decides and row.state == SisterState.PROPOSED and sees_office(request.user, row.consignment.office):
        own = sent is not None and sent.data.get("sister") == str(row.pk)
        form = sent if own else DecideForm(initial={"sister": row.pk}, auto_id=f"sister-{row.pk}-%s")
    return {"row": row, "why": Text(row.why_zh, row.why_en), "state": SisterState(row.state).text, "form": form}
