"""Names that sources use and the catalogue does not know: a person says what each stands for."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Capability, Refusal
from guomen.kernel.web.access import SignedIn, page
from guomen.surveillance.signals.models import HeardName
from guomen.surveillance.signals.operations import settle_name
from guomen.surveillance.signals.queries.words import suggestions
from guomen.surveillance.signals.terms import Axis
from guomen.surveillance.signals.web.showing import Names

ROWS = 30


@page(Capability.WATCH_RISKS)
def name_list(request: SignedIn) -> HttpResponse:
    """Names that wait, the most said first, each with what it may have meant; settling one by a button or a code."""
    refusal = _settled(request) if request.method == "POST" else None
    if request.method == "POST" and refusal is None:
        return redirect(request.get_full_path())
    asked = request.GET.get("axis", "")
    axis = asked if asked in set(Axis) else ""
    waiting = HeardName.objects.filter(settled_at__isnull=True).order_by("-seen", "words")
    shown = Paginator(waiting.filter(axis=axis) if axis else waiting, ROWS).get_page(request.GET.get("page"))
    names = Names()
    rows = [
        (row, Axis(row.axis).text, [(one, names.of(row.axis, str(one["code"]))) for one in _offered(row)])
        for row in shown
    ]
    settled = (
        HeardName.objects.filter(settled_at__isnull=False).select_related("settled_by").order_by("-settled_at")[:20]
    )
    context = {
        "rows": rows,
        "page": shown,
        "axis": axis,
        "axes": [(one.value, one.text) for one in Axis],
        "refusal": refusal,
        "settled": [(row, Axis(row.axis).text, names.of(row.axis, row.code)) for row in settled],
    }
    return render(request, "surveillance/signals/names.html", context)


def _offered(row: HeardName) -> list[dict[str, object]]:
    return row.suggestions or suggestions(Axis(row.axis), row.words)


def _settled(request: SignedIn) -> Refusal | None:
    """Settle what the pressed button names: "17:ethylene_oxide", "17:" (means nothing), or a code that was written."""
    name, _colon, code = request.POST.get("settle", "").partition(":")
    if code == "?":
        code = request.POST.get(f"code-{name}", "").strip()
        code = code.upper() if len(code) == 2 and code.isalpha() else code
    try:
        row = settle_name(actor=request.user, at=timezone.now(), name=int(name) if name.isdecimal() else 0, code=code)
    except Refusal as refusal:
        return refusal
    words = _("“%(words)s” is settled.") % {"words": row.words}
    messages.success(request, said(words))
    return None
