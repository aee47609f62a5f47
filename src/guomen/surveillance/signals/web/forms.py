"""What a person writes on the radar: a signal, a link, a ground, a name's meaning, a source."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.queries import countries, hazards
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.web.forms import Files, HouseForm, day_input
from guomen.surveillance.signals.models import SignalSource
from guomen.surveillance.signals.terms import (
    Credibility,
    FeedKind,
    InformantStatus,
    LinkKind,
    SignalReport,
    SignalState,
    SourceKind,
)


def _choices(words: Any, blank: str = "") -> list[tuple[str, str]]:
    listed = [(one.value, said(one.text)) for one in words]
    return [("", blank), *listed] if blank else listed


class SignalFilter(forms.Form):
    """What the list of signals can be asked for."""

    q = forms.CharField(label=_("Number, reference or words"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    hazard = forms.CharField(label=_("Hazard code"), required=False)
    goods = forms.CharField(label=_("Goods code"), required=False)
    origin = forms.CharField(label=_("Origin"), required=False, max_length=2)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = SignalSource.objects.order_by("code").values_list("code", "name_zh", "name_en")
        self.fields["source"].choices = [("", "–"), *((code, said({"zh": zh, "en": en})) for code, zh, en in sources)]  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", "–"), *_choices(SignalState)]  # type: ignore[attr-defined]


class ReportForm(HouseForm):
    """A signal that an officer writes down."""

    source = forms.ChoiceField(label=_("Source"))
    reference = forms.CharField(
        label=_("Reference of the source"), required=False, help_text=_("Its own number, if it has one.")
    )
    reported_on = forms.DateField(label=_("Reported on"), widget=day_input())
    title = forms.CharField(label=_("What happened, in a sentence"))
    original = forms.CharField(label=_("Original text"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    goods_words = forms.CharField(label=_("Product"), required=False)
    goods = forms.CharField(label=_("Goods code"), required=False, max_length=13)
    hazard_words = forms.CharField(label=_("Hazard in words"), required=False)
    hazard = forms.ChoiceField(label=_("Hazard"), required=False)
    origin = forms.ChoiceField(label=_("Origin"), required=False)
    party = forms.CharField(label=_("Company"), required=False)
    place = forms.CharField(label=_("Place"), required=False)
    happened_on = forms.DateField(label=_("Happened on"), required=False, widget=day_input())
    cases = forms.IntegerField(label=_("Cases or injured"), required=False)
    deaths = forms.IntegerField(label=_("Deaths"), required=False)
    credibility = forms.ChoiceField(label=_("Credibility"), required=False)
    attached = Files(label=_("Files"), required=False, help_text=_("JPEG, PNG, WebP or PDF; several at once."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = SignalSource.objects.filter(active=True).order_by("code")
        choices: dict[str, list[tuple[str, str]]] = {
            "source": [(one.code, said({"zh": one.name_zh, "en": one.name_en})) for one in sources],
            "hazard": [("", "–"), *((code, said(text)) for code, text in hazards().items())],
            "origin": [("", "–"), *((code, f"{code} {said(text)}") for code, text in countries().items())],
            "credibility": _choices(Credibility, "–"),
        }
        for name, listed in choices.items():
            self.fields[name].choices = listed  # type: ignore[attr-defined]

    def report(self, at: datetime) -> SignalReport:
        """What was written, as a report; without a number of the source the instant is its reference."""
        said_now = {
            name: value
            for name, value in self.cleaned_data.items()
            if value not in ("", None) and name not in ("source", "attached")
        }
        if "credibility" in said_now:
            said_now["credibility"] = Credibility(said_now["credibility"])
        return SignalReport(**{"reference": at.strftime("%Y%m%d-%H%M%S.%f")} | said_now)


class AttachForm(HouseForm):
    """A file that belongs to a signal."""

    file = Files(label=_("Files"), help_text=_("JPEG, PNG, WebP or PDF; several at once."))


class GroundForm(HouseForm):
    """Why."""

    places: ClassVar[dict[str, str]] = {"signal.ground_missing": "ground", "informant.ground_missing": "ground"}
    ground = forms.CharField(label=_("Ground"), widget=forms.Textarea(attrs={"rows": 2}))


class LinkForm(GroundForm):
    """With which earlier signal this one hangs together, and how."""

    earlier = forms.IntegerField(label=_("Number of the earlier signal"), min_value=1)
    kind = forms.ChoiceField(label=_("It is"))
    field_order = ("earlier", "kind", "ground")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _choices(LinkKind)  # type: ignore[attr-defined]


class UnlinkForm(GroundForm):
    """Which link is taken back, and why."""

    link = forms.ChoiceField(label=_("Link"))
    field_order = ("link", "ground")

    def __init__(self, *args: Any, links: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["link"].choices = links  # type: ignore[attr-defined]


class AnswerForm(HouseForm):
    """How far the check of a tip is, and its reward."""

    status = forms.ChoiceField(label=_("State of the check"))
    reward = forms.DecimalField(label=_("Reward (CNY)"), required=False, max_digits=12, decimal_places=2)
    ground = forms.CharField(label=_("Ground of the reward"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = _choices(InformantStatus)  # type: ignore[attr-defined]


class SourceForm(HouseForm):
    """Who reports: what it is, how far it is believed, how it is heard."""

    code = forms.SlugField(label=_("Code"), max_length=40)
    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=120)
    name_en = forms.CharField(label=_("Name (English)"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of source"))
    credibility = forms.ChoiceField(label=_("Credibility"))
    quiet_days = forms.IntegerField(
        label=_("Days of silence that are ordinary"), required=False, min_value=1, max_value=3650,
        help_text=_("Empty: judged by its own rhythm."),
    )  # fmt: skip
    feed = forms.ChoiceField(label=_("Feed"), required=False)
    address = forms.URLField(label=_("Address of the feed"), required=False, max_length=400, assume_scheme="https")
    fetch_minutes = forms.IntegerField(label=_("Minutes between fetches"), min_value=5, max_value=30000, initial=60)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _choices(SourceKind)  # type: ignore[attr-defined]
        self.fields["credibility"].choices = _choices(Credibility)  # type: ignore[attr-defined]
        self.fields["feed"].choices = [(one.value, one.value.upper() or "–") for one in FeedKind]  # type: ignore[attr-defined]


class FileForm(HouseForm):
    """Which file of signals."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV, XLSX, Parquet, JSON or SQLite, in the source's own columns.")
    )
    sheet = forms.CharField(label=_("Sheet or table"), required=False, help_text=_("The first by default."))


class TellForm(HouseForm):
    """What the public tells: what happened, and who tells if they wish."""

    kind = forms.ChoiceField(label=_("I am"))
    title = forms.CharField(label=_("What happened, in a sentence"), max_length=300)
    original = forms.CharField(
        label=_("Tell it in your own words"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
    goods_words = forms.CharField(label=_("Product"), required=False, max_length=300)
    party = forms.CharField(label=_("Company or brand"), required=False, max_length=120)
    place = forms.CharField(label=_("Where it was bought or seen"), required=False, max_length=120)
    happened_on = forms.DateField(label=_("When"), required=False, widget=day_input())
    name = forms.CharField(label=_("Your name"), required=False, max_length=100, help_text=_("You need not say it."))
    contact = forms.CharField(label=_("How to reach you"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (SourceKind.COMPLAINT.value, _("A consumer or somebody who saw it")),
            (SourceKind.WHISTLE_BLOWER.value, _("Working where it happened")),
        ]


class TokenForm(HouseForm):
    """The token that was given when the report was taken."""

    places: ClassVar[dict[str, str]] = {"informant.token": "token"}
    token = forms.CharField(
        label=_("Your token"), max_length=40, help_text=_("It was shown when the report was taken.")
    )
