"""The public check of a report: anybody may ask, and learns only what stands on the paper's face.

A code holds 100 random bits, a mistyped one is turned away without asking the database, and nothing is written.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guomen.kernel.documents.codes import grouped
from guomen.kernel.terms import Text
from guomen.kernel.web.checks import CodeForm, answered, typed_code, unkept
from guomen.laboratory.reports.queries import Answer, answer_to, certificates
from guomen.laboratory.reports.wording import number_of, word_of
from guomen.laboratory.terms import Conformity

NOT_OURS = Text("不是本实验室的检测报告，或输入有误。", "Not a report of ours, or mistyped.")


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Where a code is typed that could not be scanned."""
    code = typed_code(request)
    return redirect("laboratory-check", code) if code else _shown(request, "", None)


@require_safe
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Valid, replaced, withdrawn, or not ours."""
    return _shown(request, code, answer_to(code))


@require_safe
def answer_json(request: HttpRequest, code: str) -> HttpResponse:
    """The same for machines."""
    found = answer_to(code)
    return answered(_as_json(found) if found else None, NOT_OURS)


@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """The laboratory's certificate and that of its authority, to verify papers anywhere."""
    content = b"".join(file.read_bytes() for file in certificates() if file.exists())
    return HttpResponse(content, content_type="application/x-pem-file")


def _shown(request: HttpRequest, code: str, found: Answer | None) -> HttpResponse:
    context: dict[str, Any] = {
        "asked": code,
        "answer": found,
        "not_ours": NOT_OURS,
        "form": CodeForm(initial={"code": code}),
    }
    if found is not None:
        word = word_of(found.report)
        context |= {
            "number": number_of(found.report),
            "code": grouped(found.report.code),
            "word": word,
            "text": word.text,
            "results": [(one, Conformity(one["conformity"]).text) for one in found.report.statements],
            "successor": number_of(found.successor) if found.successor else "",
        }
    status = 404 if code and found is None else 200
    return unkept(render(request, "laboratory/reports/check.html", context, status=status))


def _as_json(found: Answer) -> dict[str, Any]:
    row, word = found.report, word_of(found.report)
    return {
        "answer": str(found.standing),
        **found.standing.text.as_json(),
        "number": number_of(row),
        "code": row.code,
        "laboratory": Text(row.sample.laboratory.name_zh, row.sample.laboratory.name_en).as_json(),
        "sample": row.sample.label,
        "description": row.sample.description,
        "reported_on": timezone.localdate(row.reported_at).isoformat(),
        "conformity": {"code": str(word), **word.text.as_json()},
        "results": [
            {name: one[name] for name in ("analyte", "value", "limit", "standard", "edition", "conformity")}
            for one in row.statements
        ],
        "sha256": row.document_digest,
        "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        "withdrawn_because": row.withdrawn_because or None,
        "successor": found.successor.code or None if found.successor else None,
    }
