"""The small form of the page of rate plans, and the plan that it describes."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.terms import PlanKind, RatePlan
from guomen.kernel.templatetags.guomen import said
from guomen.targeting.plans.rules.building import machine, machine_of
from guomen.targeting.plans.rules.machine import Machine

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_NUMBERS = ("i", "f", "i2", "f2", "back", "points")
# Of a plan that nobody asked for, and the share where none is given.
P = 0.03
FIRST = {"kind": str(PlanKind.CSP_3), "i": "10", "f": "0.1", "p": str(P)}


def _share(label: "StrPromise") -> forms.FloatField:
    return forms.FloatField(label=label, required=False, min_value=0.001, max_value=1, step_size=None)


def _lots(label: "StrPromise") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=200)


class PlanForm(forms.Form):
    """A plan by kind and numbers, and a share of nonconforming lots; a number that the kind has not is passed over."""

    kind = forms.ChoiceField(label=_("Plan"))
    i = _lots(_("Lots in a row that qualify (i)"))
    f = _share(_("Share looked at once qualified (f)"))
    i2 = _lots(_("Lots in a row to the next share (i2)"))
    f2 = _share(_("The next or last share (f2)"))
    back = _lots(_("Lots in a row out of interruption"))
    points = forms.IntegerField(label=_("Switching score of an accepted lot"), required=False, min_value=2, max_value=3)
    p = forms.FloatField(label=_("Share of lots that do not conform (p)"), required=False, min_value=0, max_value=1)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["kind"].choices = [(str(kind), said(kind.text)) for kind in PlanKind]  # type: ignore[attr-defined]

    def plan(self) -> Machine:
        """What the form describes, once it is valid."""
        given = self.cleaned_data
        return machine(PlanKind(given["kind"]), **{name: given[name] for name in _NUMBERS})


def form_of(row: RatePlan | None, asked: dict[str, str]) -> PlanForm:
    """The form as it was sent; as a row of reference data has it; or as the page begins."""
    if row is not None and machine_of(row) is not None:
        return PlanForm({"kind": str(row.kind), "p": P} | {name: getattr(row, name) for name in _NUMBERS})
    return PlanForm(asked if "kind" in asked else FIRST)
