"""What an officer writes when drawing a sample for a programme, or saying why it cannot be drawn."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.queries import countries
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.web.forms import HouseForm
from guomen.laboratory.terms import Hand
from guomen.supervision.programmes.models import Line


class SampleForm(HouseForm):
    """A sample as it is bagged, and whom it is given to."""

    places: ClassVar[dict[str, str]] = {"sample.other_goods": "goods_code", "sample.other_origin": "origin"}
    goods_code = forms.RegexField(
        r"\A[0-9]{4,13}\Z", label=_("Goods code"), help_text=_("Of the product that is sampled; digits only.")
    )
    description = forms.CharField(label=_("Product, brand, batch"), max_length=300)
    units = forms.IntegerField(label=_("Units in the sample"), min_value=1, max_value=32767, initial=1)
    seal = forms.CharField(label=_("Seal number"), max_length=40)
    place = forms.CharField(label=_("Where it was drawn"), max_length=100)
    temperature = forms.DecimalField(
        label=_("Temperature (°C)"), required=False, max_digits=5, decimal_places=1, min_value=Decimal(-273)
    )
    handed_to = forms.CharField(
        label=_("Handed over to"), required=False, max_length=100,
        help_text=_("Empty: it stays with you until you hand it over."),
    )  # fmt: skip

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"goods_code": line.goods[0]}} | kwargs)

    def drawn(self, holder: str) -> dict[str, Any]:
        """The sample as the operation wants it; holder: who has drawn it."""
        told = self.cleaned_data
        named = {
            name: told[name] for name in ("goods_code", "description", "units", "origin", "producer") if name in told
        }
        return named | {
            "hand": Hand(holder, told["place"], told["seal"], told["temperature"]),
            "handed_to": Hand(told["handed_to"], "", told["seal"], told["temperature"]) if told["handed_to"] else None,
        }


class HandForm(SampleForm):
    """The same of a product chosen by hand: where it is from and who made it is written down too."""

    origin = forms.ChoiceField(label=_("Origin"), required=False)
    producer = forms.CharField(label=_("Producer"), required=False, max_length=80)

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, line=line, **kwargs)
        offered = {code: name for code, name in countries().items() if not line.origins or code in line.origins}
        chosen = sorted(((code, said(name)) for code, name in offered.items()), key=lambda one: one[1])
        self.fields["origin"].choices = [("", "–"), *chosen]  # type: ignore[attr-defined]


class ImpossibleForm(HouseForm):
    """Why a pick cannot be drawn."""

    ground = forms.CharField(
        label=_("Why it cannot be drawn"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000,
        help_text=_("Kept on record. The next of the draw takes its place."),
    )  # fmt: skip
