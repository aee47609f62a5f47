"""What people write about profiles and messages. Lists are written one to a line, pairs with "=" between them."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.kernel.templatetags.guomen import said
from guomen.kernel.web.forms import HouseForm
from guomen.laboratory.messages.terms import Definition, Wire
from guomen.laboratory.models import Instrument, Profile

_PAIR = " = "
_RECORDS = (Wire.ASTM, Wire.HL7)
_ONLY = {
    "delimiter": (Wire.CSV,),
    "sheet": (Wire.XLSX,),
    "starts": (Wire.CSV, Wire.XLSX),
    "ends": (Wire.CSV, Wire.XLSX),
    "rows": (Wire.JSON,),
    "wide": (Wire.CSV, Wire.XLSX, Wire.JSON),
    "unended": (Wire.CSV, Wire.ASTM, Wire.HL7),
    "encoding": (Wire.CSV, Wire.JSON, Wire.ASTM, Wire.HL7),
}


def _lines(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "spellcheck": "false"})


class UploadForm(HouseForm):
    """A message to be taken in by a profile in use."""

    profile = forms.ChoiceField(label=_("Profile"))
    file = forms.FileField(label=_("File"))

    def __init__(self, *args: Any, profiles: list[Profile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].choices = [(one.pk, f"{one.name} · {said(Wire(one.wire).text)}") for one in profiles]  # type: ignore[attr-defined]


class NewProfileForm(HouseForm):
    """A profile begins with a sample message."""

    places: ClassVar[dict[str, str]] = {"profile.name": "name", "profile.instrument": "instrument"}
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("For example the instrument's code."))
    instrument = forms.ChoiceField(label=_("Instrument"), required=False)
    wire = forms.ChoiceField(label=_("Kind of message"), required=False, help_text=_("Empty: told by its first bytes."))
    file = forms.FileField(label=_("Sample message"), help_text=_("A file as the instrument writes it."))

    def __init__(self, *args: Any, instruments: list[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.pk, f"{one.code} {one.name_zh}") for one in instruments]
        self.fields["instrument"].choices = [("", "–"), *named]  # type: ignore[attr-defined]
        self.fields["wire"].choices = [("", "–"), *((one.value, said(one.text)) for one in Wire)]  # type: ignore[attr-defined]


class DefinitionForm(HouseForm):
    """The definition of a profile, field by field. What is written is taken as it stands; nothing is ever computed."""

    sample = forms.CharField(label=_("Sample label stands in"), max_length=120)
    code = forms.CharField(label=_("Analyte code stands in"), max_length=120, required=False)
    value = forms.CharField(label=_("Value stands in"), max_length=120, required=False)
    unit = forms.CharField(label=_("Unit stands in"), max_length=120, required=False)
    flags = forms.CharField(label=_("Flags stand in"), max_length=120, required=False)
    time = forms.CharField(label=_("Time stands in"), max_length=120, required=False)
    dilution = forms.CharField(
        label=_("Dilution stands in"), max_length=120, required=False,
        help_text=_("Only where the values are of the diluted extract: they are multiplied by it."),
    )  # fmt: skip
    kind = forms.CharField(label=_("Kind of row stands in"), max_length=120, required=False)
    wide = forms.BooleanField(label=_("A row is a sample, every code is a heading"), required=False)
    starts = forms.CharField(
        label=_("First heading"), max_length=120, required=False, help_text=_("Where lines stand above the headings.")
    )
    ends = forms.CharField(
        label=_("Last line begins with"), max_length=120, required=False,
        help_text=_("A file without it is taken for cut off."),
    )  # fmt: skip
    rows = forms.CharField(
        label=_("Path of the list"), max_length=120, required=False, help_text=_("Keys with points, like run.results.")
    )
    sheet = forms.CharField(label=_("Sheet"), max_length=120, required=False, help_text=_("Empty: the first."))
    delimiter = forms.ChoiceField(
        label=_("Delimiter"), required=False,
        choices=[("", _("as found")), (",", ","), (";", ";"), ("\t", _("tab")), ("|", "|")],
    )  # fmt: skip
    encoding = forms.ChoiceField(
        label=_("Encoding"), required=False,
        choices=[("", _("as found")), *((one, one) for one in ("utf-8", "gb18030", "utf-16", "latin-1"))],
    )  # fmt: skip
    mark = forms.ChoiceField(label=_("Decimal sign"), choices=[(".", "."), (",", ",")])
    less = forms.BooleanField(label=_("“<0.01” is not detected, with that detection limit"), required=False)
    unended = forms.BooleanField(
        label=_("Messages carry no sign of their end"), required=False,
        help_text=_("Ticked, a message that was cut off may not be noticed."),
    )  # fmt: skip
    absent = forms.CharField(label=_("Words for not detected"), required=False, widget=_lines(3))
    codes = forms.CharField(
        label=_("Codes and analytes"), widget=_lines(8),
        help_text=_("One a line: code = name in Chinese = name in English = unit (where the message states none)."),
    )  # fmt: skip
    units = forms.CharField(
        label=_("Units"), required=False, widget=_lines(), help_text=_("One a line: theirs = ours.")
    )
    take = forms.CharField(
        label=_("Kinds of row to take"), required=False, widget=_lines(), help_text=_("One a line; empty: every row.")
    )
    leave = forms.CharField(
        label=_("Kinds of row to leave"), required=False, widget=_lines(), help_text=_("Calibrators, washes …")
    )
    controls = forms.CharField(
        label=_("Controls"), required=False, widget=_lines(),
        help_text=_("One a line: what stands for the sample = code of the reference material."),
    )  # fmt: skip
    file = forms.FileField(label=_("Another sample message"), required=False)

    def __init__(self, *args: Any, wire: Wire, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": written(definition)} | kwargs)
        for name, wires in _ONLY.items():
            if wire not in wires:
                del self.fields[name]
        if wire in _RECORDS:
            example = "R.4, R.3.4" if wire is Wire.ASTM else "OBX-5, OBX-3.1"
            self.fields["sample"].help_text = _("A field of a record: %(example)s") % {"example": example}

    def said(self) -> dict[str, Any]:
        """The definition as it was written: plain data, judged by the operation."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        lists = {name: _each(given.pop(name)) for name in ("absent", "take", "leave")}
        pairs = {name: _pairs(given.pop(name)) for name in ("units", "controls")}
        codes = [_code(line) for line in _each(given.pop("codes"))]
        return {**given, **lists, **pairs, "codes": codes}


def written(definition: Definition) -> dict[str, Any]:
    """A definition as the form shows it."""
    plain = {name: getattr(definition, name) for name in Definition.__struct_fields__}
    for name in ("absent", "take", "leave"):
        plain[name] = "\n".join(plain[name])
    for name in ("units", "controls"):
        plain[name] = "\n".join(f"{one}{_PAIR}{other}" for one, other in plain[name].items())
    rows = [[use.code, use.zh, use.en, *([use.unit] if use.unit else [])] for use in definition.codes]
    plain["codes"] = "\n".join(_PAIR.join(row) for row in rows)
    return plain


def _each(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _pairs(text: str) -> dict[str, str]:
    parted = (line.partition("=") for line in _each(text))
    return {one.strip(): other.strip() for one, _sign, other in parted}


def _code(line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.split("=", 3)]
    code, zh, en, unit = (parts + [""] * 4)[:4]
    return {"code": code, "zh": zh, "en": en or zh, "unit": unit}


class SettleForm(HouseForm):
    """What a held line means."""

    sample = forms.CharField(label=_("Sample label"), max_length=80, required=False)
    code = forms.ChoiceField(label=_("Analyte code"), required=False)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False,
        help_text=_("Why a result that stands is changed, or why the line is dismissed."),
    )  # fmt: skip

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(use.code, f"{use.code} · {said(use.analyte)}") for use in definition.codes]
        self.fields["code"].choices = [("", "–"), *named]  # type: ignore[attr-defined]
