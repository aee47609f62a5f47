"""The forms of uploading: which file, and what its columns are."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.consignments.intake.fields import BY_COLUMN, FIELDS
from guomen.consignments.intake.terms import ColumnUse, Guess, Layout
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Refusal, Text

MANNERS: dict[str, dict[str, Any]] = {
    "HS6": {"scheme": "HS6"},
    "HS8": {"scheme": "HS8"},
    "HS10": {"scheme": "HS10"},
    "CIQ13": {"scheme": "CIQ13"},
    "padded": {"scheme": "CIQ13", "pad": True},
    "dmy": {"order": "dmy"},
    "mdy": {"order": "mdy"},
    "comma": {"mark": ","},
    "point": {"mark": "."},
}
MANNER_CHOICES = [
    ("", _("as it stands")),
    ("HS6", _("goods code of 6 digits")),
    ("HS8", _("goods code of 8 digits")),
    ("HS10", _("goods code of 10 digits")),
    ("CIQ13", _("goods code of 13 digits")),
    ("padded", _("goods code of 13 digits, leading zero lost")),
    ("dmy", _("date: day first")),
    ("mdy", _("date: month first")),
    ("comma", _("decimal comma")),
    ("point", _("decimal point")),
]


class UploadForm(forms.Form):
    """Which file. An officer also says for whom."""

    file = forms.FileField(label=_("File"), help_text=_("CSV, XLSX, Parquet or JSON lines, in your own columns."))
    sheet = forms.CharField(label=_("Sheet"), required=False, help_text=_("Of a workbook; the first by default."))
    sender = forms.CharField(label=_("Sender"), max_length=60, required=False)

    def __init__(self, *args: Any, sender: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = sender
        if sender:
            del self.fields["sender"]
        else:
            self.fields["sender"].required = True

    @property
    def sender_name(self) -> str:
        return self.own or str(self.cleaned_data["sender"])


class ColumnForm(forms.Form):
    """What one column of the file is."""

    field = forms.ChoiceField(label=_("Field"), required=False)
    manner = forms.ChoiceField(label=_("How it is written"), required=False, choices=MANNER_CHOICES)
    values = forms.CharField(
        label=_("Your codes = ours"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )

    def __init__(self, *args: Any, guess: Guess, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guess = guess
        choices = [(field.column, said(field.title)) for field in FIELDS if field.column != "sender"]
        self.fields["field"].choices = [("", _("(kept aside)")), *choices]  # type: ignore[attr-defined]

    def use(self) -> ColumnUse | None:
        """The column's use; None where it is kept aside."""
        field = self.cleaned_data["field"]
        if not field:
            return None
        pairs = (line.split("=", 1) for line in self.cleaned_data["values"].splitlines() if "=" in line)
        values = {theirs.strip(): ours.strip() for theirs, ours in pairs}
        manner = MANNERS.get(self.cleaned_data["manner"], {})
        return ColumnUse(field, (self.guess.header,), values=values, **manner)


class FixedForm(forms.Form):
    """What holds for every row of the file."""

    NAMES = (
        "direction",
        "office",
        "importer",
        "importer_scheme",
        "declared_on",
        "regime",
        "port",
        "origin",
        "currency",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.NAMES:
            self.fields[name] = forms.CharField(label=said(BY_COLUMN[name].title), required=False, max_length=60)

    def fixed(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}


def manner_of(use: ColumnUse) -> str:
    """The choice that stands for how a use reads its column."""
    stated = {"scheme": use.scheme, "order": use.order, "mark": use.mark, "pad": use.pad}
    kept = {name: value for name, value in stated.items() if value}
    return next((name for name, manner in MANNERS.items() if manner == kept), "")


class LayoutForms:
    """The forms of a whole layout: one per column, and one for what is fixed.

    A field that is put together from several columns stays as it was proposed while its first column is chosen for it.
    """

    def __init__(self, guesses: tuple[Guess, ...], layout: Layout, data: Any = None) -> None:
        self.layout = layout
        uses = {header: use for use in layout.columns for header in use.headers}
        self.columns = [self._column(n, guess, uses.get(guess.header), data) for n, guess in enumerate(guesses)]
        self.fixed = FixedForm(data, prefix="fixed", initial=layout.fixed)

    def _column(self, number: int, guess: Guess, use: ColumnUse | None, data: Any) -> ColumnForm:
        initial = {}
        if use is not None:
            values = "\n".join(f"{theirs}={ours}" for theirs, ours in use.values.items())
            initial = {"field": use.field, "manner": manner_of(use), "values": values}
        return ColumnForm(data, prefix=f"column-{number}", initial=initial, guess=guess)

    def is_valid(self) -> bool:
        return all([*(form.is_valid() for form in self.columns), self.fixed.is_valid()])

    def chosen(self) -> Layout:
        """The layout that the forms say. Raises Refusal where two columns are taken for one field."""
        joint = {header: use for use in self.layout.columns if len(use.headers) > 1 for header in use.headers}
        uses: dict[str, ColumnUse] = {}
        for form in self.columns:
            use = form.use()
            if use is None:
                continue
            whole = joint.get(form.guess.header)
            use = whole if whole is not None and whole.field == use.field else use
            if use.field in uses and uses[use.field] != use:
                raise _twice(use.field)
            uses[use.field] = use
        return Layout(tuple(uses.values()), self.fixed.fixed(), self.layout.sheet)


def _twice(field: str) -> Refusal:
    title = BY_COLUMN[field].title
    return Refusal(
        "layout.field_twice",
        Text(f"有两列都对应“{title.zh}”。", f"Two columns are taken for {title.en}."),
        Text("请只选一列。", "Choose one of them."),
    )
