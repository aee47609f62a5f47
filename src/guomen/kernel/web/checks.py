"""Public checks of papers: anybody types or scans a code, nothing of the answer is kept or indexed."""

from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

from guomen.kernel.terms import Text
from guomen.kernel.web.forms import HouseForm

Response = TypeVar("Response", bound=HttpResponse)


class CodeForm(HouseForm):
    """A verification code, typed by anybody."""

    code = forms.CharField(label=_("Verification code"), max_length=60)


def typed_code(request: HttpRequest) -> str:
    """The code that was typed instead of scanned; empty where none was."""
    return request.GET.get("code", "").strip().replace("/", "")


def unkept(response: Response) -> Response:
    """The answer as it stands now: no cache and no index keeps it."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def answered(data: dict[str, Any] | None, not_ours: Text) -> JsonResponse:
    """The answer for machines; None where the paper is not ours."""
    told = {"answer": "not_ours", **not_ours.as_json()} if data is None else data
    return unkept(JsonResponse(told, status=404 if data is None else 200, json_dumps_params={"ensure_ascii": False}))
