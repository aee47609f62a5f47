"""What a person writes in a task: a finding with its photos, a sample, who shall have the task."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.queries import hazards
from guomen.consignments.terms import GoodsItem
from guomen.inspection.terms import FindingKind, Severity
from guomen.inspection.web.planning import planned, planning_fields
from guomen.kernel.offices.models import Actor
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import Files, HouseForm
from guomen.laboratory.terms import Hand

NONE_CHOSEN = ("", "–")


class ChoosingForm(HouseForm):
    """A form with fields of choices that are known only when it is made."""

    def choose(self, field: str, choices: Iterable[tuple[Any, str]]) -> None:
        """Offer these in a field of choices."""
        self.fields[field].choices = list(choices)  # type: ignore[attr-defined]


class Plain(HouseForm):
    """A deed that asks nothing."""


def items_offered(items: Sequence[GoodsItem]) -> list[tuple[Any, str]]:
    """The goods items of a declaration to choose from."""
    return [(item.item_no, f"{item.item_no}. {item.description or item.goods_code}"[:80]) for item in items]


class AssignForm(ChoosingForm):
    """The officer who shall have a task."""

    officer = forms.ChoiceField(label=_("Officer"))

    def __init__(self, *args: Any, colleagues: Iterable[Actor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("officer", [(one.username, said(Text(one.name_zh, one.name_en))) for one in colleagues])


class FindingForm(ChoosingForm):
    """What is wrong."""

    kind = forms.ChoiceField(label=_("Kind of finding"))
    severity = forms.ChoiceField(label=_("Severity"), widget=forms.RadioSelect)
    item_no = forms.TypedChoiceField(label=_("Goods item"), coerce=int, empty_value=None, required=False)
    hazard = forms.ChoiceField(label=_("Hazard"), required=False)
    text = forms.CharField(
        label=_("What was seen"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where, how many, and how it looks."),
    )
    photos = Files(
        label=_("Photos and documents"), required=False, help_text=_("JPEG, PNG, WebP or PDF; several at once.")
    )

    def __init__(self, *args: Any, items: Sequence[GoodsItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("kind", [NONE_CHOSEN, *((kind.value, said(kind.text)) for kind in FindingKind)])
        self.choose("severity", [(one.value, said(one.text)) for one in Severity])
        self.choose("item_no", [("", str(_("The whole consignment"))), *items_offered(items)])
        named = sorted(((code, said(text)) for code, text in hazards().items()), key=lambda one: one[1])
        self.choose("hazard", [NONE_CHOSEN, *named])


class EvidenceForm(HouseForm):
    """More files for a finding."""

    finding = forms.IntegerField(widget=forms.HiddenInput)
    photos = Files(label=_("Photos and documents"))


class DrawForm(ChoosingForm):
    """A sample as it is bagged, and whom it is given to."""

    item_no = forms.TypedChoiceField(label=_("Goods item"), coerce=int)
    units = forms.IntegerField(
        label=_("Units in the sample"),
        required=False,
        min_value=1,
        max_value=32767,
        help_text=_("Empty: as many as the tests need."),
    )
    seal = forms.CharField(label=_("Seal number"), max_length=40)
    place = forms.CharField(label=_("Where it was drawn"), max_length=100)
    temperature = forms.DecimalField(
        label=_("Temperature (°C)"), required=False, max_digits=5, decimal_places=1, min_value=Decimal(-273)
    )
    further = forms.CharField(
        label=_("Further tests"), required=False, help_text=_("Analytes besides those instructed, separated by commas.")
    )
    handed_to = forms.CharField(
        label=_("Handed over to"),
        required=False,
        max_length=100,
        help_text=_("Empty: it stays with you until you hand it over."),
    )
    photos = Files(
        label=_("Photos and documents"), required=False, help_text=_("JPEG, PNG, WebP or PDF; several at once.")
    )

    def __init__(self, *args: Any, items: Sequence[GoodsItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("item_no", items_offered(items))
        self.fields |= planning_fields()

    def analytes(self) -> list[str]:
        """The further tests, one name each."""
        said = self.cleaned_data["further"].replace("，", ",").replace("、", ",")
        return [name.strip() for name in said.split(",") if name.strip()]

    def hand(self, holder: str) -> Hand:
        """The first custody step."""
        said = self.cleaned_data
        return Hand(holder, said["place"], said["seal"], said["temperature"])

    def planned(self) -> dict[str, Any]:
        """The plan in use, the temperatures of the way and the parts, as the operation wants them."""
        return planned(self.cleaned_data)

    def next_hand(self) -> Hand | None:
        """Whom it is given to at once, if anybody."""
        said = self.cleaned_data
        return Hand(said["handed_to"], "", said["seal"], said["temperature"]) if said["handed_to"] else None


class BindForm(ChoosingForm):
    """A sample that was drawn before the lot arrived."""

    places: ClassVar[dict[str, str]] = {"sample.label_unreadable": "label", "sample.missing": "label"}
    item_no = forms.TypedChoiceField(label=_("Goods item"), coerce=int)
    label = forms.CharField(label=_("Label of the advance sample"), max_length=200)
    seals = forms.CharField(
        label=_("Seals seen on the lot"), required=False, max_length=500, help_text=_("Separated by spaces.")
    )

    def __init__(self, *args: Any, items: Sequence[GoodsItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("item_no", items_offered(items))


class HandOverForm(HouseForm):
    """A drawn sample goes into the next hand; its label is read from the bag."""

    label = forms.CharField(widget=forms.HiddenInput)
    scanned = forms.CharField(label=_("Label read from the bag"), max_length=20)
    holder = forms.CharField(label=_("Handed over to"), max_length=100)
    place = forms.CharField(label=_("Place"), required=False, max_length=100)


class WithdrawForm(HouseForm):
    """Why a finding does not stand."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
