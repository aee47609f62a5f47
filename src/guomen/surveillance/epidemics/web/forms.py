"""What a person writes of affected areas and lines of defence."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.queries import countries, hazard_kinds, hazards
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.web.forms import HouseForm, day_input
from guomen.surveillance.epidemics.terms import Host, Line, LineState


def _named(texts: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted(((code, said(text)) for code, text in texts.items()), key=lambda one: one[1])


class DeclareForm(HouseForm):
    """An affected area as it is declared."""

    places: ClassVar[dict[str, str]] = {f"epidemic.{name}": name for name in ("disease", "country", "source", "since")}
    disease = forms.ChoiceField(label=_("Disease or pest"))
    host = forms.ChoiceField(label=_("Strikes"))
    country = forms.ChoiceField(label=_("Country or region"))
    part = forms.CharField(label=_("Part of it"), required=False, help_text=_("Empty: all of it."))
    since = forms.DateField(label=_("Affected since"), widget=day_input())
    incubation_days = forms.IntegerField(
        label=_("Incubation in days"), required=False, min_value=0, max_value=3650,
        help_text=_("How far a look back goes; empty: however long ago."),
    )  # fmt: skip
    cases = forms.IntegerField(label=_("Cases"), required=False, min_value=0)
    deaths = forms.IntegerField(label=_("Deaths"), required=False, min_value=0)
    source = forms.CharField(label=_("Who reports it"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = hazard_kinds()
        diseases = {code: text for code, text in hazards().items() if kinds.get(code) in ("disease", "pest")}
        self.fields["disease"].choices = _named(diseases)  # type: ignore[attr-defined]
        self.fields["country"].choices = _named(countries())  # type: ignore[attr-defined]
        self.fields["host"].choices = [(one.value, said(one.text)) for one in Host]  # type: ignore[attr-defined]


class ReviseForm(HouseForm):
    """What is corrected of an area."""

    cases = forms.IntegerField(label=_("Cases"), required=False, min_value=0)
    deaths = forms.IntegerField(label=_("Deaths"), required=False, min_value=0)
    source = forms.CharField(label=_("Who reports it"), max_length=300)
    ground = forms.CharField(label=_("Ground"))


class EndForm(HouseForm):
    """When and why an area is no longer affected."""

    until = forms.DateField(label=_("No longer affected from"), widget=day_input())
    ground = forms.CharField(label=_("Ground"))


class LookBackForm(HouseForm):
    """A stay, to be looked up in the register."""

    country = forms.ChoiceField(label=_("Country or region"))
    first = forms.DateField(label=_("Stayed from"), widget=day_input())
    last = forms.DateField(label=_("Stayed until"), widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = _named(countries())  # type: ignore[attr-defined]


class LineForm(HouseForm):
    """What one line does."""

    line = forms.ChoiceField(label=_("Line"))
    state = forms.ChoiceField(label=_("State"))
    controls_zh = forms.CharField(label=_("Controls (Chinese)"), widget=forms.Textarea(attrs={"rows": 2}))
    controls_en = forms.CharField(label=_("Controls (English)"), widget=forms.Textarea(attrs={"rows": 2}))
    ground = forms.CharField(label=_("Ground"), required=False, help_text=_("Needed for a breach."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [(one.value, said(one.text)) for one in Line]  # type: ignore[attr-defined]
        self.fields["state"].choices = [(one.value, said(one.text)) for one in LineState]  # type: ignore[attr-defined]
