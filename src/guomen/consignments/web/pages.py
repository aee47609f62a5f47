"""Uploading a file: what is proposed, what would happen, and only then lodging."""

from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import polars as pl
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from guomen.consignments.intake.fields import BY_COLUMN
from guomen.consignments.intake.operations import propose_layout, write_refused
from guomen.consignments.intake.terms import Layout, Proposal
from guomen.consignments.operations import layout_for, lodge_file, preview_file, remember_layout
from guomen.consignments.uploads import store as uploads
from guomen.consignments.uploads.queries import most_rows
from guomen.consignments.web.forms import LayoutForms, UploadForm
from guomen.kernel.offices.models import Actor
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Capability, Fault, Missing, Refusal, Text
from guomen.kernel.web.access import SignedIn, page

SHOWN_FAULTS = 100
SHOWN_ROWS = 5
PREVIEWED = ["reference", "declared_on", "office", "importer", "goods_code", "origin", "net_mass", "value"]


@dataclass(slots=True)
class Preview:
    """What lodging a file would do, or has done."""

    rows: int = 0
    good: int = 0
    declarations: int = 0
    refused_rows: int = 0
    lodged: int | None = None
    duplicates: int = 0
    faults: list[Fault] = field(default_factory=list)
    more_faults: int = 0
    columns: list[str] = field(default_factory=lambda: [said(BY_COLUMN[name].title) for name in PREVIEWED])
    sample: list[tuple[Any, ...]] = field(default_factory=list)

    def add_faults(self, found: list[Fault]) -> None:
        room = SHOWN_FAULTS - len(self.faults)
        self.faults += found[:room]
        self.more_faults += max(0, len(found) - room)


def _own_name(actor: Actor) -> str:
    """In whose name an actor without an office sends: his own. An officer must say."""
    return "" if actor.office_id else actor.username


@page(Capability.LODGE)
def upload(request: SignedIn) -> HttpResponse:
    """Choose a file."""
    own = _own_name(request.user)
    form = UploadForm(request.POST or None, request.FILES or None, sender=own)
    if request.method == "POST" and form.is_valid():
        kept = uploads.keep(request.user, form.cleaned_data["file"], form.sender_name, form.cleaned_data["sheet"])
        return redirect("consignments-upload-check", kept.token)
    return render(request, "consignments/upload.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(Capability.LODGE)
def check(request: SignedIn, token: str) -> HttpResponse:
    """What the columns are taken for and what would happen; nothing is committed until that is asked for."""
    kept = uploads.found(request.user, token)
    proposal = propose_layout(kept.path, sheet=kept.sheet, name=kept.name)
    layout = kept.remembered() or layout_for(kept.path, kept.sender, sheet=kept.sheet, name=kept.name)
    forms = LayoutForms(proposal.guesses, layout, request.POST or None)
    refusal: Refusal | None = None
    preview: Preview | None = None
    try:
        if request.method == "POST" and forms.is_valid():
            layout = forms.chosen()
            kept.remember(layout)
        lodging = "lodge" in request.POST
        if not lodging or not kept.looked_through:
            preview = _previewed(kept, layout)
        if lodging:
            preview = _lodged(request, kept, layout)
    except Refusal as stopped:
        refusal = stopped
    context = {"upload": kept, "proposal": proposal, "forms": forms, "preview": preview, "refusal": refusal}
    return render(request, "consignments/upload_check.html", context | _standing(proposal, layout))


def _standing(proposal: Proposal, layout: Layout) -> dict[str, Any]:
    used = {header for use in layout.columns for header in use.headers}
    return {"aside": [guess.header for guess in proposal.guesses if guess.header not in used]}


def _previewed(kept: uploads.Upload, layout: Layout) -> Preview:
    """What lodging would do. Raises Refusal for a file that is too long to be lodged through a page."""
    seen, most = Preview(), most_rows(timezone.localdate())
    parts = preview_file(at=timezone.now(), path=kept.path, sender=kept.sender, layout=layout, name=kept.name)
    for part in parts:
        seen.rows += part.rows
        if most is not None and seen.rows > most:
            raise _too_long(most)
        seen.good += part.lines.height
        seen.declarations += (
            part.lines.select(pl.struct("reference", "version").n_unique()).item() if part.lines.height else 0
        )
        seen.refused_rows += len({fault.where.row for fault in part.refused})
        seen.add_faults(part.refused)
        if len(seen.sample) < SHOWN_ROWS:
            seen.sample += islice(part.lines.select(PREVIEWED).iter_rows(), SHOWN_ROWS - len(seen.sample))
    kept.mark_looked_through()
    return seen


def _too_long(most: int) -> Refusal:
    return Refusal(
        "upload.too_long",
        Text(f"文件超过{most:,}行，未录入任何内容。", f"The file has more than {most:,} rows; nothing was lodged."),
        Text(
            "请拆分后上传，或由管理员在服务器上运行 guomen lodge。",
            "Upload it in parts, or have the operator run guomen lodge on the server.",
        ),
    )


def _lodged(request: SignedIn, kept: uploads.Upload, layout: Layout) -> Preview:
    seen = Preview(lodged=0)
    refused: list[pl.DataFrame] = []
    parts = lodge_file(
        actor=request.user, at=timezone.now(), path=kept.path, sender=kept.sender, layout=layout, name=kept.name
    )
    for part in parts:
        refused.append(part.rows)
        seen.rows += part.read.rows
        seen.lodged = (seen.lodged or 0) + part.lodged.lodged
        seen.duplicates += part.lodged.duplicates
        seen.refused_rows += refused[-1].height
        seen.add_faults(part.faults)
    for kind in ("xlsx", "csv"):
        write_refused(refused, kept.folder / f"refused.{kind}")
    remember_layout(actor=request.user, at=timezone.now(), sender=kept.sender, layout=layout)
    return seen


@page(Capability.LODGE)
def refused(request: SignedIn, token: str, kind: str) -> FileResponse:
    """The refused rows with their faults, to be mended and sent again."""
    kept = uploads.found(request.user, token)
    file = kept.folder / f"refused.{kind}"
    if kind not in ("xlsx", "csv") or not file.exists():
        raise Missing(
            "upload.no_refused",
            Text("没有被拒绝的行。", "There are no refused rows."),
            Text("请先录入该文件。", "Lodge the file first."),
        )
    return FileResponse(file.open("rb"), as_attachment=True, filename=f"refused-{kept.name.rsplit('.', 1)[0]}.{kind}")
