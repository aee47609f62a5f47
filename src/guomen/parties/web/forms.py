"""Forms of the parties' screens."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.kernel.terms import Text


class MoveForm(forms.Form):
    """From which day an authorisation changes its state, and why."""

    on = forms.DateField(
        label=_("From the day"),
        help_text=_("The first day on which the new state holds."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    ground_zh = forms.CharField(label=_("Ground, in Chinese"), widget=forms.Textarea(attrs={"rows": 3}))
    ground_en = forms.CharField(label=_("Ground, in English"), widget=forms.Textarea(attrs={"rows": 3}))

    @property
    def ground(self) -> Text:
        """The ground in both languages, once the form is valid."""
        return Text(self.cleaned_data["ground_zh"], self.cleaned_data["ground_en"])
