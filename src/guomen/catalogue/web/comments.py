"""The editors' desk of comments on standards: answer and publish, or decline with a reason."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from guomen.catalogue.operations import decline_comment, publish_comment, see_contact
from guomen.catalogue.queries.comments import comments, one_comment
from guomen.catalogue.terms import CommentState, CommentTopic
from guomen.catalogue.web.forms import AnswerForm, DeclineForm, GroundForm
from guomen.catalogue.web.tables import CommentTable
from guomen.kernel.terms import Capability, Refusal
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.forms import HouseForm

ROWS = 50
_FORMS: dict[str, type[HouseForm]] = {"publish": AnswerForm, "decline": DeclineForm, "contact": GroundForm}


@require_safe
@page(Capability.EDIT_REFERENCE)
def comment_list(request: SignedIn) -> HttpResponse:
    """Comments that wait, the oldest first; others by their state."""
    state = request.GET.get("state", CommentState.WAITING.value)
    table = CommentTable(comments(state if state in tuple(CommentState) else ""))
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    counts = [(one, comments(one.value).count()) for one in CommentState]
    return render(request, "catalogue/comments.html", {"table": table, "counts": counts, "state": state})


@require_http_methods(["GET", "HEAD", "POST"])
@page(Capability.EDIT_REFERENCE)
def comment(request: SignedIn, number: int) -> HttpResponse:
    """One comment, and what can be done with it."""
    forms = {name: kind() for name, kind in _FORMS.items()}
    contact, deed = "", request.POST.get("deed", "")
    if request.method == "POST" and deed in _FORMS:
        form = forms[deed] = _FORMS[deed](request.POST)
        if form.is_valid():
            try:
                contact = _done(request, number, deed, form)
                if deed != "contact":
                    return redirect("catalogue-comments")
            except Refusal as refusal:
                form.explain(refusal)
    row = one_comment(number)
    context = {
        "row": row,
        "topic": CommentTopic(row.topic).text,
        "state": CommentState(row.state).text,
        "waiting": row.state == CommentState.WAITING,
        "reachable": row.contact is not None,
        "contact": contact,
        "forms": forms,
    }
    return render(request, "catalogue/comment.html", context)


def _done(request: SignedIn, number: int, deed: str, form: HouseForm) -> str:
    """Do what the form asks; gives the contact where that was asked for."""
    actor, now, chosen = request.user, timezone.now(), form.cleaned_data
    if deed == "publish":
        publish_comment(actor=actor, at=now, comment=number, answer=chosen["answer"])
    elif deed == "decline":
        decline_comment(actor=actor, at=now, comment=number, reason=chosen["reason"])
    else:
        return see_contact(actor=actor, at=now, comment=number, ground=chosen["ground"])
    return ""
