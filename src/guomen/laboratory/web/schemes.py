"""Pages of staged sampling: the schemes, one scheme with its stages and whether there may be an export."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import may
from guomen.kernel.templatetags.guomen import named
from guomen.kernel.terms import Capability, NotPermitted, Refusal, SubjectRef, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.kernel.web.forms import HouseForm, day_input
from guomen.laboratory import operations, queries
from guomen.laboratory.models import SamplingScheme
from guomen.laboratory.terms import Hand, SampleState, SchemeState, StageAsked, next_stage
from guomen.laboratory.web.ordering import laboratories

_READERS = (Capability.INSPECT, Capability.TEST, Capability.AUTHORISE_RESULT, Capability.AUDIT)
# The stages of fruiting that the form proposes; the officer sets days and tests (project default).
STAGES = (
    Text("坐果期", "fruit set"),
    Text("幼果期", "young fruit"),
    Text("果实膨大期", "fruit swell"),
    Text("采收前", "before harvest"),
)


class SchemeForm(HouseForm):
    """What is followed, and its stages: name, first day, last day, tests."""

    places: ClassVar[dict[str, str]] = {"scheme.once": "reference"}
    kind = forms.ChoiceField(
        label=gettext_lazy("What is followed"),
        choices=[
            ("registration", gettext_lazy("registered orchard or farm")),
            ("premises", gettext_lazy("premises")),
            ("lot", gettext_lazy("lot")),
        ],
    )
    reference = forms.CharField(label=gettext_lazy("Its number"), max_length=60)
    title = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    goods_code = forms.RegexField(r"^[0-9]{0,13}$", label=gettext_lazy("Goods code"), required=False, max_length=13)
    destination = forms.RegexField(
        r"^[A-Z]{0,2}$", label=gettext_lazy("Destination (country)"), required=False, max_length=2
    )
    season = forms.IntegerField(label=gettext_lazy("Season (year)"), min_value=2000, max_value=2100)
    laboratory = forms.ChoiceField(label=gettext_lazy("Laboratory"))

    def __init__(self, *args: Any, offered: list[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["laboratory"].choices = [(one.code, named(one)) for one in offered]  # type: ignore[attr-defined]
        for number, name in enumerate(STAGES, start=1):
            self._stage(number, name)

    def _stage(self, number: int, name: Text) -> None:
        at = {"number": number}
        self.fields[f"name_{number}"] = forms.CharField(
            label=_("Stage %(number)s") % at, max_length=80, initial=f"{name.zh} {name.en}", required=number == 1
        )
        for end, label in (("from", _("First day")), ("to", _("Last day"))):
            self.fields[f"{end}_{number}"] = forms.DateField(label=label, widget=day_input(), required=number == 1)
        self.fields[f"tests_{number}"] = forms.CharField(
            label=_("Tests"), max_length=4000, required=number == 1, help_text=_("Analytes, separated by semicolons.")
        )

    @property
    def general(self) -> list[forms.BoundField]:
        """The fields that are not a stage's."""
        return [field for field in self if not field.name[-1].isdigit()]

    @property
    def stage_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each stage: name, first day, last day, tests."""
        parts = ("name", "from", "to", "tests")
        return [[self[f"{part}_{number}"] for part in parts] for number in range(1, len(STAGES) + 1)]

    def stages(self) -> list[StageAsked]:
        """The stages whose days were named."""
        found, told = [], self.cleaned_data
        for number, default in enumerate(STAGES, start=1):
            first, last = told.get(f"from_{number}"), told.get(f"to_{number}")
            if first and last:
                name = told[f"name_{number}"] or default.zh
                own = default if name == f"{default.zh} {default.en}" else Text(name, name)
                tests = [one.strip() for one in told[f"tests_{number}"].replace("；", ";").split(";")]
                found.append(StageAsked(own, first, last, tuple(one for one in tests if one)))
        return found


class StageForm(HouseForm):
    """Drawing the sample of the stage whose turn it is."""

    seal = forms.CharField(label=gettext_lazy("Seal number"), max_length=40)
    place = forms.CharField(label=gettext_lazy("Where it was drawn"), max_length=100)
    temperature = forms.DecimalField(
        label=gettext_lazy("Temperature (°C)"), required=False, max_digits=5, decimal_places=1
    )
    units = forms.IntegerField(label=gettext_lazy("Sample units"), min_value=1, max_value=32767, initial=1)

    def hand(self, holder: str) -> Hand:
        """The first custody step."""
        told = self.cleaned_data
        return Hand(holder, told["place"], told["seal"], told["temperature"])


@page(*_READERS)
def scheme_list(request: SignedIn) -> HttpResponse:
    """Every scheme that the person sees, and where it stands today."""
    today = timezone.localdate()
    rows = [(one, queries.scheme_state(one, today).value) for one in queries.visible_schemes(request.user)[:200]]
    context = {"rows": rows, "opens": may(request.user, Capability.INSPECT)}
    return render(request, "laboratory/schemes.html", context)


@page(Capability.INSPECT)
def new_scheme(request: SignedIn) -> HttpResponse:
    """Open staged sampling."""
    initial = {"season": timezone.localdate().year}
    form = SchemeForm(request.POST or None, initial=initial, offered=laboratories(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            row = _opened(request.user, form)
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("The staged sampling was opened."))
            return redirect("laboratory-scheme", row.pk)
    return render(request, "laboratory/scheme_new.html", {"form": form})


def _opened(actor: Actor, form: SchemeForm) -> SamplingScheme:
    told = form.cleaned_data
    if actor.office is None:
        raise NotPermitted(
            "sample.no_office",
            Text("您不属于任何机构。", "You belong to no office."),
            Text("请由机构人员下达。", "Somebody of an office orders it."),
        )
    return operations.open_scheme(
        actor=actor,
        at=timezone.now(),
        subject=SubjectRef(told["kind"], "".join(told["reference"].split())),
        office=actor.office,
        laboratory=Office.objects.get(code=told["laboratory"]),
        title=Text(told["title"], told["title"]),
        season=told["season"],
        stages=form.stages(),
        goods_code=told["goods_code"],
        destination=told["destination"],
    )


@page(*_READERS)
def one_scheme(request: SignedIn, number: int) -> HttpResponse:
    """One scheme: its stages, their samples and what they said, and whether there may be an export."""
    row = queries.scheme(request.user, number)
    today = timezone.localdate()
    facts, said = queries.stage_facts(row), queries.scheme_state(row, today)
    turn = next_stage(facts)
    stages = list(row.stages.all())
    open_now = turn is not None and turn.open(today) and said.value is SchemeState.RUNNING
    offers: dict[str, Offer] = {}
    if turn is not None and open_now and may(request.user, Capability.INSPECT):
        stage = next(one for one in stages if one.position == turn.position)
        offers["stage"] = Offer(
            StageForm,
            lambda form: operations.draw_stage(
                actor=request.user, at=timezone.now(), stage=stage.pk, units=form.cleaned_data["units"],
                hand=form.hand(request.user.name_zh),
            ),
            _("The sample was drawn. Write its label on the bag."),
        )  # fmt: skip
    done, forms_shown = tried(request, offers)
    if done:
        return redirect("laboratory-scheme", number)
    shown = [
        {"stage": stage, "fact": fact, "reason": reason, "sample": queries.sample_of(stage), "word": _word(stage)}
        for stage, fact, reason in zip(stages, facts, said.reasons, strict=True)
    ]
    context = {"row": row, "state": said.value, "stages": shown, "forms": forms_shown, "turn": turn}
    return render(request, "laboratory/scheme.html", context)


def _word(stage: Any) -> Text | None:
    sample = queries.sample_of(stage)
    return SampleState(sample.state).text if sample else None
