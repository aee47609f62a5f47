"""What a person is told when something went wrong: always a page in their language, never a traceback."""

import logging
import secrets
import sys
from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from guomen.interfaces.web.outages import Outage, outage
from guomen.kernel.terms import Missing, NotPermitted, Refusal, Text
from guomen.kernel.web.access import refused

log = logging.getLogger(__name__)


def answered(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as its reader wants it: JSON for machines, a page for people."""
    if request.path.startswith("/api/"):
        return JsonResponse(refusal.as_json(), status=refusal.status)
    return refused(request, refusal)


class Malformed(Refusal):
    """The request itself could not be read."""

    status = 400


# What no database holds: a number beyond its column, a text with a NUL character.
UNSTORABLE = Refusal(
    "request.unstorable",
    Text("有一个值过大或含有不可存储的字符。", "A value is too large or holds a character that cannot be stored."),
    Text("请改正后重试。", "Mend it and send it again."),
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be read."""
    return answered(
        request,
        Malformed(
            "request.malformed",
            Text("无法读取该请求。", "The request could not be read."),
            Text("请返回上一页后重试。", "Go back and try again."),
        ),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not this person's business."""
    return answered(
        request,
        NotPermitted(
            "request.not_permitted",
            Text("您无权执行此操作。", "You may not do this."),
            Text("请联系值班长或系统管理员。", "Ask your duty manager or the system operator."),
        ),
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form does not carry this session's mark (CSRF): it is too old, or it came from elsewhere."""
    return answered(
        request,
        NotPermitted(
            "request.stale_form",
            Text("表单已过期或来自其他页面。", "The form is too old, or it came from another site."),
            Text(
                "请返回并刷新页面后重新提交；浏览器须允许本站的 Cookie。",
                "Go back, reload the page and send it again; the browser must accept this site's cookies.",
            ),
        ),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or the person may not know that there is."""
    return answered(
        request,
        Missing(
            "page.missing",
            Text("没有此页面，或您无权查看。", "There is no such page, or it is not yours to see."),
            Text("请检查地址，或从工作台重新进入。", "Check the address, or start again from the workbench."),
        ),
    )


def unserved(request: HttpRequest, refusal: Outage) -> HttpResponse:
    """503: the database is away or a disk is full. The page needs neither database nor session."""
    log.error("%s at %s %s", refusal.code, request.method, request.path)
    if request.path.startswith("/api/"):
        return JsonResponse(refusal.as_json(), status=refusal.status)
    return HttpResponse(render_to_string("interfaces/outage.html", {"refusal": refusal}), status=refusal.status)


def incident() -> str:
    """A short number by which a person's report and the line in the log find each other."""
    return secrets.token_hex(4)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault, or 503 where it is an outage. The page needs neither database nor session, in both languages."""
    refusal = outage(sys.exc_info()[1])
    if refusal is not None:
        return unserved(request, refusal)
    number = incident()
    log.error("incident %s at %s %s", number, request.method, request.path)
    return HttpResponse(render_to_string("interfaces/failure.html", {"incident": number}), status=500)


class RefusalMiddleware:
    """A Refusal that no page has caught becomes the page that tells of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a Refusal, an outage or a value that cannot be stored; anything else goes on to become an incident."""
        refusal = outage(exception)
        if refusal is not None:
            return unserved(request, refusal)
        if isinstance(exception, DataError):
            return answered(request, UNSTORABLE)
        return answered(request, exception) if isinstance(exception, Refusal) else None
