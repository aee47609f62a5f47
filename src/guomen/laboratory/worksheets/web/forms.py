"""What an analyst writes on the bench."""

import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Refusal, Text
from guomen.kernel.web.forms import HouseForm
from guomen.laboratory.models import Instrument, ReferenceMaterial, TestRequest, WorksheetLine
from guomen.laboratory.terms import absent
from guomen.laboratory.worksheets.queries import analyte_of
from guomen.laboratory.worksheets.terms import ControlAsked, LineKind, Reading

_LONGEST = 400


def read_text(text: str, dilution: str = "") -> Reading:
    """What was typed into a line: numbers with spaces between them, ND for not detected. Raises Refusal."""
    words = unicodedata.normalize("NFKC", text[:_LONGEST]).replace(";", " ").split()
    return Reading(tuple(_word(word) for word in words), _number(dilution) if dilution.strip() else Decimal(1))


def _word(word: str) -> Decimal | None:
    return None if absent(word) else _number(word)


def _number(word: str) -> Decimal:
    plain = word.strip()
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("nan")
    exponent = number.normalize().as_tuple().exponent if number.is_finite() else None
    if not isinstance(exponent, int) or exponent < -8 or len(plain) > 24:
        raise Refusal(
            "worksheet.reading",
            Text(f"“{plain[:30]}”不是读数。", f"“{plain[:30]}” is no reading."),
            Text("请填数值（至多8位小数），或填 ND。", "Write a number of at most 8 decimals, or ND."),
        )
    return number


class OpenForm(HouseForm):
    """Which of the tests that wait go on the worksheet, on which instrument, with which controls."""

    places: ClassVar[dict[str, str]] = {
        "worksheet.empty": "requests",
        "worksheet.not_waiting": "requests",
        "worksheet.held": "requests",
        "instrument.overdue": "instrument",
        "instrument.out_of_service": "instrument",
        "worksheet.other_instrument": "instrument",
    }
    instrument = forms.ChoiceField(label=_("Instrument"), required=False)
    requests = forms.MultipleChoiceField(label=_("Tests that wait"), widget=forms.CheckboxSelectMultiple)
    blank = forms.BooleanField(label=_("A blank for every analyte"), required=False, initial=True)
    materials = forms.MultipleChoiceField(
        label=_("Reference materials"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        tools: Sequence[Instrument],
        waiting: Sequence[TestRequest],
        known: Sequence[ReferenceMaterial],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].choices = [("", "–"), *((one.pk, one.code) for one in tools)]  # type: ignore[attr-defined]
        self.fields["requests"].choices = [(one.pk, _test(one)) for one in waiting]  # type: ignore[attr-defined]
        self.fields["materials"].choices = [(one.pk, _material(one)) for one in known]  # type: ignore[attr-defined]
        if not known:
            del self.fields["materials"]

    def controls(self) -> list[ControlAsked]:
        """The controls that were ticked."""
        blanks = [ControlAsked(LineKind.BLANK)] if self.cleaned_data["blank"] else []
        chosen = self.cleaned_data.get("materials", [])
        return [*blanks, *(ControlAsked(LineKind.REFERENCE, material=int(key)) for key in chosen)]


class ControlForm(HouseForm):
    """A further control on an open worksheet."""

    places: ClassVar[dict[str, str]] = {
        "worksheet.spike": "added",
        "worksheet.no_source": "of",
        "worksheet.no_material": "material",
        "worksheet.material_expired": "material",
    }
    control = forms.ChoiceField(label=_("Control"))
    of = forms.ChoiceField(label=_("Made of"), required=False, help_text=_("For a spike or a duplicate."))
    added = forms.DecimalField(
        label=_("Amount added"), required=False, max_digits=20, decimal_places=8, help_text=_("In the line's unit.")
    )
    material = forms.ChoiceField(label=_("Reference material"), required=False)

    def __init__(
        self, *args: Any, lines: Sequence[WorksheetLine], known: Sequence[ReferenceMaterial], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = (LineKind.SPIKE, LineKind.DUPLICATE, LineKind.BLANK, LineKind.REFERENCE)
        sources = {one.request_id: _line(one) for one in lines if one.kind == LineKind.SAMPLE}
        self.fields["control"].choices = [(one.value, said(one.text)) for one in kinds]  # type: ignore[attr-defined]
        self.fields["of"].choices = [("", "–"), *sources.items()]  # type: ignore[attr-defined]
        self.fields["material"].choices = [("", "–"), *((one.pk, _material(one)) for one in known)]  # type: ignore[attr-defined]

    def asked(self) -> ControlAsked:
        """The control that was chosen."""
        told = self.cleaned_data
        return ControlAsked(
            LineKind(told["control"]),
            of=int(told["of"]) if told["of"] else None,
            added=told["added"],
            material=int(told["material"]) if told["material"] else None,
        )


class VoidForm(HouseForm):
    """Giving a worksheet up."""

    places: ClassVar[dict[str, str]] = {"worksheet.reason": "reason"}
    reason = forms.CharField(label=_("Reason"), max_length=500)


class NoForm(HouseForm):
    """A deed without particulars."""


def _test(one: TestRequest) -> str:
    return f"{one.sample.label} · {said(Text(one.analyte_zh, one.analyte_en))} · {one.sample.description[:40]}"


def _line(one: WorksheetLine) -> str:
    label = one.request.sample.label if one.request else ""
    return f"{one.position} · {label} · {said(analyte_of(one))}"


def _material(one: ReferenceMaterial) -> str:
    name = said(Text(one.name_zh, one.name_en))
    return f"{one} · {name} · {said(Text(one.analyte_zh, one.analyte_en))}"
