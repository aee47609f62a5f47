"""The two forms of a sealed leg: the numbers that the port puts on, and how the destination finds them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from guomen.inspection.models import Seal
from guomen.inspection.terms import Applied, SealSeen, SealState
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Refusal, Text
from guomen.kernel.web.forms import HouseForm

_WHOLE, _TAMPERED, _MISSING = "whole", "tampered", "missing"
_LOOKS = {
    _WHOLE: Text("完好", "whole"),
    _TAMPERED: Text("破损或有开启痕迹", "broken or tampered with"),
    _MISSING: Text("缺失", "missing"),
}


class SealForm(HouseForm):
    """A field for each container, or for the vehicle; several seals of one are separated by commas."""

    def __init__(self, *args: Any, units: Sequence[str], seals: Sequence[Seal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        for place, unit in enumerate(units):
            before = ", ".join(seal.number for seal in seals if seal.unit == unit)
            self.fields[f"seals-{place}"] = forms.CharField(
                label=unit, initial=before, help_text=_("Seal number; several are separated by commas.")
            )

    def seals(self) -> list[Applied]:
        """What was written down, one seal each."""
        return [
            Applied(unit, number.strip())
            for place, unit in enumerate(self.units)
            for number in self.cleaned_data[f"seals-{place}"].replace("，", ",").replace("、", ",").split(",")
            if number.strip()
        ]

    def explain(self, refusal: Refusal) -> None:
        """Each fault at the container that it is about."""
        self.add_error(None, f"{said(refusal.problem)} {said(refusal.remedy)}")
        places = {f"seals[{unit}]": f"seals-{place}" for place, unit in enumerate(self.units)}
        for fault in refusal.faults:
            self.add_error(places.get(fault.where.field), f"{said(fault.problem)} {said(fault.remedy)}")


@dataclass(frozen=True, slots=True)
class SealRow:
    """One seal with its fields; state None before it was looked at."""

    seal: Seal
    state: SealState | None
    looks: BoundField
    number: BoundField
    note: BoundField
    errors: list[str]


class SealCheckForm(HouseForm):
    """Every seal that the port put on: its number is read from the seal itself, never taken over."""

    def __init__(self, *args: Any, seals: Sequence[Seal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.put_on = seals
        choices = [(code, said(text)) for code, text in _LOOKS.items()]
        for seal in seals:
            self.fields[f"looks-{seal.pk}"] = forms.ChoiceField(choices=choices, widget=forms.RadioSelect)
            self.fields[f"number-{seal.pk}"] = forms.CharField(
                required=False, max_length=40, widget=forms.TextInput(attrs={"aria-label": _("Number as read")})
            )
            self.fields[f"note-{seal.pk}"] = forms.CharField(
                required=False, max_length=500, widget=forms.TextInput(attrs={"aria-label": _("Note")})
            )
            self.initial[f"looks-{seal.pk}"] = _before(seal)
            self.initial[f"number-{seal.pk}"] = seal.seen
            self.initial[f"note-{seal.pk}"] = seal.note

    def clean(self) -> dict[str, Any]:
        """A seal that is there has a number that can be read."""
        for seal in self.put_on:
            looks, number = self.cleaned_data.get(f"looks-{seal.pk}"), self.cleaned_data.get(f"number-{seal.pk}")
            if looks and looks != _MISSING and not number:
                self.add_error(f"number-{seal.pk}", _("Read the number from the seal, or say that it is missing."))
        return self.cleaned_data

    def rows(self) -> Iterator[SealRow]:
        """The seals with their fields and what is wrong with them."""
        for seal in self.put_on:
            looks, number, note = (self[f"{what}-{seal.pk}"] for what in ("looks", "number", "note"))
            errors = [str(error) for field in (looks, number, note) for error in field.errors]
            yield SealRow(seal, SealState(seal.state) if seal.state else None, looks, number, note, errors)

    def seen(self) -> list[SealSeen]:
        """How each seal was found."""
        given = self.cleaned_data
        return [
            SealSeen(
                seal.unit,
                seal.number,
                "" if given[f"looks-{seal.pk}"] == _MISSING else given[f"number-{seal.pk}"],
                given[f"looks-{seal.pk}"] == _WHOLE,
                given[f"note-{seal.pk}"],
            )
            for seal in self.put_on
        ]


def _before(seal: Seal) -> str:
    """How the seal was said to look."""
    if not seal.state:
        return ""
    return {SealState.MISSING: _MISSING, SealState.BROKEN: _TAMPERED}.get(SealState(seal.state), _WHOLE)
