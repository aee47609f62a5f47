"""What the pages of estimates share: the period and office asked for, and numbers put in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.queries import commodity_name, country_name, policy
from guomen.kernel.offices.models import Office
from guomen.kernel.offices.queries import visible_offices
from guomen.kernel.templatetags.guomen import named
from guomen.kernel.terms import Missing, Refusal, Text
from guomen.kernel.web.access import SignedIn
from guomen.targeting.estimates.queries import studied
from guomen.targeting.estimates.terms import Estimate

# Days that a page shows where nobody says otherwise.
DAYS = 90
GROUPS = {
    "heading": Text("商品（四位税目）", "commodity heading"),
    "chapter": Text("商品（章）", "commodity chapter"),
    "origin": Text("原产地", "origin"),
    "enterprise_class": Text("企业类别", "enterprise class"),
    "product_risk": Text("商品风险等级", "product risk"),
    "office": Text("机构", "office"),
    "band": Text("模型分段", "model band"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks of: days [since, until), offices (codes), the column to group by."""

    since: date
    until: date
    offices: tuple[str, ...]
    group: str
    form: forms.Form

    @property
    def days(self) -> int:
        return (self.until - self.since).days

    def frame(self, *, with_sources: bool = False) -> pl.DataFrame:
        """The log of what was asked."""
        return studied(self.since, self.until, self.offices, with_sources)


class StudyForm(forms.Form):
    """Period, office and grouping of a page of estimates."""

    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until before"), widget=forms.DateInput(attrs={"type": "date"}))
    office = forms.ChoiceField(label=_("Office"), required=False)
    group = forms.ChoiceField(label=_("In groups of"), required=False)


def asked(request: SignedIn) -> Asked:
    """What the reader asks, within what he may see: his office and those below it.

    Raises Missing for an office that is not his to see, Refusal where the period is not one.
    """
    sight = list(visible_offices(request.user).order_by("path"))
    form = _form(request, sight)
    if not form.is_valid() or form.cleaned_data["until"] <= form.cleaned_data["since"]:
        raise Refusal(
            "study.period",
            Text("所选期间或分组无法识别。", "The period or the grouping cannot be read."),
            Text("请填写起止日期，止日须晚于起日。", "Give two days, the second after the first."),
        )
    given = form.cleaned_data
    chosen = [office for office in sight if office.code == given["office"]]
    under = [office.code for office in sight if not chosen or office.path.startswith(chosen[0].path)]
    return Asked(given["since"], given["until"], tuple(under), given["group"] or "heading", form)


def _form(request: SignedIn, sight: list[Office]) -> StudyForm:
    today = timezone.localdate()
    start = {
        "since": today - timedelta(days=DAYS),
        "until": today + timedelta(days=1),
        "office": "",
        "group": "heading",
    }
    form = StudyForm(start | request.GET.dict())
    wanted = request.GET.get("office", "")
    if wanted and wanted not in {office.code for office in sight}:
        raise no_such_office()
    offices = [
        ("", Text("全部", "all").in_(_language())),
        *((office.code, f"{office.code} {named(office)}") for office in sight),
    ]
    form.fields["office"].choices = offices  # type: ignore[attr-defined]
    form.fields["group"].choices = [(name, text.in_(_language())) for name, text in GROUPS.items()]  # type: ignore[attr-defined]
    return form


def no_such_office() -> Missing:
    """The refusal for an office that is not there, or not this person's to see."""
    return Missing(
        "office.missing",
        Text("没有该机构。", "There is no such office."),
        Text("请从列表中选择。", "Choose one of the list."),
    )


def _language() -> str:
    return get_language() or "zh-hans"


def name_of(column: str, key: object) -> Text:
    """What a group is called."""
    code = "" if key is None else str(key)
    if column in ("heading", "chapter"):
        name = commodity_name(code)
        return Text(f"{code} {name.zh}", f"{code} {name.en}")
    if column == "origin":
        name = country_name(code)
        return Text(f"{code} {name.zh}", f"{code} {name.en}")
    if column == "enterprise_class":
        return Text(f"{code}类", f"class {code}")
    if column == "band":
        return (
            Text(f"第{code}段（5为最高）", f"band {code} (5 is the highest)") if code else Text("未评分", "not scored")
        )
    return Text(code or "–", code or "–")


def percent(share: float) -> str:
    """A share in per cent, with as many digits as mean something."""
    value = share * 100
    return f"{value:.2f} %" if value < 1 else f"{value:.1f} %"


# How a number of each kind is written.
_WORDS: dict[str, Callable[[float], str]] = {
    "share": percent,
    "times": lambda value: f"{value:,.1f}",
    "count": lambda value: f"{value:,.0f}",
    "harm": lambda value: f"{value:.4f}",
    "days": lambda value: f"{value:,.1f}",
}


def spoken(one: Estimate | None, form: str = "share") -> str:
    """An estimate with its interval, in brackets; a dash where there is none."""
    if one is None:
        return "–"
    say = _WORDS[form]
    if one.value == float("inf"):
        return f"> {say(one.low)}"
    high = "∞" if one.high == float("inf") else say(one.high)
    return say(one.value) if one.exact else f"{say(one.value)} ({say(one.low)} – {high})"


def costs(on: date) -> dict[str, float]:
    """What looking at one line costs, by channel, in CNY: policy targeting.cost.*."""
    return {
        channel: policy(f"targeting.cost.{channel}", on=on).number for channel in ("identity", "physical", "sample")
    }
