"""Pages of appeals: the list, and one with its answer."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.decisions import operations
from guomen.decisions.queries import appeals_for, visible_appeal
from guomen.decisions.terms import AppealState, DispositionKind
from guomen.decisions.web.dispositions import READERS, ROWS
from guomen.decisions.web.forms import AnswerForm
from guomen.decisions.web.tables import AppealTable
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried


@page(*READERS)
def appeals(request: SignedIn) -> HttpResponse:
    """Every appeal that the person may know of, newest first."""
    table = AppealTable(appeals_for(request.user))
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "decisions/list.html", {"title": _("Requests for re-inspection"), "table": table})


@page(*READERS)
def appeal(request: SignedIn, number: int) -> HttpResponse:
    """One appeal: what the trader says, by when it is answered, and the answer."""
    row = visible_appeal(request.user, number)

    def answer(form: AnswerForm) -> object:
        said = form.cleaned_data
        kind = DispositionKind(said["kind"]) if said["outcome"] == "changed" and said["kind"] else None
        return operations.answer_appeal(
            actor=request.user, at=timezone.now(), appeal=number, answer=said["answer"], kind=kind
        )

    open_to_me = row.state == AppealState.LODGED and may(request.user, Capability.SIGN_DISPOSITION)
    done, forms = tried(request, {"answer": Offer(AnswerForm, answer, _("Answered."))} if open_to_me else {})
    if done:
        return redirect("decisions-appeal", number)
    context = {
        "row": row,
        "state": AppealState(row.state),
        "kind": DispositionKind(row.disposition.kind),
        "forms": forms,
    }
    return render(request, "decisions/appeal.html", context)
