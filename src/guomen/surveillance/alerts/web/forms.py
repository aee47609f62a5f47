"""What a person writes when composing, changing, lifting, signing or acknowledging an alert."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.terms import Condition
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import HouseForm, words
from guomen.surveillance.alerts.operations import Proposal
from guomen.surveillance.alerts.terms import (
    AlertCategory,
    AlertKind,
    AlertLevel,
    Audience,
    Change,
    OutletKind,
    Wording,
)

GRADED = "graded"
PARTS = ("title", "scope", "warning", "action")
_LINES = {"scope": 2, "warning": 4, "action": 3}


_WANTED = {"required": _("The law wants it stated, in both languages.")}


def _area(part: str) -> forms.Widget:
    return forms.TextInput() if part == "title" else forms.Textarea(attrs={"rows": _LINES[part]})


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class WordingForm(HouseForm):
    """The words of an alert in both languages, what it is about and until when."""

    title_zh = forms.CharField(label=_("Title (Chinese)"), error_messages=_WANTED, widget=_area("title"))
    title_en = forms.CharField(label=_("Title (English)"), error_messages=_WANTED, widget=_area("title"))
    scope_zh = forms.CharField(label=_("Scope (Chinese)"), error_messages=_WANTED, widget=_area("scope"))
    scope_en = forms.CharField(label=_("Scope (English)"), error_messages=_WANTED, widget=_area("scope"))
    warning_zh = forms.CharField(label=_("What it warns of (Chinese)"), error_messages=_WANTED, widget=_area("warning"))
    warning_en = forms.CharField(label=_("What it warns of (English)"), error_messages=_WANTED, widget=_area("warning"))
    action_zh = forms.CharField(label=_("Action to be taken (Chinese)"), error_messages=_WANTED, widget=_area("action"))
    action_en = forms.CharField(label=_("Action to be taken (English)"), error_messages=_WANTED, widget=_area("action"))
    goods = forms.CharField(
        label=_("Goods codes beginning with"),
        required=False,
        help_text=_("Digits, several separated by spaces; empty for all goods."),
    )
    origins = forms.CharField(
        label=_("Origins"), required=False, help_text=_("Two-letter codes, separated by spaces; empty for all.")
    )
    ends_at = forms.DateTimeField(
        label=_("Holds until"), required=False, widget=_moment(), help_text=_("Empty: until it is lifted.")
    )

    @property
    def words(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each part of the words, Chinese beside English."""
        return [(self[f"{part}_zh"], self[f"{part}_en"]) for part in PARTS]

    def clean_goods(self) -> tuple[str, ...]:
        """Prefixes of goods codes."""
        found = words(self.cleaned_data["goods"])
        if any(not re.fullmatch("[0-9]{1,13}", one) for one in found):
            raise forms.ValidationError(_("Write digits, 1 to 13 of each code."))
        return tuple(found)

    def clean_origins(self) -> frozenset[str]:
        """Country codes."""
        found = {one.upper() for one in words(self.cleaned_data["origins"])}
        if any(not re.fullmatch("[A-Z]{2}", one) for one in found):
            raise forms.ValidationError(_("Write two-letter codes."))
        return frozenset(found)

    def wording(self) -> Wording:
        """The words."""
        given = self.cleaned_data
        texts = {part: Text(given[f"{part}_zh"], given[f"{part}_en"]) for part in PARTS}
        return Wording(**texts)

    def condition(self) -> Condition:
        """What it is about."""
        return Condition(goods=self.cleaned_data["goods"], origins=self.cleaned_data["origins"])


class ComposeForm(WordingForm):
    """An alert as it is proposed. The audience is chosen above the form; the level is the table's unless another one
    is chosen with its ground.
    """

    places = {"alert.needs_ground": "ground", "alert.not_graded": "level"}
    level = forms.ChoiceField(label=_("Level"))
    ground = forms.CharField(
        label=_("Ground"), required=False, help_text=_("Needed where the level is not the table's.")
    )
    category = forms.ChoiceField(label=_("Category"))
    starts_at = forms.DateTimeField(label=_("Holds from"), widget=_moment())
    promote = forms.BooleanField(
        label=_("Promote this local case to a national circular"), required=False, widget=forms.HiddenInput()
    )

    def __init__(self, *args: Any, level: AlertLevel | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_graded = [(GRADED, _("As graded: %(level)s") % {"level": said(level.text)})] if level else []
        choices = [*as_graded, *((one.value, said(one.text)) for one in AlertLevel)]
        self.fields["level"].choices = choices  # type: ignore[attr-defined]
        self.fields["category"].choices = [(one.value, said(one.text)) for one in AlertCategory]  # type: ignore[attr-defined]

    def proposal(self, audience: Audience, hazard: str) -> Proposal:
        """What the operation is asked."""
        given = self.cleaned_data
        return Proposal(
            audience=audience,
            category=AlertCategory(given["category"]),
            wording=self.wording(),
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            condition=self.condition(),
            hazard=hazard,
            level=None if given["level"] == GRADED else AlertLevel(given["level"]),
            ground=given["ground"],
        )


class ChangeForm(WordingForm):
    """A later version: what kind of change, its level, its words, why."""

    places = {"alert.needs_ground": "ground", "alert.wrong_level": "level"}
    change = forms.ChoiceField(label=_("Kind of change"))
    level = forms.ChoiceField(label=_("Level"))
    ground = forms.CharField(label=_("Ground"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = (Change.UPGRADE, Change.DOWNGRADE, Change.CORRECTION)
        self.fields["change"].choices = [(one.value, said(one.text)) for one in offered]  # type: ignore[attr-defined]
        self.fields["level"].choices = [(one.value, said(one.text)) for one in AlertLevel]  # type: ignore[attr-defined]


class SignForm(HouseForm):
    """Nothing to fill in: the second person signs in one step."""


class GroundForm(HouseForm):
    """Why a proposal is declined."""

    ground = forms.CharField(label=_("Ground"), widget=forms.Textarea(attrs={"rows": 2}))


class LiftForm(HouseForm):
    """Why an alert is lifted, as it will be published."""

    ground_zh = forms.CharField(label=_("Ground (Chinese)"), widget=forms.Textarea(attrs={"rows": 2}))
    ground_en = forms.CharField(label=_("Ground (English)"), widget=forms.Textarea(attrs={"rows": 2}))

    def text(self) -> Text:
        """The ground in both languages."""
        return Text(self.cleaned_data["ground_zh"], self.cleaned_data["ground_en"])


class RefuteForm(HouseForm):
    """The statement that what was warned of is not so, and what is left of the alert."""

    statement_zh = forms.CharField(label=_("Statement (Chinese)"), widget=forms.Textarea(attrs={"rows": 3}))
    statement_en = forms.CharField(label=_("Statement (English)"), widget=forms.Textarea(attrs={"rows": 3}))
    level = forms.ChoiceField(label=_("What is left of it"), required=False)

    def __init__(self, *args: Any, below: AlertLevel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lower = [(one.value, said(one.text)) for one in AlertLevel if one.rank > below.rank]
        self.fields["level"].choices = [("", _("Nothing: the alert ends at once")), *lower]  # type: ignore[attr-defined]

    def text(self) -> Text:
        """The statement in both languages."""
        return Text(self.cleaned_data["statement_zh"], self.cleaned_data["statement_en"])

    def level_left(self) -> AlertLevel | None:
        """The lower level at which it goes on; None where nothing is left."""
        chosen = self.cleaned_data["level"]
        return AlertLevel(chosen) if chosen else None


class AcknowledgeForm(HouseForm):
    """What an office has to say on acknowledging."""

    note = forms.CharField(label=_("Remark"), required=False)


class RetryForm(HouseForm):
    """Which failed sending is tried again."""

    sending = forms.IntegerField(widget=forms.HiddenInput())


class OutletForm(HouseForm):
    """Where alerts are sent."""

    places = {"outlet.name_taken": "name"}
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of outlet"))
    address = forms.CharField(
        label=_("Address"), max_length=400, help_text=_("https://…; mailboxes separated by commas; or a folder's name.")
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=[("zh", "中文"), ("en", "English")])
    levels = forms.MultipleChoiceField(
        label=_("Levels"), required=False, widget=forms.CheckboxSelectMultiple(), help_text=_("None ticked: all.")
    )
    kinds = forms.MultipleChoiceField(
        label=_("Forms of alerts"),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("None ticked: notices and announcements. Circulars leave the agency only where ticked."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kinds in (("kind", OutletKind), ("levels", AlertLevel), ("kinds", AlertKind)):
            self.fields[name].choices = [(one.value, said(one.text)) for one in kinds]  # type: ignore[attr-defined]

    def order(self) -> dict[str, Any]:
        """What the operation is asked."""
        given = self.cleaned_data
        return {
            **given,
            "kind": OutletKind(given["kind"]),
            "levels": [AlertLevel(one) for one in given["levels"]],
            "kinds": [AlertKind(one) for one in given["kinds"]],
        }


class StopForm(HouseForm):
    """Which outlet is sent nothing more."""

    outlet = forms.IntegerField(widget=forms.HiddenInput())


def local(at: datetime | None) -> str:
    """An instant as a datetime-local input wants it."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M") if at else ""
