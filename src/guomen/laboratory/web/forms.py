"""What a person writes in the laboratory. `places` says at which field a refusal of the operation is shown."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import HouseForm, words
from guomen.laboratory.models import Result, Sample
from guomen.laboratory.queries import kept_of, seal_set
from guomen.laboratory.terms import Hand, Limit, Measured, PortionState, absent

NOT_DETECTED = "ND"
_PART = r"(?:[1-9][0-9]{0,3} ?)?[A-Za-zµμ%‰℃°]+[0-9]?"
_UNIT = re.compile(rf"-|/?{_PART}(?:/{_PART})*")


class ScanForm(HouseForm):
    """A label, scanned or typed."""

    places: ClassVar[dict[str, str]] = {"sample.label_unreadable": "scan", "sample.missing": "scan"}
    scan = forms.CharField(
        label=_("Scan a label"),
        max_length=200,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
    )


class HandForm(HouseForm):
    """The particulars of a custody step."""

    place = forms.CharField(label=_("Place"), max_length=100, required=False)
    temperature = forms.DecimalField(
        label=_("Temperature (°C)"), required=False, max_digits=5, decimal_places=1, min_value=Decimal(-273)
    )

    def hand(self) -> Hand:
        """Who has it now, as it was written; without a name it is whoever sends the form."""
        said = self.cleaned_data
        return Hand(
            said.get("holder", ""), said["place"], said.get("seal", ""), said["temperature"], said.get("note", "")
        )


class ReceiveForm(HandForm):
    """Taking a sample in or refusing it: the label is read from the bag once more."""

    places: ClassVar[dict[str, str]] = {
        "sample.label_unreadable": "scanned",
        "sample.wrong_label": "scanned",
        "sample.portion_missing": "parts",
        "sample.temperature": "temperature",
        "sample.seal_differs": "seal",
        "sample.reason": "remark",
    }
    scanned = forms.CharField(
        label=_("Label on the bag"),
        max_length=200,
        help_text=_("Scan it from the bag in your hand."),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
    )
    seal = forms.CharField(
        label=_("Seal found"), max_length=40, required=False, help_text=_("Empty where the bag has none.")
    )
    remark = forms.CharField(
        label=_("Remark, or reason for refusing"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Empty where everything is as it should be. A refusal needs it."),
    )
    parts = forms.CharField(
        label=_("Labels of its parts"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Scan one after the other."),
    )
    field_order = ("scanned", "temperature", "seal", "parts", "place", "remark")

    def __init__(self, *args: Any, sample: Sample, scanned: str = "", **kwargs: Any) -> None:
        """scanned: the label that was read already; then nothing asks for it again."""
        super().__init__(*args, **kwargs)
        if not sample.portions.filter(state=PortionState.KEPT).exists():
            del self.fields["parts"]
        if scanned:
            del self.fields["scanned"]
            self._begin(sample)

    def _begin(self, sample: Sample) -> None:
        """The cursor stands where something has to be found out first; with nothing to find out, Enter takes it in."""
        asked = [("temperature", kept_of(sample) is not None), ("seal", bool(seal_set(sample))), ("parts", True)]
        for name, needed in asked:
            if needed and name in self.fields:
                self.fields[name].widget.attrs["autofocus"] = True
                return

    @property
    def waits(self) -> bool:
        """Whether a field waits for what is found; else the button has the cursor."""
        return any(field.widget.attrs.get("autofocus") for field in self.fields.values())

    def portions(self) -> list[str]:
        """The labels of the parts as they were read."""
        return words(self.cleaned_data.get("parts", ""))


class PrepareForm(HandForm):
    """Making a sample ready for its tests: the label at the bench, and how it was done."""

    places: ClassVar[dict[str, str]] = {"sample.label_unreadable": "scanned", "sample.wrong_label": "scanned"}
    scanned = forms.CharField(
        label=_("Label on the bag"),
        max_length=200,
        help_text=_("Scan it from the bag in your hand."),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
    )
    note = forms.CharField(
        label=_("How it was prepared"), required=False, max_length=500, help_text=_("E.g. homogenised, milled, peeled.")
    )
    field_order = ("scanned", "place", "temperature", "note")


class KeepForm(HandForm):
    """Where the rest of a sample is kept, or how it was disposed of."""

    holder = forms.CharField(label=_("Holder"), max_length=100, required=False, help_text=_("Empty: you."))
    note = forms.CharField(label=_("Note"), required=False, max_length=500)
    ground = forms.CharField(
        label=_("Ground for disposing of it early"),
        required=False,
        max_length=500,
        help_text=_("Only before the day until which it is kept."),
    )
    field_order = ("holder", "place", "temperature", "note", "ground")
    places: ClassVar[dict[str, str]] = {"sample.retained": "ground"}


class ReportForm(HouseForm):
    """Authorising: nothing to fill in."""


class LimitForm(HouseForm):
    """Another of the limits in force, and why it is the one for this product."""

    places: ClassVar[dict[str, str]] = {"laboratory.limit_reason": "reason", "laboratory.limit_missing": "key"}
    key = forms.ChoiceField(label=_("Limit"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why the product belongs there"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )

    def __init__(self, *args: Any, offered: Sequence[tuple[Limit, Text]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["key"].choices = [(limit.key, _line(limit, food)) for limit, food in offered]  # type: ignore[attr-defined]


def _line(limit: Limit, food: Text) -> str:
    parts = (said(food), said(limit.text), limit.basis, limit.condition)
    return " · ".join(part for part in parts if part)


class ResultForm(HouseForm):
    """What was measured, one reading for each unit. before: the version that this one corrects."""

    places: ClassVar[dict[str, str]] = {
        "result.empty": "readings",
        "result.below_lod": "readings",
        "result.too_large": "readings",
        "result.detection_limit": "lod",
        "result.unit": "unit",
        "result.change_reason": "change_reason",
    }
    readings = forms.CharField(label=_("Result"), required=False, max_length=2000)
    absent = forms.BooleanField(label=_("Not detected"), required=False)
    unit = forms.CharField(label=_("Unit"), required=False, max_length=30)
    lod = forms.DecimalField(label=_("LOD"), required=False, max_digits=20, decimal_places=8)
    loq = forms.DecimalField(label=_("LOQ"), required=False, max_digits=20, decimal_places=8)
    change_reason = forms.CharField(
        label=_("Why it is changed"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, limit: Limit, before: Result | None = None, **kwargs: Any) -> None:
        self.units = max(1, limit.units)
        super().__init__(*args, **{"initial": _initial(limit, before), **kwargs})
        if before is None:
            del self.fields["change_reason"]
        readings = self.fields["readings"]
        readings.widget.attrs |= {"autocomplete": "off", "size": "24"}
        several = _("%(units)s readings, one for each unit, separated by spaces; ND for not detected.")
        readings.help_text = several % {"units": self.units} if self.units > 1 else _("A number, or ND.")
        self.fields["absent"].label = _("Not detected in any unit") if self.units > 1 else _("Not detected")

    def clean_readings(self) -> tuple[Decimal | None, ...]:
        """Each word as a number, or None for "ND"."""
        words = unicodedata.normalize("NFKC", self.cleaned_data["readings"]).replace(";", " ").split()
        if len(words) > self.units:
            raise forms.ValidationError(
                _("Write one reading for each unit (%(units)s), with a point for decimals.") % {"units": self.units}
            )
        return tuple(_reading(word) for word in words)

    def clean_unit(self) -> str:
        """A unit as laboratories write it: "mg/kg", "CFU/25 g", "%", "-"."""
        unit = str(self.cleaned_data["unit"])
        if unit and unit != self.initial["unit"] and not _UNIT.fullmatch(unit):
            raise forms.ValidationError(_("This is not a unit. Write it like mg/kg or CFU/25 g."))
        return unit

    def clean(self) -> dict[str, Any]:
        """Either readings or the tick that nothing was detected."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("absent") and any(reading is not None for reading in said.get("readings", ())):
            self.add_error("absent", _("Either a result or this, not both."))
        return said

    @property
    def why(self) -> str:
        """Why an earlier version is corrected; empty for the first."""
        return str(self.cleaned_data.get("change_reason", ""))

    def measured(self) -> Measured:
        """What the operation is asked to judge."""
        said = self.cleaned_data
        readings = (None,) * self.units if said["absent"] else said["readings"]
        return Measured(readings, said["unit"], said["lod"], said["loq"])


def _reading(word: str) -> Decimal | None:
    if absent(word):
        return None
    try:
        number: Decimal = forms.DecimalField(min_value=0, max_digits=20, decimal_places=8).clean(word)
    except forms.ValidationError as error:
        raise forms.ValidationError(
            _("“%(word)s” is not a result. Write a number of at most 8 decimals, not below zero, or ND.")
            % {"word": word[:30]}
        ) from error
    return number


def _initial(limit: Limit, before: Result | None) -> dict[str, Any]:
    if before is None:
        return {"unit": limit.unit}
    readings = [NOT_DETECTED if one is None else f"{one.normalize():f}" for one in before.readings]
    plain = {
        name: f"{one.normalize():f}" if (one := getattr(before, name)) is not None else "" for name in ("lod", "loq")
    }
    return {"readings": " ".join(readings), "unit": before.unit, **plain}
