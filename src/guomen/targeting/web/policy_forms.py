"""What a person writes to give an office a policy of its own, or to end it."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.queries import policy_rows
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import visible_offices
from guomen.kernel.templatetags.guomen import named
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import Renderer

# Words that a policy may have; other policies that are words are changed in the reference files.
WORDS = {"targeting.selection": ("rates", "capacity")}
# What measures honestly must not be switched off.
_ABOVE_ZERO = ("targeting.control_arm_rate",)
_TYPES = ("share", "number", "whole", "flag", "mode")


def proposable() -> dict[str, str]:
    """The policies that may be proposed for an office, with what they mean."""
    language = get_language() or "zh-hans"
    rows = [row for row in policy_rows("targeting.") if row.type in _TYPES or row.name in WORDS]
    return {row.name: Text(row.note_zh, row.note_en).in_(language) for row in rows}


class PolicyForm(forms.Form):
    """A policy's value at an office and below it, for a time. An empty value ends what it has of its own."""

    default_renderer = Renderer
    name = forms.ChoiceField(label=_("Policy"))
    office = forms.ChoiceField(label=_("Office"))
    value = forms.CharField(
        label=_("Value"), required=False, max_length=60,
        help_text=_("Empty: the office's own value ends, and the one above it holds again."),
    )  # fmt: skip
    valid_from = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(
        label=_("Until before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("A pilot has an end; empty: until it is ended."),
    )
    ground = forms.CharField(label=_("Ground"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self._choose("name", [(name, f"{name} · {note}") for name, note in proposable().items()])
        self._choose("office", [(one.code, f"{one.code} {named(one)}") for one in visible_offices(actor)])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """A word is one of those that the policy knows; what measures honestly stays above zero."""
        given = super().clean() or {}
        name, value = given.get("name", ""), given.get("value", "")
        if value and name in WORDS and value not in WORDS[name]:
            self.add_error("value", _("One of: %(words)s.") % {"words": ", ".join(WORDS[name])})
        if name in _ABOVE_ZERO and value in ("0", "0.0", "0.00"):
            self.add_error("value", _("Without the random arm nobody knows what is missed: it stays above zero."))
        return given
