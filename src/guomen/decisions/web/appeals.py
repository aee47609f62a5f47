"""Pages of appeals: the list, and one with its answer."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.decisions import operations
from guomen.decisions.models import Appeal
from guomen.decisions.queries import appeals_for, proposed_answer, retest_of, visible_appeal
from guomen.decisions.terms import WAITING_APPEALS, AppealState, DispositionKind
from guomen.decisions.web.dispositions import READERS, ROWS
from guomen.decisions.web.forms import AcceptForm, AnswerForm
from guomen.decisions.web.tables import AppealTable
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.laboratory.queries import Retested


@page(*READERS)
def appeals(request: SignedIn) -> HttpResponse:
    """Every appeal that the person may know of, newest first."""
    table = AppealTable(appeals_for(request.user))
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "decisions/list.html", {"title": _("Requests for re-inspection"), "table": table})


@page(*READERS)
def appeal(request: SignedIn, number: int) -> HttpResponse:
    """One appeal: what the trader says, by when it is answered, its re-test, and the answer."""
    row = visible_appeal(request.user, number)

    def accept(form: AcceptForm) -> object:
        return operations.accept_appeal(actor=request.user, at=timezone.now(), appeal=number)

    def answer(form: AnswerForm) -> object:
        said = form.cleaned_data
        kind = DispositionKind(said["kind"]) if said["outcome"] == "changed" and said["kind"] else None
        return operations.answer_appeal(
            actor=request.user, at=timezone.now(), appeal=number, answer=said["answer"], kind=kind
        )

    proposed, again = proposed_answer(row), retest_of(row)
    offers = {
        "accept": Offer(AcceptForm, accept, _("Taken up.")),
        "answer": Offer(partial(AnswerForm, initial=_answer_proposed(row, proposed)), answer, _("Answered.")),
    }
    done, forms = tried(request, {name: offers[name] for name in _offered(request.user, row, again)})
    if done:
        return redirect("decisions-appeal", number)
    context = {
        "row": row,
        "state": AppealState(row.state),
        "kind": DispositionKind(row.disposition.kind),
        "forms": forms,
        "retest": again,
        "retest_state": again.state.text if again else None,
        "refused": Text.from_json(row.retest_refused) if row.retest_refused else None,
        "proposed": proposed,
        "officer": not may(request.user, Capability.TRADE),
    }
    return render(request, "decisions/appeal.html", context)


def _offered(actor: Actor, row: Appeal, again: Retested | None) -> list[str]:
    """Taking it up, once; answering, once it was taken up where a result is disputed, and the re-test is out."""
    if not may(actor, Capability.SIGN_DISPOSITION) or row.state not in WAITING_APPEALS:
        return []
    names = ["accept"] if row.state == AppealState.LODGED else []
    ready = row.state == AppealState.ACCEPTED or not row.sample
    waits = again is not None and not again.reported
    return [*names, "answer"] if ready and not waits else names


def _answer_proposed(row: Appeal, proposed: DispositionKind | None) -> dict[str, str]:
    """What the form starts with: what is proposed since the re-test."""
    if proposed is None:
        return {}
    return {"outcome": "upheld" if proposed == row.disposition.kind else "changed", "kind": proposed}
