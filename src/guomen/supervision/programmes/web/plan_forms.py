"""What a planner writes: a programme, a line in the grid, a file of lines, a ground."""

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import visible_offices
from guomen.kernel.templatetags.guomen import named, said
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import HouseForm, day_input
from guomen.supervision.programmes.models import Line
from guomen.supervision.programmes.terms import Frame, ProgrammeKind


def choices(words: Any) -> list[tuple[str, str]]:
    """Words of an enumeration as a reader chooses among them."""
    return [(one.value, said(one.text)) for one in words]


class HeadForm(HouseForm):
    """What a programme is called, rests on, when it holds, and how many samples there are."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    basis = forms.CharField(label=_("What it rests on"), widget=forms.Textarea(attrs={"rows": 2}))
    valid_from = forms.DateField(label=_("First day"), widget=day_input())
    valid_to = forms.DateField(label=_("Until"), widget=day_input(), help_text=_("This day is not included."))
    total = forms.IntegerField(
        label=_("Samples in all"), required=False, min_value=1, help_text=_("Leave it empty where there is no bound.")
    )


class ProgrammeForm(HeadForm):
    """A programme before it has lines."""

    kind = forms.ChoiceField(label=_("Kind of programme"))
    office = forms.ChoiceField(label=_("Office"), help_text=_("It and the offices below it draw the samples."))
    field_order = ("kind", "title_zh", "title_en", "basis", "office")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices(ProgrammeKind)  # type: ignore[attr-defined]
        offices = [(office.code, named(office)) for office in visible_offices(actor)]
        self.fields["office"].choices = offices  # type: ignore[attr-defined]


class GroundForm(HouseForm):
    """Why a programme is sent back, thrown away or ended."""

    places: ClassVar[dict[str, str]] = {"programme.ground": "ground"}
    ground = forms.CharField(label=_("Ground"), max_length=500)


class DiscardForm(GroundForm):
    """Why a draft is thrown away, if that is to be said."""

    ground = forms.CharField(label=_("Ground"), required=False, max_length=500)


class TotalForm(HouseForm):
    """How many samples there are for the next programme."""

    places: ClassVar[dict[str, str]] = {"programme.total_too_small": "total"}
    total = forms.IntegerField(label=_("Samples in all"), min_value=1, max_value=1_000_000)


class FileForm(HouseForm):
    """A file of lines."""

    file = forms.FileField(
        label=_("File"), widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.jsonl,.parquet"})
    )


# What stands in a row that nothing was typed into.
EMPTY = {"frame": Frame.IMPORTS.value, "harm": "1"}


class GridRow(forms.Form):
    """A line of the grid: each cell an input of its own, read as cells of a file are."""

    name_zh = forms.CharField(label=_("Product in Chinese"), required=False)
    name_en = forms.CharField(label=_("Product in English"), required=False)
    goods = forms.CharField(label=_("Goods codes"), required=False)
    origins = forms.CharField(label=_("Origins"), required=False)
    hazard = forms.CharField(label=_("Hazard"), required=False)
    tests = forms.CharField(label=_("Tested for"), required=False)
    frame = forms.ChoiceField(label=_("Drawn from"), required=False)
    number = forms.CharField(label=_("Number of samples"), required=False)
    census = forms.BooleanField(label=_("Every lot"), required=False)
    harm = forms.CharField(label=_("Weight"), required=False)
    category = forms.CharField(label=_("Category"), required=False)
    group = forms.CharField(label=_("Compared in"), required=False)
    side = forms.CharField(label=_("Whose goods"), required=False)
    remove = forms.BooleanField(label=_("Take out"), required=False)

    sizes: ClassVar[dict[str, int]] = {
        "name_zh": 12, "name_en": 12, "goods": 11, "origins": 7, "hazard": 10, "tests": 15, "number": 4, "harm": 3,
        "category": 9, "group": 8, "side": 8,
    }  # fmt: skip

    def __init__(self, data: QueryDict | None, *, line: Line | None, prefix: str) -> None:
        super().__init__(data, prefix=prefix, initial=EMPTY if line is None else shown(line))
        self.line = line
        self.fields["frame"].choices = choices(Frame)  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            where = "" if line is None else f" {line.position}"
            field.widget.attrs["aria-label"] = f"{field.label}{where}"
            if name in self.sizes:
                field.widget.attrs |= {"size": self.sizes[name], "autocomplete": "off", "spellcheck": "false"}
        self.fields["hazard"].widget.attrs["list"] = "hazards"

    @property
    def cells(self) -> dict[str, str]:
        """What was typed, as the cells of a row."""
        told = self.cleaned_data
        return {**{name: str(one) for name, one in told.items()}, "census": "yes" if told["census"] else ""}


# heading -> what stands under it
COLUMNS = {
    _("Product"): ("name_zh", "name_en"),
    _("Goods and origins"): ("goods", "origins"),
    _("Hazard and tests"): ("hazard", "tests"),
    _("Drawn from, category"): ("frame", "category"),
    _("Samples, weight"): ("number", "harm"),
    _("Every lot"): ("census",),
}
SIDES = {_("Compared in, whose goods"): ("group", "side")}


def shown(line: Line) -> dict[str, Any]:
    """A line as its cells show it, in the reader's language."""
    told = {
        name: getattr(line, name)
        for name in ("name_zh", "name_en", "hazard", "frame", "census", "category", "group", "side")
    }
    return told | {
        "goods": "; ".join(line.goods),
        "origins": "; ".join(line.origins),
        "tests": tests_told(line),
        "number": str(line.number),
        "harm": f"{line.harm:g}",
    }


def tests_told(line: Line) -> str:
    """The analytes of a line in the reader's language."""
    return "; ".join(said(Text(one.get("analyte_zh") or one["analyte"], one["analyte"])) for one in line.tests)
