"""The ledger's pages."""

import json
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from guomen.interfaces.web.audit.search import LedgerSearch, leaf, matching
from guomen.kernel.ledger.models import Seal
from guomen.kernel.ledger.queries import entries_seen_by, exported, kinds_known, last_seal, unsealed_count, written_down
from guomen.kernel.ledger.terms import link
from guomen.kernel.terms import Capability, Missing, NotPermitted, OfficeLevel, Text
from guomen.kernel.web.access import SignedIn, page


@page(Capability.AUDIT)
def ledger(request: SignedIn) -> HttpResponse:
    """The ledger, searched; newest first."""
    form = LedgerSearch(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = matching(request.user, wanted) if form.is_valid() else entries_seen_by(request.user).none()
    shown = leaf(found, older_than=_key(request, "older_than"), newer_than=_key(request, "newer_than"))
    query = request.GET.copy()
    for name in ("older_than", "newer_than"):
        query.pop(name, None)
    context = {"form": form, "leaf": shown, "query": query.urlencode(), "kinds": kinds_known(), **seal_state()}
    return render(request, "interfaces/audit/ledger.html", context)


@page(Capability.AUDIT)
def entry(request: SignedIn, number: int) -> HttpResponse:
    """One entry: what was done, its seal and neighbours in the chain, what it corrects and what corrects it."""
    found = entries_seen_by(request.user).filter(pk=number).first()
    if found is None:
        raise Missing(
            "entry.missing",
            Text("没有此台账记录，或不在您的审计范围。", "There is no such entry, or it is not within your audit."),
            Text("请检查编号。", "Check the number."),
        )
    seal = Seal.objects.filter(entry=found).first()
    context = {
        "entry": found,
        "payload": json.dumps(found.payload, ensure_ascii=False, indent=2) if found.payload else "",
        "seal": seal,
        "holds": seal is not None and link(seal.previous, written_down(found)) == seal.digest,
        "neighbours": _neighbours(seal) if seal else [],
        "deliveries": found.deliveries.order_by("handler"),
        "corrections": found.corrections.order_by("pk"),
    }
    return render(request, "interfaces/audit/entry.html", context)


@page(Capability.AUDIT)
def export(request: SignedIn) -> StreamingHttpResponse:
    """The sealed chain as JSON Lines, to be verified offline with `guomen ledger verify FILE`."""
    if request.user.office is None or request.user.office.level != OfficeLevel.HEADQUARTERS:
        raise NotPermitted(
            "ledger.export.headquarters",
            Text("完整台账仅由总署审计人员导出。", "Only an auditor of headquarters exports the whole chain."),
            Text("请向总署审计部门申请。", "Ask the auditors of headquarters for it."),
        )
    name = f"guomen-ledger-{timezone.localdate():%Y-%m-%d}.jsonl"
    lines: Iterator[str] = (f"{line}\n" for line in exported())
    return StreamingHttpResponse(
        lines, content_type="application/jsonl", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def seal_state() -> dict[str, object]:
    """How far the chain reaches, and how many entries wait for their seal."""
    return {"seal": last_seal(), "unsealed": unsealed_count()}


def _neighbours(seal: Seal) -> list[Seal]:
    around = Seal.objects.filter(position__in=(seal.position - 1, seal.position + 1))
    return list(around.select_related("entry").order_by("position"))


def _key(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None
