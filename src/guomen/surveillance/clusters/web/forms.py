"""What a person writes about a dossier: opening, merging, closing, taking a signal out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.queries import hazards
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import HouseForm, words
from guomen.surveillance.clusters.terms import Closing


class OpenForm(HouseForm):
    """What a new dossier is about."""

    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=200)
    title_en = forms.CharField(label=_("Title (English)"), max_length=200)
    hazard = forms.ChoiceField(label=_("Hazard"), required=False)
    goods = forms.CharField(
        label=_("Goods codes beginning with"),
        required=False,
        help_text=_("Digits, several separated by spaces; empty for all goods."),
    )
    origins = forms.CharField(
        label=_("Origins"), required=False, help_text=_("Two-letter codes, separated by spaces; empty for all.")
    )
    case = forms.BooleanField(
        label=_("It is a case of our own office"),
        required=False,
        help_text=_("Headquarters may make a national circular of it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted(((code, said(text)) for code, text in hazards().items()), key=lambda one: one[1])
        self.fields["hazard"].choices = [("", "–"), *known]  # type: ignore[attr-defined]

    def order(self) -> dict[str, Any]:
        """What the operation is asked."""
        given = self.cleaned_data
        return {
            "hazard": given["hazard"],
            "goods": words(given["goods"]),
            "origins": [code.upper() for code in words(given["origins"])],
            "title": Text(given["title_zh"], given["title_en"]),
        }


class CloseForm(HouseForm):
    """How it came out, and why."""

    closing = forms.ChoiceField(label=_("Outcome"))
    ground = forms.CharField(label=_("Ground"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closing"].choices = [(one.value, said(one.text)) for one in Closing]  # type: ignore[attr-defined]


class MergeForm(HouseForm):
    """Which dossier is the same risk, and why."""

    into = forms.ChoiceField(label=_("Into dossier"))
    ground = forms.CharField(label=_("Ground"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = others  # type: ignore[attr-defined]


class RemoveForm(HouseForm):
    """Which signal does not belong, and why."""

    signal = forms.ChoiceField(label=_("Signal"))
    ground = forms.CharField(label=_("Ground"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, members: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signal"].choices = [(str(key), title) for key, title in members]  # type: ignore[attr-defined]
