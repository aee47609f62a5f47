"""What a person writes about a model: its standing and why; for which kind of check to train one."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.terms import Channel
from guomen.kernel.web.forms import Renderer
from guomen.targeting.models import Promotion
from guomen.targeting.registry.queries import CHECKED

_TO = {
    Promotion.Standing.CHAMPION: _("put in charge (a second person signs)"),
    Promotion.Standing.CHALLENGER: _("ask it beside the model in charge"),
    Promotion.Standing.RETIRED: _("retire"),
}


class TrainForm(forms.Form):
    """For which kind of check to train a challenger."""

    default_renderer = Renderer
    target = forms.ChoiceField(label=_("Kind of check"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = get_language() or "zh-hans"
        field = self.fields["target"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one), Channel(one).text.in_(language)) for one in CHECKED]


class StandingForm(forms.Form):
    """Another standing of a model, and why."""

    default_renderer = Renderer
    to = forms.ChoiceField(label=_("Standing"))
    ground = forms.CharField(
        label=_("Ground"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Evidence is computed from the log and shown to the second person."),
    )

    def __init__(self, *args: Any, now: str, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(to), label) for to, label in _TO.items() if to != now]
