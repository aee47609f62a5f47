"""What a person writes when choosing how a risk is answered."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.kernel.templatetags.guomen import said
from guomen.kernel.web.forms import HouseForm
from guomen.surveillance.responses.queries import Ranking


class ChooseForm(HouseForm):
    """Which option, and why."""

    option = forms.ChoiceField(label=_("Option"))
    ground = forms.CharField(
        label=_("Ground"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why this one; where it is not the first, why not the first. Kept on record."),
    )

    places: ClassVar[dict[str, str]] = {
        "response.not_offered": "option",
        "response.barred": "option",
    }

    def __init__(self, *args: Any, ranking: Ranking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option"].choices = [  # type: ignore[attr-defined]
            (one.candidate.code, f"{place}. {said(one.candidate.text)}")
            for place, one in enumerate(ranking.options, 1)
            if one.barred is None
        ]
