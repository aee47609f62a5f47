"""Pages of messages: what came, what waits for a person, and settling it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Refusal
from guomen.kernel.web.access import SignedIn, page
from guomen.laboratory.messages import operations, queries
from guomen.laboratory.messages.operations import Taken
from guomen.laboratory.messages.terms import LineState, MessageState, ProfileState
from guomen.laboratory.messages.web.forms import SettleForm, UploadForm
from guomen.laboratory.models import Message, MessageLine

READERS = (Capability.TEST, Capability.AUTHORISE_RESULT, Capability.MANAGE_LABORATORY)
ROWS, LINES = 50, 100


@page(*READERS)
def message_list(request: SignedIn) -> HttpResponse:
    """Messages, those with something that waits first, and a form to send one in."""
    used = list(queries.visible_profiles(request.user).filter(state=ProfileState.IN_USE).order_by("name"))
    form = UploadForm(request.POST or None, request.FILES or None, profiles=used)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("laboratory-message", _taken(request, form).message.pk)
        except Refusal as refusal:
            form.explain(refusal)
    rows = queries.visible_messages(request.user).order_by("-received_at", "-id")
    only = request.GET.get("state", "")
    if only in [one.value for one in MessageState]:
        rows = rows.filter(state=only)
    paged = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    listed = [(one, MessageState(one.state).text) for one in paged]
    context = {
        "form": form if used and may(request.user, Capability.TEST) else None,
        "rows": listed,
        "paged": paged,
        "held": queries.held_lines(request.user).count(),
        "only": only,
    }
    return render(request, "laboratory/messages/messages.html", context)


def _taken(request: SignedIn, form: UploadForm) -> Taken:
    file = form.cleaned_data["file"]
    taken = operations.take_message(
        actor=request.user,
        at=timezone.now(),
        profile=int(form.cleaned_data["profile"]),
        name=file.name,
        content=file.read(),
    )
    if taken.known:
        messages.warning(request, _("This file came before: nothing of it was applied again."))
    return taken


@page(*READERS)
def one_message(request: SignedIn, number: int) -> HttpResponse:
    """What became of every line; held ones can be settled or dismissed here."""
    row = queries.message(request.user, number)
    definition = queries.definition_of(row.profile)
    bound, refusal = None, None
    if request.method == "POST":
        form = SettleForm(request.POST, definition=definition, prefix=_prefix(request))
        bound = (request.POST.get("line", ""), form)
        try:
            if form.is_valid() and _settled(request, row, form):
                return redirect(reverse("laboratory-message", args=[row.pk]) + "#lines")
        except Refusal as stopped:
            refusal = stopped
    rows = row.lines.select_related("result__request__sample", "settled_by").order_by("position")
    only = request.GET.get("state", "held" if row.state == MessageState.HELD else "")
    shown = rows.filter(state=only) if only in [one.value for one in LineState] else rows
    paged = Paginator(shown, LINES).get_page(request.GET.get("page"))
    counts = {state: rows.filter(state=state).count() for state in LineState}
    context: dict[str, Any] = {
        "row": row,
        "state": MessageState(row.state).text,
        "refusal": refusal,
        "lines": [_shown(line, definition, bound) for line in paged],
        "paged": paged,
        "only": only,
        "counts": [(state, state.text, counts[state]) for state in LineState],
        "held": counts[LineState.HELD],
        "works": may(request.user, Capability.TEST),
    }
    return render(request, "laboratory/messages/message.html", context)


def _prefix(request: SignedIn) -> str:
    return f"line-{request.POST.get('line', '')}"


def _shown(line: MessageLine, definition: Any, bound: tuple[str, SettleForm] | None) -> dict[str, Any]:
    """A line with its state's word and, while it is held, its form."""
    form = None
    if line.state == LineState.HELD:
        said = line.more.get("settled", {})
        known = {use.code for use in definition.codes}
        code = said.get("code") or line.code
        initial = {"sample": said.get("sample") or line.sample, "unit": said.get("unit") or line.unit,
                   "code": code if code in known else ""}  # fmt: skip
        form = SettleForm(definition=definition, prefix=f"line-{line.pk}", initial=initial)
        if bound is not None and bound[0] == str(line.pk):
            form = bound[1]
    return {"row": line, "state": LineState(line.state).text, "form": form}


def _settled(request: SignedIn, row: Message, form: SettleForm) -> bool:
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now()}
    act, said = request.POST.get("act", ""), form.cleaned_data
    if act == "again":
        operations.retry_message(**told, message=row.pk)
        messages.success(request, _("The held lines were tried again."))
        return True
    if act == "dismiss-all":
        keys = list(row.lines.filter(state=LineState.HELD).values_list("pk", flat=True))
        operations.dismiss_lines(**told, lines=keys, reason=request.POST.get("why", ""))
    elif act == "dismiss":
        keys = [int(request.POST["line"])]
        operations.dismiss_lines(**told, lines=keys, reason=said["reason"])
    elif act == "settle":
        line = operations.settle_line(**told, line=int(request.POST["line"]), **said)
        if line.state == LineState.HELD:
            messages.warning(request, _("The line is held still; see why."))
        else:
            messages.success(request, _("The line was applied."))
        return True
    else:
        return False
    count = len(keys)
    messages.success(
        request, ngettext("%(count)s line was dismissed.", "%(count)s lines were dismissed.", count) % {"count": count}
    )
    return True


@page(*READERS)
def message_file(request: SignedIn, number: int) -> HttpResponse:
    """The message as it came, as a file and nothing else."""
    row = queries.message(request.user, number)
    content = Message.objects.values_list("content", flat=True).get(pk=row.pk)
    answer = HttpResponse(bytes(content), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="message-{row.pk}.bin"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
