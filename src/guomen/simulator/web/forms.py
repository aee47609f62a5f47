"""The sliders of the what-if page, and the policy that they ask for."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.terms import SupervisionMode
from guomen.simulator.trying.policies import PRESETS

# Rate plans that may be tried, as the policies by name have them; "" leaves the one in force.
PLANS = ("csp-1", "csp-2", "csp-3", "skip-lot", "ifis", "random")
_RATES = tuple(mode for mode in SupervisionMode if mode not in (SupervisionMode.SPECIAL, SupervisionMode.STRINGENT))


def _slider(low: float, high: float, step: float) -> forms.NumberInput:
    return forms.NumberInput(attrs={"type": "range", "min": low, "max": high, "step": step})


class Sliders(forms.Form):
    """What may be moved. capacity: consignments a day; random: per cent of it; factor: on the lot rates."""

    selection = forms.ChoiceField(label=_("Selection"))
    capacity = forms.IntegerField(
        label=_("Inspections that the office can make in a day, under capacity"), min_value=0, max_value=30, initial=12,
        widget=_slider(0, 30, 1),
    )  # fmt: skip
    random = forms.IntegerField(
        label=_("Share of them drawn at random, per cent"), min_value=0, max_value=50, initial=5,
        widget=_slider(0, 50, 5),
    )  # fmt: skip
    plan = forms.ChoiceField(label=_("Rate plan"), required=False)
    factor = forms.FloatField(
        label=_("Lot rates multiplied by, where no plan is chosen"),
        min_value=0,
        max_value=3,
        initial=1,
        widget=_slider(0, 3, 0.25),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        language = get_language() or "zh-hans"
        titles = {name: title.in_(language) for name, (title, _values) in PRESETS.items()}
        self.fields["selection"].choices = [  # type: ignore[attr-defined]
            (name, titles[name]) for name in ("rates", "capacity")
        ]
        self.fields["plan"].choices = [  # type: ignore[attr-defined]
            ("", _("as in force")),
            *((name, titles[name]) for name in PLANS),
        ]

    def as_moved(self) -> dict[str, str]:
        """Where the sliders stand, as they are posted."""
        return {name: str(value) for name, value in self.cleaned_data.items()}

    def values(self, rates: dict[str, float]) -> dict[str, str]:
        """The policy values asked for, those alone that count. rates: the lot rates in force, by mode."""
        given = self.cleaned_data
        found = dict(PRESETS[given["plan"]][1]) if given["plan"] else {}
        found["targeting.selection"] = given["selection"]
        if given["selection"] == "capacity":
            found["targeting.capacity.physical"] = str(given["capacity"])
            found["targeting.random_share"] = f"{given['random'] / 100:g}"
        if given["factor"] != 1 and not given["plan"]:
            for mode in _RATES:
                if mode in rates:
                    found[f"targeting.lot_rate.{mode}"] = f"{min(1.0, rates[mode] * given['factor']):g}"
        return found
