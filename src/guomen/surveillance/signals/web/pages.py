"""The list of signals, one signal with what hangs together with it, and writing one down."""

from typing import Any

from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Refusal, SubjectRef, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.kernel.web.files import to_save
from guomen.kernel.web.forms import read_files
from guomen.kernel.web.timeline import Moment
from guomen.surveillance.clusters.queries import dossiers_holding
from guomen.surveillance.signals import events
from guomen.surveillance.signals.models import Informant, Signal, SignalLink
from guomen.surveillance.signals.operations import (
    attach_file,
    link_signals,
    refute_signal,
    report_signal,
    retract_signal,
    unlink_signals,
)
from guomen.surveillance.signals.operations.informing import answer_informant, see_informant
from guomen.surveillance.signals.queries import newest, signal
from guomen.surveillance.signals.queries.seeing import (
    attachment,
    attachment_file,
    largest_attachment,
    links_of,
    signals_estimated,
    versions_of,
    worded,
)
from guomen.surveillance.signals.terms import InformantStatus, LinkKind, SignalState
from guomen.surveillance.signals.web.forms import (
    AnswerForm,
    AttachForm,
    GroundForm,
    LinkForm,
    ReportForm,
    SignalFilter,
    UnlinkForm,
)
from guomen.surveillance.signals.web.showing import Names
from guomen.surveillance.terms import DEEDS

ROWS = 50
READERS = (Capability.WATCH_RISKS, Capability.REPORT_SIGNAL, Capability.AUDIT)


@page(Capability.WATCH_RISKS, Capability.AUDIT)
def signal_list(request: SignedIn) -> HttpResponse:
    """Signals, newest first, read on by their number; never counted through."""
    form = SignalFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    before = request.GET.get("before", "")
    exact = {
        name: value
        for name, value in {
            "source__code": asked.get("source", ""),
            "hazard": asked.get("hazard", "").strip(),
            "origin": asked.get("origin", "").strip().upper(),
            "state": asked.get("state", ""),
        }.items()
        if value
    }
    rows = newest(exact, goods=asked.get("goods", "").strip(), before=int(before) if before.isdecimal() else None)
    if words := asked.get("q", "").strip():
        rows = worded(rows, words)
    found, names = list(rows.defer("original", "details")[: ROWS + 1]), Names()
    kept = request.GET.copy()
    kept["before"] = str(found[ROWS - 1].pk) if len(found) > ROWS else ""
    context = {
        "form": form,
        "signals": [names.shown(row) for row in found[:ROWS]],
        "next": kept.urlencode() if len(found) > ROWS else "",
        "first": not before,
        "all": None if exact or words or asked.get("goods") else signals_estimated(),
        "may_report": may(request.user, Capability.REPORT_SIGNAL),
    }
    return render(request, "surveillance/signals/signal_list.html", context)


@page(Capability.REPORT_SIGNAL)
def report(request: SignedIn) -> HttpResponse:
    """Write a signal down."""
    now = timezone.now()
    form = ReportForm(request.POST or None, request.FILES or None, initial={"reported_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            number = report_signal(
                actor=request.user, at=now, source=form.cleaned_data["source"], report=form.report(now),
                files=_sent(form.cleaned_data["attached"]),
            )  # fmt: skip
            return redirect("surveillance-signal", number)
        except Refusal as refusal:
            form.explain(refusal)
    return render(request, "surveillance/signals/report.html", {"form": form})


@page(*READERS)
def one_signal(request: SignedIn, number: int) -> HttpResponse:
    """One signal: words and codes, the original as text, what hangs together with it, its dossiers, its history."""
    row = signal(number)
    links = links_of(number)
    informant = Informant.objects.filter(signal=number).first()
    seen: dict[str, Any] = {}
    done, forms = tried(request, _offers(request, row, links, informant, seen))
    if done and "identity" not in seen:
        return redirect("surveillance-signal", number)
    context = {
        "one": Names().shown(row),
        "row": row,
        "forms": forms,
        "links": [(link, LinkKind(link.kind).text, link.signal_id != number) for link in links],
        "versions": list(versions_of(row)[:20]),
        "dossiers": [(one, Text(one.title_zh, one.title_en)) for one in dossiers_holding(number)],
        "details": sorted(row.details.items()),
        "informant": informant,
        "status": InformantStatus(informant.status).text if informant else None,
        "identity": seen.get("identity"),
        "moments": _moments(row),
        "attachments": list(row.attachments.all()),
    }
    return render(request, "surveillance/signals/signal.html", context)


def _offers(
    request: SignedIn, row: Signal, links: list[SignalLink], informant: Informant | None, seen: dict[str, Any]
) -> dict[str, Offer]:
    asked: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "signal": row.pk}
    offers: dict[str, Offer] = {}
    watching, current = may(request.user, Capability.WATCH_RISKS), row.state == SignalState.CURRENT
    if watching and current:
        offers["retract"] = Offer(
            GroundForm,
            lambda form: retract_signal(**asked, **form.cleaned_data),
            _("The signal was retracted."),
            "away",
        )
        offers["refute"] = Offer(
            GroundForm, lambda form: refute_signal(**asked, **form.cleaned_data), _("The signal was refuted."), "away"
        )
        offers["link"] = Offer(LinkForm, lambda form: _link(asked, form), _("The signals were linked."))
    if may(request.user, Capability.REPORT_SIGNAL):
        offers["attach"] = Offer(
            lambda data: AttachForm(data, request.FILES if data else None),
            lambda form: _attach(asked, form),
            _("The file was attached."),
        )
    standing = [(str(one.pk), f"#{one.signal_id} → #{one.earlier_id}") for one in links if one.undone_at is None]
    if watching and standing:
        offers["unlink"] = Offer(
            lambda data: UnlinkForm(data, links=standing),
            lambda form: unlink_signals(
                actor=request.user,
                at=asked["at"],
                link=int(form.cleaned_data["link"]),
                ground=form.cleaned_data["ground"],
            ),
            _("The link was taken back."),
        )
    if watching and informant:
        offers["answer"] = Offer(
            lambda data: AnswerForm(data, initial={"status": informant.status}),
            lambda form: answer_informant(
                **asked, **form.cleaned_data | {"status": InformantStatus(form.cleaned_data["status"])}
            ),
            _("The answer is shown to whoever has the token."),
        )
    if informant and may(request.user, Capability.SEE_INFORMANT):
        offers["see"] = Offer(
            GroundForm,
            lambda form: seen.update(identity=see_informant(**asked, **form.cleaned_data)),
            _("This look was recorded."),
        )
    return offers


@page(*READERS)
def one_attachment(request: SignedIn, number: int) -> FileResponse:
    """A file of a signal, always as a file, never shown in place."""
    row = attachment(number)
    return to_save(attachment_file(row), name=row.name, kind=row.media_type)


def _sent(files: list[Any]) -> list[tuple[str, bytes]]:
    return read_files(files, largest_attachment(timezone.localdate()))


@transaction.atomic
def _attach(asked: dict[str, Any], form: AttachForm) -> None:
    for name, content in _sent(form.cleaned_data["file"]):
        attach_file(**asked, name=name, content=content)


def _link(asked: dict[str, Any], form: LinkForm) -> SignalLink:
    chosen = form.cleaned_data
    return link_signals(**asked, earlier=chosen["earlier"], kind=LinkKind(chosen["kind"]), ground=chosen["ground"])


_TONES = {
    events.SIGNAL_RETRACTED: "stop",
    events.SIGNAL_REFUTED: "stop",
    events.SIGNALS_LINKED: "",
    events.SIGNALS_UNLINKED: "watch",
    events.INFORMANT_SEEN: "watch",
    events.INFORMANT_ANSWERED: "good",
    events.FILE_ATTACHED: "",
    events.FILE_NOT_ATTACHED: "watch",
}


def _moments(row: Signal) -> list[Moment]:
    found = [Moment(row.received_at, DEEDS[events.SIGNALS_RECEIVED], by=Text(row.source.name_zh, row.source.name_en))]
    for entry in entries_about(SubjectRef("signal", str(row.pk))).select_related("actor")[:100]:
        if entry.kind == events.SIGNALS_RECEIVED:
            continue
        what, tone = DEEDS.get(entry.kind, Text(entry.kind, entry.kind)), _TONES.get(entry.kind, "")
        by: Text | str = Text(entry.actor.name_zh, entry.actor.name_en) if entry.actor else ""
        ground = entry.reasons[0] if entry.reasons else None
        found.append(
            Moment(entry.at, what, by=by, tone=tone, detail=Text(ground["zh"], ground["en"]) if ground else None)
        )
    return found
