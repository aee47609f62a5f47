"""The fields of a drawing that say by which plan, how cold, and in which parts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.kernel.templatetags.guomen import said
from guomen.laboratory.terms import Increment, Kept, PlanKind, PortionAsked, PortionKind, SamplingPlan


def planning_fields() -> dict[str, forms.Field]:
    """All may be left empty: a sample of one unit needs no plan."""
    number = {"required": False, "min_value": 0, "max_value": 1_000_000}
    return {
        "plan_kind": forms.ChoiceField(
            label=_("Sampling plan"),
            required=False,
            choices=[("", "–"), *((one.value, said(one.text)) for one in PlanKind)],
        ),
        "plan_standard": forms.CharField(
            label=_("Standard and edition"), required=False, max_length=80, help_text=_("E.g. GB/T 2828.1-2012.")
        ),
        "plan_letter": forms.RegexField(r"^[A-S]?$", label=_("Code letter"), required=False, max_length=1),
        "plan_level": forms.CharField(label=_("Inspection level"), required=False, max_length=4),
        "plan_aql": forms.CharField(label=_("AQL"), required=False, max_length=8),
        "plan_size": forms.IntegerField(label=_("Sample size of the plan"), **number),  # type: ignore[arg-type]
        "plan_accept": forms.IntegerField(label=_("Acceptance number"), **number),  # type: ignore[arg-type]
        "plan_reject": forms.IntegerField(label=_("Rejection number"), **number),  # type: ignore[arg-type]
        "increments": forms.CharField(
            label=_("Increments"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("One line for each place: place; how many; how much."),
            validators=[_increments_readable],
        ),
        "kept_low": _degrees(_("Keep it between (°C)")),
        "kept_high": _degrees(_("and (°C)")),
        "part_test": _amount(_("Test portion: amount")),
        "part_retest": _amount(_("Re-test portion: amount")),
        "part_archive": _amount(_("Archive portion: amount")),
    }


def _degrees(label: Any) -> forms.Field:
    return forms.DecimalField(
        label=label, required=False, max_digits=5, decimal_places=1, min_value=Decimal(-273), max_value=Decimal(100)
    )


def _amount(label: Any) -> forms.Field:
    return forms.CharField(label=label, required=False, max_length=60)


def planned(told: Mapping[str, Any]) -> dict[str, Any]:
    """What was written, as the operation of drawing wants it."""
    low, high = told.get("kept_low"), told.get("kept_high")
    kept = Kept(min(low, high), max(low, high)) if low is not None and high is not None else None
    return {"plan": _plan(told), "kept": kept, "portions": _portions(told)}


def _plan(told: Mapping[str, Any]) -> SamplingPlan | None:
    if not told.get("plan_kind"):
        return None
    return SamplingPlan(
        PlanKind(told["plan_kind"]),
        told["plan_standard"],
        told["plan_letter"],
        told["plan_level"],
        told["plan_aql"],
        told["plan_size"],
        told["plan_accept"],
        told["plan_reject"],
        _read(told["increments"]),
    )


def _portions(told: Mapping[str, Any]) -> list[PortionAsked]:
    amounts = [(kind, told.get(f"part_{kind}", "")) for kind in PortionKind]
    return [PortionAsked(kind, amount) for kind, amount in amounts if amount]


def _increments_readable(text: str) -> None:
    """A validator: raises ValidationError for a line whose number is no number."""
    try:
        _read(text)
    except ValueError as error:
        raise forms.ValidationError(_("Write each line as: place; how many; how much.")) from error


def _read(text: str) -> tuple[Increment, ...]:
    lines = [line.replace("；", ";").split(";") for line in text.splitlines() if line.strip()]
    return tuple(_increment([part.strip() for part in line]) for line in lines)


def _increment(parts: list[str]) -> Increment:
    place, count, amount = (*parts, "", "")[:3]
    number = int(count or 1)
    if not place or number < 1 or len(parts) > 3:
        raise ValueError(place)
    return Increment(place[:100], number, amount[:40])
