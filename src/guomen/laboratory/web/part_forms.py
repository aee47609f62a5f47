"""What a person writes about the parts of a sample, its photos, a re-test, a sample that is brought in."""

from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guomen.kernel.offices.models import Office
from guomen.kernel.templatetags.guomen import named, said
from guomen.kernel.terms import SubjectRef, Text
from guomen.kernel.web.forms import Files, HouseForm, day_input, words
from guomen.laboratory.models import Portion
from guomen.laboratory.terms import Hand, PortionAsked, PortionKind, Purpose, Requested

_AMOUNT = _("E.g. 500 g. Empty: there is no such part.")


class SplitForm(HouseForm):
    """How much goes into each part, under which seal, where it is kept."""

    places: ClassVar[dict[str, str]] = {"sample.no_test_portion": "test_amount"}
    test_amount = forms.CharField(label=_("Test portion: amount"), max_length=60, help_text=_AMOUNT)
    retest_amount = forms.CharField(
        label=_("Re-test portion: amount"), max_length=60, required=False, help_text=_AMOUNT
    )
    retest_seal = forms.CharField(label=_("Re-test portion: seal"), max_length=40, required=False)
    archive_amount = forms.CharField(
        label=_("Archive portion: amount"), max_length=60, required=False, help_text=_AMOUNT
    )
    archive_seal = forms.CharField(label=_("Archive portion: seal"), max_length=40, required=False)
    place = forms.CharField(label=_("Where they are kept"), max_length=100, required=False)

    def portions(self) -> list[PortionAsked]:
        """The parts that were named."""
        told = self.cleaned_data
        kinds = ((kind, told[f"{kind}_amount"], told.get(f"{kind}_seal", "")) for kind in PortionKind)
        return [PortionAsked(kind, amount, seal, told["place"]) for kind, amount, seal in kinds if amount]


class PartForm(HouseForm):
    """What becomes of one part."""

    places: ClassVar[dict[str, str]] = {
        "sample.wrong_label": "scanned", "sample.label_unreadable": "scanned", "sample.retained": "note",
        "sample.reason": "note",
    }  # fmt: skip
    part = forms.ChoiceField(label=_("Part"))
    deed = forms.ChoiceField(
        label=_("What is done with it"),
        choices=[
            ("keep", _("put into store")),
            ("use", _("used up")),
            ("dispose", _("disposed of")),
            ("lose", _("lost")),
        ],
    )
    scanned = forms.CharField(label=_("Label on the part"), max_length=200, required=False)
    place = forms.CharField(label=_("Place"), max_length=100, required=False)
    note = forms.CharField(label=_("Note, ground or reason"), max_length=500, required=False)

    def __init__(self, *args: Any, parts: list[Portion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.label, f"{said(PortionKind(one.kind).text)} {one.label}") for one in parts]
        self.fields["part"].choices = offered  # type: ignore[attr-defined]

    def hand(self) -> Hand:
        """Where it is now."""
        return Hand("", self.cleaned_data["place"], note=self.cleaned_data["note"])


class FilesForm(HouseForm):
    """Photos and papers of a sample."""

    photos = Files(label=_("Photos and documents"), help_text=_("JPEG, PNG, WebP or PDF; several at once."))


class RetestForm(HouseForm):
    """Who asks for a re-test, and why."""

    places: ClassVar[dict[str, str]] = {"retest.ground": "ground"}
    ground = forms.CharField(
        label=_("Who asks for it, when, and why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class WayForm(HouseForm):
    """Drawing or handing over a sample outside an inspection task."""

    places: ClassVar[dict[str, str]] = {"sample.wrong_label": "scanned", "sample.label_unreadable": "scanned"}
    scanned = forms.CharField(label=_("Label on the bag"), max_length=200)
    holder = forms.CharField(label=_("Holder"), max_length=100, help_text=_("Who drew it, or who has it now."))
    place = forms.CharField(label=_("Place"), max_length=100, required=False)
    seal = forms.CharField(label=_("Seal number"), max_length=40, required=False)
    temperature = forms.DecimalField(label=_("Temperature (°C)"), required=False, max_digits=5, decimal_places=1)

    def hand(self) -> Hand:
        """The custody step."""
        told = self.cleaned_data
        return Hand(told["holder"], told["place"], told["seal"], told["temperature"])


_ORDERED = (Purpose.PROGRAMME, Purpose.ENTERPRISE, Purpose.COURT, Purpose.ADVANCE)


class OrderForm(HouseForm):
    """A sample that no inspection task asks for."""

    places: ClassVar[dict[str, str]] = {"sample.requester": "requester", "sample.nothing_to_test": "tests"}
    purpose = forms.ChoiceField(label=_("Purpose"))
    requester = forms.CharField(label=_("For whom"), max_length=120, required=False)
    reference = forms.CharField(
        label=_("Lot, case or programme number"), max_length=60, help_text=_("Of an advance sample: the lot number.")
    )
    goods_code = forms.RegexField(r"^[0-9]{0,13}$", label=_("Goods code"), max_length=13, required=False)
    description = forms.CharField(label=_("Goods"), max_length=300)
    tests = forms.CharField(label=_("Tests"), max_length=2000, help_text=_("Analytes, separated by semicolons."))
    units = forms.IntegerField(label=_("Sample units"), min_value=1, max_value=32767, initial=1)
    laboratory = forms.ChoiceField(label=_("Laboratory"))
    due_on = forms.DateField(label=_("Report expected on"), required=False, widget=day_input())
    producer = forms.CharField(label=_("Producer (registration number)"), max_length=80, required=False)
    quantity = forms.DecimalField(
        label=_("Quantity of the lot"), required=False, min_value=0, max_digits=18, decimal_places=4
    )
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    containers = forms.CharField(label=_("Containers"), max_length=500, required=False)
    seals = forms.CharField(label=_("Seals"), max_length=500, required=False)

    def __init__(self, *args: Any, laboratories: list[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.value, said(one.text)) for one in _ORDERED]
        self.fields["purpose"].choices = offered  # type: ignore[attr-defined]
        self.fields["laboratory"].choices = [(one.code, named(one)) for one in laboratories]  # type: ignore[attr-defined]

    @property
    def purpose_asked(self) -> Purpose:
        """The purpose."""
        return Purpose(self.cleaned_data["purpose"])

    def subject(self) -> SubjectRef:
        """What the sample is of."""
        kinds = {Purpose.COURT: "case", Purpose.PROGRAMME: "programme"}
        return SubjectRef(kinds.get(self.purpose_asked, "lot"), "".join(self.cleaned_data["reference"].split()))

    def due_at(self) -> datetime | None:
        """The end of the day on which the report is expected."""
        on = self.cleaned_data["due_on"]
        return timezone.make_aware(datetime.combine(on, time(23, 59))) if on else None

    def requests(self) -> list[Requested]:
        """One test for each name."""
        names = [one.strip() for one in self.cleaned_data["tests"].replace("；", ";").split(";")]
        return [Requested(Text(name, name), timezone.localdate()) for name in dict.fromkeys(names) if name]

    def several(self, field: str) -> frozenset[str]:
        """Numbers separated by spaces or commas."""
        return frozenset(words(self.cleaned_data[field]))
