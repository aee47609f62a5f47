"""The assessment form: what the method asks, each question with its help, and what every assessment says."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import HouseForm
from guomen.surveillance.assessments.questions import (
    GROUPS,
    NOT_KNOWN,
    PRESUMPTIONS,
    QUESTIONS,
    SCOPES,
    SEVERITIES,
    URGENCIES,
)
from guomen.surveillance.assessments.rules.harm import MOST_STEPS
from guomen.surveillance.assessments.terms import AssessmentMethod, RiskLevel, Uncertainty

SCENARIOS = 3


def _choices(texts: Mapping[str, Text] | Mapping[int, Text]) -> list[tuple[str, str]]:
    return [(str(code), said(text)) for code, text in texts.items()]


class Odds(forms.CharField):
    """A probability as people write it: 0.02, 2 %, 1/50."""

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]
        text = str(value or "").strip().replace("％", "%").replace(" ", "")
        if not text:
            return None
        try:
            return float(Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1))
        except (ValueError, ZeroDivisionError) as error:
            raise forms.ValidationError(_("Write a probability such as 1/50, 0.02 or 2 %."), code="odds") from error


class AssessForm(HouseForm):
    """What the method asks, and what every assessment says; `factors` and `order` are what the operation is asked."""

    places: ClassVar[dict[str, str]] = {
        f"assessment.{name}": name
        for name in ("groups", "urgency", "scope", "summary", "uncertain_because", "valid_until")
    }
    urgency = forms.ChoiceField(label=_("Urgency"))
    scope = forms.ChoiceField(label=_("Reach"))
    groups = forms.MultipleChoiceField(label=_("Exposed and vulnerable groups"), widget=forms.CheckboxSelectMultiple)
    uncertainty = forms.ChoiceField(label=_("Uncertainty"))
    uncertain_because = forms.CharField(
        label=_("What is uncertain"), required=False, help_text=_("Needed where the uncertainty is high.")
    )
    summary = forms.CharField(label=_("Conclusion"), widget=forms.Textarea(attrs={"rows": 3}))
    valid_until = forms.DateField(
        label=_("To be done again from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: as policy lays down."),
    )

    def __init__(self, *args: Any, method: AssessmentMethod, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method = method
        common = dict(self.fields)
        self.fields.clear()
        self.fields.update(_harm_fields() if method is AssessmentMethod.PRODUCT_HARM else _questions(method))
        self.own = list(self.fields)
        self.fields.update(common)
        for name, texts in (("urgency", URGENCIES), ("scope", SCOPES), ("groups", GROUPS)):
            self.fields[name].choices = _choices(texts)  # type: ignore[attr-defined]
        self.fields["uncertainty"].choices = [(one.value, said(one.text)) for one in Uncertainty]  # type: ignore[attr-defined]

    def factors(self) -> dict[str, Any]:
        """What the method asked, as answered."""
        given = self.cleaned_data
        if self.method is not AssessmentMethod.PRODUCT_HARM:
            return {name: given.get(name, "") for name in self.own}
        scenarios = [self._scenario(place) for place in range(1, SCENARIOS + 1) if given.get(f"injury_{place}")]
        return {"scenarios": scenarios, "presumed": list(given.get("presumed", []))}

    def _scenario(self, place: int) -> dict[str, Any]:
        given = self.cleaned_data
        steps = [
            {"text": given.get(f"step_{place}_{step}", ""), "probability": given[f"odds_{place}_{step}"]}
            for step in range(1, MOST_STEPS + 1)
            if given.get(f"odds_{place}_{step}") is not None
        ]
        return {"injury": given[f"injury_{place}"], "severity": int(given[f"severity_{place}"]), "steps": steps}

    def order(self) -> dict[str, Any]:
        """What the operation is asked, beside the dossier."""
        names = ("groups", "urgency", "scope", "summary", "uncertain_because", "valid_until")
        said_here = {name: self.cleaned_data[name] for name in names}
        return said_here | {
            "method": self.method,
            "factors": self.factors(),
            "uncertainty": Uncertainty(self.cleaned_data["uncertainty"]),
        }


def _questions(method: AssessmentMethod) -> dict[str, forms.Field]:
    return {
        question.code: forms.ChoiceField(
            label=said(question.text),
            help_text=said(question.help),
            choices=[(one.code, said(one.text)) for one in (*question.answers, NOT_KNOWN)],
            widget=forms.RadioSelect,
        )
        for question in QUESTIONS[method]
    }


def _harm_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for place in range(1, SCENARIOS + 1):
        fields[f"injury_{place}"] = forms.CharField(
            label=_("Injury"), required=False, help_text=_("Who is hurt how, for example: a child pinches a finger.")
        )
        fields[f"severity_{place}"] = forms.ChoiceField(
            label=_("Severity"), choices=[(str(code), f"{code} – {said(text)}") for code, text in SEVERITIES.items()]
        )
        for step in range(1, MOST_STEPS + 1):
            fields[f"step_{place}_{step}"] = forms.CharField(label=_("Step"), required=False)
            fields[f"odds_{place}_{step}"] = Odds(label=_("Probability"), required=False)
    fields["presumed"] = forms.MultipleChoiceField(
        label=_("Presumed serious without assessment"),
        required=False,
        choices=_choices(PRESUMPTIONS),
        widget=forms.CheckboxSelectMultiple,
    )
    return fields


class DissentForm(HouseForm):
    """Another level, and why."""

    level = forms.ChoiceField(label=_("Level that you would give"))
    ground = forms.CharField(label=_("Ground"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(one.value, said(one.text)) for one in RiskLevel]  # type: ignore[attr-defined]
