"""What is written of control charts, nonconforming work and audits."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guomen.kernel.offices.models import Actor
from guomen.kernel.templatetags.guomen import named, said
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import HouseForm, day_input
from guomen.laboratory.quality.rules import RULES, WESTGARD
from guomen.laboratory.quality.terms import AuditKind, FirstValue, ItemAsked, NcSeverity
from guomen.laboratory.resources.models import Instrument, Method, ReferenceMaterial

_AT = {
    f"nonconformity.{field}": field for field in ("what", "cause", "closing", "due_on", "done")
} | {"nonconformity.scope": "method"}  # fmt: skip


def _text(label: Any, rows: int = 2, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}), **more)


def _choices(words: Iterable[Any]) -> list[tuple[str, str]]:
    return [(one.value, said(one.text)) for one in words]


class SeriesForm(HouseForm):
    """A chart is started: with mean and standard deviation, or with the values of a first run."""

    places: ClassVar[dict[str, str]] = {
        "series.sd": "sd", "series.mean": "mean", "series.material": "material", "series.running": "material",
        "quality.too_few": "first", "quality.no_spread": "first", "quality.rule_unknown": "rules",
    }  # fmt: skip
    method = forms.ModelChoiceField(label=_("Method"), queryset=Method.objects.none())
    material = forms.ModelChoiceField(label=_("Control material"), queryset=ReferenceMaterial.objects.none())
    mean = forms.DecimalField(label=_("Mean"), required=False, max_digits=20, decimal_places=8)
    sd = forms.DecimalField(label=_("Standard deviation"), required=False, max_digits=20, decimal_places=8)
    first = _text(
        _("Or the values of a first run"), 3, required=False,
        help_text=_("At least 20, one a day, separated by spaces; mean and standard deviation come from them."),
    )  # fmt: skip
    rules = forms.MultipleChoiceField(label=_("Control rules"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, methods: Any, materials: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"rules": list(WESTGARD)}} | kwargs)
        self.fields["method"].queryset = methods  # type: ignore[attr-defined]
        self.fields["material"].queryset = materials  # type: ignore[attr-defined]
        self.fields["material"].label_from_instance = lambda row: f"{row} · {named(row)}"  # type: ignore[attr-defined]
        self.fields["rules"].choices = [(code, f"{code}: {said(rule.text)}") for code, rule in RULES.items()]  # type: ignore[attr-defined]

    def clean_first(self) -> list[Decimal]:
        """Each word as a number."""
        found = re.split(r"[\s;；，]+", str(self.cleaned_data["first"]).strip())
        field = forms.DecimalField(max_digits=20, decimal_places=8)
        return [field.clean(word) for word in found if word]

    def series(self, at: datetime) -> dict[str, Any]:
        """What the operation is asked; a first run ends the day before."""
        given = dict(self.cleaned_data)
        values = given.pop("first")
        days = [at - timedelta(days=len(values) - place) for place in range(len(values))]
        return given | {"first": [FirstValue(day, value) for day, value in zip(days, values, strict=True)]}


class PointForm(HouseForm):
    """A control value."""

    places: ClassVar[dict[str, str]] = {"point.value": "value", "point.order": "value", "series.ended": "value"}
    value = forms.DecimalField(
        label=_("Control value"), max_digits=20, decimal_places=8,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal"}),
    )  # fmt: skip


class ExcludeForm(HouseForm):
    """Which point is left out, and why."""

    places: ClassVar[dict[str, str]] = {"point.reason": "reason", "point.excluded": "point"}
    point = forms.ChoiceField(label=_("Point"))
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: Any, points: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = points  # type: ignore[attr-defined]


class NonconformityForm(HouseForm):
    """What went wrong, where, how badly."""

    places: ClassVar[dict[str, str]] = {"nonconformity.what": "what_zh", "nonconformity.scope": "method"}
    what_zh = _text(_("What does not conform, in Chinese"))
    what_en = _text(_("What does not conform, in English"))
    severity = forms.ChoiceField(
        label=_("Severity"), help_text=_("A critical one stops the release of results in its scope at once.")
    )
    complaint = forms.BooleanField(label=_("It came as a complaint"), required=False)
    method = forms.ModelChoiceField(label=_("Method"), queryset=Method.objects.none(), required=False)
    instrument = forms.ModelChoiceField(
        label=_("Instrument"), queryset=Instrument.objects.none(), required=False,
        help_text=_("Neither method nor instrument: the whole laboratory."),
    )  # fmt: skip

    def __init__(self, *args: Any, methods: Any, instruments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["severity"].choices = _choices(NcSeverity)  # type: ignore[attr-defined]
        self.fields["method"].queryset = methods  # type: ignore[attr-defined]
        self.fields["instrument"].queryset = instruments  # type: ignore[attr-defined]

    def what(self) -> Text:
        """What does not conform."""
        return Text(self.cleaned_data["what_zh"], self.cleaned_data["what_en"])


class CauseForm(HouseForm):
    """Cause and impact."""

    places: ClassVar[dict[str, str]] = _AT
    cause = _text(_("Cause"))
    impact = _text(_("Impact: which results are in doubt, what was done about them"))


class ActionForm(HouseForm):
    """What is done, by whom, until when."""

    places: ClassVar[dict[str, str]] = _AT
    what = _text(_("Action"))
    responsible = forms.ModelChoiceField(label=_("Responsible"), queryset=Actor.objects.none())
    due_on = forms.DateField(label=_("To be done by"), widget=day_input())
    preventive = forms.BooleanField(
        label=_("A preventive rule"), required=False, help_text=_("It keeps the same from happening elsewhere.")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"due_on": timezone.localdate() + timedelta(days=14)}} | kwargs)
        self.fields["responsible"].queryset = people  # type: ignore[attr-defined]
        self.fields["responsible"].label_from_instance = named  # type: ignore[attr-defined]


class DoneForm(HouseForm):
    """What was done."""

    places: ClassVar[dict[str, str]] = _AT | {"action.responsible": "done", "action.done": "done"}
    done = _text(_("What was done"))


class EffectForm(HouseForm):
    """Whether what was done works."""

    places: ClassVar[dict[str, str]] = {"action.own": "effective", "action.not_to_verify": "effective"}
    effective = forms.ChoiceField(
        label=_("Verified"), choices=[("yes", _("effective")), ("no", _("not effective"))], widget=forms.RadioSelect
    )


class ClosingForm(HouseForm):
    """On what it is closed."""

    places: ClassVar[dict[str, str]] = _AT
    closing = _text(_("What was verified"))


class AuditForm(HouseForm):
    """An audit: the required items come from reference data, the laboratory adds its own, one a line."""

    places: ClassVar[dict[str, str]] = {"audit.title": "title"}
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Who looks"))
    on = forms.DateField(label=_("Day"), widget=day_input())
    own = _text(_("The laboratory's own items, one a line"), 8, required=False)

    def __init__(self, *args: Any, required: list[tuple[str, Text]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.required = required
        self.fields["kind"].choices = _choices(AuditKind)  # type: ignore[attr-defined]

    def audit(self) -> dict[str, Any]:
        """What the operation is asked."""
        asked = [ItemAsked(f"{text.zh} {text.en}", clause) for clause, text in self.required]
        own = [line.strip()[:300] for line in self.cleaned_data["own"].splitlines() if line.strip()]
        items = asked + [ItemAsked(line, required=False) for line in own]
        given = self.cleaned_data
        return {"title": given["title"], "kind": AuditKind(given["kind"]), "on": given["on"], "items": items}


class ItemForm(HouseForm):
    """What was found at an item."""

    places: ClassVar[dict[str, str]] = {"audit.found": "found", "audit.answered": "found"}
    conform = forms.ChoiceField(
        label=_("Verdict"), choices=[("yes", _("conforms")), ("no", _("does not conform"))], widget=forms.RadioSelect
    )
    found = _text(_("What was found"))
    severity = forms.ChoiceField(label=_("Severity, where it does not"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["severity"].choices = _choices(NcSeverity)  # type: ignore[attr-defined]
