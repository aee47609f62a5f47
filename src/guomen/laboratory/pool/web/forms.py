"""What a person writes about the pool."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.kernel.offices.models import Office
from guomen.kernel.templatetags.guomen import named, said
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import HouseForm, day_input, words
from guomen.laboratory.pool.models import Offer
from guomen.laboratory.pool.queries import Candidate
from guomen.laboratory.pool.terms import Standing


class BodyForm(HouseForm):
    """An entry of the directory."""

    places: ClassVar[dict[str, str]] = {"laboratory.body_unnamed": "code"}
    code = forms.CharField(label=_("Code"), max_length=20)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160)
    agency = forms.CharField(label=_("Run by"), max_length=80)
    office = forms.ChoiceField(
        label=_("Office of the agency"), required=False, help_text=_("Where it is one of our own laboratories.")
    )
    address = forms.CharField(label=_("Place"), max_length=200, required=False)
    latitude = forms.FloatField(label=_("Latitude (°)"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude (°)"), required=False, min_value=-180, max_value=180)
    accreditation = forms.CharField(label=_("Accreditation number"), max_length=60, required=False)
    accredited_until = forms.DateField(label=_("Accredited until"), required=False, widget=day_input())
    capacity = forms.IntegerField(label=_("Tests a day"), min_value=0, initial=100)
    contact = forms.CharField(label=_("Contact"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = [(one.code, f"{named(one)} {one.code}") for one in Office.objects.order_by("code")]
        self.fields["office"].choices = [("", "–"), *offices]  # type: ignore[attr-defined]


class OfferForm(HouseForm):
    """A test that a body offers."""

    places: ClassVar[dict[str, str]] = {
        "laboratory.offer_there": "valid_from",
        "laboratory.offer_impossible": "price",
    }
    analyte_zh = forms.CharField(label=_("Analyte in Chinese"), max_length=120)
    analyte_en = forms.CharField(label=_("Analyte in English"), max_length=120)
    standard = forms.CharField(label=_("Standard"), max_length=80, required=False)
    goods = forms.CharField(
        label=_("For goods"), required=False, help_text=_("Prefixes of goods codes, separated by spaces; empty: any.")
    )
    price = forms.DecimalField(label=_("Price (CNY)"), max_digits=10, decimal_places=2, min_value=0)
    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=365)
    accredited = forms.BooleanField(label=_("Accredited"), required=False)
    valid_from = forms.DateField(label=_("Offered from"), widget=day_input())

    def clean_goods(self) -> list[str]:
        """Prefixes of digits."""
        prefixes = words(self.cleaned_data["goods"])
        if any(not one.isdigit() or len(one) > 13 for one in prefixes):
            raise forms.ValidationError(_("A goods code has digits only, at most 13."))
        return prefixes


class StandingForm(HouseForm):
    """Whether a body may be relied on, and why."""

    places: ClassVar[dict[str, str]] = {"laboratory.standing_reason": "reason"}
    standing = forms.ChoiceField(label=_("Standing"), choices=lambda: [(one.value, said(one.text)) for one in Standing])
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)


class ChooseForm(HouseForm):
    """Another laboratory for a sample, and who chose it."""

    places: ClassVar[dict[str, str]] = {"laboratory.route_reason": "reason", "laboratory.body_unqualified": "code"}
    code = forms.ChoiceField(label=_("Laboratory"), widget=forms.RadioSelect)
    by = forms.ChoiceField(label=_("Chosen by"))
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: Any, offered: Sequence[Candidate], by: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(one.body.code, _candidate(one)) for one in offered]  # type: ignore[attr-defined]
        self.fields["by"].choices = list(by)  # type: ignore[attr-defined]


def _candidate(one: Candidate) -> str:
    way = "–" if one.km is None else f"{one.km:.0f} km"
    return f"{named(one.body)} · {one.price} CNY · {way} · {one.hours:.0f} h"


class OrderForm(HouseForm):
    """What an enterprise has tested, on what."""

    places: ClassVar[dict[str, str]] = {"laboratory.order_unoffered": "offers", "laboratory.order_goods": "description"}
    offers = forms.MultipleChoiceField(label=_("Tests"), widget=forms.CheckboxSelectMultiple)
    goods_code = forms.CharField(label=_("Goods code"), max_length=13, required=False)
    description = forms.CharField(label=_("What is handed in"), max_length=300)
    lot = forms.CharField(label=_("Lot number"), max_length=80, required=False)
    units = forms.IntegerField(label=_("Sample units"), min_value=1, max_value=1000, initial=1)

    def __init__(self, *args: Any, offered: Sequence[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offers"].choices = [(str(one.pk), _offer(one)) for one in offered]  # type: ignore[attr-defined]

    def clean_goods_code(self) -> str:
        """Digits only."""
        code = str(self.cleaned_data["goods_code"]).strip()
        if code and not code.isdigit():
            raise forms.ValidationError(_("A goods code has digits only, at most 13."))
        return code


def _offer(one: Offer) -> str:
    name = said(Text(one.analyte_zh, one.analyte_en))
    return " · ".join(part for part in (name, one.standard, f"{one.price} CNY", ", ".join(one.goods)) if part)


class DecideForm(HouseForm):
    """Taking an order on, or declining it with a reason."""

    places: ClassVar[dict[str, str]] = {"laboratory.decline_reason": "reason"}
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500, help_text=_("Needed where the order is declined.")
    )
