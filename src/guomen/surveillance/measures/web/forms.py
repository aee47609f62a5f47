"""What a person writes when imposing or lifting a measure."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.queries import hazards
from guomen.catalogue.terms import Channel, Condition
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import HouseForm
from guomen.surveillance.measures.terms import MeasureKind

_TEST_PARTS = 4


def _day() -> forms.DateInput:
    """A day as browsers want it, whatever the reader's language."""
    return forms.DateInput(attrs={"type": "date"})


def _words(text: str) -> list[str]:
    """What is separated by spaces or commas of either width."""
    return [part for part in re.split(r"[\s,，;；、]+", text) if part]


class ImposeForm(HouseForm):
    """A measure as it is ordered; its faults are told by the operation, each by its field.

    kinds: what the office may order. named: the hazard that the finding names, which no code may stand for.
    """

    kind = forms.ChoiceField(label=_("Kind of measure"), help_text=_("Only what your office may order is offered."))
    goods = forms.CharField(
        label=_("Goods codes beginning with"),
        required=False,
        help_text=_("Digits, several separated by spaces; empty for all goods."),
    )
    origins = forms.CharField(
        label=_("Origins"), required=False, help_text=_("Two-letter codes, separated by spaces; empty for all.")
    )
    producers = forms.CharField(
        label=_("Producers"), required=False, help_text=_("Registration numbers, separated by spaces; empty for all.")
    )
    offices = forms.CharField(
        label=_("Offices"),
        required=False,
        help_text=_("Codes of offices, separated by spaces; empty for the whole country."),
    )
    hazard = forms.ChoiceField(label=_("Hazard"), required=False)
    orders = forms.ChoiceField(label=_("Channel that it orders"))
    rate = forms.FloatField(
        label=_("Share of lots"), required=False, help_text=_("Between 0 and 1; empty for every lot.")
    )
    tests = forms.CharField(
        label=_("Tests"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: analyte in English; in Chinese; unit; limit."),
    )
    valid_from = forms.DateField(label=_("In force from"), widget=_day())
    valid_to = forms.DateField(
        label=_("In force until"),
        required=False,
        widget=_day(),
        help_text=_("The first day on which it no longer holds; empty while it has no end."),
    )
    text_zh = forms.CharField(label=_("What officers read (Chinese)"))
    text_en = forms.CharField(label=_("What officers read (English)"))
    public_zh = forms.CharField(label=_("What traders read (Chinese)"), required=False)
    public_en = forms.CharField(
        label=_("What traders read (English)"), required=False, help_text=_("Empty: traders are told nothing of it.")
    )
    basis = forms.CharField(label=_("Legal basis"), required=False, help_text=_("Empty: the clause of its kind."))
    ground = forms.CharField(
        label=_("Ground"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Why it is needed; kept on record.")
    )

    def __init__(self, *args: Any, kinds: list[MeasureKind], named: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, said(kind.text)) for kind in kinds]  # type: ignore[attr-defined]
        known = ({named: Text(named, named)} if named else {}) | hazards()
        self.fields["hazard"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *sorted(((code, said(text)) for code, text in known.items()), key=lambda one: one[1]),
        ]
        self.fields["orders"].choices = [  # type: ignore[attr-defined]
            (channel.value, said(channel.text)) for channel in Channel if channel is not Channel.RELEASE
        ]

    def clean_tests(self) -> list[dict[str, Any]]:
        """Each line as the parameters of a test requirement."""
        lines = [line for line in self.cleaned_data["tests"].splitlines() if line.strip()]
        parts = [[part.strip() for part in re.split("[;；]", line)] for line in lines]
        if any(len(one) != _TEST_PARTS or not one[0] for one in parts):
            raise forms.ValidationError(_("Write one test a line, with four parts separated by semicolons."))
        return [
            {"analyte": en, "analyte_zh": zh or en, "unit": unit, "limit": limit, "limit_kind": "max" if limit else ""}
            for en, zh, unit, limit in parts
        ]

    def clean(self) -> dict[str, Any]:
        """The public sentence in both languages, or in neither."""
        said: dict[str, Any] = super().clean() or {}
        if bool(said.get("public_zh")) != bool(said.get("public_en")):
            self.add_error("public_en", _("Both languages, or none."))
        return said

    def order(self) -> dict[str, Any]:
        """What the operation is asked."""
        said = self.cleaned_data
        public = Text(said["public_zh"], said["public_en"]) if said["public_zh"] else None
        return {
            "kind": MeasureKind(said["kind"]),
            "condition": Condition(
                goods=tuple(_words(said["goods"])),
                origins=frozenset(word.upper() for word in _words(said["origins"])),
                producers=frozenset(_words(said["producers"])),
                offices=frozenset(_words(said["offices"])),
            ),
            "orders": Channel(said["orders"]),
            "text": Text(said["text_zh"], said["text_en"]),
            "public": public,
            **{name: said[name] for name in ("hazard", "rate", "tests", "valid_from", "valid_to", "basis", "ground")},
        }


class LiftForm(HouseForm):
    """Why a measure is no longer needed, and from when."""

    ground_zh = forms.CharField(label=_("Ground (Chinese)"), widget=forms.Textarea(attrs={"rows": 2}))
    ground_en = forms.CharField(label=_("Ground (English)"), widget=forms.Textarea(attrs={"rows": 2}))
    ends_on = forms.DateField(
        label=_("No longer in force from"),
        required=False,
        widget=_day(),
        help_text=_("Empty: today."),
    )
