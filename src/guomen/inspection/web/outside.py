"""Presenting a report of another laboratory for one item of a sampling task."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guomen.inspection.models import TestOrder
from guomen.inspection.operations.outside import present_outside_report
from guomen.inspection.web.deeds import place_of
from guomen.kernel.templatetags.guomen import named, said
from guomen.kernel.terms import Capability, Missing, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.kernel.web.forms import HouseForm, day_input
from guomen.laboratory.pool.operations import Stated
from guomen.laboratory.pool.queries import bodies
from guomen.laboratory.terms import Measured, absent

_NUMBER: dict[str, Any] = {"required": False, "max_digits": 20, "decimal_places": 8, "min_value": Decimal(0)}


def _cell(field: forms.Field, test: str, part: str) -> forms.Field:
    """A field of the table: named for a reader who does not see its column."""
    field.label = f"{test}: {part}"
    field.widget.attrs |= {"aria-label": field.label, "size": "10", "autocomplete": "off"}
    return field


class OutsideForm(HouseForm):
    """What the report says of each test that is asked for; tests that are not on it stay empty."""

    places: ClassVar[dict[str, str]] = {"laboratory.body_missing": "code", "laboratory.outside_known": "number"}
    code = forms.ChoiceField(label=_("Laboratory"))
    number = forms.CharField(label=_("Report number"), max_length=60)
    issued_on = forms.DateField(label=_("Issued on"), widget=day_input())
    lot = forms.CharField(label=_("Lot number on the report"), max_length=80, required=False)

    def __init__(self, *args: Any, tests: Sequence[TestOrder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tests = tests
        self.fields["code"].choices = [(one.code, f"{named(one)} {one.code}") for one in bodies()]  # type: ignore[attr-defined]
        for one in tests:
            name = said(Text(one.text_zh, one.text_en))
            self.fields[f"reading-{one.pk}"] = _cell(
                forms.CharField(required=False, max_length=30), name, gettext("Result")
            )
            unit = forms.CharField(required=False, max_length=30, initial=one.unit)
            self.fields[f"unit-{one.pk}"] = _cell(unit, name, gettext("Unit"))
            self.fields[f"lod-{one.pk}"] = _cell(forms.DecimalField(**_NUMBER), name, gettext("LOD"))
            self.fields[f"uncertainty-{one.pk}"] = _cell(
                forms.DecimalField(**_NUMBER), name, gettext("Expanded uncertainty")
            )

    @property
    def particulars(self) -> list[forms.BoundField]:
        """The fields of the report as a whole."""
        return [self[name] for name in ("code", "number", "issued_on", "lot")]

    @property
    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each test with its fields."""
        parts = ("reading", "unit", "lod", "uncertainty")
        return [
            (said(Text(one.text_zh, one.text_en)), [self[f"{part}-{one.pk}"] for part in parts]) for one in self.tests
        ]

    def clean(self) -> dict[str, Any]:
        """Each reading is a number or ND."""
        told: dict[str, Any] = super().clean() or {}
        for one in self.tests:
            word = (told.get(f"reading-{one.pk}") or "").strip()
            if word and not absent(word):
                try:
                    told[f"number-{one.pk}"] = forms.DecimalField(**_NUMBER).clean(word)
                except forms.ValidationError:
                    self.add_error(f"reading-{one.pk}", _("A number, or ND."))
        return told

    def statements(self) -> list[Stated]:
        """The tests that are on the report."""
        told = self.cleaned_data
        return [
            Stated(
                Text(one.analyte, one.analyte),
                Measured(
                    (told.get(f"number-{one.pk}"),),
                    told[f"unit-{one.pk}"],
                    told[f"lod-{one.pk}"],
                    uncertainty=told[f"uncertainty-{one.pk}"],
                ),
            )
            for one in self.tests
            if told[f"reading-{one.pk}"].strip()
        ]


@page(Capability.INSPECT)
def present(request: SignedIn, number: int, item_no: int) -> HttpResponse:
    """The form for one item, and the report that came of it."""
    place = place_of(request, number)
    tests = list(place.task.tests.filter(item_no=item_no))
    if not tests:
        raise Missing(
            "task.nothing_to_answer",
            Text("该项商品没有须检测的项目。", "No test is asked for on that item."),
            Text("请从抽样任务页面重新进入。", "Go there again from the sampling task."),
        )
    taken: list[int] = []
    offers = {
        "present": Offer(
            lambda data: OutsideForm(data, tests=tests),
            lambda form: taken.append(_present(request, number, item_no, form)),
            gettext("The report is taken; see what was accepted and why."),
        )
    }
    done, offered = tried(request, offers)
    if done:
        return redirect("laboratory-outside", taken[0])
    return render(request, "inspection/outside.html", {"task": place.task, "item_no": item_no, "forms": offered})


def _present(request: SignedIn, number: int, item_no: int, form: OutsideForm) -> int:
    told = form.cleaned_data
    return present_outside_report(
        actor=request.user, at=timezone.now(), task=number, item_no=item_no, code=told["code"],
        number=told["number"], issued_on=told["issued_on"], lot=told["lot"], statements=form.statements(),
    )  # fmt: skip
