"""What a person writes when issuing or withdrawing a control order, or overriding a channel."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.terms import Channel, Condition
from guomen.kernel.terms import Refusal, Text
from guomen.kernel.web.forms import Renderer


def _said(channels: Iterable[Channel]) -> list[tuple[str, str]]:
    language = get_language() or "zh-hans"
    return [(channel.value, channel.text.in_(language)) for channel in channels]


def _words(text: str) -> list[str]:
    """What is separated by spaces or commas of either width."""
    return [part for part in re.split(r"[\s,，;；、]+", text) if part]


def explain(form: forms.Form, refusal: Refusal) -> None:
    """Say a refusal above the form."""
    language = get_language() or "zh-hans"
    form.add_error(None, f"{refusal.problem.in_(language)} {refusal.remedy.in_(language)}")


class Codes(forms.CharField):
    """Codes separated by spaces or commas, each of one shape."""

    def __init__(self, pattern: str, **options: Any) -> None:
        super().__init__(required=False, **options)
        self._pattern = re.compile(rf"(?:{pattern})\Z")

    def clean(self, value: Any) -> list[str]:
        """The codes as a list, in capitals. Raises ValidationError naming the first that has another shape."""
        codes = _words(super().clean(value).upper())
        for code in codes:
            if not self._pattern.match(code):
                raise forms.ValidationError(_("%(code)s is not such a code."), params={"code": code}, code="shape")
        return codes


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


class OrderForm(forms.Form):
    """A control order: fixed fields, no free expression. An empty field means any."""

    default_renderer = Renderer

    number = forms.CharField(label=_("Number"), max_length=30)
    direction = forms.ChoiceField(
        label=_("Direction"),
        required=False,
        choices=[("", _("both")), ("import", _("import")), ("export", _("export"))],
    )
    goods = Codes(
        r"[0-9]{1,13}",
        label=_("Goods codes beginning with"),
        help_text=_("Digits, several separated by spaces; empty for all goods."),
    )
    origins = Codes(r"[A-Z]{2}", label=_("Origins"), help_text=_("Two-letter codes; empty for all."))
    origins_negated = forms.BooleanField(label=_("Every origin but these"), required=False)
    regimes = Codes(r"[0-9]{4}", label=_("Trade modes"), help_text=_("Four digits each."))
    ports = Codes(r"[0-9]{6}", label=_("Ports"), help_text=_("Six digits each."))
    importers = Codes(r"\S{1,50}", label=_("Importers or exporters"), help_text=_("Their identifiers."))
    producers = Codes(r"\S{1,50}", label=_("Producers"), help_text=_("Their registration numbers."))
    enterprise_classes = Codes(r"[1-4]", label=_("Enterprise classes"), help_text=_("1 to 4."))
    min_value = forms.FloatField(label=_("Value from (CNY)"), required=False, min_value=0)
    max_value = forms.FloatField(label=_("Value up to (CNY)"), required=False, min_value=0)
    min_net_mass = forms.FloatField(label=_("Net mass from (kg)"), required=False, min_value=0)
    max_net_mass = forms.FloatField(label=_("Net mass up to (kg)"), required=False, min_value=0)
    orders = forms.ChoiceField(label=_("Channel that it orders"))
    rate = forms.FloatField(
        label=_("Share of lots"), required=False, help_text=_("More than 0, at most 1; empty for every lot.")
    )
    valid_from = _day(_("In force from"))
    valid_to = _day(_("Until before"), required=False)
    text_zh = forms.CharField(label=_("What officers shall do (Chinese)"), widget=forms.Textarea(attrs={"rows": 2}))
    text_en = forms.CharField(label=_("What officers shall do (English)"), widget=forms.Textarea(attrs={"rows": 2}))
    ground = forms.CharField(label=_("Ground"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        stopping = [channel for channel in Channel if channel is not Channel.RELEASE]
        field = self.fields["orders"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _said(stopping)

    def order(self, office: str) -> dict[str, Any]:
        """What the operation is asked; an order of an office binds that office and those below it."""
        given = self.cleaned_data
        codes = ("origins", "regimes", "ports", "importers", "producers")
        condition = {name: given[name] for name in codes if given[name]} | {
            name: given[name]
            for name in ("min_value", "max_value", "min_net_mass", "max_net_mass")
            if given[name] is not None
        }
        said = bool(condition or given["goods"] or given["enterprise_classes"] or given["direction"])
        condition |= {
            "direction": given["direction"] or None,
            "goods": given["goods"],
            "origins_negated": given["origins_negated"] and bool(given["origins"]),
            "enterprise_classes": [int(grade) for grade in given["enterprise_classes"]],
            "offices": [office] if office and said else [],
        }
        return {
            "number": given["number"],
            "condition": Condition.from_json(condition),
            "orders": Channel(given["orders"]),
            "rate": given["rate"],
            "valid_from": given["valid_from"],
            "valid_to": given["valid_to"],
            "text": Text(given["text_zh"], given["text_en"]),
            "ground": given["ground"],
        }


class WithdrawForm(forms.Form):
    """Why an order is withdrawn."""

    default_renderer = Renderer
    ground = forms.CharField(label=_("Ground"), widget=forms.Textarea(attrs={"rows": 3}))


class OverrideForm(forms.Form):
    """Another channel, and why."""

    default_renderer = Renderer
    to = forms.ChoiceField(label=_("Channel"))
    ground = forms.CharField(
        label=_("Ground"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is recorded under your name and counted."),
    )

    def __init__(self, *args: Any, now: Channel, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _said(channel for channel in Channel if channel is not now)
