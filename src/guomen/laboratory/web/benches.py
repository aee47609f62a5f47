"""The bench of an analyst: what is mine, and its results entered in one line each."""

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guomen.kernel.terms import Capability, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.laboratory import operations, queries
from guomen.laboratory.models import Instrument, MethodScope, TestRequest
from guomen.laboratory.queries.benches import bench_of
from guomen.laboratory.resources.terms import InstrumentState
from guomen.laboratory.terms import Limit, Measured
from guomen.laboratory.web.forms import ResultForm

MOST = 30
Choices = list[tuple[str, str]]


class QuickForm(ResultForm):
    """A result in one line; unit and LOD stand as the limit and the method have them."""

    places: ClassVar[dict[str, str]] = ResultForm.places | {"result.dilution": "dilution", "result.instrument": "with_"}
    dilution = forms.DecimalField(
        label=gettext_lazy("Dilution"), required=False, min_value=Decimal("0.0001"), max_digits=12, decimal_places=4
    )
    with_ = forms.ChoiceField(label=gettext_lazy("Instrument"), required=False)
    field_order = ("readings", "unit", "lod", "dilution", "with_", "change_reason")

    def __init__(
        self, *args: Any, limit: Limit, scope: MethodScope | None, instruments: Choices, again: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, limit=limit, **kwargs)
        for name in ("absent", "loq"):
            del self.fields[name]
        if again:
            self.fields["change_reason"] = forms.CharField(label=gettext_lazy("Why it is changed"), max_length=500)
        if scope is not None:
            self.initial["unit"] = scope.unit
            self.initial["lod"] = f"{scope.lod.normalize():f}" if scope.lod else ""
        self.fields["with_"].choices = [("", "–"), *instruments]  # type: ignore[attr-defined]
        if not instruments:
            del self.fields["with_"]
        self.fields["readings"].help_text = "" if self.units == 1 else self.fields["readings"].help_text

    def clean(self) -> dict[str, Any]:
        """Nothing is ticked here: ND is written."""
        said: dict[str, Any] = forms.Form.clean(self) or {}
        return said | {"absent": False, "loq": None}

    def measured(self) -> Measured:
        """With the dilution, where one is stated."""
        return replace(super().measured(), dilution=self.cleaned_data.get("dilution") or Decimal(1))


def _instruments(methods: Collection[int]) -> dict[int, Choices]:
    """The instruments in service that each method is done on, asked for all methods at once."""
    found: dict[int, Choices] = {}
    rows = Instrument.objects.filter(methods__in=methods, state=InstrumentState.IN_SERVICE)
    for method, number, code in rows.values_list("methods", "pk", "code"):
        found.setdefault(method, []).append((str(number), code))
    return found


@page(Capability.TEST)
def bench(request: SignedIn) -> HttpResponse:
    """What I may test now, mine first, then by when it is due; a result is entered in its line."""
    at = timezone.now()
    found = bench_of(request.user, timezone.localdate(at), MOST)
    tools = _instruments({scope.method_id for _row, scope in found if scope})
    offers = {
        _name(row): _offer(request, row, scope, tools.get(scope.method_id, []) if scope else []) for row, scope in found
    }
    done, forms_by_row = tried(request, offers)
    if done:
        return redirect(reverse("laboratory-bench"))
    lines = [
        {
            "row": row,
            "scope": scope,
            "analyte": Text(row.analyte_zh, row.analyte_en),
            "limit": queries.limit_of(row),
            "act": _name(row),
            "form": forms_by_row[_name(row)],
            "mine": row.assigned_to_id == request.user.pk,
            "overdue": row.due is not None and row.due < at,  # type: ignore[attr-defined]
        }
        for row, scope in found
    ]
    groups: dict[str, list[dict[str, object]]] = {}
    for line in lines:
        scope = line["scope"]
        title = str(scope.method) if isinstance(scope, MethodScope) else ""
        groups.setdefault(title, []).append(line)
    context = {"by_method": list(groups.items()), "most": MOST, "count": len(lines)}
    return render(request, "laboratory/bench.html", context)


def _name(row: TestRequest) -> str:
    return f"result-{row.pk}"


def _offer(request: SignedIn, row: TestRequest, scope: MethodScope | None, instruments: Choices) -> Offer:
    def enter(form: QuickForm) -> object:
        said = form.cleaned_data
        return operations.enter_result(
            actor=request.user,
            at=timezone.now(),
            label=row.sample.label,
            request=row.pk,
            measured=form.measured(),
            change_reason=str(said.get("change_reason", "")),
            method=scope.method_id if scope else None,
            instrument=int(said["with_"]) if said.get("with_") else None,
        )

    name = _name(row)
    limit = queries.limit_of(row)
    return Offer(
        lambda data: QuickForm(
            data,
            prefix=name,
            limit=limit,
            scope=scope,
            instruments=instruments,
            again=row.again,  # type: ignore[attr-defined]
        ),
        enter,
        _("The result was entered."),
    )
