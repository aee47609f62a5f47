"""The public check of a certificate: anybody may ask, and learns only what stands on the paper's face.

Rate-safe by its making: a code holds 100 random bits, a mistyped one is turned away without asking the database, a
well-formed one costs a single look-up in an index, and nothing is written.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guomen.catalogue.queries import country_name
from guomen.decisions.documents.wording import quantity_said
from guomen.decisions.models import Certificate
from guomen.decisions.queries import Answer, answer_to
from guomen.decisions.terms import CertificateKind, DispositionKind, grouped
from guomen.kernel.terms import Text
from guomen.kernel.web.checks import CodeForm, answered, typed_code, unkept

_SHOWN_GOODS = 5
NOT_OURS = Text("非本机构签发，或输入有误。", "Not ours, or mistyped.")


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Where a code is typed that could not be scanned."""
    code = typed_code(request)
    return redirect("decisions-check", code) if code else _shown(request, "", None)


@require_safe
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Valid, revoked, replaced, or not ours."""
    return _shown(request, code, answer_to(code))


@require_safe
def answer_json(request: HttpRequest, code: str) -> HttpResponse:
    """The same for machines."""
    found = answer_to(code)
    return answered(_as_json(found) if found else None, NOT_OURS)


def _shown(request: HttpRequest, code: str, found: Answer | None) -> HttpResponse:
    context: dict[str, Any] = {
        "asked": code,
        "answer": found,
        "not_ours": NOT_OURS,
        "form": CodeForm(initial={"code": code}),
    }
    if found is not None:
        context |= {
            "title": CertificateKind(found.certificate.kind).text,
            "act": DispositionKind(found.certificate.disposition.kind),
            "code": grouped(found.certificate.code),
            "goods": [
                (line, country_name(line["origin"]), quantity_said(line["quantity"], line["quantity_unit"]))
                for line in found.certificate.disposition.lines[:_SHOWN_GOODS]
            ],
            "more": max(0, len(found.certificate.disposition.lines) - _SHOWN_GOODS),
        }
    return unkept(render(request, "decisions/check.html", context, status=404 if code and found is None else 200))


def _as_json(found: Answer) -> dict[str, Any]:
    row, successor = found.certificate, found.successor
    return {
        "answer": str(found.state),
        **found.state.text.as_json(),
        "number": row.number,
        "code": row.code,
        "kind": CertificateKind(row.kind).text.as_json(),
        "decision": {"code": row.disposition.kind, **DispositionKind(row.disposition.kind).text.as_json()},
        "office": Text(row.office.name_zh, row.office.name_en).as_json(),
        "issued_on": _day(row),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "goods": [{name: line[name] for name in _FACE} for line in row.disposition.lines[:_SHOWN_GOODS]],
        "goods_lines": len(row.disposition.lines),
        "sha256": row.sha256,
        "ended_at": found.ended_at.isoformat() if found.ended_at else None,
        "ground": found.ground or None,
        "successor": successor.code if successor else None,
    }


_FACE = ("item_no", "goods_code", "description", "origin", "quantity", "quantity_unit")


def _day(row: Certificate) -> str:
    return timezone.localdate(row.issued_at).isoformat()
