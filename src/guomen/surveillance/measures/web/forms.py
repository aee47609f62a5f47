"""What a person writes when imposing or lifting a measure."""

import re
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.queries import code_set, hazards
from guomen.catalogue.terms import Channel, Condition
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import HouseForm, day_input, words
from guomen.surveillance.measures.ladder.terms import Step
from guomen.surveillance.measures.refused.queries import REASONS
from guomen.surveillance.measures.terms import DEEDS, MeasureKind, Task

_TEST_PARTS = 4


def _instant() -> forms.DateTimeInput:
    """An instant as browsers want it."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ImposeForm(HouseForm):
    """A measure as it is ordered; its faults are told by the operation, each by its field.

    kinds: what the office may order. named: the hazard that the finding names, which no code may stand for.
    """

    kind = forms.ChoiceField(label=_("Kind of measure"), help_text=_("Only what your office may order is offered."))
    goods = forms.CharField(
        label=_("Goods codes beginning with"),
        required=False,
        help_text=_("Digits, several separated by spaces; empty for all goods."),
    )
    origins = forms.CharField(
        label=_("Origins"), required=False, help_text=_("Two-letter codes, separated by spaces; empty for all.")
    )
    producers = forms.CharField(
        label=_("Producers"), required=False, help_text=_("Registration numbers, separated by spaces; empty for all.")
    )
    exporters = forms.CharField(
        label=_("Overseas exporters"),
        required=False,
        help_text=_("Codes of the overseas consignor as declared, separated by spaces; empty for all."),
    )
    offices = forms.CharField(
        label=_("Offices"),
        required=False,
        help_text=_("Codes of offices, separated by spaces; empty for the whole country."),
    )
    follow = forms.BooleanField(
        label=_("Also what contains these goods"),
        required=False,
        help_text=_("Follows compositions: eggs, then biscuits. The path is told in the measure."),
    )
    hazard = forms.ChoiceField(label=_("Hazard"), required=False)
    orders = forms.ChoiceField(
        label=_("Channel that it orders"), required=False, help_text=_("Empty for what people carry out.")
    )
    rate = forms.FloatField(
        label=_("Share of lots"), required=False, help_text=_("Between 0 and 1; empty for every lot.")
    )
    tests = forms.CharField(
        label=_("Tests"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: analyte in English; in Chinese; unit; limit."),
    )
    valid_from = forms.DateField(label=_("In force from"), widget=day_input())
    valid_to = forms.DateField(
        label=_("In force until"),
        required=False,
        widget=day_input(),
        help_text=_("The first day on which it no longer holds; empty while it has no end."),
    )
    conforming = forms.IntegerField(
        label=_("Ends after conforming consignments in a row"), required=False, min_value=1, max_value=999
    )
    remedy = forms.CharField(
        label=_("Ends when the authority abroad has"),
        required=False,
        help_text=_("What it has to do; somebody puts it on record and assesses it."),
    )
    text_zh = forms.CharField(label=_("What officers read (Chinese)"))
    text_en = forms.CharField(label=_("What officers read (English)"))
    public_zh = forms.CharField(label=_("What traders read (Chinese)"), required=False)
    public_en = forms.CharField(
        label=_("What traders read (English)"), required=False, help_text=_("Empty: traders are told nothing of it.")
    )
    basis = forms.CharField(label=_("Legal basis"), required=False, help_text=_("Empty: the clause of its kind."))
    ground = forms.CharField(
        label=_("Ground"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Why it is needed; kept on record.")
    )

    task_office = forms.CharField(
        label=_("Carried out by"), required=False, help_text=_("Code of the office; needed for what people carry out.")
    )
    task_kind = forms.ChoiceField(label=_("Task"), required=False)
    task_due = forms.DateTimeField(label=_("Due"), required=False, widget=_instant())
    task_zh = forms.CharField(label=_("What is to be done (Chinese)"), required=False)
    task_en = forms.CharField(label=_("What is to be done (English)"), required=False)

    places: ClassVar[dict[str, str]] = {
        "measure.wrong_level": "kind",
        "measure.beyond_level": "kind",
        "measure.orders": "orders",
        "measure.no_orders": "orders",
        "measure.deed_orders": "orders",
        "measure.no_basis": "basis",
        "measure.basis_not_law": "basis",
        "measure.follow_goods": "goods",
        "measure.follow_producers": "producers",
        "measure.beyond_offices": "offices",
        "measure.backdated": "valid_from",
        "measure.needs_task": "task_office",
        "execution.words": "task_zh",
        "execution.due": "task_due",
        "office.unknown": "task_office",
    }

    def __init__(self, *args: Any, kinds: list[MeasureKind], named: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, said(kind.text)) for kind in kinds]  # type: ignore[attr-defined]
        known = ({named: Text(named, named)} if named else {}) | hazards()
        self.fields["hazard"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *sorted(((code, said(text)) for code, text in known.items()), key=lambda one: one[1]),
        ]
        self.fields["orders"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((channel.value, said(channel.text)) for channel in Channel if channel is not Channel.RELEASE),
        ]
        self.fields["task_kind"].choices = task_kinds()  # type: ignore[attr-defined]

    def clean_tests(self) -> list[dict[str, Any]]:
        """Each line as the parameters of a test requirement."""
        lines = [line for line in self.cleaned_data["tests"].splitlines() if line.strip()]
        parts = [[part.strip() for part in re.split("[;；]", line)] for line in lines]
        if any(len(one) != _TEST_PARTS or not one[0] for one in parts):
            raise forms.ValidationError(_("Write one test a line, with four parts separated by semicolons."))
        return [
            {"analyte": en, "analyte_zh": zh or en, "unit": unit, "limit": limit, "limit_kind": "max" if limit else ""}
            for en, zh, unit, limit in parts
        ]

    def clean(self) -> dict[str, Any]:
        """The public sentence in both languages, or in neither."""
        said: dict[str, Any] = super().clean() or {}
        if bool(said.get("public_zh")) != bool(said.get("public_en")):
            self.add_error("public_en", _("Both languages, or none."))
        return said

    def order(self) -> dict[str, Any]:
        """What the operation is asked."""
        said = self.cleaned_data
        public = Text(said["public_zh"], said["public_en"]) if said["public_zh"] else None
        return {
            "kind": MeasureKind(said["kind"]),
            "condition": Condition(
                goods=tuple(words(said["goods"])),
                origins=frozenset(word.upper() for word in words(said["origins"])),
                producers=frozenset(words(said["producers"])),
                exporters=frozenset(words(said["exporters"])),
                offices=frozenset(words(said["offices"])),
            ),
            "orders": Channel(said["orders"]) if said["orders"] else None,
            "follow": said["follow"],
            "lift_when": {name: said[name] for name in ("conforming", "remedy") if said[name]},
            "executions": [self._task()] if said["task_office"] else [],
            "text": Text(said["text_zh"], said["text_en"]),
            "public": public,
            **{name: said[name] for name in ("hazard", "rate", "tests", "valid_from", "valid_to", "basis", "ground")},
        }

    def _task(self) -> Task:
        said = self.cleaned_data
        kind = said["task_kind"] or (said["kind"] if said["kind"] in DEEDS else MeasureKind.TRACE_BACK)
        return Task(
            said["task_office"], MeasureKind(kind), Text(said["task_zh"], said["task_en"]),
            said["task_due"] or timezone.now(),
        )  # fmt: skip


def task_kinds() -> list[tuple[str, str]]:
    """What people can be asked to carry out."""
    return [("", "–"), *((kind.value, said(kind.text)) for kind in MeasureKind if not kind.acts)]


class TaskForm(HouseForm):
    """One more task under a measure."""

    office = forms.CharField(label=_("Carried out by"), help_text=_("Code of the office."))
    kind = forms.ChoiceField(label=_("Task"))
    due = forms.DateTimeField(label=_("Due"), widget=_instant())
    task_zh = forms.CharField(label=_("What is to be done (Chinese)"))
    task_en = forms.CharField(label=_("What is to be done (English)"))
    places: ClassVar[dict[str, str]] = {"office.unknown": "office", "execution.due": "due"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = task_kinds()[1:]  # type: ignore[attr-defined]

    def task(self) -> Task:
        """The task that was written."""
        said = self.cleaned_data
        return Task(said["office"], MeasureKind(said["kind"]), Text(said["task_zh"], said["task_en"]), said["due"])


class RemedyForm(HouseForm):
    """What the foreign authority did about it."""

    authority = forms.CharField(label=_("Authority abroad"))
    words = forms.CharField(label=_("What it did"), widget=forms.Textarea(attrs={"rows": 2}))
    sufficient = forms.BooleanField(label=_("Assessed and found sufficient"), required=False)


class EvidenceForm(HouseForm):
    """That a task is done, and what shows it."""

    evidence = forms.CharField(label=_("What was done"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("PDF, JPEG, PNG or WebP. Words, a file, or both.")
    )
    places: ClassVar[dict[str, str]] = {
        "execution.no_evidence": "evidence",
        "evidence.type": "file",
        "evidence.too_large": "file",
    }


class GroundForm(HouseForm):
    """Why."""

    ground = forms.CharField(label=_("Ground"), widget=forms.Textarea(attrs={"rows": 2}))


class ResumeForm(GroundForm):
    """On which step import is resumed, and why."""

    step = forms.TypedChoiceField(label=_("Resume on"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(int(one), said(one.text)) for one in Step if one is not Step.SUSPENDED]  # type: ignore[attr-defined]


class CorrectForm(GroundForm):
    """What a line of the public list should say."""

    name = forms.CharField(label=_("Product name"), max_length=300)
    origin = forms.CharField(label=_("Origin"), max_length=2)
    producer = forms.CharField(label=_("Manufacturer"), required=False, max_length=200)
    importer = forms.CharField(label=_("Importer"), required=False, max_length=200)
    net_mass = forms.DecimalField(label=_("Weight (kg)"), required=False, max_digits=18, decimal_places=4)
    reason = forms.ChoiceField(label=_("Reason for rejection"))
    withdraw = forms.BooleanField(label=_("Withdraw it from the list"), required=False)
    places: ClassVar[dict[str, str]] = {"refused.origin": "origin", "refused.needs_ground": "ground"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(code, said(text)) for code, text in code_set(REASONS).items()]  # type: ignore[attr-defined]


class LiftForm(HouseForm):
    """Why a measure is no longer needed, and from when."""

    ground_zh = forms.CharField(label=_("Ground (Chinese)"), widget=forms.Textarea(attrs={"rows": 2}))
    ground_en = forms.CharField(label=_("Ground (English)"), widget=forms.Textarea(attrs={"rows": 2}))
    ends_on = forms.DateField(
        label=_("No longer in force from"),
        required=False,
        widget=day_input(),
        help_text=_("Empty: today."),
    )
