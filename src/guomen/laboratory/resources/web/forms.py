"""What a laboratory manager writes of methods, people, instruments and materials."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.kernel.offices.models import Actor
from guomen.kernel.templatetags.guomen import named, said
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import HouseForm, day_input, words
from guomen.laboratory.resources.models import Method
from guomen.laboratory.resources.queries import intervals
from guomen.laboratory.resources.terms import (
    CompetenceLevel,
    InstrumentSaid,
    InstrumentState,
    MaterialSaid,
    MethodSaid,
    ScopeSaid,
    VerificationKind,
)

_AT = {
    f"resources.{field}": field
    for field in ("code", "recovery_low", "hours", "valid_from", "valid_to", "reason", "analyte", "goods", "lod", "loq",
                  "evidence", "until", "interval", "on", "by", "due_on", "uncertainty")
} | {"resources.code_taken": "code"}  # fmt: skip


def _number(label: Any, *, required: bool = False, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=required, max_digits=20, decimal_places=8, **more)


def _word(label: Any, length: int, *, required: bool = True, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, **more)


class MethodForm(HouseForm):
    """A method, when it is registered or revised."""

    places: ClassVar[dict[str, str]] = _AT
    code = _word(_("Code"), 40)
    title_zh = _word(_("Title in Chinese"), 200)
    title_en = _word(_("Title in English"), 200)
    standard = _word(_("Standard"), 80, required=False)
    section = _word(_("Section"), 60, required=False)
    hours = forms.DecimalField(label=_("Hours of work"), max_digits=6, decimal_places=2, initial=24)
    recovery_low = forms.DecimalField(label=_("Recovery from (%)"), max_digits=6, decimal_places=2, required=False)
    recovery_high = forms.DecimalField(label=_("Recovery to (%)"), max_digits=6, decimal_places=2, required=False)
    rpd_max = forms.DecimalField(
        label=_("Duplicates differ by at most (RPD, %)"), max_digits=6, decimal_places=2, required=False
    )
    valid_from = forms.DateField(label=_("In force from"), widget=day_input())

    def method(self) -> MethodSaid:
        """What the operation is asked."""
        given = {name: value for name, value in self.cleaned_data.items() if name in _METHOD}
        title = Text(self.cleaned_data["title_zh"], self.cleaned_data["title_en"])
        return MethodSaid(title=title, **given)


_METHOD = ("code", "standard", "section", "hours", "recovery_low", "recovery_high", "rpd_max", "valid_from")


class ReviseForm(MethodForm):
    """A new revision of a method: what changes, and why."""

    reason = _word(_("Reason"), 500)
    keep_competences = forms.BooleanField(
        label=_("Competences go over to the new revision"), required=False,
        help_text=_("Only where the work does not change."),
    )  # fmt: skip


class ScopeForm(HouseForm):
    """One analyte more that a method covers."""

    places: ClassVar[dict[str, str]] = _AT | {"resources.analyte": "analyte_zh", "resources.code_taken": "analyte_en"}
    analyte_zh = _word(_("Analyte in Chinese"), 120)
    analyte_en = _word(_("Analyte in English"), 120)
    goods = _word(_("Goods"), 300, required=False, help_text=_("Prefixes of goods codes; empty: any goods."))
    unit = _word(_("Unit"), 30)
    low = _number(_("Range from"))
    high = _number(_("Range to"))
    lod = _number(_("LOD"))
    loq = _number(_("LOQ"))
    uncertainty_relative = _number(
        _("Expanded uncertainty, relative"), help_text=_("A share of the value at k = 2, for example 0.12.")
    )
    accreditation = _word(_("Accreditation"), 60, required=False)
    accredited_until = forms.DateField(label=_("Accredited until"), required=False, widget=day_input())

    def scope(self) -> ScopeSaid:
        """What the operation is asked."""
        given = dict(self.cleaned_data)
        analyte = Text(given.pop("analyte_zh"), given.pop("analyte_en"))
        return ScopeSaid(analyte=analyte, goods=tuple(words(given.pop("goods"))), **given)


class EndForm(HouseForm):
    """From when something ends, and why."""

    places: ClassVar[dict[str, str]] = _AT | {"series.reason": "reason"}
    on = forms.DateField(label=_("First day without it"), widget=day_input())
    reason = _word(_("Reason"), 500)


class GrantForm(HouseForm):
    """Who may do what by which method, on which evidence, until when."""

    places: ClassVar[dict[str, str]] = _AT | {
        "resources.competence_held": "person",
        "resources.competence_own": "person",
    }
    person = forms.ModelChoiceField(label=_("Person"), queryset=Actor.objects.none())
    method = forms.ModelChoiceField(label=_("Method"), queryset=Method.objects.none())
    level = forms.ChoiceField(label=_("May"))
    evidence = _word(_("Evidence"), 500, help_text=_("For example the test passed, with its day."))
    until = forms.DateField(label=_("Last day"), required=False, widget=day_input())

    def __init__(self, *args: Any, people: Any, methods: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["method"].queryset = methods  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = named  # type: ignore[attr-defined]
        self.fields["method"].label_from_instance = method_line  # type: ignore[attr-defined]
        self.fields["level"].choices = choices(CompetenceLevel)  # type: ignore[attr-defined]


def method_line(row: Method) -> str:
    """A method in a list of choices."""
    return f"{row} · {said(Text(row.title_zh, row.title_en))}"


def choices(words_of: Iterable[Any]) -> list[tuple[str, str]]:
    """An enumeration as a list of choices in the reader's language."""
    return [(one.value, said(one.text)) for one in words_of]


class ReasonForm(HouseForm):
    """A reason, and the row that it is about."""

    places: ClassVar[dict[str, str]] = _AT
    row = forms.IntegerField(widget=forms.HiddenInput)
    reason = _word(_("Reason"), 500)


class InstrumentForm(HouseForm):
    """An instrument, when it is put on the register."""

    places: ClassVar[dict[str, str]] = _AT
    code = _word(_("Code"), 40)
    name_zh = _word(_("Name in Chinese"), 120)
    name_en = _word(_("Name in English"), 120)
    kind = forms.ChoiceField(label=_("Kind of instrument"), required=False)
    interval = forms.IntegerField(
        label=_("Months between verifications"), required=False, min_value=1, max_value=240,
        help_text=_("Empty: as reference data lay down for the kind, else 12."),
    )  # fmt: skip
    legal = forms.BooleanField(label=_("Verification is compulsory by law"), required=False)
    maker = _word(_("Maker"), 120, required=False)
    serial = _word(_("Serial number"), 80, required=False)
    section = _word(_("Section"), 60, required=False)
    owner = _word(_("Owner outside"), 200, required=False, help_text=_("Empty for the laboratory's own."))
    place = _word(_("Place"), 120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(one.kind, f"{said(one.name)} · {one.regulation} · {one.stated}") for one in intervals().values()]
        self.fields["kind"].choices = [("", _("another kind")), *kinds]  # type: ignore[attr-defined]

    def instrument(self) -> InstrumentSaid:
        """What the operation is asked."""
        given = dict(self.cleaned_data)
        laid_down = intervals().get(given["kind"])
        months = given.pop("interval") or (laid_down.months if laid_down else None) or 12
        name = Text(given.pop("name_zh"), given.pop("name_en"))
        return InstrumentSaid(name=name, interval=months, **given)


class VerificationForm(HouseForm):
    """How an instrument was found."""

    places: ClassVar[dict[str, str]] = _AT
    kind = forms.ChoiceField(label=_("Kind of verification"))
    on = forms.DateField(label=_("Day"), widget=day_input())
    passed = forms.ChoiceField(label=_("Passed or failed"), choices=[("yes", _("passed")), ("no", _("failed"))])
    due_on = forms.DateField(
        label=_("Verification holds until"), required=False, widget=day_input(), help_text=_("Empty: by its interval.")
    )
    by = _word(_("Verified by"), 120)
    certificate = _word(_("Certificate number"), 80, required=False)
    deviation = _word(_("Deviation found"), 200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices(VerificationKind)  # type: ignore[attr-defined]

    def verification(self) -> dict[str, Any]:
        """What the operation is asked."""
        given = dict(self.cleaned_data)
        return given | {"kind": VerificationKind(given["kind"]), "passed": given["passed"] == "yes"}


class MoveForm(HouseForm):
    """Out of service, back, or scrapped, and why."""

    places: ClassVar[dict[str, str]] = _AT | {"instrument.state": "state", "instrument.unverified": "state"}
    state = forms.ChoiceField(label=_("State"))
    reason = _word(_("Reason"), 500)

    def __init__(self, *args: Any, now: InstrumentState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = choices(one for one in InstrumentState if one is not now)  # type: ignore[attr-defined]


class MaterialForm(HouseForm):
    """A reference material, when it is put on the shelf."""

    places: ClassVar[dict[str, str]] = _AT
    code = _word(_("Code"), 40)
    lot = _word(_("Lot"), 60, required=False)
    name_zh = _word(_("Name in Chinese"), 160)
    name_en = _word(_("Name in English"), 160)
    analyte_zh = _word(_("Analyte in Chinese"), 120)
    analyte_en = _word(_("Analyte in English"), 120)
    value = _number(_("Value"), required=True)
    uncertainty = _number(_("Uncertainty (k = 2)"))
    unit = _word(_("Unit"), 30)
    certified = forms.BooleanField(label=_("Certified"), required=False, initial=True)
    expires_on = forms.DateField(label=_("Expires on"), required=False, widget=day_input())

    def material(self) -> MaterialSaid:
        """What the operation is asked."""
        given = dict(self.cleaned_data)
        name = Text(given.pop("name_zh"), given.pop("name_en"))
        analyte = Text(given.pop("analyte_zh"), given.pop("analyte_en"))
        return MaterialSaid(name=name, analyte=analyte, **given)


class WithdrawForm(HouseForm):
    """Which row is taken out, and why."""

    places: ClassVar[dict[str, str]] = _AT
    row = forms.ChoiceField(label=_("Which"))
    reason = _word(_("Reason"), 500)

    def __init__(self, *args: Any, of: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].choices = of  # type: ignore[attr-defined]
