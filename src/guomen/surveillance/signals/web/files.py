"""Reading a file of signals: what is proposed, what would happen, and only then taking it."""

from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.consignments.intake.terms import ColumnUse
from guomen.consignments.uploads.operations import Upload, found, keep
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Capability, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.surveillance.signals.files.shipped import shipped_layouts
from guomen.surveillance.signals.files.terms import FIELDS, SignalLayout
from guomen.surveillance.signals.models import SignalSource
from guomen.surveillance.signals.operations import FileLook, look_at_file, read_signal_file, register_source
from guomen.surveillance.signals.terms import Credibility, SourceKind
from guomen.surveillance.signals.web.forms import FileForm

_FAULTS = 100


@page(Capability.REPORT_SIGNAL)
def upload(request: SignedIn) -> HttpResponse:
    """Choose a file."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = keep(request.user, form.cleaned_data["file"], "", form.cleaned_data["sheet"])
        return redirect("surveillance-signals-file-check", kept.token)
    return render(request, "surveillance/signals/file.html", {"form": form, "shipped": shipped_layouts()})


@page(Capability.REPORT_SIGNAL)
def check(request: SignedIn, token: str) -> HttpResponse:
    """What the columns are taken for and what would happen; nothing is taken until that is asked for."""
    kept = found(request.user, token)
    refusal: Refusal | None = None
    look: FileLook | None = None
    source = request.POST.get("source", "")
    try:
        look = look_at_file(
            at=timezone.now(), path=kept.path, name=kept.name, source=source, sheet=kept.sheet,
            layout=_chosen(request, kept) if request.method == "POST" else None,
        )  # fmt: skip
        if "take" in request.POST:
            return _taken(request, kept, source or look.source, look.layout)
    except Refusal as stopped:
        refusal = stopped
    context: dict[str, Any] = {"upload": kept, "refusal": refusal, "look": look}
    if look is not None:
        context |= _asked(look, source or look.source)
    return render(request, "surveillance/signals/file_check.html", context)


def _asked(look: FileLook, source: str) -> dict[str, Any]:
    uses = {header: use for use in look.layout.columns for header in use.headers}
    known = [(one.code, said(Text(one.name_zh, one.name_en))) for one in SignalSource.objects.filter(active=True)]
    known += [(one.source, said(Text(one.name_zh, one.name_en))) for one in shipped_layouts() if one.source == source]
    return {
        "columns": [(number, guess, uses.get(guess.header)) for number, guess in enumerate(look.guesses)],
        "fields": [(name, title) for name, (title, _names) in FIELDS.items()],
        "sources": sorted(dict(known).items()),
        "chosen": source,
        "faults": look.faults[:_FAULTS],
        "more": max(0, len(look.faults) - _FAULTS),
        "fixed": "\n".join(f"{name}={value}" for name, value in look.layout.fixed.items()),
    }


def _chosen(request: SignedIn, kept: Upload) -> SignalLayout:
    """The layout that the page says; what it does not ask about stays as it was proposed."""
    proposed = look_at_file(at=timezone.now(), path=kept.path, name=kept.name, sheet=kept.sheet)
    uses = {header: use for use in proposed.layout.columns for header in use.headers}
    headers: dict[str, list[str]] = {}
    order: dict[str, Any] = {}
    for number, guess in enumerate(proposed.guesses):
        field = request.POST.get(f"field-{number}", "")
        if field not in FIELDS:
            continue
        headers.setdefault(field, []).append(guess.header)
        way = request.POST.get(f"order-{number}", "")
        order[field] = way if way in ("dmy", "mdy") else order.get(field, "")
    kept_values = {use.field: use for use in uses.values()}
    columns = tuple(
        ColumnUse(
            field, tuple(names), order=order[field], values=kept_values[field].values if field in kept_values else {}
        )
        for field, names in headers.items()
    )
    pairs = (line.split("=", 1) for line in request.POST.get("fixed", "").splitlines() if "=" in line)
    fixed = {name.strip(): value.strip() for name, value in pairs if name.strip() in FIELDS}
    return msgspec.structs.replace(
        proposed.layout, columns=columns, fixed=fixed, undated="undated" in request.POST, sheet=kept.sheet
    )


def _taken(request: SignedIn, kept: Upload, source: str, layout: SignalLayout) -> HttpResponse:
    if not SignalSource.objects.filter(code=source).exists():
        shipped = next((one for one in shipped_layouts() if one.source == source), None)
        if shipped is not None:
            register_source(
                actor=request.user, at=timezone.now(), code=source, name=Text(shipped.name_zh, shipped.name_en),
                kind=SourceKind(shipped.kind), credibility=Credibility(shipped.credibility),
            )  # fmt: skip
    done = read_signal_file(
        actor=request.user,
        at=timezone.now(),
        source=source,
        path=kept.path,
        name=kept.name,
        layout=layout,
        sheet=kept.sheet,
    )
    told = {
        "new": done.number("taken") + done.number("updated"),
        "known": done.number("known"),
        "refused": len(done.faults),
    }
    messages.success(request, _("%(new)s new signals, %(known)s known already, %(refused)s rows refused.") % told)
    return redirect("surveillance-source", source)
