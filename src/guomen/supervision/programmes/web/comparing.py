"""Two sides compared, and the suggestions to those who keep standards."""

from typing import Any, ClassVar

import django_tables2 as tables
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import RequestConfig

from guomen.kernel.offices.queries import may, sees_office
from guomen.kernel.templatetags.guomen import badge, moment, said
from guomen.kernel.terms import Capability
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.kernel.web.forms import HouseForm
from guomen.supervision.programmes import operations, queries
from guomen.supervision.programmes.models import Programme, Suggestion
from guomen.supervision.programmes.queries.comparisons import (
    AnalyteGap,
    Comparison,
    comparison,
    groups_of,
    suggestion_of,
    visible_suggestions,
    yield_of,
)
from guomen.supervision.programmes.rules.comparing import Share
from guomen.supervision.programmes.rules.suggesting import NEXT
from guomen.supervision.programmes.terms import SuggestionState
from guomen.supervision.programmes.web.pictures import values_chart
from guomen.supervision.programmes.web.results import head, percent, side_name

ROWS = 50
# So many values of a side stand in a picture.
DRAWN = 500
_TONES = {
    SuggestionState.PROPOSED: "proposed",
    SuggestionState.SENT: "open",
    SuggestionState.ACCEPTED: "good",
    SuggestionState.DECLINED: "idle",
    SuggestionState.REVISED: "done",
}


class SuggestForm(HouseForm):
    """A suggestion that a comparison gives rise to."""

    places: ClassVar[dict[str, str]] = {"suggestion.empty": "text", "suggestion.to_nobody": "addressee"}
    analyte = forms.ChoiceField(label=gettext_lazy("Analyte"), required=False)
    standard = forms.CharField(label=gettext_lazy("Standard that should change"), max_length=80, required=False)
    addressee = forms.CharField(label=gettext_lazy("To whom"), max_length=200)
    text = forms.CharField(label=gettext_lazy("What should change, and why"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, told: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(row.analyte.en, said(row.analyte)) for row in told.rows]
        self.fields["analyte"].choices = [("", "–"), *named]  # type: ignore[attr-defined]


class MoveForm(HouseForm):
    """What became of a suggestion."""

    places: ClassVar[dict[str, str]] = {
        "suggestion.not_now": "state",
        "suggestion.unanswered": "answer",
        "suggestion.no_standard": "revised",
    }
    state = forms.ChoiceField(label=gettext_lazy("It is now"))
    answer = forms.CharField(label=gettext_lazy("Answer"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    revised = forms.CharField(
        label=gettext_lazy("Standard that took it up"), max_length=80, required=False,
        help_text=gettext_lazy("Number and edition, such as GB 2762-2022."),
    )  # fmt: skip

    def __init__(self, *args: Any, states: list[SuggestionState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(one.value, said(one.text)) for one in states]  # type: ignore[attr-defined]
        if SuggestionState.REVISED not in states:
            del self.fields["revised"]

    def clean_state(self) -> SuggestionState:
        """The state as the room's word."""
        return SuggestionState(self.cleaned_data["state"])


class SuggestionTable(tables.Table):
    """Suggestions, newest first."""

    made_at = tables.Column(verbose_name=gettext_lazy("Made"))
    text = tables.Column(
        verbose_name=gettext_lazy("Suggestion"), linkify=("supervision-suggestion", (tables.A("pk"),)), orderable=False
    )
    group = tables.Column(verbose_name=gettext_lazy("Goods compared"))
    standard = tables.Column(verbose_name=gettext_lazy("Standard"))
    addressee = tables.Column(verbose_name=gettext_lazy("To whom"))
    state = tables.Column(verbose_name=gettext_lazy("State"))

    def render_made_at(self, value: Any) -> SafeString:
        return moment(value)

    def render_text(self, value: str) -> str:
        return value if len(value) <= 90 else f"{value[:89]}…"

    def render_state(self, value: str) -> SafeString:
        return state_badge(value)


def state_badge(state: str) -> SafeString:
    """How far a suggestion has come."""
    return badge(_TONES[SuggestionState(state)], SuggestionState(state).text)


@page(*queries.READERS)
def gaps(request: SignedIn, number: str) -> HttpResponse:
    """The gap table of one group, and the form of a suggestion."""
    row = queries.visible_programme(request.user, number)
    groups = list(groups_of(row))
    group = request.GET.get("group", "") or next(iter(groups), "")
    shown = comparison(row, group) if groups else None
    done, forms_ = tried(request, _offers(request, row, shown))
    if done:
        return redirect("supervision-suggestions")
    context = {
        **head(row),
        "named": groups,
        "group": group,
        "rows": [_told(one) for one in shown.rows] if shown else [],
        "lines": [(line, side_name(line.side)) for line in shown.lines] if shown else [],
        "forms": forms_,
        "suggestions": row.suggestions.filter(group=group),
    }
    return render(request, "supervision/programmes/comparison.html", context)


def _told(one: AnalyteGap) -> dict[str, Any]:
    """An analyte with its sides as rows of the table, and its picture."""
    sides: list[dict[str, Any]] = [
        {
            "it": one.first,
            "name": side_name(one.first.side),
            "share": _share(one.first.share),
            "gap": None,
            "shares": None,
        }
    ]
    sides += [
        {
            "it": other.side,
            "name": side_name(other.side.side),
            "share": _share(other.side.share),
            "gap": other.gap,
            "shares": _points(other.shares),
        }
        for other in one.others
    ]
    every = [one.first, *(other.side for other in one.others)]
    values = [(value, side_name(side.side), False) for side in every for value in side.values[:DRAWN]]
    name = f"{said(one.analyte)} {one.unit}".strip()
    return {"it": one, "sides": sides, "chart": values_chart(values, one.bound, name) if values else ""}


def _share(share: Share | None) -> str:
    return f"{percent(share[0])} ({100 * share[1]:.1f}–{percent(share[2])})" if share else "–"


def _points(difference: Share | None) -> tuple[str, str] | None:
    """A difference of shares in percentage points, with its sign, and its interval."""
    if difference is None:
        return None
    value, low, high = (100 * one for one in difference)
    return f"{value:+.1f}", f"{low:+.1f} … {high:+.1f}"


def _offers(request: SignedIn, row: Programme, shown: Comparison | None) -> dict[str, Offer]:
    if shown is None or not _plans(request, row):
        return {}
    return {
        "suggest": Offer(
            lambda data: SuggestForm(data, told=shown),
            lambda form: operations.make_suggestion(
                actor=request.user, at=timezone.now(), programme=row.number, group=shown.group, **form.cleaned_data
            ),
            _("The suggestion is on record."),
        )
    }


def _plans(request: SignedIn, row: Programme) -> bool:
    return may(request.user, Capability.PLAN_PROGRAMME) and sees_office(request.user, row.office)


@page(*queries.READERS)
def suggestions(request: SignedIn) -> HttpResponse:
    """What comparisons brought: the counts, and every suggestion with how far it came."""
    counted = yield_of(request.user)
    state = request.GET.get("state", "")
    rows = visible_suggestions(request.user)
    table = SuggestionTable(rows.filter(state=state) if state in set(SuggestionState) else rows)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    by_state = [(one, one.text, number) for one, number in counted.suggestions.items()]
    context = {"counted": counted, "by_state": by_state, "state": state, "table": table}
    return render(request, "supervision/programmes/suggestions.html", context)


@page(*queries.READERS)
def suggestion(request: SignedIn, number: int) -> HttpResponse:
    """One suggestion, and recording what became of it."""
    row = suggestion_of(request.user, number)
    states = list(NEXT[SuggestionState(row.state)]) if _plans(request, row.programme) else []
    offers = {"move": _move(request, row, states)} if states else {}
    done, forms_ = tried(request, offers)
    if done:
        return redirect("supervision-suggestion", number)
    context = {**head(row.programme), "suggestion": row, "badge": state_badge(row.state), "forms": forms_}
    return render(request, "supervision/programmes/suggestion.html", context)


def _move(request: SignedIn, row: Suggestion, states: list[SuggestionState]) -> Offer:
    return Offer(
        lambda data: MoveForm(data, states=states),
        lambda form: operations.move_suggestion(
            actor=request.user, at=timezone.now(), suggestion=row.pk, **form.cleaned_data
        ),
        _("What became of the suggestion is on record."),
    )
