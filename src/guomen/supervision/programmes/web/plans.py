"""All programmes, and beginning one."""

from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, office_of_code
from guomen.kernel.terms import Capability, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.supervision.programmes import operations, queries
from guomen.supervision.programmes.models import Programme
from guomen.supervision.programmes.terms import ProgrammeKind
from guomen.supervision.programmes.web.plan_forms import ProgrammeForm
from guomen.supervision.programmes.web.planned import ProgrammeTable

ROWS = 50


@page(*queries.READERS)
def programmes(request: SignedIn) -> HttpResponse:
    """The programmes that the reader's office plans or has a share of."""
    rows = queries.visible_programmes(request.user).annotate(samples=Coalesce(Sum("lines__number"), 0))
    table = ProgrammeTable(rows)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {"table": table, "plans": may(request.user, Capability.PLAN_PROGRAMME)}
    return render(request, "supervision/programmes/programmes.html", context)


@page(Capability.PLAN_PROGRAMME)
def new(request: SignedIn) -> HttpResponse:
    """Beginning a programme."""
    made: list[Programme] = []
    offers = {
        "draft": Offer(
            lambda data: ProgrammeForm(data, actor=request.user),
            lambda form: made.append(_drafted(request.user, form.cleaned_data)),
            _("The programme is begun. Add its lines."),
        )
    }
    done, forms = tried(request, offers)
    if done:
        return redirect("supervision-programme-draft", made[0].number)
    return render(request, "supervision/programmes/new.html", {"forms": forms})


def _drafted(actor: Actor, told: dict[str, Any]) -> Programme:
    return operations.draft_programme(
        actor=actor,
        at=timezone.now(),
        kind=ProgrammeKind(told["kind"]),
        title=Text(told["title_zh"], told["title_en"]),
        office=office_of_code(told["office"]),
        **{name: told[name] for name in ("basis", "valid_from", "valid_to", "total")},
    )
